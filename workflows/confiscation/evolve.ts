import { londonDateOf, type Instant } from '../kernel/calendar';
import type { Fact, KernelEvent } from '../kernel/contract';
import { evolveAssets } from './evolve-assets';
import { evolveOrder } from './evolve-order';
import { settled } from './evolve-settled';
import type { Directed, Event } from './events';
import { hasRestraintLostPurpose, isConvicted, isProceeding, missingAlternatives, permittedUntil } from './progress';
import type { State } from './state';

type AnyEvent = Event | KernelEvent;

export function evolve(state: State, event: AnyEvent, fact: Fact<AnyEvent>): State {
  return since(proceeding(next(state, event, fact), fact), fact);
}

function next(state: State, event: AnyEvent, fact: Fact<AnyEvent>): State {
  const { at, actor } = fact;
  switch (event.type) {
    case 'prosecution-registered': {
      const { type: _, ...registered } = event;
      return { ...state, ...registered, isOpen: true, review: { round: 1, from: at } };
    }
    case 'found-without-case':
      return { ...state, wasFoundWithoutCase: true };
    case 'considered': {
      const { type: _, body, ...consideration } = event;
      const before = state.considered[body];
      return {
        ...settled(state, `consideration.${body}`),
        considered: {
          ...state.considered,
          [body]: { ...consideration, by: actor.person, agency: actor.agency, at },
        },
        consideredBefore: before ? [...state.consideredBefore, { body, ...before }] : state.consideredBefore,
        review: { round: 1, from: at },
      };
    }
    case 'court-proceeded':
      return { ...state, courtProceededReasons: event.reasons };
    case 'outcome-recorded':
      return { ...state, outcome: { outcome: event.outcome, on: event.on, at } };
    case 'appeal-made':
      return {
        ...state,
        appeals: [...state.appeals, { on: event.on }],
        hasPermittedPeriodPassed: false,
        review: { round: 1, from: at },
      };
    case 'appeal-ended':
      return appealEnded(state, event, at);
    case 'statement-given':
      return { ...settled(state, 'statement'), done: { ...state.done, statement: event.on } };
    case 'response-given':
      return { ...settled(state, 'response'), done: { ...state.done, response: event.on } };
    case 'hearing-held':
      return { ...settled(state, 'hearing'), done: { ...state.done, hearing: event.on } };
    case 'date-directed':
    case 'postponed': {
      const { type, ...directed } = event;
      return withDirected(state, directed, type === 'postponed', fact);
    }
    case 'order-not-made':
      return { ...state, notMadeReasons: event.reasons };
    case 'permitted-period-passed':
      return { ...state, hasPermittedPeriodPassed: true, review: { round: 1, from: at } };
    case 'prosecution-concluded':
      return { ...settled(state, 'conclusion'), concludedAt: at };
    case 'case-ended':
      return { ...state, ended: { as: event.as, at } };
    case 'escalated':
      return { ...state, escalated: [...state.escalated, event.what] };
    case 'review-due':
      return { ...state, review: { ...state.review, round: event.round + 1 } };
    default:
      return evolveOrder(evolveAssets(state, event, fact), event, fact);
  }
}

/** A conviction that is quashed leaves nothing on which confiscation could rest: the same as an acquittal. */
function appealEnded(state: State, { on, result }: Extract<Event, { type: 'appeal-ended' }>, at: Instant): State {
  const appeals = state.appeals.map((one) => (one.ended ? one : { ...one, ended: { on, result } }));
  const quashed = { outcome: { outcome: 'acquitted', on, at } } as const;
  return { ...state, appeals, ...(result === 'allowed' ? quashed : {}) };
}

function withDirected(state: State, directed: Directed, isPostponement: boolean, { at, actor }: Fact<AnyEvent>): State {
  const { step, date, exceptionalCircumstances } = directed;
  const isBeyond = exceptionalCircumstances !== undefined && date > (permittedUntil(state) ?? date);
  const until = state.beyond && state.beyond.until > date ? state.beyond.until : date;
  return {
    ...settled(state, step),
    directed: { ...state.directed, [step]: directed },
    directions: [...state.directions, { ...directed, isPostponement, at, by: actor.person }],
    ...(isBeyond ? { beyond: { until, exceptionalCircumstances }, hasPermittedPeriodPassed: false } : {}),
  };
}

/** The timetable is counted from the conviction, or from the day on which it was decided to proceed after it. */
function proceeding(state: State, { at }: Fact<AnyEvent>): State {
  if (state.timetableFrom !== undefined || !isConvicted(state) || !isProceeding(state) || !state.outcome) return state;
  const isAtOnce = state.outcome.at === at;
  return { ...state, timetableFrom: isAtOnce ? state.outcome.on : londonDateOf(at) };
}

/** Since when something waits that no event of its own begins. */
function since(state: State, { at }: Fact<AnyEvent>): State {
  const mustDischarge = hasRestraintLostPurpose(state);
  const mustRefer = missingAlternatives(state).length > 0;
  if (mustDischarge === (state.dischargeSince !== undefined) && mustRefer === (state.alternativeSince !== undefined))
    return state;
  return {
    ...state,
    dischargeSince: mustDischarge ? (state.dischargeSince ?? at) : undefined,
    alternativeSince: mustRefer ? (state.alternativeSince ?? at) : undefined,
  };
}
