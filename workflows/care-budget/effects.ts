import { londonDateOf } from '../kernel/calendar';
import type { Context, Effect, EffectBody, KernelEvent, Owner } from '../kernel/contract';
import type { BudgetPolicy } from './policy';
import { openStages, percentOf, type Event, type State } from './state';
import { daysOfYear, yearAfter } from './year';

/** What is asked of the world: to read, to tell, and to begin the next year. Nothing here reaches a case of care. */
export function react(event: Event | KernelEvent, state: State, context: Context<BudgetPolicy>): Effect[] {
  const deliverWithinHours = context.policy.deliverWithinHours.value;
  return Object.entries(bodies(event, state, context)).map(([key, body]) => ({ ...body, key, deliverWithinHours }));
}

function bodies(
  event: Event | KernelEvent,
  state: State,
  { now, policy }: Context<BudgetPolicy>,
): Record<string, EffectBody> {
  const { year, budgetPence, contractKeeper } = state;
  switch (event.type) {
    case 'budget-opened':
    case 'review-asked':
    case 'last-review-asked': {
      const { trendDays, trendHorizonNights } = policy;
      return {
        read: {
          kind: 'read-budget',
          year,
          ...daysOfYear(year),
          on: londonDateOf(now),
          trendDays: trendDays.value,
          trendHorizonNights: trendHorizonNights.value,
        },
      };
    }
    case 'budget-warned': {
      const { percent, committedPence } = event;
      return told(everybody(state), 'budget-warned', { year, percent, committedPence, budgetPence });
    }
    case 'overspend-forecast': {
      const { forecastPence } = event;
      const percent = percentOf(forecastPence, budgetPence);
      return told(everybody(state), 'overspend-forecast', { year, percent, forecastPence, budgetPence });
    }
    case 'year-ended':
      return {
        next: { kind: 'start-case', process: 'care-budget', opening: { year: yearAfter(year) }, link: 'next-year' },
      };
    case 'deadline-passed': {
      const { deadline, latenessSeconds } = event;
      if (!deadline.startsWith('warning.') || !openStages.includes(state.stage)) return {};
      const keepers: Owner = { role: 'contract-manager', agency: contractKeeper };
      return told([keepers], 'deadline-passed', { year, deadline, latenessSeconds });
    }
    default:
      return {};
  }
}

/** Those who place, those who pay, and those who watch the contract. */
function everybody({ contractor, watchers }: State): Owner[] {
  return [
    { role: 'case-manager', agency: contractor },
    { role: 'payment-officer', agency: contractor },
    ...watchers.map((agency): Owner => ({ role: 'contract-manager', agency })),
  ];
}

function told(
  whom: readonly Owner[],
  message: string,
  facts: Record<string, string | number>,
): Record<string, EffectBody> {
  return Object.fromEntries(
    whom.map((to): [string, EffectBody] => [`tell-${to.role}-${to.agency}`, { kind: 'tell', to, message, facts }]),
  );
}
