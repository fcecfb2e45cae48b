import { refuse } from '../kernel/refusals';
import { allOf, command, ofTheContractor, source, underway } from './rules';
import { AssessNeeds, ReviewPlan, SupportPlan } from './schemas';

/** What is needed, and what is done about it [processes.md 3]. */
const assessNeeds = command({
  title: 'Assess the needs',
  hint: 'Accommodation, medical, psychological, training and education, translation, legal advice, material help.',
  by: ['case-manager'],
  input: AssessNeeds,
  when: allOf(ofTheContractor, underway),
  decide: (_state, { needs, placement, text }) => [{ type: 'needs-assessed', needs, placement, text }],
});

const agreeSupportPlan = command({
  title: 'Agree the support plan',
  hint: 'With the person, after the assessment.',
  by: ['case-manager'],
  input: SupportPlan,
  when: allOf(ofTheContractor, underway, (state) =>
    state.needs ? undefined : refuse('needs-not-assessed', 'Assess the needs first.', source),
  ),
  decide: (_state, { plan }) => [{ type: 'support-plan-agreed', plan }],
});

const reviewPlan = command({
  title: 'Review the support plan',
  hint: 'With the person; the next review is counted from this one.',
  by: ['case-manager'],
  input: ReviewPlan,
  when: allOf(ofTheContractor, underway, (state) =>
    state.plan ? undefined : refuse('no-plan', 'There is no support plan yet. Agree one first.', source),
  ),
  decide: (_state, { text, met }) => [{ type: 'plan-reviewed', text, met: [...new Set(met)] }],
});

export const assessingCommands = {
  'assess-needs': assessNeeds,
  'agree-support-plan': agreeSupportPlan,
  'review-plan': reviewPlan,
};
