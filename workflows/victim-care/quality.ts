import { refuse } from '../kernel/refusals';
import { supportUnits } from '../vocabulary';
import {
  accepted,
  allOf,
  command,
  inTheFuture,
  notItsProvider,
  ofTheContractor,
  refuseField,
  reportsFor,
  source,
} from './rules';
import {
  AnswerComplaint,
  CorrectSupport,
  MakeComplaint,
  RecordIncident,
  RecordOutcome,
  RecordSupport,
  RecordVisit,
} from './stay-schemas';

const staff = ['case-manager', 'support-worker', 'provider-manager'] as const;
const qualitySource = 'Strategy paragraph 37: the quality of care is watched, provider by provider';

const recordSupport = command({
  title: 'Record support',
  hint: 'A session or an item that was given. Nights are not recorded: they follow from the journey.',
  by: staff,
  input: RecordSupport,
  when: accepted,
  decide(state, { support, provider, on, quantity }, { now, actor }) {
    const refusal = reportsFor(state, provider, actor) ?? notItsProvider(state, provider) ?? inTheFuture(on, now);
    if (refusal) return refusal;
    if (supportUnits[support] === 'night') {
      const message = 'Nights follow from the journey. Record sessions and items here.';
      return refuseField('counted-by-the-night', 'support', message, 'Strategy paragraph 36');
    }
    return [{ type: 'support-recorded', id: `s${state.supports.length + 1}`, support, provider, on, quantity }];
  },
});

const correctSupport = command({
  title: 'Correct an entry of support',
  hint: 'Another day or quantity; 0 takes the entry back. The accounts follow.',
  by: staff,
  input: CorrectSupport,
  when: accepted,
  decide(state, { id, on, quantity, reason }, { now, actor }) {
    const entry = state.supports.find((one) => one.id === id);
    if (!entry) return refuseField('no-such-entry', 'id', 'There is no such entry. Give one that is in the list.');
    const refusal = reportsFor(state, entry.provider, actor) ?? inTheFuture(on, now);
    if (refusal) return refusal;
    if (entry.on === on && entry.quantity === quantity)
      return refuseField('nothing-changes', 'quantity', 'The entry says that already. Change the day or the quantity.');
    return [{ type: 'support-corrected', id, on, quantity, reason }];
  },
});

const makeComplaint = command({
  title: 'Record a complaint',
  hint: 'What the person complains about. The contractor answers it in its time.',
  by: ['case-manager'],
  input: MakeComplaint,
  when: allOf(ofTheContractor, accepted),
  decide: (state, { provider, text }) =>
    notItsProvider(state, provider) ?? [
      { type: 'complaint-made', id: `c${state.complaints.length + 1}`, provider, text },
    ],
});

const answerComplaint = command({
  title: 'Answer a complaint',
  hint: 'Whether the person was right, and what they are told.',
  by: ['case-manager'],
  input: AnswerComplaint,
  when: allOf(ofTheContractor, ({ complaints }) =>
    complaints.some(({ answer }) => !answer)
      ? undefined
      : refuse('no-open-complaint', 'No complaint waits for an answer.', source),
  ),
  decide(state, { id, isUpheld, answer }) {
    const complaint = state.complaints.find((one) => one.id === id);
    if (!complaint) return refuseField('no-such-complaint', 'id', 'There is no such complaint. Give one that is open.');
    if (complaint.answer) return refuseField('already-answered', 'id', 'This complaint has been answered.');
    return [{ type: 'complaint-answered', id, isUpheld, answer }];
  },
});

const recordIncident = command({
  title: 'Record an incident',
  hint: 'Something that should not have happened, where the person is in care.',
  by: staff,
  input: RecordIncident,
  when: accepted,
  decide(state, { provider, kind, isSerious, text }, { actor }) {
    const refusal = reportsFor(state, provider, actor) ?? notItsProvider(state, provider);
    return refusal ?? [{ type: 'incident-recorded', provider, kind, isSerious, text }];
  },
});

const recordVisit = command({
  title: 'Record a quality visit',
  hint: 'How the care of this person was found, where they live.',
  by: ['case-manager'],
  input: RecordVisit,
  when: allOf(ofTheContractor, accepted),
  decide: (state, { provider, on, result, text }, { now }) =>
    notItsProvider(state, provider) ??
    inTheFuture(on, now) ?? [{ type: 'quality-visit-recorded', provider, on, result, text }],
});

const recordOutcome = command({
  title: 'Record an outcome',
  hint: 'What care has reached for one of the needs, and with which provider.',
  by: ['case-manager'],
  input: RecordOutcome,
  when: allOf(ofTheContractor, accepted, ({ needs }) =>
    needs ? undefined : refuse('needs-not-assessed', 'Assess the needs first.', qualitySource),
  ),
  decide: (state, { provider, need, isMet, text }) =>
    notItsProvider(state, provider) ?? [{ type: 'outcome-recorded', provider, need, isMet, text }],
});

export const qualityCommands = {
  'record-support': recordSupport,
  'correct-support': correctSupport,
  'make-complaint': makeComplaint,
  'answer-complaint': answerComplaint,
  'record-incident': recordIncident,
  'record-quality-visit': recordVisit,
  'record-outcome': recordOutcome,
};
