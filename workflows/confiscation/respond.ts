import type { Context, KernelEvent } from '../kernel/contract';
import type { Event } from './events';
import type { ConfiscationPolicy } from './policy';
import { limitOf } from './progress';
import type { State } from './state';
import { reviewKey } from './tasks';

/** What follows when a date passes: its step goes to whoever answers for the agency, too. */
export function respond(state: State, event: KernelEvent, _context: Context<ConfiscationPolicy>): Event[] {
  if (event.type !== 'deadline-passed' || state.ended) return [];
  const { deadline } = event;
  if (deadline === reviewKey(state)) return [{ type: 'review-due', round: state.review.round }];
  if (deadline === 'payment') return [{ type: 'payment-overdue' }];
  if (deadline === 'permitted-period') return [{ type: 'permitted-period-passed', until: limitOf(state) ?? '' }];
  // The kernel itself makes a task of a message that could not be delivered.
  const isKernels = deadline.startsWith('deliver.');
  return isKernels || state.escalated.includes(deadline) ? [] : [{ type: 'escalated', what: deadline }];
}
