import type { Span } from '../kernel/calendar';
import type { PolicySetId, PolicyValue } from '../kernel/contract';

/** Every number of this process, with where it comes from. (A type alias, so that it is a kernel `Policy`.) */
export type ReflectionPolicy = {
  /** How long the period lasts at least. */
  minimum: PolicyValue<Span>;
  /** When the decision-maker is reminded that the minimum is ending. */
  reminders: PolicyValue<readonly Span[]>;
  /** By when the immigration authority acknowledges that it holds removal. */
  holdAcknowledgement: PolicyValue<Span>;
  /** By when it acknowledges that the hold is lifted. */
  liftingAcknowledgement: PolicyValue<Span>;
  /** By when a proposal to end early is reviewed. */
  earlyEndReview: PolicyValue<Span>;
  /** When an overdue case goes to the team leader, and to the head of unit; counted as the minimum is. */
  overdueTeamLeader: PolicyValue<Span>;
  overdueHeadOfUnit: PolicyValue<Span>;
  /** How often a case that waits for nothing else comes back to the head of unit. */
  reviewEvery: PolicyValue<Span>;
  /** After how many hours a message that could not be delivered becomes a task for a person. */
  deliverWithinHours: PolicyValue<number>;
  /** The same, for a message on which somebody's removal hangs. */
  deliverUrgentlyWithinHours: PolicyValue<number>;
};

const convention = '2009-04-01';
const section61 = '2023-01-30';

function days(count: number): Span {
  return { count, unit: 'calendar-days' };
}

function workingDays(count: number): Span {
  return { count, unit: 'working-days' };
}

/** A value that is practice at the time or our choice. */
function chosen<V>(value: V, source: string, effectiveFrom: string): PolicyValue<V> {
  return { value, source, effectiveFrom, isDefault: true };
}

/** What neither the strategy nor the Act says, and what both sets therefore share. */
function shared(effectiveFrom: string) {
  return {
    holdAcknowledgement: chosen(workingDays(1), "Concert's default for strategy paragraph 23", effectiveFrom),
    liftingAcknowledgement: chosen(workingDays(1), "Concert's default for strategy paragraph 23", effectiveFrom),
    earlyEndReview: chosen(workingDays(2), "Concert's default for strategy paragraph 32", effectiveFrom),
    reviewEvery: chosen(days(7), "Concert's default: an open case always has a date", effectiveFrom),
    deliverWithinHours: chosen(24, "Concert's default", effectiveFrom),
    deliverUrgentlyWithinHours: chosen(4, "Concert's default", effectiveFrom),
  };
}

/** Paragraph 23 of the strategy gives 45 days; section 61 of the Act of 2022 gives 30. */
export const policy: Record<PolicySetId, ReflectionPolicy> = {
  'strategy-2011': {
    ...shared(convention),
    minimum: { value: days(45), source: 'Human Trafficking Strategy 2011, paragraph 23', effectiveFrom: convention },
    reminders: chosen([days(30), days(40)], "Concert's default for strategy paragraph 23", convention),
    overdueTeamLeader: chosen(days(46), "Concert's default for strategy paragraph 23", convention),
    overdueHeadOfUnit: chosen(days(60), "Concert's default for strategy paragraph 23", convention),
  },
  'nationality-and-borders-2022': {
    ...shared(section61),
    minimum: { value: days(30), source: 'Nationality and Borders Act 2022, section 61', effectiveFrom: section61 },
    reminders: chosen([days(20), days(25)], "Concert's default for section 61", section61),
    overdueTeamLeader: chosen(days(31), "Concert's default for section 61", section61),
    overdueHeadOfUnit: chosen(days(45), "Concert's default for section 61", section61),
  },
};
