import type { KernelEvent } from '../kernel/contract';
import { z } from 'zod';
import type { Event } from './events';
import type { CareContext } from './rules';
import { lastPlace, type State } from './state';
import { bedHoldOf, nightNow } from './stays';
import { offersOf, rankPlaces } from './suitability';

type AnyEvent = Event | KernelEvent;

/** What follows when the registers have answered, or when the bed-hold has run out. */
export function respond(state: State, event: KernelEvent, context: CareContext): AnyEvent[] {
  switch (event.type) {
    case 'effect-done':
      if (event.effect === state.asking?.effect) return proposed(state, event.result['places'] ?? '[]');
      return event.effect === state.holding?.effect ? held(state, event.result['placements'] ?? '[]', context) : [];
    case 'effect-refused':
      return event.effect === state.holding?.effect ? refused(state, event.effect, event.code, context) : [];
    case 'deadline-passed':
      return event.deadline === 'bed-hold' ? released(state, context) : [];
    default:
      return [];
  }
}

function proposed(state: State, json: string): Event[] {
  if (!state.asking || !state.placementNeeds) return [];
  const places = rankPlaces(offersOf(json), state.placementNeeds);
  return [{ type: 'places-proposed', fromNight: state.asking.fromNight, places }];
}

const Held = z.array(z.object({ place: z.string(), bed: z.int().min(1) }));

/** The beds are ours, in the order in which they were asked for; the placement's is the last. */
function held({ holding, placement }: State, json: string, { file }: CareContext): AnyEvent[] {
  if (!holding) return [];
  const beds = Held.parse(JSON.parse(json));
  const answer: Event = { type: 'beds-held', stays: holding.stays, beds: beds.map(({ bed }) => bed) };
  const last = beds.at(-1);
  // It may have been cancelled meanwhile: then the bed is given back by the next question.
  if (!holding.withPlacement || placement?.status !== 'asked' || last?.place !== placement.place) return [answer];
  const { place, provider, fromNight } = placement;
  const shared: KernelEvent[] = file.sharedWith.includes(provider)
    ? []
    : [{ type: 'case-shared', agency: provider, reason: 'placement' }];
  return [answer, { type: 'placement-confirmed', place, provider, fromNight, bed: last.bed }, ...shared];
}

/** The refusal has its answer here: nobody is asked to do it by hand. */
function refused(state: State, effect: string, code: string, { now, policy }: CareContext): AnyEvent[] {
  const settled: KernelEvent = { type: 'effect-done-by-hand', effect, reason: 'answered-by-the-process' };
  const { holding, placement, placementNeeds } = state;
  if (!holding?.withPlacement || placement?.status !== 'asked') return [{ type: 'beds-refused', code }, settled];
  const { place, provider, fromNight } = placement;
  const lost: Event = { type: 'placement-refused', place, provider, code };
  // The case manager sees at once what is free instead.
  const isStillWanted = fromNight >= nightNow(now, policy.nightRunsOnHours.value);
  const again: Event[] =
    placementNeeds && isStillWanted ? [{ type: 'places-asked', fromNight, needs: placementNeeds }] : [];
  return [lost, settled, ...again];
}

function released(state: State, { policy }: CareContext): Event[] {
  const hold = bedHoldOf(state.movements, policy.bedHoldNights.value);
  const from = lastPlace(state);
  return hold && from ? [{ type: 'bed-released', ...from, untilNight: hold.untilNight }] : [];
}
