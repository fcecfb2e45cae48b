import type { KernelEvent } from '../kernel/contract';
import type { Event, EventOf } from './events';
import { moveTo, withinHeld } from './stays';
import { placeNow, type Placement, type PlacementRecord, type State } from './state';

/** What the search for a place and the register of beds make of the state; undefined when the event is none of theirs. */
export function evolvePlacing(
  state: State,
  event: Event | KernelEvent,
  { at, seq }: { at: string; seq: number },
): State | undefined {
  switch (event.type) {
    case 'places-asked': {
      const { needs: placementNeeds, fromNight } = event;
      return {
        ...state,
        placementNeeds,
        asking: { effect: `${seq}-propose-places`, fromNight },
        proposal: undefined,
      };
    }
    case 'move-asked':
      return { ...state, move: { since: at, because: event.because, reason: event.reason } };
    case 'places-proposed': {
      const { fromNight, places } = event;
      const known = Object.fromEntries(places.map(({ place, provider }) => [place, provider]));
      const knownPlaces = { ...state.knownPlaces, ...known };
      return { ...state, asking: undefined, proposal: { fromNight, places }, knownPlaces };
    }
    case 'placement-asked': {
      const { type: _type, isSuitable: _isSuitable, ...chosen } = event;
      const placement: Placement = { ...chosen, status: 'asked', since: at };
      return { ...state, placement, proposal: undefined };
    }
    case 'beds-held':
      return { ...state, holding: undefined, held: event.stays };
    case 'beds-refused':
      return { ...state, holding: undefined, bedsRefusedAt: at, stays: withinHeld(state.stays, state.held) };
    case 'placement-confirmed':
      return confirmed(state, event, at);
    case 'placement-refused':
      return { ...state, holding: undefined, placement: undefined };
    case 'placement-cancelled':
      return { ...state, placement: undefined, move: undefined, placeNeededSince: at };
    case 'move-cancelled':
      return { ...state, move: undefined, proposal: undefined };
    case 'transport-arranged': {
      const { by, leavesAt } = event;
      return state.placement ? { ...state, placement: { ...state.placement, transport: { by, leavesAt } } } : state;
    }
    case 'effect-done-by-hand':
      return doneByHand(state, event.effect);
    default:
      return undefined;
  }
}

function confirmed(state: State, { bed }: EventOf<'placement-confirmed'>, at: string): State {
  if (!state.placement) return state;
  const { status: _status, since: _since, transport: _transport, ...chosen } = state.placement;
  const move = state.move && { because: state.move.because, reason: state.move.reason };
  const record: PlacementRecord = { ...chosen, bed, ...(move ? { move } : {}) };
  return {
    ...state,
    placement: { ...state.placement, status: 'confirmed', bed, since: at },
    placements: [...state.placements, record],
    bedsRefusedAt: undefined,
  };
}

/** No hand can hold a bed: what was asked for is taken as held, and what is wanted is asked for again. */
function doneByHand(state: State, effect: string): State {
  if (state.asking?.effect === effect) return { ...state, asking: undefined };
  if (state.holding?.effect !== effect) return state;
  const placement = state.placement?.status === 'confirmed' ? state.placement : undefined;
  return { ...state, held: state.holding.stays, holding: undefined, placement };
}

/** The person is in the place that was confirmed for them. */
export function arrived(state: State, { at, place, provider }: EventOf<'arrived'>): State {
  const fromNight = state.placement?.fromNight ?? at;
  const last = state.placements.length - 1;
  return {
    ...state,
    movements: [...state.movements, { at, to: { provider, place } }],
    stays: moveTo(state.stays, place, fromNight),
    placements: state.placements.map((one, i) => (i === last ? { ...one, arrivedAt: at } : one)),
    placement: undefined,
    proposal: undefined,
    move: undefined,
    placeNeededSince: undefined,
    bedReleasedAt: undefined,
    bedsRefusedAt: undefined,
  };
}

/** Whether somebody is in a place. */
export function isPresent(state: State): boolean {
  return placeNow(state) !== undefined;
}
