import { commandsOf } from '../kernel/command';
import type { KernelEvent } from '../kernel/contract';
import { dueDeadline, isPaused, resumeDeadline } from '../kernel/deadlines';
import { refuse } from '../kernel/refusals';
import { targetDeadline } from './deadlines';
import type { AnyEvent, Event } from './events';
import type { NrmPolicy } from './policy';
import {
  actsForItsPart,
  allOf,
  nrmBox,
  ofTheCompetentAuthority,
  ofTheReferringAgency,
  otherReferral,
  refuseField,
  shareWith,
  type NrmContext,
  type Rule,
} from './rules';
import {
  GiveInformation,
  RecordDeath,
  RecordDuplicate,
  RegisterInvolvement,
  RequestInformation,
  Transfer,
  Withdraw,
} from './schemas';
import { reviewTaskReleased } from './review';
import { isReflecting, openQuestion, pendingDecision, reflectionLink, type State } from './state';
import { tasks } from './tasks';

const command = commandsOf<State, Event, NrmPolicy>();

const noDecisionInReview: Rule = (state) =>
  pendingDecision(state)
    ? refuse('decision-in-review', 'A decision is being reviewed. Wait until it has its effect.', 'Strategy 32')
    : undefined;

/** A running reflection period is ended only by its own rules, so that nobody loses protection by the back door. */
const noReflectionRuns =
  (nextStep: (state: State, reflection: string | undefined) => string): Rule =>
  (state, { file }) =>
    isReflecting(state)
      ? refuse('protection-running', nextStep(state, file.links[reflectionLink]), 'Strategy 23')
      : undefined;

/** The way through for a person who wants to withdraw: their own informed request, then the withdrawal. */
function endOnOwnRequestFirst({ competentAuthority, reflection }: State, ref: string | undefined): string {
  if (ref !== undefined) {
    return `The reflection period ${ref} protects this person from removal. First a decision-maker of ${competentAuthority} explains what ending it means and records the person's own informed request there (request-early-end). Then withdraw here.`;
  }
  return reflection?.opened === 'asked'
    ? 'The reflection period is being opened and protects this person from removal. Wait for it; then its own informed request comes first.'
    : `The case of the reflection period is not known. First a team leader of ${competentAuthority} starts it again or gives its reference; then the person's own informed request is recorded there.`;
}

/** A second referral of the same person keeps its protection until a decision, or the person, has ended it. */
function endBeforeLinking(_state: State, ref: string | undefined): string {
  const period = ref === undefined ? 'The reflection period of this referral' : `The reflection period ${ref}`;
  return `${period} protects this person from removal. Tell the team of the other referral now, and record the duplicate here when the conclusive decision has its effect.`;
}

const holdsAPart: Rule = (state, context) =>
  actsForItsPart(state, context)
    ? undefined
    : refuse('not-your-case', 'Your organisation has no such part in this case.', nrmBox);

export const transfer = command({
  title: 'Transfer to the other competent authority',
  hint: 'Dates stay as they are. The other authority takes over the open tasks, and a running reflection period goes with them.',
  by: ['allocation-officer'],
  input: Transfer,
  when: allOf(ofTheCompetentAuthority, noDecisionInReview),
  decide(state, { to, reason }, context) {
    const { subjectToImmigrationControl, otherwise } = context.policy.allocation.value;
    if (to !== subjectToImmigrationControl && to !== otherwise) {
      return refuseField('not-a-competent-authority', 'to', 'This agency does not decide who is a victim.', nrmBox);
    }
    if (to === state.competentAuthority) {
      return refuseField('already-there', 'to', 'This authority has the case already. Give the other one.', nrmBox);
    }
    return [
      { type: 'transferred', to, reason },
      ...shareWith(to, 'competent-authority', context),
      ...claimsLetGo(state, context),
    ];
  },
});

/** A task that moves to the other authority is nobody's there yet. */
function claimsLetGo(state: State, { file }: NrmContext): KernelEvent[] {
  return tasks(state)
    .filter(({ key, owner }) => owner.agency === state.competentAuthority && key in file.claims)
    .map(({ key: task }) => ({ type: 'task-released', task }));
}

