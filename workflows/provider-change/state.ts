import type { Actor, Fact, KernelEvent } from '../kernel/contract';
import { evolveProposal, unproposed, type Proposal, type ProposalEvent } from '../two-people/proposal';
import type { AgencyCode } from '../vocabulary';
import type { ProviderChange } from './schemas';

export type Event =
  ProposalEvent | { type: 'change-proposed'; change: ProviderChange; contractor: AgencyCode; reason?: string };

export interface State extends Proposal {
  change?: ProviderChange;
  /** The central contractor, whose officers keep the register of providers. */
  contractor: AgencyCode;
  /** Reference to the text: why it was proposed. */
  reason?: string;
}

export const initial: State = { ...unproposed, contractor: '' };

export function evolve(state: State, event: Event | KernelEvent, fact: Fact<Event | KernelEvent>): State {
  if (event.type !== 'change-proposed') return evolveProposal(state, event, fact.actor);
  const { type: _type, ...proposal } = event;
  return { stage: 'proposed', ...proposal, proposedBy: fact.actor.person, proposedAt: fact.at };
}

const officers: readonly string[] = ['payment-officer', 'case-manager', 'contract-manager'];

/** The change is for everybody who sees the case, its provider too; who decided and why is for those who keep the register. */
export function view(state: State, viewer: Actor): Record<string, unknown> {
  const { stage, change, proposedAt, code, proposedBy, decidedBy, reason, rejection } = state;
  const seen = { stage, change, proposedAt, code };
  return viewer.roles.some((role) => officers.includes(role))
    ? { ...seen, proposedBy, decidedBy, reason, rejection }
    : seen;
}
