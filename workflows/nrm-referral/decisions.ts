import { commandsOf } from '../kernel/command';
import { refuse } from '../kernel/refusals';
import type { Event, Grounds } from './events';
import type { NrmPolicy } from './policy';
import { tookPartBefore } from './review';
import { allOf, nrmBox, ofTheCompetentAuthority, type Rule } from './rules';
import { Decide, Empty, ReflectionEnded } from './schemas';
import { isReflecting, mayConclude, openQuestion, type State } from './state';

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

/** The test is "suspect but cannot prove"; without effect until it is reviewed [box on the NRM, 32]. */
export const decideReasonableGrounds = command({
  title: 'Decide on reasonable grounds',
  hint: 'Do you suspect, without being able to prove it, that this person is a victim? It has no effect until reviewed.',
  by: ['decision-maker'],
  input: Decide,
  when: allOf(ofTheCompetentAuthority, awaiting('reasonable-grounds'), takenByANewPerson),
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
  when: allOf(ofTheCompetentAuthority, awaiting('conclusive-grounds'), takenByANewPerson, (state) =>
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

const reflectionBegan: Rule = (state) =>
  state.reflection
    ? undefined
    : refuse('no-reflection-period', 'No reflection period has begun on this case.', 'Strategy 23');

export const recordReflectionMinimumPassed = command({
  title: "The reflection period's minimum has passed",
  hint: 'Told by the reflection period itself.',
  by: ['system'],
  input: Empty,
  when: reflectionBegan,
  decide: () => [{ type: 'reflection-minimum-passed' }],
});

export const recordReflectionEnded = command({
  title: 'The reflection period has ended',
  hint: 'Told by the reflection period itself, with the ground on which it ended.',
  by: ['system'],
  input: ReflectionEnded,
  when: reflectionBegan,
  decide: (_state, { ground }) => [{ type: 'reflection-ended', ground }],
});

export const restartReflectionPeriod = command({
  title: 'Start the reflection period again',
  hint: 'When its own case could not be opened. Removal is not held until it is.',
  by: ['team-leader', 'head-of-unit'],
  input: Empty,
  when: allOf(ofTheCompetentAuthority, (state) =>
    isReflecting(state) && state.reflection?.couldNotStart
      ? undefined
      : refuse('reflection-period-started', 'The reflection period has been started, or is not needed.', 'Strategy 23'),
  ),
  decide: () => [{ type: 'reflection-period-asked-again' }],
});
