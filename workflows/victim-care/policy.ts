import type { Span } from '../kernel/calendar';
import { policySetIds, type PolicySetId, type PolicyValue } from '../kernel/contract';
import type { AgencyCode } from '../vocabulary';

/** Every number of this process, with where it comes from. (A type alias, so that it is a kernel `Policy`.) */
export type CarePolicy = {
  /** Who manages the care of adult victims in England and Wales. */
  centralContractor: PolicyValue<AgencyCode>;
  /** Who keeps the care contract, and hears of what is late or serious. */
  contractKeeper: PolicyValue<AgencyCode>;
  acceptance: PolicyValue<Span>;
  emergencyAcceptance: PolicyValue<Span>;
  needsAssessment: PolicyValue<Span>;
  /** From acceptance, or from when a place was lost, to a confirmed bed. */
  placement: PolicyValue<Span>;
  /** From when a move was asked for to a confirmed bed. */
  move: PolicyValue<Span>;
  arrival: PolicyValue<Span>;
  supportPlan: PolicyValue<Span>;
  planReview: PolicyValue<Span>;
  bedHoldNights: PolicyValue<number>;
  /** After a bed was released: by when it is known what becomes of the person. */
  absenceFollowUp: PolicyValue<Span>;
  missingReview: PolicyValue<Span>;
  /** After an emergency: by when a decision is expected. */
  decision: PolicyValue<Span>;
  exitPlan: PolicyValue<Span>;
  moveOn: PolicyValue<Span>;
  complaintAnswer: PolicyValue<Span>;
  /** For so many hours after midnight a place is still asked for the night that is running. */
  nightRunsOnHours: PolicyValue<number>;
  /** How many days ahead a place may be asked for. */
  placementAheadDays: PolicyValue<number>;
  /** How many days before its opening a journey may begin: an emergency is sometimes written down afterwards. */
  journeyBeforeOpeningDays: PolicyValue<number>;
  deliverWithinHours: PolicyValue<number>;
  /** The same, where somebody's bed or safety hangs on it. */
  deliverUrgentlyWithinHours: PolicyValue<number>;
};

const contractBegan = '2011-07-01';
const section61 = '2023-01-30';

function hours(count: number): Span {
  return { count, unit: 'hours' };
}

function days(count: number): Span {
  return { count, unit: 'calendar-days' };
}

function workingDays(count: number): Span {
  return { count, unit: 'working-days' };
}

function forSet(effectiveFrom: string): CarePolicy {
  /** Practice at the time or our choice; the strategy gives no value. */
  function chosen<V>(value: V, paragraphs = '33 to 37'): PolicyValue<V> {
    return { value, source: `Concert's default for strategy paragraphs ${paragraphs}`, effectiveFrom, isDefault: true };
  }
  return {
    centralContractor: { value: 'salvation-army', source: 'Strategy paragraph 36', effectiveFrom: contractBegan },
    contractKeeper: chosen('home-office', '36 and 37'),
    acceptance: chosen(hours(24)),
    emergencyAcceptance: chosen(hours(4)),
    needsAssessment: chosen(hours(48)),
    placement: chosen(hours(24)),
    move: chosen(hours(48)),
    arrival: chosen(days(1)),
    supportPlan: chosen(days(7)),
    planReview: chosen(days(14)),
    bedHoldNights: chosen(3),
    absenceFollowUp: chosen(days(2)),
    missingReview: chosen(hours(24)),
    decision: chosen(workingDays(10), '24 and 33'),
    exitPlan: chosen(workingDays(10)),
    moveOn: chosen(days(28)),
    complaintAnswer: chosen(workingDays(10), '37'),
    nightRunsOnHours: chosen(12),
    placementAheadDays: chosen(90),
    journeyBeforeOpeningDays: chosen(7),
    deliverWithinHours: chosen(24),
    deliverUrgentlyWithinHours: chosen(2),
  };
}

const [strategy, act] = policySetIds;

export const policy: Record<PolicySetId, CarePolicy> = {
  [strategy]: forSet(contractBegan),
  [act]: forSet(section61),
};
