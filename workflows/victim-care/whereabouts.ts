import { refuse } from '../kernel/refusals';
import type { Event } from './events';
import { isPresent } from './evolve-placing';
import { nightOf } from './journey';
import {
  allOf,
  command,
  impossibleMoment,
  journeySource,
  ofTheContractor,
  refuseField,
  reportsFor,
  source,
  stopSharing,
  underway,
  type Rule,
} from './rules';
import { isBedHeld, lastPlace, type State } from './state';
import { At, ReportMissing, ReviewMissing } from './stay-schemas';

const staff = ['case-manager', 'support-worker', 'provider-manager'] as const;

/** Who is missing and turns up is found: whoever was told of the one is told of the other. */
function foundIfMissing({ missing }: State): Event[] {
  return missing ? [{ type: 'found', police: missing.police }] : [];
}

const ofThePlaceOrContractor: Rule = (state, { actor }) => reportsFor(state, lastPlace(state)?.provider, actor);

const inAPlace: Rule = (state) =>
  isPresent(state) ? undefined : refuse('not-in-a-place', 'The person is in no place now.', journeySource);

const recordArrival = command({
  title: 'Record the arrival',
  hint: 'The person has arrived at the place that was confirmed for them.',
  by: staff,
  input: At,
  when: allOf(
    underway,
    ({ placement }) =>
      placement?.status === 'confirmed'
        ? undefined
        : refuse('no-placement', 'No bed is confirmed for this person. Ask the case manager.', journeySource),
    (state, { actor }) => reportsFor(state, state.placement?.provider, actor),
  ),
  decide(state, { at }, { now, file }) {
    const { placement } = state;
    const refusal = impossibleMoment(state, at, now);
    if (refusal || !placement) return refusal ?? [];
    const { place, provider, fromNight } = placement;
    if (nightOf(at) < fromNight) {
      const message = `The bed is theirs from the night of ${fromNight}. A case manager places them again for an earlier night.`;
      return refuseField('before-the-bed', 'at', message, journeySource);
    }
    return [
      ...foundIfMissing(state),
      { type: 'arrived', at, place, provider },
      ...stopSharing(state, file, [provider], 'moved-on'),
    ];
  },
});

const recordAbsence = command({
  title: 'Record an absence',
  hint: 'The person has gone out and is not expected back for the night. The bed is held for a few nights.',
  by: staff,
  input: At,
  when: allOf(underway, inAPlace, ofThePlaceOrContractor),
  decide: (state, { at }, { now }) => impossibleMoment(state, at, now) ?? [{ type: 'absence-recorded', at }],
});

const recordReturn = command({
  title: 'Record the return',
  hint: 'The person is back in the place from which they were away, or a missing person has been found.',
  by: staff,
  input: At,
  when: allOf(
    underway,
    (state) =>
      isPresent(state)
        ? refuse('not-away', 'The person is in a place. There is nothing to return from.', journeySource)
        : undefined,
    (state) =>
      state.missing || isBedHeld(state)
        ? undefined
        : refuse('bed-released', 'The bed was given up. The case manager asks for a place again.', journeySource),
    ofThePlaceOrContractor,
  ),
  decide(state, { at }, { now }) {
    const refusal = impossibleMoment(state, at, now);
    if (refusal) return refusal;
    const here = lastPlace(state);
    const found = foundIfMissing(state);
    return here && isBedHeld(state) ? [...found, { type: 'returned', at, ...here }] : found;
  },
});

const reportMissing = command({
  title: 'Report the person missing',
  hint: 'The police, the competent authority and, where it has a part, the immigration authority are told at once.',
  by: staff,
  input: ReportMissing,
  when: allOf(
    underway,
    ({ missing }) => missing && refuse('already-missing', 'The person is reported missing already.', journeySource),
    ofThePlaceOrContractor,
  ),
  decide: (state, { at, police, reason }, { now }) =>
    impossibleMoment(state, at, now) ?? [{ type: 'missing-reported', at, police, reason }],
});

const reviewMissing = command({
  title: 'Review the search',
  hint: 'What has been done to find the person; the next review is counted from this one.',
  by: ['case-manager'],
  input: ReviewMissing,
  when: allOf(ofTheContractor, ({ missing }) =>
    missing ? undefined : refuse('not-missing', 'The person is not missing.', source),
  ),
  decide: (_state, { text }) => [{ type: 'missing-reviewed', text }],
});

export const whereaboutsCommands = {
  'record-arrival': recordArrival,
  'record-absence': recordAbsence,
  'record-return': recordReturn,
  'report-missing': reportMissing,
  'review-missing': reviewMissing,
};
