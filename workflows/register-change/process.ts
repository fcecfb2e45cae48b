import { commandsOf, opening } from '../kernel/command';
import type { Actor, Context, Effect, Fact, KernelEvent, Owner, Process } from '../kernel/contract';
import { isRefusal, type Refusal } from '../kernel/refusals';
import {
  approvalDeadlines,
  approvalTasks,
  evolveProposal,
  notProposer,
  notWaiting,
  proposalDiagram,
  respondToProposal,
  samePerson,
  statusOfProposal,
  unproposed,
  type Proposal,
  type ProposalEvent,
} from '../two-people/proposal';
import type { AgencyCode } from '../vocabulary';
import { backdated, source, wholeChange } from './change';
import { policy, type RegisterPolicy } from './policy';
import { NoInput, Proposal as ProposalInput, Rejection, type RegisterChange } from './schemas';

type Event = ProposalEvent | { type: 'change-proposed'; change: RegisterChange };

interface State extends Proposal {
  change?: RegisterChange;
  agency: AgencyCode;
}

const initial: State = { ...unproposed, agency: '' };

const command = commandsOf<State, Event, RegisterPolicy>();
type Ctx = Context<RegisterPolicy>;

const decidable = (state: State, { actor }: Ctx) =>
  notWaiting(state, source) ?? samePerson(state, actor, 'Another administrator', source);

function outOfDate({ change }: State, { now }: Ctx): Refusal | undefined {
  return change && backdated(change, now);
}

/** A change of the register or of the policy in force, which takes two administrators [strategy 28, 29]. */
export const registerChange: Process<State, Event, RegisterPolicy> = {
  name: 'register-change',
  version: 1,
  prefix: 'REG',
  title: 'Change of the register',
  source,
  policy,
  opening: opening<Event, RegisterPolicy, typeof ProposalInput>({
    title: 'Propose a change',
    hint: 'Adopt a policy set, designate an agency, or withdraw a designation. Another administrator must approve it.',
    by: ['administrator'],
    input: ProposalInput,
    decide(input, { now }) {
      const change = wholeChange(input, now);
      return isRefusal(change) ? change : [{ type: 'change-proposed', change }];
    },
  }),
  commands: {
    approve: command({
      title: 'Approve',
      hint: 'The change is made at once. Never by the person who proposed it.',
      by: ['administrator'],
      input: NoInput,
      when: (state, context) => decidable(state, context) ?? outOfDate(state, context),
      decide: () => [{ type: 'change-approved' }],
    }),
    reject: command({
      title: 'Reject',
      hint: 'The change is not made. The proposer may withdraw instead.',
      by: ['administrator'],
      input: Rejection,
      when: decidable,
      decide: (_state, { reason }) => [{ type: 'change-rejected', reason }],
    }),
    'withdraw-proposal': command({
      title: 'Withdraw the proposal',
      hint: 'By the person who proposed it, until it is decided.',
      by: ['administrator'],
      input: NoInput,
      when: (state, { actor }) => notWaiting(state, source) ?? notProposer(state, actor, source),
      decide: () => [{ type: 'proposal-withdrawn' }],
    }),
  },
  initial,
  evolve,
  respond: respondToProposal,
  deadlines: (state, { approval }) => approvalDeadlines(state, approval, administrators(state)),
  supervisor: administrators,
  tasks: (state) =>
    approvalTasks(state, 'Approve or reject the change that a colleague proposed', administrators(state)),
  react: (event, state, context) => (event.type === 'change-approved' ? applyChange(state, context) : []),
  status: (state) => statusOfProposal(state, 'a second administrator'),
  view,
  figures: ({ stage, change }) => ({ stage, change: change?.change ?? 'none' }),
  diagram: proposalDiagram,
};

function administrators({ agency }: State): Owner {
  return { role: 'administrator', agency };
}

/** Everybody who sees the case sees the change and who made it; the reason of a rejection is for administrators. */
function view(state: State, viewer: Actor): Record<string, unknown> {
  const { stage, change, proposedBy, proposedAt, decidedBy, code } = state;
  const seen = { stage, change, proposedBy, proposedAt, decidedBy, code };
  return viewer.roles.includes('administrator') ? { ...seen, rejection: state.rejection } : seen;
}

function evolve(state: State, event: Event | KernelEvent, { actor, at }: Fact<Event | KernelEvent>): State {
  if (event.type !== 'change-proposed') return evolveProposal(state, event, actor);
  const { person, agency } = actor;
  return { stage: 'proposed', change: event.change, proposedBy: person, proposedAt: at, agency };
}

function applyChange({ change }: State, { policy: { deliverWithinHours } }: Ctx): Effect[] {
  if (!change) return [];
  const body = { kind: 'apply-register-change', change: { ...change } } as const;
  return [{ key: 'apply', ...body, deliverWithinHours: deliverWithinHours.value }];
}
