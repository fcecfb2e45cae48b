import { compareInstants } from '../kernel/calendar';
import type { KernelEvent } from '../kernel/contract';
import { isRefusal, refuse, type Refusal } from '../kernel/refusals';
import type { Event } from './events';
import { nightOf, type Movement } from './journey';
import {
  accepted,
  allOf,
  command,
  journeySource,
  ofTheContractor,
  refuseField,
  stopSharing,
  type CareContext,
} from './rules';
import { providersNow, type State } from './state';
import { CorrectJourney } from './stay-schemas';
import { addDays, staysOf, today } from './stays';

interface Given {
  at: string;
  to: 'place' | 'absent' | 'left';
  place?: string | undefined;
}

/** A move that was reported late: the journey is told anew, and the nights follow it. Nothing is edited in the record. */
const correctJourney = command({
  title: 'Correct the journey',
  hint: 'For a move that was reported late, or wrongly. Give the whole journey; the nights are counted again.',
  by: ['case-manager'],
  input: CorrectJourney,
  when: allOf(ofTheContractor, accepted, ({ movements }) =>
    movements.length > 0
      ? undefined
      : refuse('no-journey', 'The person has not arrived anywhere. Record their arrival first.', journeySource),
  ),
  decide(state, { movements: given, reason }, context) {
    const movements = movementsOf(state, given, context);
    if (isRefusal(movements)) return movements;
    const { bedHoldNights } = context.policy;
    const stays = staysOf(movements, bedHoldNights.value, context.now);
    const corrected: Event = { type: 'journey-corrected', movements, stays, reason };
    const last = movements.at(-1)?.to;
    const found: Event[] =
      state.missing && typeof last === 'object' ? [{ type: 'found', police: state.missing.police }] : [];
    return [...found, corrected, ...sharing({ ...state, movements }, context)];
  },
});

/** The provider where the person turns out to be sees the case; one where they are not stops seeing it. */
function sharing(state: State, { file }: CareContext): KernelEvent[] {
  const keep = providersNow(state);
  const shared = keep
    .filter((agency) => !file.sharedWith.includes(agency))
    .map((agency): KernelEvent => ({ type: 'case-shared', agency, reason: 'journey-corrected' }));
  return [...shared, ...stopSharing(state, file, keep, 'journey-corrected')];
}

function movementsOf(state: State, given: readonly Given[], context: CareContext): Movement[] | Refusal {
  const movements: Movement[] = [];
  for (const [index, { at, to, place }] of given.entries()) {
    const field = `movements/${index}`;
    if (to !== 'place') {
      if (place !== undefined) return refuseField('place-not-taken', `${field}/place`, 'Leave the place out here.');
      movements.push({ at, to });
      continue;
    }
    const provider = place === undefined ? undefined : providerOf(state, place);
    if (place === undefined || provider === undefined) {
      const message = 'This place is not known here. Give one that has been proposed, or ask for places first.';
      return refuseField('place-not-known', `${field}/place`, message, journeySource);
    }
    movements.push({ at, to: { provider, place } });
  }
  return disorder(state, movements, context) ?? movements;
}

/** A place keeps the provider it had when it was last proposed. */
function providerOf(state: State, place: string): string | undefined {
  return Object.hasOwn(state.knownPlaces, place) ? state.knownPlaces[place] : undefined;
}

function refusal(code: string, index: number, message: string): Refusal {
  return refuseField(code, `movements/${index}`, message, journeySource);
}

function disorder(
  state: State,
  movements: readonly Movement[],
  { now, policy, file }: CareContext,
): Refusal | undefined {
  const [first] = movements;
  if (first && typeof first.to === 'string') return refusal('begins-nowhere', 0, 'A journey begins in a place.');
  const earliest = addDays(today(file.openedAt), -policy.journeyBeforeOpeningDays.value);
  if (first && nightOf(first.at) < earliest)
    return refusal('before-the-case', 0, `This case covers nights from ${earliest} on.`);
  for (const [index, { at, to }] of movements.entries()) {
    const before = movements[index - 1];
    const isLast = index === movements.length - 1;
    if (compareInstants(at, now) > 0) return refusal('in-the-future', index, 'This moment has not come yet.');
    if (before && compareInstants(at, before.at) < 0)
      return refusal('out-of-order', index, 'Give the journey in the order in which it happened.');
    if (before?.to === 'absent' && to === 'absent')
      return refusal('absent-twice', index, 'The person is absent already. Leave this entry out.');
    if ((to === 'left') !== (isLast && state.exit !== undefined)) {
      const message = state.exit
        ? 'The person has left care: the journey ends with that, and with nothing else.'
        : 'The person has not left care. Record the exit instead.';
      return refusal('exit-does-not-agree', index, message);
    }
  }
  return undefined;
}

export const correctionCommands = { 'correct-journey': correctJourney };
