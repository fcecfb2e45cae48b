import type { Fact, KernelEvent } from '../kernel/contract';
import type { AgencyCode, CaseRef } from '../vocabulary';
import type { BankAnswer, FrozenPayment, PayeeEdit, Prepared } from './results';

export type Event =
  | { type: 'batch-opened'; statements: readonly CaseRef[]; executionDate: string }
  | ({ type: 'batch-prepared' } & Prepared)
  | { type: 'batch-not-prepared'; code: string }
  | { type: 'batch-released'; digest: string; totalPence: number }
  | { type: 'release-refused'; code: string }
  | { type: 'batch-sent'; messageId: string }
  | ({ type: 'bank-answered' } & BankAnswer)
  | { type: 'withdrawal-asked'; reason: string }
  | { type: 'batch-lapsed' }
  | { type: 'batch-withdrawn' };

export interface State {
  stage:
    | 'opening'
    | 'preparing'
    | 'not-prepared'
    | 'prepared'
    | 'sending'
    | 'sent'
    | 'settled'
    | 'part-settled'
    | 'rejected'
    | 'withdrawing'
    | 'withdrawn';
  agency: AgencyCode;
  statements: readonly CaseRef[];
  /** YYYY-MM-DD, on which the bank is asked to pay; the last day on which the batch may be released. */
  executionDate: string;
  preparedBy: string;
  openedAt: string;
  payments: readonly FrozenPayment[];
  totalPence: number;
  digest: string;
  editors: readonly PayeeEdit[];
  releasedBy?: string;
  releasedAt?: string;
  messageId?: string;
  answer?: BankAnswer;
  reason?: string;
  /** Why it could not be prepared, or why the accounts refused its last release. */
  code?: string;
}

export const initial: State = {
  stage: 'opening',
  agency: '',
  statements: [],
  executionDate: '',
  preparedBy: '',
  openedAt: '',
  payments: [],
  totalPence: 0,
  digest: '',
  editors: [],
};

export function evolve(state: State, event: Event | KernelEvent, fact: Fact<Event | KernelEvent>): State {
  const { at, actor } = fact;
  switch (event.type) {
    case 'batch-opened': {
      const { statements, executionDate } = event;
      const opened = { agency: actor.agency, preparedBy: actor.person, openedAt: at };
      return { ...state, ...opened, stage: 'preparing', statements, executionDate };
    }
    case 'batch-prepared': {
      const { payments, totalPence, digest, editors } = event;
      return { ...state, stage: 'prepared', payments, totalPence, digest, editors };
    }
    case 'batch-not-prepared':
      return { ...state, stage: 'not-prepared', code: event.code };
    case 'batch-released':
      return { ...state, stage: 'sending', releasedBy: actor.person, releasedAt: at };
    case 'release-refused': {
      const { releasedBy: _by, releasedAt: _at, ...rest } = state;
      return { ...rest, stage: 'prepared', code: event.code };
    }
    case 'batch-sent':
      return { ...state, stage: 'sent', messageId: event.messageId };
    case 'bank-answered': {
      const { status, settled, rejected } = event;
      return { ...state, stage: status, answer: { status, settled, rejected } };
    }
    case 'withdrawal-asked':
      return { ...state, stage: 'withdrawing', reason: event.reason };
    case 'batch-lapsed':
      return { ...state, stage: 'withdrawing' };
    case 'batch-withdrawn':
      return { ...state, stage: 'withdrawn' };
    default:
      return state;
  }
}
