import { refuse, type Refusal } from '../kernel/refusals';
import type { PlacementNeeds } from '../vocabulary';
import type { Event } from './events';
import { isPresent } from './evolve-placing';
import {
  allOf,
  command,
  ofTheContractor,
  placementLost,
  refuseField,
  source,
  stopSharing,
  underway,
  type CareContext,
  type CareDecision,
  type Rule,
} from './rules';
import { ArrangeTransport, AskForPlaces, Move, Place, WithReason } from './schemas';
import { lastPlace, type State } from './state';
import { addDays, nightNow, today } from './stays';
import type { RankedPlace } from './suitability';

const placeSource = 'Strategy paragraphs 33 and 36: a place that has the room and suits the needs';

const nothingUnderWay: Rule = ({ placement, asking }) => {
  if (placement) return refuse('placement-open', 'A bed has been asked for already. Cancel that first.', placeSource);
  return asking && refuse('places-being-asked', 'The register of places is being asked. Wait a moment.', placeSource);
};

const askForPlaces = command({
  title: 'Ask for places',
  hint: 'The register proposes places with a free bed, ranked by how they suit. You decide.',
  by: ['case-manager'],
  input: AskForPlaces,
  when: allOf(ofTheContractor, underway, nothingUnderWay, (state) =>
    isPresent(state) && !state.move
      ? refuse('in-a-place', 'The person is in a place. Start a move instead.', placeSource)
      : undefined,
  ),
  decide: (state, { fromNight, needs }, context) => asked(state, fromNight, needs, context),
});

const move = command({
  title: 'Start a move',
  hint: 'To another place. The person keeps the present bed until they arrive in the new one.',
  by: ['case-manager'],
  input: Move,
  when: allOf(ofTheContractor, underway, nothingUnderWay, (state) =>
    isPresent(state)
      ? undefined
      : refuse('not-in-a-place', 'The person is in no place now. Ask for places.', placeSource),
  ),
  decide(state, { fromNight, because, reason, needs }, context) {
    const question = asked(state, fromNight, needs, context);
    return 'refused' in question ? question : [{ type: 'move-asked', because, reason }, ...question];
  },
});

function asked(
  state: State,
  fromNight: string,
  given: PlacementNeeds | undefined,
  { now, policy }: CareContext,
): readonly Event[] | Refusal {
  const needs = given ?? state.placementNeeds;
  if (!needs) return refuseField('needs-not-known', 'needs', 'Say what the place must be. It is not known yet.');
  const days = policy.placementAheadDays.value;
  if (isOver(fromNight, { now, policy }) || fromNight > addDays(today(now), days)) {
    const message = `Give tonight or a night of the next ${days} days.`;
    return refuseField('night-out-of-range', 'fromNight', message, policy.placementAheadDays.source);
  }
  return [{ type: 'places-asked', fromNight, needs }];
}

const place = command({
  title: 'Place the person',
  hint: 'Chooses one of the proposed places. The bed is theirs once it is confirmed.',
  by: ['case-manager'],
  input: Place,
  when: allOf(ofTheContractor, underway, nothingUnderWay, ({ proposal }) =>
    proposal ? undefined : refuse('no-proposal', 'No places are proposed. Ask for places first.', placeSource),
  ),
  decide(state, { place: chosen, reason }, context): CareDecision {
    const found = state.proposal?.places.find((one) => one.place === chosen);
    const fromNight = state.proposal?.fromNight ?? '';
    if (!found) return refuseField('not-proposed', 'place', 'This place is not in the proposal. Give one that is.');
    const refusal = unusable(found) ?? stale(fromNight, context) ?? unexplained(found, reason);
    if (refusal) return refusal;
    const { provider, rank, isSuitable } = found;
    const why = reason === undefined ? {} : { reason };
    return [{ type: 'placement-asked', place: chosen, provider, fromNight, rank, isSuitable, ...why }];
  },
});

function unusable({ suspended, freeBeds }: RankedPlace): Refusal | undefined {
  if (suspended !== undefined)
    return refuseField(
      'place-suspended',
      'place',
      'This place is suspended and takes nobody. Choose another.',
      placeSource,
    );
  return freeBeds === 0
    ? refuseField('no-free-bed', 'place', 'This place has no free bed. Choose another, or ask again.', placeSource)
    : undefined;
}

/** Whether nobody can need a bed for this night any more. */
function isOver(night: string, { now, policy }: Pick<CareContext, 'now' | 'policy'>): boolean {
  return night < nightNow(now, policy.nightRunsOnHours.value);
}

function stale(fromNight: string, context: CareContext): Refusal | undefined {
  return isOver(fromNight, context)
    ? refuse('proposal-out-of-date', 'These places were proposed for a night that is over. Ask again.', placeSource)
    : undefined;
}

function unexplained({ rank, isSuitable }: RankedPlace, reason: string | undefined): Refusal | undefined {
  if (reason !== undefined || (rank === 1 && isSuitable)) return undefined;
  const message = isSuitable
    ? 'Another place was ranked first. Say why you choose this one.'
    : 'This place does not suit all needs. Say why you choose it all the same.';
  return refuseField('reason-missing', 'reason', message, placeSource);
}

const cancelPlacement = command({
  title: 'Cancel the placement or the move',
  hint: 'Before the person has arrived. The bed becomes free for somebody else.',
  by: ['case-manager'],
  input: WithReason,
  when: allOf(ofTheContractor, ({ placement, move: underWay }) =>
    (placement ?? underWay) ? undefined : refuse('no-placement', 'No bed waits for this person.', placeSource),
  ),
  decide(state, { reason }, { file }) {
    if (!state.placement) return [{ type: 'move-cancelled', reason }];
    const here = lastPlace(state);
    const keep = here ? [here.provider] : [];
    return [...placementLost(state, reason), ...stopSharing(state, file, keep, 'placement-cancelled')];
  },
});

const arrangeTransport = command({
  title: 'Arrange transport',
  hint: 'To the place that is confirmed. The provider is told when to expect the person.',
  by: ['case-manager'],
  input: ArrangeTransport,
  when: allOf(ofTheContractor, ({ placement }) =>
    placement?.status === 'confirmed'
      ? undefined
      : refuse('no-placement', 'No bed is confirmed yet. Place the person first.', source),
  ),
  decide: (state, { by, leavesAt }) =>
    state.placement ? [{ type: 'transport-arranged', by, leavesAt, provider: state.placement.provider }] : [],
});

export const placingCommands = {
  'ask-for-places': askForPlaces,
  move,
  place,
  'cancel-placement': cancelPlacement,
  'arrange-transport': arrangeTransport,
};
