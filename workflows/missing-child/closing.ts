import type { AnyEvent } from './events';
import { after } from './evolve';
import type { MissingContext } from './rules';
import { isTrafficking, policyOf, type State } from './state';
import type { Action } from './policy-actions';

/** What is to be done for this child in the stage the case is in, done or not. */
export function actionsOf(state: State): Action[] {
  if (state.stage !== 'missing' && state.stage !== 'at-rest' && state.stage !== 'located') return [];
  if (state.located?.outcome === 'died') return [];
  const phase = state.stage === 'located' ? 'located' : 'missing';
  return policyOf(state).actions.value.filter(
    (action) =>
      (action.phase === 'both' || action.phase === phase) && (action.when === 'always' || isTrafficking(state)),
  );
}

export function openActions(state: State): Action[] {
  return actionsOf(state).filter(({ action }) => state.done[action] === undefined);
}

/** Nothing is left to do for a child who is located. */
function isSettled(state: State): boolean {
  return state.stage === 'located' && openActions(state).length === 0 && !waitsForSubgroup(state);
}

/** Missing again and again, and the subgroup has not considered it. */
export function waitsForSubgroup({ stage, repeat }: State): boolean {
  const isOpen = stage === 'missing' || stage === 'at-rest' || stage === 'located';
  return isOpen && repeat !== undefined && repeat.considered === undefined;
}

/** The events, and the end of the case when nothing more follows from them. */
export function closingWhenSettled(
  state: State,
  events: readonly AnyEvent[],
  context: Pick<MissingContext, 'now' | 'actor'>,
): AnyEvent[] {
  const next = after(state, events, { at: context.now, actor: context.actor });
  return isSettled(next) ? [...events, { type: 'closed' }] : [...events];
}
