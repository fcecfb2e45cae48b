import type { KernelEvent } from '../kernel/contract';
import type { Event, EventOf } from './events';
import { arrived, isPresent } from './evolve-placing';
import { nightOf } from './journey';
import { isBedHeld, type State } from './state';
import { endStays } from './stays';

/** What the person's whereabouts make of the state; undefined when the event says nothing of them. */
export function evolveJourney(
  state: State,
  event: Event | KernelEvent,
  { at: now }: { at: string },
): State | undefined {
  switch (event.type) {
    case 'arrived':
      return arrived(state, event);
    case 'absence-recorded':
      return away(state, event.at, now);
    case 'returned': {
      const { at, place, provider } = event;
      return { ...state, movements: [...state.movements, { at, to: { provider, place } }] };
    }
    case 'bed-released':
      return { ...state, stays: endStays(state.stays, event.untilNight), bedReleasedAt: now };
    case 'missing-reported': {
      const { at, police, reason } = event;
      const missing = { at, police, reason, reviewedAt: now };
      const gone = isPresent(state) ? away(state, at, now) : state;
      return { ...gone, missing, timesMissing: state.timesMissing + 1 };
    }
    case 'missing-reviewed':
      return state.missing ? { ...state, missing: { ...state.missing, reviewedAt: now } } : state;
    case 'found': {
      // Somebody without a bed begins to wait for one now.
      const placeNeededSince = state.movements.length === 0 ? now : state.placeNeededSince;
      const bedReleasedAt = state.bedReleasedAt && now;
      return { ...state, missing: undefined, placeNeededSince, bedReleasedAt };
    }
    case 'journey-corrected':
      return corrected(state, event, now);
    case 'exited':
      return exited(state, event, now);
    default:
      return undefined;
  }
}

/** From a bed that is held, or from one that never was: then there is no hold to wait for. */
function away(state: State, at: string, now: string): State {
  const bedReleasedAt = isBedHeld(state) ? undefined : now;
  return { ...state, movements: [...state.movements, { at, to: 'absent' }], bedReleasedAt };
}

function corrected(state: State, { movements, stays, reason }: EventOf<'journey-corrected'>, now: string): State {
  const isAway = movements.at(-1)?.to === 'absent';
  const hasBed = stays.some(({ untilNight }) => untilNight === null);
  return {
    ...state,
    movements,
    stays,
    corrections: [...state.corrections, { at: now, reason }],
    bedReleasedAt: isAway && !hasBed ? now : undefined,
    bedsRefusedAt: undefined,
  };
}

function exited(state: State, event: EventOf<'exited'>, now: string): State {
  const { type: _type, police: _police, ...exit } = event;
  return {
    ...state,
    exit: { ...exit, recordedAt: now },
    movements: state.movements.length > 0 ? [...state.movements, { at: event.at, to: 'left' }] : [],
    stays: endStays(state.stays, nightOf(event.at)),
    placement: undefined,
    proposal: undefined,
    asking: undefined,
    move: undefined,
    missing: undefined,
    bedReleasedAt: undefined,
    bedsRefusedAt: undefined,
    placeNeededSince: undefined,
  };
}
