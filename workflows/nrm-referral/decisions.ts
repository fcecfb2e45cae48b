import { commandsOf } from '../kernel/command';
import { refuse } from '../kernel/refusals';
import type { Event, Grounds } from './events';
import type { NrmPolicy } from './policy';
import { tookPartBefore } from './review';
import { allOf, nrmBox, ofTheCompetentAuthority, type Rule } from './rules';
import { Decide } from './schemas';
import { mayConclude, openQuestion, type State } from './state';

const command = commandsOf<State, Event, NrmPolicy>();

const awaiting =
  (grounds: Grounds): Rule =>
  (state) =>
    state.awaited?.grounds === grounds
      ? undefined
      : refuse('not-awaiting-decision', `No ${grounds} decision is waited for now.`, nrmBox);

/** A reconsidered decision is taken by somebody who took no part before. */
const takenByANewPerson: Rule = (state, { actor }) =>
  (state.awaited?.round ?? 1) > 1 && tookPartBefore(state, actor.person)
    ? refuse('took-part-before', 'You took part before. Another person takes the fresh decision.', 'Strategy 32')
    : undefined;

/**
 * Nobody decides about a person whom they referred. A part in an asylum or immigration decision keeps nobody from the
 * first decision: paragraph 32 asks that of the second decision-maker alone.
 */
const notTheReferrer: Rule = (state, { actor }) =>
  actor.person === state.referrer.person
    ? refuse(
        'first-is-referrer',
        'You referred this person, so another person must take the decision.',
        'Concert: nobody decides on a referral of their own, after strategy paragraph 32',
      )
    : undefined;

/** The test is "suspect but cannot prove"; without effect until it is reviewed [box on the NRM, 32]. */
export const decideReasonableGrounds = command({
  title: 'Decide on reasonable grounds',
  hint: 'Do you suspect, without being able to prove it, that this person is a victim? It has no effect until reviewed.',
  by: ['decision-maker'],
  input: Decide,
  when: allOf(ofTheCompetentAuthority, awaiting('reasonable-grounds'), notTheReferrer, takenByANewPerson),
  decide(state, { outcome, reasons }) {
    const question = openQuestion(state);
    if (outcome === 'negative' && question && !question.isOverdue) {
      const message = 'A question to the First Responder is open. A negative decision waits for the answer.';
      return refuse('information-awaited', message, nrmBox);
    }
    return [{ type: 'reasonable-grounds-decided', outcome, reasons }];
  },
});

/** The test is the balance of probabilities; not before the reflection period's minimum, and reviewed like the first [23, 32]. */
export const decideConclusiveGrounds = command({
  title: 'Decide on conclusive grounds',
  hint: 'Is it more likely than not that this person is a victim? It has no effect until reviewed.',
  by: ['decision-maker'],
  input: Decide,
  when: allOf(ofTheCompetentAuthority, awaiting('conclusive-grounds'), notTheReferrer, takenByANewPerson, (state) =>
    mayConclude(state)
      ? undefined
      : refuse(
          'reflection-period-running',
          "The reflection period's minimum has not passed. The decision can be taken after it, or when it has ended early.",
          'Strategy 23',
        ),
  ),
  decide: (_state, { outcome, reasons }) => [{ type: 'conclusive-grounds-decided', outcome, reasons }],
});
