import type { Instant } from '../kernel/calendar';
import type { Fact, KernelEvent } from '../kernel/contract';
import type { AgencyCode, CaseRef } from '../vocabulary';
import type { BudgetReading } from './reading';

export type Event =
  | {
      type: 'budget-opened';
      year: string;
      budgetPence: number;
      contractor: AgencyCode;
      contractKeeper: AgencyCode;
      watchers: readonly AgencyCode[];
    }
  /** `round`: which of the reviews of the case is next, counted from its opening. */
  | { type: 'review-asked'; round: number }
  | ({ type: 'budget-read' } & BudgetReading)
  /** The ledger has reached this share of the budget. Care goes on. */
  | { type: 'budget-warned'; percent: number; committedPence: number }
  | { type: 'overspend-forecast'; forecastPence: number }
  | { type: 'warning-answered'; percent: number; text: string }
  | { type: 'year-ended' }
  | { type: 'last-review-asked' }
  | { type: 'budget-closed' }
  /** Another case keeps the budget of this year: there is one. */
  | { type: 'kept-elsewhere'; otherBudget: CaseRef };

export interface Warning {
  percent: number;
  at: Instant;
  committedPence: number;
  /** A reference to the text. */
  answer?: string;
}

export interface State {
  stage: 'opening' | 'running' | 'year-ended' | 'closing' | 'closed' | 'kept-elsewhere';
  year: string;
  budgetPence: number;
  contractor: AgencyCode;
  contractKeeper: AgencyCode;
  watchers: readonly AgencyCode[];
  openedAt: Instant;
  round: number;
  reading?: BudgetReading;
  readings: number;
  warnings: readonly Warning[];
  isOverspendForecast: boolean;
  otherBudget?: CaseRef;
}

export const initial: State = {
  stage: 'opening',
  year: '',
  budgetPence: 0,
  contractor: '',
  contractKeeper: '',
  watchers: [],
  openedAt: '',
  round: 0,
  readings: 0,
  warnings: [],
  isOverspendForecast: false,
};

export function evolve(state: State, event: Event | KernelEvent, { at }: Fact<Event | KernelEvent>): State {
  switch (event.type) {
    case 'budget-opened': {
      const { type: _type, ...parts } = event;
      return { ...state, ...parts, stage: 'running', openedAt: at, round: 1 };
    }
    case 'review-asked':
      return { ...state, round: event.round };
    case 'budget-read': {
      const { type: _type, ...reading } = event;
      return { ...state, reading, readings: state.readings + 1 };
    }
    case 'budget-warned': {
      const { percent, committedPence } = event;
      return { ...state, warnings: [...state.warnings, { percent, at, committedPence }] };
    }
    case 'overspend-forecast':
      return { ...state, isOverspendForecast: true };
    case 'warning-answered': {
      const { percent, text: answer } = event;
      return { ...state, warnings: state.warnings.map((w) => (w.percent === percent ? { ...w, answer } : w)) };
    }
    case 'year-ended':
      return { ...state, stage: 'year-ended' };
    case 'last-review-asked':
      return { ...state, stage: 'closing' };
    case 'budget-closed':
      return { ...state, stage: 'closed' };
    case 'kept-elsewhere':
      return { ...state, stage: 'kept-elsewhere', otherBudget: event.otherBudget };
    default:
      return state;
  }
}

export const openStages: readonly State['stage'][] = ['running', 'year-ended', 'closing'];

/** Whole percent of the budget, rounded down: 79.99 % has not reached 80. */
export function percentOf(pence: number, budgetPence: number): number {
  return Math.floor((pence * 100) / budgetPence);
}

export function openWarnings({ warnings }: State): Warning[] {
  return warnings.filter(({ answer }) => answer === undefined);
}
