import { commandsOf } from '../kernel/command';
import { refuse } from '../kernel/refusals';
import type { Event } from './events';
import type { NrmPolicy } from './policy';
import {
  allOf,
  closingWhenSettled,
  nrmBox,
  ofTheCompetentAuthority,
  ofTheReferringAgency,
  refuseField,
  type NrmDecision,
  type Rule,
} from './rules';
import { ConsiderResidencePermit, GiveFeedback, RecordCareExitPlan, RequestReconsideration } from './schemas';
import type { State } from './state';

const command = commandsOf<State, Event, NrmPolicy>();

const forTheSubject: Rule = (state, context) =>
  context.actor.roles.includes('decision-maker') && context.actor.agency === state.competentAuthority
    ? undefined
    : ofTheReferringAgency(state, context);

/** A negative decision may be reconsidered once, on new evidence; the fresh decision is counted anew. */
export const requestReconsideration = command({
  title: 'Ask for reconsideration',
  hint: 'Once, within the time allowed, and with evidence that was not known.',
  by: ['first-responder', 'decision-maker'],
  input: RequestReconsideration,
  when: allOf(forTheSubject, ({ reconsiderationWindow: window }) =>
    window && !window.isOver
      ? undefined
      : refuse('no-reconsideration', 'No negative decision is open to reconsideration now.', nrmBox),
  ),
  decide: ({ reconsiderationWindow: window }, { evidence }): NrmDecision =>
    window ? [{ type: 'reconsideration-requested', decision: window.grounds, evidence }] : [],
});

/** A conclusively identified victim may be given a permit, for not less than the policy's months [23]. */
export const considerResidencePermit = command({
  title: 'Consider a residence permit',
  hint: 'Record what you decided, and why.',
  by: ['immigration-officer'],
  input: ConsiderResidencePermit,
  when: (state, { actor }) => {
    if (actor.agency !== state.immigrationAuthority) {
      return refuse('not-your-case', 'This is for the immigration authority.', 'Strategy 23');
    }
    return state.permitToConsider
      ? undefined
      : refuse('no-permit-to-consider', 'No residence permit is to be considered now.', 'Strategy 23');
  },
  decide(state, { granted, months, reasons }, context) {
    const { value: minimum, source } = context.policy.residencePermitMinimumMonths;
    if (granted && months === undefined) {
      return refuseField('months-missing', 'months', 'Say for how many months the permit is granted.', source);
    }
    if (!granted && months !== undefined) {
      return refuseField('months-not-granted', 'months', 'The permit is not granted, so leave this out.', source);
    }
    if (months !== undefined && months < minimum) {
      return refuseField('permit-too-short', 'months', `A permit is for at least ${minimum} months.`, source);
    }
    return closingWhenSettled(state, [{ type: 'residence-permit-considered', granted, months, reasons }], context);
  },
});

export const recordCareExitPlan = command({
  title: 'Record the care exit plan',
  hint: 'How the person leaves care safely, and what comes after.',
  by: ['case-manager', 'social-worker'],
  input: RecordCareExitPlan,
  when: (state, { actor }) => {
    const { care } = state;
    if (actor.agency !== care.agency || !actor.roles.includes(care.role)) {
      return refuse('not-your-case', 'This is for those who see to the care of this person.', 'Strategy 36');
    }
    return state.exitToPlan
      ? undefined
      : refuse('no-exit-to-plan', 'No care exit is to be planned now.', 'Strategy 36');
  },
  decide: (state, { plan }, context) => closingWhenSettled(state, [{ type: 'care-exit-plan-recorded', plan }], context),
});

/** The First Responder hears after every decision what made the referral strong or weak [27]. */
export const giveFeedback = command({
  title: 'Give feedback to the First Responder',
  hint: 'About the oldest decision on which none has been given.',
  by: ['decision-maker'],
  input: GiveFeedback,
  when: allOf(ofTheCompetentAuthority, (state) =>
    state.feedbackToGive.length > 0
      ? undefined
      : refuse('no-feedback-to-give', 'Feedback has been given on every decision so far.', 'Strategy 27'),
  ),
  decide(state, { strengths, weaknesses, text }, context) {
    const decision = state.feedbackToGive[0]?.grounds ?? 'reasonable-grounds';
    return closingWhenSettled(state, [{ type: 'feedback-given', decision, strengths, weaknesses, text }], context);
  },
});
