import type { Fact, KernelEvent } from '../kernel/contract';
import type { AgencyCode } from '../vocabulary';
import { merged, type Chunk, type UnpricedGroup } from './unpriced';

export type Event =
  | { type: 'run-opened'; untilDate: string; contractor: AgencyCode }
  /** One chunk: progress. */
  | ({ type: 'cases-accrued' } & Chunk)
  | ({ type: 'all-accrued' } & Totals)
  | ({ type: 'prices-missing' } & Totals)
  | { type: 'accrued-again' }
  | { type: 'left-unpriced'; reason: string };

export interface Totals {
  cases: number;
  entries: number;
  reversals: number;
}

export interface State {
  stage: 'opening' | 'accruing' | 'unpriced' | 'accrued' | 'left-unpriced' | 'given-up';
  contractor: AgencyCode;
  /** The last night, YYYY-MM-DD. */
  untilDate: string;
  /** The last case that was accrued; the next chunk begins after it. */
  after: string;
  /** How often it went through all cases from the first. */
  rounds: number;
  /** Of this round. */
  cases: number;
  /** Of all rounds. */
  entries: number;
  reversals: number;
  unpriced: readonly UnpricedGroup[];
  unpricedSince: string;
  /** A reference to the text. */
  reason?: string;
}

export const initial: State = {
  stage: 'opening',
  contractor: '',
  untilDate: '',
  after: '',
  rounds: 0,
  cases: 0,
  entries: 0,
  reversals: 0,
  unpriced: [],
  unpricedSince: '',
};

export function evolve(state: State, event: Event | KernelEvent, fact: Fact<Event | KernelEvent>): State {
  switch (event.type) {
    case 'run-opened': {
      const { untilDate, contractor } = event;
      return { ...state, stage: 'accruing', untilDate, contractor, rounds: 1 };
    }
    case 'cases-accrued':
      return {
        ...state,
        after: event.after,
        cases: state.cases + event.cases,
        entries: state.entries + event.entries,
        reversals: state.reversals + event.reversals,
        unpriced: merged([...state.unpriced, ...event.unpriced]),
      };
    case 'all-accrued':
      return { ...state, stage: 'accrued' };
    case 'prices-missing':
      return { ...state, stage: 'unpriced', unpricedSince: fact.at };
    case 'accrued-again':
      return { ...state, stage: 'accruing', after: '', rounds: state.rounds + 1, cases: 0, unpriced: [] };
    case 'left-unpriced':
      return { ...state, stage: 'left-unpriced', reason: event.reason };
    case 'effect-done-by-hand':
      // No hand can accrue: what this run did stands, and another run does the rest.
      return state.stage === 'accruing' ? { ...state, stage: 'given-up' } : state;
    default:
      return state;
  }
}

export const titles: Record<State['stage'], string> = {
  opening: 'Not opened',
  accruing: 'Being accrued',
  unpriced: 'Accrued, but some lines have no price',
  accrued: 'Accrued',
  'left-unpriced': 'Accrued; lines without a price were left for the next run',
  'given-up': 'Not finished; open another run',
};

export const closedStages: readonly State['stage'][] = ['accrued', 'left-unpriced', 'given-up'];
