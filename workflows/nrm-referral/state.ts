import type { Instant } from '../kernel/calendar';
import type { Owner } from '../kernel/contract';
import type { AgencyCode, CaseRef } from '../vocabulary';
import type {
  EventOf,
  Grounds,
  InvolvementKind,
  Notification,
  Outcome,
  ReflectionClock,
  Referral,
  TextRef,
} from './events';

export const stages = [
  'not-opened',
  'reasonable-grounds',
  'reasonable-grounds-review',
  'reasonable-grounds-third-decision',
  'reflection-period',
  'conclusive-grounds',
  'conclusive-grounds-review',
  'conclusive-grounds-third-decision',
  'after-positive',
  'after-negative',
  'closed',
] as const;
export type Stage = (typeof stages)[number];

export interface View {
  by: string;
  outcome: Outcome;
  reasons: TextRef;
  at: Instant;
}

/** One decision, from the first decision-maker's hand to its effect. */
export interface DecisionRecord {
  /** Counts the decisions of the case, from 1; keys of deadlines and tasks are made from it. */
  number: number;
  grounds: Grounds;
  isReconsideration: boolean;
  /** From when its target was counted. */
  awaitedSince: Instant;
  first: View;
  reviewer?: string | undefined;
  ownView?: View | undefined;
  /** Who has recorded an own view and so has seen the first reasons; none of them can begin a review again. */
  haveSeenReasons: readonly string[];
  review?: { agrees: boolean; reasons: TextRef; at: Instant } | undefined;
  third?: View | undefined;
  effective?: { outcome: Outcome; at: Instant } | undefined;
}

/** A first decision that is waited for. */
export interface Awaited {
  grounds: Grounds;
  since: Instant;
  /** How many decisions of this kind there will be with this one. */
  round: number;
}

export interface Question {
  number: number;
  text: TextRef;
  askedAt: Instant;
  isClockPaused: boolean;
  isOverdue: boolean;
  /** The decision was taken before an answer came. */
  hasLapsed: boolean;
  answer?: TextRef | undefined;
}

/** Something to be done since a moment; `number` tells apart the same thing done again. */
export interface Step {
  number: number;
  since: Instant;
}

/** Under which a referral knows its reflection period. */
export const reflectionLink = 'reflection-period';
/** The key of the effect that opens it. */
export const startReflectionKey = 'start-reflection-period';

export interface Reflection {
  startedAt: Instant;
  hasMinimumPassed: boolean;
  endedGround?: string | undefined;
  /** The conclusive decision had its effect, and the reflection period was told. */
  isConcluded: boolean;
  /**
   * Its own case: asked for and not there yet; refused, so that a person must ask again; opened by hand, so that a
   * person must say which it is; or known.
   */
  opened: 'asked' | 'refused' | 'by-hand' | 'linked';
  clock: ReflectionClock;
}

export interface State {
  referredAt?: Instant | undefined;
  referral: Referral;
  referrer: { person: string; agency: AgencyCode };
  notification?: Notification | undefined;
  competentAuthority: AgencyCode;
  immigrationAuthority: AgencyCode;
  /** Who sees to the person's care: the contractor's case managers [36], or children's services [98]. */
  care: Owner;
  transfers: readonly { to: AgencyCode; reason: TextRef; at: Instant }[];
  involvement: readonly { person: string; kind: InvolvementKind }[];
  questions: readonly Question[];
  awaited?: Awaited | undefined;
  decisions: readonly DecisionRecord[];
  reflection?: Reflection | undefined;
  /** After a negative decision that has not been reconsidered. */
  reconsiderationWindow?: (Step & { grounds: Grounds; isOver: boolean }) | undefined;
  reconsiderations: readonly { grounds: Grounds; evidence: TextRef; at: Instant }[];
  permitToConsider?: Step | undefined;
  permit?: { granted: boolean; months?: number | undefined; reasons: TextRef } | undefined;
  exitToPlan?: Step | undefined;
  exitPlans: readonly { plan: TextRef; at: Instant }[];
  feedbackToGive: readonly (Step & { grounds: Grounds })[];
  feedback: readonly Omit<EventOf<'feedback-given'>, 'type'>[];
  duplicateOf?: CaseRef | undefined;
  /** The searches for this child and the cases that safeguard the child. */
  childCases: readonly CaseRef[];
  closedBy?: 'notified' | 'duplicate' | 'withdrawn' | 'died' | 'completed' | undefined;
}

export const initial: State = {
  referral: {
    subject: 'adult',
    name: '',
    birthDate: '',
    exploitationType: 'unspecified',
    indicators: [],
    countryOfOrigin: 'XX',
    encounteredWhere: '',
    encounteredOn: '',
    subjectToImmigrationControl: false,
  },
  referrer: { person: '', agency: '' },
  competentAuthority: '',
  immigrationAuthority: '',
  care: { role: 'case-manager', agency: '' },
  transfers: [],
  childCases: [],
  involvement: [],
  questions: [],
  decisions: [],
  reconsiderations: [],
  exitPlans: [],
  feedbackToGive: [],
  feedback: [],
};

/** The decision that was taken and has no effect yet. */
export function pendingDecision(state: State): DecisionRecord | undefined {
  const last = state.decisions.at(-1);
  return last?.effective ? undefined : last;
}

/** The newest decision of a kind that has had its effect. */
export function effectiveDecision(state: State, grounds: Grounds): DecisionRecord | undefined {
  return state.decisions.findLast((d) => d.grounds === grounds && d.effective !== undefined);
}

/** The question that waits for an answer. */
export function openQuestion(state: State): Question | undefined {
  const last = state.questions.at(-1);
  return last?.hasLapsed || last?.answer !== undefined ? undefined : last;
}

/** Whether removal is held by a running reflection period. */
export function isReflecting({ reflection }: State): boolean {
  return reflection !== undefined && !reflection.isConcluded && reflection.endedGround === undefined;
}

/** Whether the conclusive decision may be taken: not before the reflection period's minimum [23]. */
export function mayConclude({ reflection }: State): boolean {
  return reflection !== undefined && (reflection.hasMinimumPassed || reflection.endedGround !== undefined);
}

/** Whether everything that follows from the last effective decision has been done. */
export function isSettled(state: State): boolean {
  const isDecided = state.decisions.length > 0 && !pendingDecision(state) && !state.awaited;
  const hasOpenStep = state.permitToConsider ?? state.exitToPlan ?? state.feedbackToGive[0];
  const mayStillBeReconsidered = state.reconsiderationWindow !== undefined && !state.reconsiderationWindow.isOver;
  return isDecided && hasOpenStep === undefined && !mayStillBeReconsidered;
}

export function stageOf(state: State): Stage {
  if (state.closedBy) return 'closed';
  const pending = pendingDecision(state);
  if (pending) return `${pending.grounds}-${pending.review?.agrees === false ? 'third-decision' : 'review'}`;
  if (state.awaited?.grounds === 'reasonable-grounds') return 'reasonable-grounds';
  if (state.awaited) return mayConclude(state) ? 'conclusive-grounds' : 'reflection-period';
  const last = state.decisions.at(-1)?.effective;
  if (last) return last.outcome === 'positive' ? 'after-positive' : 'after-negative';
  return 'not-opened';
}

/** Deadlines and tasks that can come again have a number from the second time on: each has a ledger of its own. */
export function nth(key: string, number: number): string {
  return number === 1 ? key : `${key}.${number}`;
}
