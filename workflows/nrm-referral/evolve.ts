import type { Instant } from '../kernel/calendar';
import type { Actor, Fact, KernelEvent } from '../kernel/contract';
import {
  nth,
  openQuestion,
  pendingDecision,
  reflectionLink,
  startReflectionKey,
  type DecisionRecord,
  type State,
} from './state';
import type { AnyEvent, Event, EventOf, EventType, Grounds } from './events';

interface Stamp {
  at: Instant;
  actor: Actor;
}
type Evolve<T extends EventType> = (state: State, event: EventOf<T>, stamp: Stamp) => State;

/** One line or two per event: what it changes in what we know. */
const table: { [T in EventType]: Evolve<T> } = {
  referred: (state, { referral, referrer }, { at, actor }) => ({
    ...state,
    referral,
    referrer: referrer ?? { person: actor.person, agency: actor.agency },
    referredAt: at,
    awaited: { grounds: 'reasonable-grounds', since: at, round: 1 },
  }),
  'notified-without-consent': (state, { notification }, { at, actor }) => ({
    ...state,
    notification,
    referrer: { person: actor.person, agency: actor.agency },
    referredAt: at,
    closedBy: 'notified',
  }),
  allocated: (state, { competentAuthority, immigrationAuthority, care }) => ({
    ...state,
    competentAuthority,
    immigrationAuthority,
    care,
  }),
  transferred: (state, { to, reason }, { at }) => ({
    ...state,
    competentAuthority: to,
    transfers: [...state.transfers, { to, reason, at }],
  }),
  'involvement-registered': (state, { person, kind }) => ({
    ...state,
    involvement: [...state.involvement, { person, kind }],
  }),
  'child-case-linked': (state, { childCase }) => ({ ...state, childCases: [...state.childCases, childCase] }),
  'duplicate-recorded': (state, { otherRef }) => ({ ...state, duplicateOf: otherRef, closedBy: 'duplicate' }),
  'information-requested': (state, { question, isClockPaused }, { at }) => {
    const number = state.questions.length + 1;
    const asked = { number, text: question, askedAt: at, isClockPaused, isOverdue: false, hasLapsed: false };
    return { ...state, questions: [...state.questions, asked] };
  },
  'information-given': (state, { answer }) => changeQuestion(state, { answer }),
  'information-overdue': (state) => changeQuestion(state, { isOverdue: true, isClockPaused: false }),
  'reasonable-grounds-decided': (state, event, stamp) => decided(state, event, stamp),
  'conclusive-grounds-decided': (state, event, stamp) => decided(state, event, stamp),
  'review-taken': (state, _event, { actor }) => changeDecision(state, () => ({ reviewer: actor.person })),
  'own-view-recorded': (state, { outcome, reasons }, { at, actor }) =>
    changeDecision(state, (d) => ({
      ownView: { by: actor.person, outcome, reasons, at },
      haveSeenReasons: [...d.haveSeenReasons, actor.person],
    })),
  'review-released': (state) => changeDecision(state, () => ({ reviewer: undefined, ownView: undefined })),
  'review-set-aside': (state) => changeDecision(state, () => ({ reviewer: undefined, ownView: undefined })),
  'review-agreed': (state, { reasons }, { at }) =>
    changeDecision(state, () => ({ review: { agrees: true, reasons, at } })),
  'review-disagreed': (state, { reasons }, { at }) =>
    changeDecision(state, () => ({ review: { agrees: false, reasons, at } })),
  'third-decision-made': (state, { outcome, reasons }, { at, actor }) =>
    changeDecision(state, () => ({ third: { by: actor.person, outcome, reasons, at } })),
  'decision-effective': effective,
  'reflection-minimum-passed': (state) => changeReflection(state, { hasMinimumPassed: true }),
  'reflection-ended': (state, { ground }) => changeReflection(state, { endedGround: ground }),
  'reflection-period-asked-again': (state) => changeReflection(state, { opened: 'asked' }),
  'reflection-clock-followed': (state, { number, daysAdded, isStopped }) =>
    changeReflection(state, { clock: { number, daysAdded, isStopped } }),
  'reconsideration-requested': (state, { decision, evidence }, { at }) => ({
    ...state,
    reconsiderationWindow: undefined,
    // What care follows is known when the fresh decision is: a plan that is still to be made waits for it.
    exitToPlan: undefined,
    reconsiderations: [...state.reconsiderations, { grounds: decision, evidence, at }],
    awaited: { grounds: decision, since: at, round: roundsOf(state, decision) + 1 },
  }),
  'residence-permit-considered': (state, { granted, months, reasons }) => ({
    ...state,
    permitToConsider: undefined,
    permit: { granted, months, reasons },
  }),
  'care-exit-plan-recorded': (state, { plan }, { at }) => ({
    ...state,
    exitToPlan: undefined,
    exitPlans: [...state.exitPlans, { plan, at }],
  }),
  'feedback-given': (state, { decision, strengths, weaknesses, text }) => ({
    ...state,
    feedbackToGive: state.feedbackToGive.slice(1),
    feedback: [...state.feedback, { decision, strengths, weaknesses, text }],
  }),
  withdrawn: (state) => ({ ...state, closedBy: 'withdrawn' }),
  'death-recorded': (state) => ({ ...state, closedBy: 'died' }),
  closed: (state) => ({ ...state, closedBy: 'completed' }),
};

