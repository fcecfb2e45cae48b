import type { Actor, Fact, KernelEvent } from '../kernel/contract';
import type { AgencyCode } from '../vocabulary';
import type { ProviderChange } from './schemas';

export type Event =
  | { type: 'change-proposed'; change: ProviderChange; contractor: AgencyCode; reason?: string }
  | { type: 'change-approved' }
  | { type: 'change-rejected'; reason: string }
  | { type: 'proposal-withdrawn' }
  | { type: 'proposal-lapsed' }
  | { type: 'change-applied' }
  | { type: 'change-not-applied'; code: string };

export interface State {
  stage: 'opening' | 'proposed' | 'approved' | 'applied' | 'not-applied' | 'rejected' | 'withdrawn' | 'lapsed';
  change?: ProviderChange;
  /** The central contractor, whose officers keep the register of providers. */
  contractor: AgencyCode;
  proposedBy: string;
  proposedAt: string;
  decidedBy?: string;
  /** References to texts: why it was proposed, and why it was rejected. */
  reason?: string;
  rejection?: string;
  /** Why the register would not take the change. */
  code?: string;
}

export const initial: State = { stage: 'opening', contractor: '', proposedBy: '', proposedAt: '' };

export function evolve(state: State, event: Event | KernelEvent, fact: Fact<Event | KernelEvent>): State {
  const { person } = fact.actor;
  switch (event.type) {
    case 'change-proposed': {
      const { type: _type, ...proposal } = event;
      return { stage: 'proposed', ...proposal, proposedBy: person, proposedAt: fact.at };
    }
    case 'change-approved':
      return { ...state, stage: 'approved', decidedBy: person };
    case 'change-rejected':
      return { ...state, stage: 'rejected', decidedBy: person, rejection: event.reason };
    case 'proposal-withdrawn':
      return { ...state, stage: 'withdrawn' };
    case 'proposal-lapsed':
      return { ...state, stage: 'lapsed' };
    case 'change-applied':
      return { ...state, stage: 'applied' };
    case 'effect-done-by-hand':
      // Until it is applied, the only effect of this process is the change itself.
      return state.stage === 'approved' ? { ...state, stage: 'applied' } : state;
    case 'change-not-applied':
      return { ...state, stage: 'not-applied', code: event.code };
    default:
      return state;
  }
}

export const titles: Record<State['stage'], string> = {
  opening: 'Not proposed',
  proposed: 'Waits for a second person',
  approved: 'Approved; being applied',
  applied: 'Applied',
  'not-applied': 'Approved, but the register could not take it',
  rejected: 'Rejected',
  withdrawn: 'Withdrawn by the proposer',
  lapsed: 'Lapsed: nobody decided in time',
};

const officers: readonly string[] = ['payment-officer', 'case-manager', 'contract-manager'];

/** The change is for everybody who sees the case, its provider too; who decided and why is for those who keep the register. */
export function view(state: State, viewer: Actor): Record<string, unknown> {
  const { stage, change, proposedAt, code, proposedBy, decidedBy, reason, rejection } = state;
  const seen = { stage, change, proposedAt, code };
  return viewer.roles.some((role) => officers.includes(role))
    ? { ...seen, proposedBy, decidedBy, reason, rejection }
    : seen;
}
