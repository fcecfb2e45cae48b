import type { KernelEvent } from '../kernel/contract';
import { isCareOver } from './care';
import { isChildCaseOver } from './child-cases';
import { clockRunsAgain } from './casework';
import { informationDeadline } from './deadlines';
import type { AnyEvent } from './events';
import { after } from './evolve';
import { closingWhenSettled, type NrmContext } from './rules';
import type { State } from './state';

/** What follows when a deadline has passed: the target runs again without an answer; a settled case closes. Care that is over needs no word. */
export function respond(state: State, event: KernelEvent, context: NrmContext): readonly AnyEvent[] {
  if (event.type === 'effect-refused' && isCareOver(event)) {
    return [{ type: 'effect-done-by-hand', effect: event.effect, reason: 'care-is-over' }];
  }
  if (event.type === 'effect-refused' && isChildCaseOver(event)) {
    return [{ type: 'effect-done-by-hand', effect: event.effect, reason: 'case-is-over' }];
  }
  if (event.type !== 'deadline-passed' || state.closedBy) return [];
  if (event.deadline === informationDeadline(state, context.policy)?.key) {
    return [{ type: 'information-overdue' }, ...clockRunsAgain(state, 'information-overdue', context)];
  }
  return closingWhenSettled(after(state, [event], { at: context.now, actor: context.actor }), [], context);
}