function decided(
  state: State,
  event: EventOf<'reasonable-grounds-decided' | 'conclusive-grounds-decided'>,
  { at, actor }: Stamp,
): State {
  const grounds: Grounds = event.type === 'reasonable-grounds-decided' ? 'reasonable-grounds' : 'conclusive-grounds';
  const decision: DecisionRecord = {
    number: state.decisions.length + 1,
    grounds,
    isReconsideration: roundsOf(state, grounds) > 0,
    awaitedSince: state.awaited?.since ?? at,
    first: { by: actor.person, outcome: event.outcome, reasons: event.reasons, at },
    haveSeenReasons: [],
  };
  const asked = changeQuestion(state, { hasLapsed: true });
  return { ...asked, awaited: undefined, decisions: [...state.decisions, decision] };
}

/** What begins when a decision has its effect: reflection and the conclusive decision, or leaving, or a last word. */
function effective(state: State, { decision: grounds, outcome }: EventOf<'decision-effective'>, { at }: Stamp): State {
  const number = state.decisions.length;
  const next: State = {
    ...changeDecision(state, () => ({ effective: { outcome, at } })),
    feedbackToGive: [...state.feedbackToGive, { number, since: at, grounds }],
  };
  if (grounds === 'reasonable-grounds' && outcome === 'positive') {
    return {
      ...next,
      awaited: { grounds: 'conclusive-grounds', since: at, round: 1 },
      reflection: {
        startedAt: at,
        hasMinimumPassed: false,
        isConcluded: false,
        opened: 'asked',
        clock: { number: 0, daysAdded: 0, isStopped: false },
      },
    };
  }
  const wasReconsidered = state.reconsiderations.some((r) => r.grounds === grounds);
  const reconsiderationWindow =
    outcome === 'negative' && !wasReconsidered
      ? { number: state.reconsiderations.length + 1, since: at, grounds, isOver: false }
      : undefined;
  if (grounds === 'reasonable-grounds') return { ...next, reconsiderationWindow };
  return {
    ...changeReflection(next, { isConcluded: true }),
    reconsiderationWindow,
    permitToConsider: outcome === 'positive' ? { number: 1, since: at } : undefined,
    exitToPlan: { number: roundsOf(state, 'conclusive-grounds'), since: at },
  };
}

function roundsOf(state: State, grounds: Grounds): number {
  return state.decisions.filter((d) => d.grounds === grounds).length;
}

function changeDecision(state: State, change: (d: DecisionRecord) => Partial<DecisionRecord>): State {
  const pending = pendingDecision(state);
  if (!pending) return state;
  return { ...state, decisions: [...state.decisions.slice(0, -1), { ...pending, ...change(pending) }] };
}

function changeQuestion(state: State, change: Partial<State['questions'][number]>): State {
  const open = openQuestion(state);
  return open ? { ...state, questions: [...state.questions.slice(0, -1), { ...open, ...change }] } : state;
}

function changeReflection(state: State, change: Partial<NonNullable<State['reflection']>>): State {
  return state.reflection ? { ...state, reflection: { ...state.reflection, ...change } } : state;
}

/** The process's own events fold by the table; of the kernel's, few concern this process. */
export function evolve(state: State, event: AnyEvent, { at, actor }: Fact<AnyEvent>): State {
  return evolveBy(state, event, { at, actor });
}

/** The state after some events that are about to be recorded, so that what follows from them can be decided with them. */
export function after(state: State, events: readonly AnyEvent[], stamp: Stamp): State {
  return events.reduce((next, event) => evolveBy(next, event, stamp), state);
}

function evolveBy(state: State, event: AnyEvent, stamp: Stamp): State {
  if (isOwn(event)) return evolveOwn(state, event, stamp);
  const window = state.reconsiderationWindow;
  if (event.type === 'deadline-passed' && window && event.deadline === nth('reconsideration-window', window.number)) {
    return { ...state, reconsiderationWindow: { ...window, isOver: true } };
  }
  return ofItsStart(state, event);
}

/** What became of the request to open the reflection period's own case. */
function ofItsStart(state: State, event: KernelEvent): State {
  if (event.type === 'effect-done' && event.link === reflectionLink)
    return changeReflection(state, { opened: 'linked' });
  if (state.reflection?.opened === 'linked') return state;
  if (!('effect' in event) || !event.effect.endsWith(`-${startReflectionKey}`)) return state;
  if (event.type === 'effect-refused') return changeReflection(state, { opened: 'refused' });
  return event.type === 'effect-done-by-hand' ? changeReflection(state, { opened: 'by-hand' }) : state;
}

function evolveOwn<T extends EventType>(state: State, event: EventOf<T>, stamp: Stamp): State {
  return table[event.type](state, event, stamp);
}

function isOwn(event: AnyEvent): event is Event {
  return event.type in table;
}
