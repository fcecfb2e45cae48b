import { commandsOf } from '../kernel/command';
import type { KernelEvent } from '../kernel/contract';
import { refuse, type Refusal } from '../kernel/refusals';
import type { AnyEvent, Event, Outcome } from './events';
import type { NrmPolicy } from './policy';
import {
  allOf,
  noDecisionToReview,
  ofTheCompetentAuthority,
  onPendingDecision,
  shareWith,
  type NrmContext,
  type Rule,
} from './rules';
import { CompleteReview, Decide, Empty, RecordOwnView, TakeReview } from './schemas';
import { nth, pendingDecision, type DecisionRecord, type State } from './state';

const command = commandsOf<State, Event, NrmPolicy>();
const source = 'Strategy 32';

/** Everybody who had a hand in an earlier decision; a reconsidered one is for others. */
export function tookPartBefore(state: State, person: string): boolean {
  return state.decisions.filter((d) => d.effective).some((d) => [d.first.by, d.reviewer, d.third?.by].includes(person));
}

/** The exclusions of paragraph 32, the same for the reviewer and for the third decision-maker. */
function excluded(
  state: State,
  pending: DecisionRecord,
  person: string,
  as: 'reviewer' | 'third',
): Refusal | undefined {
  if (person === pending.first.by) {
    return refuse(`${as}-is-first-decision-maker`, 'You took this decision, so another person must review it.', source);
  }
  if (person === state.referrer.person) {
    return refuse(`${as}-is-referrer`, 'You referred this person, so another person must decide here.', source);
  }
  if (state.involvement.some((entry) => entry.person === person)) {
    const message = 'You have a part in an asylum or immigration decision about this person, so you may not do this.';
    return refuse(`${as}-involved`, message, source);
  }
  if (pending.isReconsideration && tookPartBefore(state, person)) {
    return refuse(`${as}-took-part-before`, 'A reconsidered decision is for people who took no part before.', source);
  }
  return undefined;
}

const reviewIsFree: Rule = (state, { actor }) => {
  const pending = pendingDecision(state);
  if (!pending || pending.review) return noDecisionToReview;
  if (pending.reviewer) return refuse('review-already-taken', 'Somebody is reviewing this decision already.', source);
  return excluded(state, pending, actor.person, 'reviewer');
};

const notSeenBefore: Rule = (state, { actor }) =>
  pendingDecision(state)?.haveSeenReasons.includes(actor.person)
    ? refuse('reviewer-has-seen-reasons', 'You have seen the first reasons, so your own view would not be.', source)
    : undefined;

const byTheReviewer: Rule = (state, { actor }) => {
  const pending = pendingDecision(state);
  if (!pending || pending.review) return noDecisionToReview;
  return pending.reviewer === actor.person
    ? undefined
    : refuse('not-the-reviewer', 'Only the person who took this review may do this.', source);
};

/** A second decision-maker takes the review, and declares to have no part in any other decision about this person [32]. */
export const takeReview = command({
  title: 'Take the review',
  hint: 'You declare that you are independent. You will see the first decision only after your own view is recorded.',
  by: ['decision-maker'],
  input: TakeReview,
  when: allOf(ofTheCompetentAuthority, reviewIsFree, notSeenBefore),
  decide: (state, _input, { actor }) =>
    onPendingDecision(state, ({ number }) => [
      { type: 'review-taken' },
      { type: 'task-claimed', task: nth('review', number), person: actor.person },
    ]),
});

/** The reviewer's own view comes before the first decision-maker's reasons are seen. */
export const recordOwnView = command({
  title: 'Record your own view',
  hint: 'From the referral alone. Afterwards you see the first decision.',
  by: ['decision-maker'],
  input: RecordOwnView,
  when: allOf(ofTheCompetentAuthority, byTheReviewer, (state) =>
    pendingDecision(state)?.ownView
      ? refuse('own-view-recorded', 'Your own view is recorded already.', source)
      : undefined,
  ),
  decide: (_state, { outcome, reasons }) => [{ type: 'own-view-recorded', outcome, reasons }],
});

