import type { Fact, KernelEvent } from '../kernel/contract';
import type { AgencyCode } from '../vocabulary';

export type Check = 'valid' | 'invalid' | 'unknown-sort-code';

export type Event =
  | { type: 'payee-proposed'; provider: AgencyCode; sortCode: string; accountNumber: string }
  | { type: 'account-checked'; check: Check }
  | { type: 'account-not-checked'; code: string }
  | { type: 'change-approved' }
  | { type: 'change-rejected'; reason: string }
  | { type: 'proposal-withdrawn' }
  | { type: 'proposal-lapsed' }
  | { type: 'change-stopped'; reason: string }
  | { type: 'cooling-over' }
  | { type: 'payee-changed' }
  | { type: 'payee-not-changed'; code: string };

export interface State {
  stage:
    | 'opening'
    | 'checking'
    | 'invalid'
    | 'not-checked'
    | 'proposed'
    | 'cooling'
    | 'applying'
    | 'changed'
    | 'not-changed'
    | 'rejected'
    | 'withdrawn'
    | 'lapsed'
    | 'stopped';
  agency: AgencyCode;
  provider: AgencyCode;
  /** References to sealed texts. */
  sortCode: string;
  accountNumber: string;
  check?: Check;
  proposedBy: string;
  proposedAt: string;
  approvedBy: string;
  approvedAt: string;
  reason?: string;
  code?: string;
}

export const initial: State = {
  stage: 'opening',
  agency: '',
  provider: '',
  sortCode: '',
  accountNumber: '',
  proposedBy: '',
  proposedAt: '',
  approvedBy: '',
  approvedAt: '',
};

export function evolve(state: State, event: Event | KernelEvent, fact: Fact<Event | KernelEvent>): State {
  const { at, actor } = fact;
  switch (event.type) {
    case 'payee-proposed': {
      const { provider, sortCode, accountNumber } = event;
      const proposed = { agency: actor.agency, proposedBy: actor.person, proposedAt: at };
      return { ...state, ...proposed, stage: 'checking', provider, sortCode, accountNumber };
    }
    case 'account-checked': {
      const { check } = event;
      return { ...state, stage: check === 'invalid' ? 'invalid' : 'proposed', check };
    }
    case 'account-not-checked':
      return { ...state, stage: 'not-checked', code: event.code };
    case 'change-approved':
      return { ...state, stage: 'cooling', approvedBy: actor.person, approvedAt: at };
    case 'change-rejected':
      return { ...state, stage: 'rejected', reason: event.reason };
    case 'proposal-withdrawn':
      return { ...state, stage: 'withdrawn' };
    case 'proposal-lapsed':
      return { ...state, stage: 'lapsed' };
    case 'change-stopped':
      return { ...state, stage: 'stopped', reason: event.reason };
    case 'cooling-over':
      return { ...state, stage: 'applying' };
    case 'payee-changed':
      return { ...state, stage: 'changed' };
    case 'payee-not-changed':
      return { ...state, stage: 'not-changed', code: event.code };
    default:
      return state;
  }
}
