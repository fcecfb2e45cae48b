import type { Fact, KernelEvent } from '../kernel/contract';
import type { Event } from './events';
import { evolveJourney } from './evolve-journey';
import { evolvePlacing } from './evolve-placing';
import { wanted, type State } from './state';
import { isSame } from './stays';

export type AnyEvent = Event | KernelEvent;
export type AnyFact = Fact<AnyEvent>;

export function evolve(state: State, event: AnyEvent, fact: AnyFact): State {
  const next = evolvePlacing(state, event, fact) ?? evolveJourney(state, event, fact) ?? evolveCare(state, event, fact);
  return askingForBeds(next, fact);
}

/** Whenever the beds held are not those wanted, and no answer is waited for, the register of beds is asked. */
function askingForBeds(state: State, { seq }: AnyFact): State {
  const stays = wanted(state);
  if (state.holding || isSame(stays, state.held)) return state;
  const withPlacement = state.placement?.status === 'asked';
  return { ...state, holding: { effect: `${seq}-hold-beds`, stays, withPlacement } };
}

function evolveCare(state: State, event: AnyEvent, { at }: AnyFact): State {
  switch (event.type) {
    case 'care-opened': {
      const { type: _type, reason, ...parts } = event;
      const isDecided = !event.isEmergency;
      return {
        ...state,
        ...parts,
        isOpened: true,
        offeredAt: at,
        ...(reason === undefined ? {} : { emergencyReason: reason }),
        ...(isDecided ? { decision: 'positive' as const } : {}),
      };
    }
    case 'care-handed-over':
      return { ...state, ended: 'handed-over' };
    case 'care-accepted':
      return { ...state, acceptedAt: at, placeNeededSince: at };
    case 'care-declined':
      return { ...state, ended: 'declined', placement: undefined, proposal: undefined, asking: undefined };
    case 'referral-linked': {
      const { referral, competentAuthority } = event;
      return { ...state, referral, competentAuthority };
    }
    case 'competent-authority-changed':
      return { ...state, competentAuthority: event.to, transferNumber: event.number };
    case 'decision-recorded': {
      const { referral, competentAuthority, outcome } = event;
      return { ...state, referral, competentAuthority, decision: outcome };
    }
    case 'needs-assessed': {
      const { needs, placement: placementNeeds, text: assessment } = event;
      return { ...state, needs, placementNeeds, assessment, assessedAt: at };
    }
    case 'support-plan-agreed':
      return { ...state, plan: event.plan, planAt: at };
    case 'plan-reviewed':
      return { ...state, reviews: [...state.reviews, { at, text: event.text, met: event.met }] };
    case 'exit-planning-started':
      return {
        ...state,
        exitPlanningSince: state.exitPlanningSince ?? at,
        ...(event.because === 'conclusive-decision' ? { conclusive: event.outcome } : {}),
      };
    case 'exit-planned':
      return {
        ...state,
        exitPlanningSince: state.exitPlanningSince ?? at,
        exitPlan: { plan: event.plan, exitOn: event.exitOn },
      };
    case 'move-on-recorded':
      return { ...state, moveOn: [...state.moveOn, { at, text: event.text }] };
    case 'care-closed':
      return { ...state, ended: 'closed' };
    default:
      return evolveQuality(state, event, at);
  }
}

function evolveQuality(state: State, event: AnyEvent, at: string): State {
  switch (event.type) {
    case 'support-recorded': {
      const { id, support: type, provider, on, quantity } = event;
      return { ...state, supports: [...state.supports, { id, type, provider, on, quantity }] };
    }
    case 'support-corrected': {
      const { id, on, quantity } = event;
      return { ...state, supports: state.supports.map((s) => (s.id === id ? { ...s, on, quantity } : s)) };
    }
    case 'complaint-made': {
      const { id, provider, text } = event;
      return { ...state, complaints: [...state.complaints, { id, provider, text, at }] };
    }
    case 'complaint-answered': {
      const { id, isUpheld, answer } = event;
      const complaints = state.complaints.map((c) => (c.id === id ? { ...c, answer: { isUpheld, answer } } : c));
      return { ...state, complaints };
    }
    case 'incident-recorded': {
      const { provider, kind, isSerious, text } = event;
      return { ...state, incidents: [...state.incidents, { provider, kind, isSerious, text, at }] };
    }
    case 'quality-visit-recorded': {
      const { provider, on, result, text } = event;
      return { ...state, visits: [...state.visits, { provider, on, result, text, at }] };
    }
    case 'outcome-recorded': {
      const { provider, need, isMet, text } = event;
      return { ...state, outcomes: [...state.outcomes, { provider, need, isMet, text, at }] };
    }
    default:
      return state;
  }
}