/** If both agree the decision has its effect; if not, a senior decision-maker decides. */
export const completeReview = command({
  title: 'Complete the review',
  hint: 'Say whether you agree. If you do not, a senior decision-maker decides.',
  by: ['decision-maker'],
  input: CompleteReview,
  when: allOf(ofTheCompetentAuthority, byTheReviewer, (state) =>
    pendingDecision(state)?.ownView ? undefined : refuse('own-view-first', 'Record your own view first.', source),
  ),
  decide: (state, { agrees, reasons }, context) =>
    onPendingDecision(state, (pending) =>
      agrees
        ? [{ type: 'review-agreed', reasons }, ...takeEffect(state, pending, pending.first.outcome, context)]
        : [{ type: 'review-disagreed', reasons }],
    ),
});

export const releaseReview = command({
  title: 'Hand the review back',
  hint: 'For a reviewer who cannot go on, or a team leader on their behalf. Another person takes it.',
  by: ['decision-maker', 'team-leader', 'head-of-unit'],
  input: Empty,
  when: allOf(ofTheCompetentAuthority, (state, context) => {
    const isUnderReview = pendingDecision(state)?.reviewer !== undefined && !pendingDecision(state)?.review;
    const leads = context.actor.roles.some((role) => role === 'team-leader' || role === 'head-of-unit');
    return leads && isUnderReview ? undefined : byTheReviewer(state, context);
  }),
  decide: (state, _input, { file }) =>
    onPendingDecision(state, ({ number, reviewer }) =>
      reviewer === undefined
        ? noDecisionToReview
        : [{ type: 'review-released', reviewer }, ...reviewTaskReleased(number, file.claims)],
    ),
});

/** The review's task goes back to the team. */
export function reviewTaskReleased(number: number, claims: Record<string, string>): KernelEvent[] {
  const task = nth('review', number);
  return task in claims ? [{ type: 'task-released', task }] : [];
}

/** A third, senior decision-maker ends a disagreement; none of the excluded, and neither of the two. */
export const decideAsThird = command({
  title: 'Decide where two disagree',
  hint: 'You see both views. Your decision has its effect at once.',
  by: ['senior-decision-maker'],
  input: Decide,
  when: allOf(ofTheCompetentAuthority, (state, { actor }) => {
    const pending = pendingDecision(state);
    if (!pending?.review) return refuse('no-disagreement', 'No disagreement is waiting for a third decision.', source);
    if (pending.reviewer === actor.person) {
      return refuse('third-is-reviewer', 'You reviewed this decision, so another person must end the matter.', source);
    }
    return excluded(state, pending, actor.person, 'third');
  }),
  decide: (state, { outcome, reasons }, context) =>
    onPendingDecision(state, (pending) => [
      { type: 'third-decision-made', outcome, reasons },
      ...takeEffect(state, pending, outcome, context),
    ]),
});

/** A decision counts from here; whoever has a task from it sees the case from here. */
function takeEffect(state: State, pending: DecisionRecord, outcome: Outcome, context: NrmContext): AnyEvent[] {
  const { grounds, first, reviewer, review } = pending;
  const third = review ? [context.actor.person] : [];
  const decidedBy = [first.by, ...(reviewer ? [reviewer] : []), ...third];
  const isCareOffered = grounds === 'conclusive-grounds' || outcome === 'positive';
  const isPermitConsidered = grounds === 'conclusive-grounds' && outcome === 'positive';
  return [
    { type: 'decision-effective', decision: grounds, outcome, decidedBy },
    ...(isCareOffered ? shareWith(state.care.agency, 'victim-care', context) : []),
    ...(isPermitConsidered ? shareWith(state.immigrationAuthority, 'residence-permit', context) : []),
  ];
}
