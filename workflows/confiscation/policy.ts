import type { Span } from '../kernel/calendar';
import { policySetIds, type PolicySetId, type PolicyValue } from '../kernel/contract';
import type { AgencyCode } from '../vocabulary';

/** Every number of this process that is not law, with where it comes from. (A type alias, to be a kernel `Policy`.) */
export type ConfiscationPolicy = {
  /** From the registration of the prosecution. */
  investigatingConsideration: PolicyValue<Span>;
  prosecutingConsideration: PolicyValue<Span>;
  requestAcknowledgement: PolicyValue<Span>;
  urgentRestraint: PolicyValue<Span>;
  ordinaryRestraint: PolicyValue<Span>;
  claimDecision: PolicyValue<Span>;
  /** A case that waits for nothing but the court comes back to the prosecutor. */
  prosecutionReview: PolicyValue<Span>;
  /** From the verdict to the record that the prosecution is concluded. */
  conclusion: PolicyValue<Span>;
  restraintDischarge: PolicyValue<Span>;
  /** From the conviction, or from when it was decided to proceed. */
  statement: PolicyValue<Span>;
  /** From the statement. */
  response: PolicyValue<Span>;
  hearing: PolicyValue<Span>;
  /** From the hearing. */
  order: PolicyValue<Span>;
  /** How long after the conviction the end of the permitted period is warned of. */
  permittedPeriodWarnings: PolicyValue<readonly Span[]>;
  enforcementReview: PolicyValue<Span>;
  payOut: PolicyValue<Span>;
  alternativeReferral: PolicyValue<Span>;
  alternativeOutcome: PolicyValue<Span>;
  /** Who collects what is ordered. */
  enforcingAgency: PolicyValue<AgencyCode>;
  regionalTeam: PolicyValue<AgencyCode>;
  deliverWithinHours: PolicyValue<number>;
  deliverUrgentlyWithinHours: PolicyValue<number>;
};

const published = '2011-07-19';

const days = (count: number): Span => ({ count, unit: 'calendar-days' });
const hours = (count: number): Span => ({ count, unit: 'hours' });
const months = (count: number): Span => ({ count, unit: 'months' });

function chosen<V>(value: V, source: string): PolicyValue<V> {
  return { value, source, effectiveFrom: published, isDefault: true };
}

const considered = "Concert's default for strategy paragraph 91";
const asked = "Concert's default for strategy paragraph 92";
const restrained = "Concert's default for the Proceeds of Crime Act 2002, section 41";

const strategy: ConfiscationPolicy = {
  investigatingConsideration: chosen(days(14), considered),
  prosecutingConsideration: chosen(days(28), considered),
  requestAcknowledgement: chosen({ count: 2, unit: 'working-days' }, asked),
  urgentRestraint: chosen(hours(6), restrained),
  ordinaryRestraint: chosen(days(5), restrained),
  claimDecision: chosen(days(56), "Concert's default for the Proceeds of Crime Act 2002, sections 10A and 51"),
  prosecutionReview: chosen(days(56), "Concert's default: an open case always has a date"),
  conclusion: chosen(days(28), considered),
  restraintDischarge: chosen(days(2), "Concert's default for the Proceeds of Crime Act 2002, section 42(6)"),
  statement: chosen(days(28), "Concert's default for the Proceeds of Crime Act 2002, section 16"),
  response: chosen(days(28), "Concert's default for the Proceeds of Crime Act 2002, section 17"),
  hearing: chosen(days(84), "Concert's default for the Proceeds of Crime Act 2002, section 6"),
  order: chosen(days(14), "Concert's default for the Proceeds of Crime Act 2002, section 6"),
  permittedPeriodWarnings: chosen(
    [months(12), months(18), months(21), months(23)],
    "Concert's default for the Proceeds of Crime Act 2002, section 14",
  ),
  enforcementReview: chosen(days(28), "Concert's default for the Proceeds of Crime Act 2002, section 35"),
  payOut: chosen(days(28), "Concert's default for the Proceeds of Crime Act 2002, section 55"),
  alternativeReferral: chosen(days(28), "Concert's default for strategy paragraph 92"),
  alternativeOutcome: chosen(days(180), "Concert's default for strategy paragraph 92"),
  enforcingAgency: chosen('hmcts', 'Practice at the time: orders are enforced as fines are, by the courts'),
  regionalTeam: chosen('rart', 'Strategy paragraph 92: Regional Asset Recovery Teams'),
  deliverWithinHours: chosen(24, "Concert's default"),
  deliverUrgentlyWithinHours: chosen(1, "Concert's default"),
};

const [first, second] = policySetIds;

/** The Act of 2022 changes nothing here; both sets share these values. */
export const policy: Record<PolicySetId, ConfiscationPolicy> = { [first]: strategy, [second]: strategy };
