import type { PolicySetId, PolicyValue } from '../kernel/contract';
import type { AgencyCode } from '../vocabulary';

/** What may be changed about this process without changing it. No number and no agency stands in the code. */
// A type and not an interface, so that it is a `Policy`: an interface has no index signature.
export type NrmPolicy = {
  reasonableGroundsWorkingDays: PolicyValue<number>;
  /** The target day of the conclusive decision, counted from the start of the reflection period. */
  conclusiveGroundsCalendarDays: PolicyValue<number>;
  /**
   * How many days the first conclusive decision has after its target day. Paragraph 23 lets nobody decide before the
   * reflection period's minimum has passed, and the target day is the minimum's last: the decision is first possible
   * when that day ends, so a target that passed at that moment would be missed by everybody. With one day it passes
   * when day 46 ends, the moment at which the reflection period is overdue and goes to the team leader.
   */
  conclusiveGroundsDaysToDecide: PolicyValue<number>;
  reviewWorkingDays: PolicyValue<number>;
  thirdDecisionWorkingDays: PolicyValue<number>;
  informationWorkingDays: PolicyValue<number>;
  reconsiderationCalendarDays: PolicyValue<number>;
  residencePermitWorkingDays: PolicyValue<number>;
  residencePermitMinimumMonths: PolicyValue<number>;
  careExitPlanWorkingDays: PolicyValue<number>;
  feedbackWorkingDays: PolicyValue<number>;
  deliveryHours: PolicyValue<number>;
  /** Who decides about whom. */
  allocation: PolicyValue<{ subjectToImmigrationControl: AgencyCode; otherwise: AgencyCode }>;
  immigrationAuthority: PolicyValue<AgencyCode>;
  /** Whose case managers see to the care of adults when nobody is designated on the day. */
  centralContractor: PolicyValue<AgencyCode>;
  /** The quarterly sample of closed decisions: per cent, and at least so many. Read by the audit, not by a case. */
  auditSamplePercent: PolicyValue<number>;
  auditSampleAtLeast: PolicyValue<number>;
  /** Published tables suppress counts below this. Read by statistics, not by a case. */
  smallNumberThreshold: PolicyValue<number>;
};

/** The day the National Referral Mechanism began [23, 24]. */
const nrmBegan = '2009-04-01';
const ourChoice = 'Concert: our choice, the strategy gives no value';

function chosen<V>(value: V, source = ourChoice): PolicyValue<V> {
  return { value, source, effectiveFrom: nrmBegan, isDefault: true };
}

const strategy2011: NrmPolicy = {
  reasonableGroundsWorkingDays: chosen(5, 'Practice of the competent authorities in 2011; strategy, box on the NRM'),
  conclusiveGroundsCalendarDays: chosen(45, 'Practice in 2011, after the 45 days of strategy paragraph 23'),
  conclusiveGroundsDaysToDecide: chosen(1, 'Concert: our choice, as strategy paragraph 23 lets nobody decide earlier'),
  reviewWorkingDays: chosen(2),
  thirdDecisionWorkingDays: chosen(2),
  informationWorkingDays: chosen(5),
  reconsiderationCalendarDays: chosen(28),
  residencePermitWorkingDays: chosen(10),
  residencePermitMinimumMonths: { value: 12, source: 'Strategy paragraph 23', effectiveFrom: nrmBegan },
  careExitPlanWorkingDays: chosen(5),
  feedbackWorkingDays: chosen(10),
  deliveryHours: chosen(24),
  allocation: {
    value: { subjectToImmigrationControl: 'ukba', otherwise: 'ukhtc' },
    source: 'Strategy, box on the NRM',
    effectiveFrom: nrmBegan,
  },
  immigrationAuthority: { value: 'ukba', source: 'Strategy paragraph 23', effectiveFrom: nrmBegan },
  centralContractor: { value: 'salvation-army', source: 'Strategy paragraph 36', effectiveFrom: '2011-07-01' },
  auditSamplePercent: chosen(5),
  auditSampleAtLeast: chosen(10),
  smallNumberThreshold: chosen(5, 'Practice of official statistics; the strategy gives no value'),
};

const nationalityAndBorders2022: NrmPolicy = {
  ...strategy2011,
  conclusiveGroundsCalendarDays: {
    value: 30,
    source: 'After the 30 days of the Nationality and Borders Act 2022 s.61',
    effectiveFrom: '2023-01-30',
    isDefault: true,
  },
};

export const policies: Record<PolicySetId, NrmPolicy> = {
  'strategy-2011': strategy2011,
  'nationality-and-borders-2022': nationalityAndBorders2022,
};
