import type { Actor, Deadline, EventBase, KernelEvent, Owner, PolicyValue, Process, Task } from '../kernel/contract';
import type { Policy } from '../kernel/contract';
import { refuse, type Refusal } from '../kernel/refusals';
import type { Span } from '../kernel/calendar';

/**
 * A change that one person proposes and another decides. What the processes that change a register have in common; each
 * adds what the change is, who may decide it, and how it is made.
 */
export type ProposalEvent =
  | { type: 'change-approved' }
  | { type: 'change-rejected'; reason: string }
  | { type: 'proposal-withdrawn' }
  | { type: 'proposal-lapsed' }
  | { type: 'change-applied' }
  | { type: 'change-not-applied'; code: string };

export interface Proposal {
  stage: 'opening' | 'proposed' | 'approved' | 'applied' | 'not-applied' | 'rejected' | 'withdrawn' | 'lapsed';
  proposedBy: string;
  proposedAt: string;
  decidedBy?: string;
  /** Reference to the text: why it was rejected. */
  rejection?: string;
  /** Why the register would not take the change. */
  code?: string;
}

export const unproposed = { stage: 'opening', proposedBy: '', proposedAt: '' } as const;

export function evolveProposal<S extends Proposal>(
  state: S,
  event: ProposalEvent | KernelEvent,
  { person }: Pick<Actor, 'person'>,
): S {
  switch (event.type) {
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
      // Until it is applied, the only effect is the change itself.
      return state.stage === 'approved' ? { ...state, stage: 'applied' } : state;
    case 'change-not-applied':
      return { ...state, stage: 'not-applied', code: event.code };
    default:
      return state;
  }
}

/** What the kernel's own events lead to: nobody decided in time, or the change was made, or could not be. */
export function respondToProposal({ stage }: Proposal, event: KernelEvent): ProposalEvent[] {
  if (event.type === 'deadline-passed' && event.deadline === 'approval') return [{ type: 'proposal-lapsed' }];
  if (stage !== 'approved') return [];
  if (event.type === 'effect-refused') return [{ type: 'change-not-applied', code: event.code }];
  return event.type === 'effect-done' ? [{ type: 'change-applied' }] : [];
}

export function notWaiting({ stage }: Proposal, source: string): Refusal | undefined {
  return stage === 'proposed' ? undefined : refuse('already-decided', 'This proposal was decided already.', source);
}

/** Nobody decides what they proposed themselves. `another`: whom it takes, "Another officer". */
export function samePerson(
  { proposedBy }: Pick<Proposal, 'proposedBy'>,
  { person }: Pick<Actor, 'person'>,
  another: string,
  source: string,
): Refusal | undefined {
  return person === proposedBy
    ? refuse('same-person', `You proposed this. ${another} decides it; you may withdraw it.`, source)
    : undefined;
}

export function notProposer(
  { proposedBy }: Pick<Proposal, 'proposedBy'>,
  { person }: Pick<Actor, 'person'>,
  source: string,
): Refusal | undefined {
  return person === proposedBy
    ? undefined
    : refuse('not-proposer', 'Only the person who proposed this may withdraw it.', source);
}

/** `second`: whom it waits for, "a second person". */
export function statusOfProposal({ stage }: Proposal, second: string) {
  const titles: Record<Proposal['stage'], string> = {
    opening: 'Not proposed',
    proposed: `Waits for ${second}`,
    approved: 'Approved; being applied',
    applied: 'Applied',
    'not-applied': 'Approved, but the register could not take it',
    rejected: 'Rejected',
    withdrawn: 'Withdrawn by the proposer',
    lapsed: 'Lapsed: nobody decided in time',
  };
  return { stage, title: titles[stage], isClosed: stage !== 'proposed' && stage !== 'approved' };
}

export function approvalDeadlines(
  { stage, proposedAt }: Proposal,
  { value, source }: PolicyValue<Span>,
  owner: Owner,
): Deadline[] {
  if (stage !== 'proposed') return [];
  const rule = 'A proposal that nobody decides in this time lapses.';
  return [{ key: 'approval', title: 'A second person decides', from: proposedAt, span: value, rule, source, owner }];
}

/** `title`: "Approve or reject the change that a colleague proposed". */
export function approvalTasks({ stage }: Proposal, title: string, owner: Owner): Task[] {
  return stage === 'proposed'
    ? [{ key: 'decide', title, owner, commands: ['approve', 'reject'], deadline: 'approval' }]
    : [];
}

type Edges = Process<unknown, EventBase & (ProposalEvent | { type: 'change-proposed' }), Policy>['diagram'];

export const proposalDiagram = [
  { from: 'opening', event: 'change-proposed', to: 'proposed' },
  { from: 'proposed', event: 'change-approved', to: 'approved' },
  { from: 'proposed', event: 'change-rejected', to: 'rejected' },
  { from: 'proposed', event: 'proposal-withdrawn', to: 'withdrawn' },
  { from: 'proposed', event: 'proposal-lapsed', to: 'lapsed' },
  { from: 'approved', event: 'change-applied', to: 'applied' },
  { from: 'approved', event: 'effect-done-by-hand', to: 'applied' },
  { from: 'approved', event: 'change-not-applied', to: 'not-applied' },
] as const satisfies Edges;