export const registerInvolvement = command({
  title: 'Register involvement',
  hint: 'Of a person who has a part in an asylum or immigration decision about this potential victim.',
  by: ['decision-maker', 'immigration-officer', 'team-leader', 'allocation-officer'],
  input: RegisterInvolvement,
  when: (state, { actor }) =>
    actor.agency === state.competentAuthority || actor.agency === state.immigrationAuthority
      ? undefined
      : refuse('not-your-case', 'This is for the competent authority or the immigration authority.', 'Strategy 32'),
  decide(state, { person, kind }, { file }) {
    if (state.involvement.some((entry) => entry.person === person && entry.kind === kind)) {
      return refuse('already-registered', 'This involvement is in the register already.', 'Strategy 32');
    }
    const pending = pendingDecision(state);
    const events: AnyEvent[] = [{ type: 'involvement-registered', person, kind }];
    // A review that ended in disagreement stands: the third decision-maker decides afresh, and is none of the excluded.
    if (pending?.reviewer === person && !pending.review) {
      events.push({ type: 'review-set-aside', reviewer: person }, ...reviewTaskReleased(pending.number, file.claims));
    }
    return events;
  },
});

export const recordDuplicate = command({
  title: 'Record as a duplicate',
  hint: 'The same person was referred before: this referral is linked to that one, closed, and not counted again.',
  by: ['allocation-officer', 'team-leader'],
  input: RecordDuplicate,
  when: allOf(ofTheCompetentAuthority, noDecisionInReview, noReflectionRuns(endBeforeLinking)),
  decide(_state, input, { ref }) {
    const otherRef = otherReferral(input.otherRef, ref);
    return typeof otherRef === 'string' ? [{ type: 'duplicate-recorded', otherRef }] : otherRef;
  },
});

export const requestInformation = command({
  title: 'Ask the First Responder',
  hint: 'The target for the decision waits until the answer comes, or the time for it is over.',
  by: ['decision-maker'],
  input: RequestInformation,
  when: allOf(ofTheCompetentAuthority, (state) => {
    if (state.awaited?.grounds !== 'reasonable-grounds') {
      return refuse('not-awaiting-decision', 'Questions are asked before the reasonable-grounds decision.', nrmBox);
    }
    return openQuestion(state)
      ? refuse('question-open', 'A question to the First Responder is open. Wait for the answer.', nrmBox)
      : undefined;
  }),
  decide(state, { question }, context) {
    const clock = targetClock(state, context);
    const isClockPaused = clock !== undefined && !clock.isPaused && !clock.isPassed;
    const asked: AnyEvent = { type: 'information-requested', question, isClockPaused };
    return isClockPaused
      ? [asked, { type: 'deadline-paused', deadline: clock.key, reason: 'information-requested' }]
      : [asked];
  },
});

export const giveInformation = command({
  title: 'Answer the competent authority',
  hint: 'Your answer goes to the decision-maker, and the target for the decision runs again.',
  by: ['first-responder'],
  input: GiveInformation,
  when: allOf(ofTheReferringAgency, (state) =>
    openQuestion(state) ? undefined : refuse('no-question-open', 'No question is waiting for an answer.', nrmBox),
  ),
  decide: (state, { answer }, context) => [
    { type: 'information-given', answer },
    ...clockRunsAgain(state, 'information-given', context),
  ],
});

/** Starts the target again when the open question stopped it. */
export function clockRunsAgain(state: State, reason: string, context: NrmContext): AnyEvent[] {
  const clock = targetClock(state, context);
  if (!clock || !openQuestion(state)?.isClockPaused || !isPaused(clock.ledger)) return [];
  return [resumeDeadline(context.file, clock.key, clock.span, context.now, reason)];
}

function targetClock(state: State, { policy, file }: NrmContext) {
  const target = targetDeadline(state, policy);
  return target && dueDeadline(target, file);
}

export const withdraw = command({
  title: 'Withdraw',
  hint: "Only at the person's own request. The case closes.",
  by: ['first-responder', 'decision-maker', 'team-leader', 'allocation-officer'],
  input: Withdraw,
  when: allOf(holdsAPart, noReflectionRuns(endOnOwnRequestFirst)),
  decide: (_state, { reason }) => [{ type: 'withdrawn', reason }],
});

export const recordDeath = command({
  title: 'Record a death',
  hint: 'The person has died. The case closes.',
  by: ['first-responder', 'decision-maker', 'team-leader', 'case-manager', 'social-worker'],
  input: RecordDeath,
  when: holdsAPart,
  decide: (_state, { circumstances }) => [{ type: 'death-recorded', circumstances }],
});
