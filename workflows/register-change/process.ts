import { commandsOf, opening } from '../kernel/command';
import type { Actor, Context, Deadline, Effect, Fact, KernelEvent, Process, Task } from '../kernel/contract';
import { isRefusal, refuse, type Refusal } from '../kernel/refusals';
import type { AgencyCode } from '../vocabulary';
import { backdated, source, wholeChange } from './change';
import { policy, type RegisterPolicy } from './policy';
import { NoInput, Proposal, Rejection, type RegisterChange } from './schemas';

type Event =
  | { type: 'change-proposed'; change: RegisterChange }
  | { type: 'change-approved' }
  | { type: 'change-rejected'; reason: string }
  | { type: 'proposal-withdrawn' }
  | { type: 'proposal-lapsed' }
  | { type: 'change-applied' }
  | { type: 'change-not-applied'; code: string };

interface State {
  stage: 'opening' | 'proposed' | 'approved' | 'applied' | 'not-applied' | 'rejected' | 'withdrawn' | 'lapsed';
  change?: RegisterChange;
  proposedBy: string;
  proposedAt: string;
  agency: AgencyCode;
  decidedBy?: string;
  reason?: string;
  /** Why the register would not take the change. */
  code?: string;
}

const initial: State = { stage: 'opening', proposedBy: '', proposedAt: '', agency: '' };

const command = commandsOf<State, Event, RegisterPolicy>();
type Ctx = Context<RegisterPolicy>;

function notWaiting({ stage }: State): Refusal | undefined {
  return stage === 'proposed' ? undefined : refuse('already-decided', 'This proposal was decided already.', source);
}

function samePerson({ proposedBy }: State, { actor }: Ctx): Refusal | undefined {
  if (actor.person !== proposedBy) return undefined;
  return refuse('same-person', 'You proposed this. Another administrator decides it; you may withdraw it.', source);
}

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
  opening: opening<Event, RegisterPolicy, typeof Proposal>({
    title: 'Propose a change',
    hint: 'Adopt a policy set, designate an agency, or withdraw a designation. Another administrator must approve it.',
    by: ['administrator'],
    input: Proposal,
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
      when: (state, context) => notWaiting(state) ?? samePerson(state, context) ?? outOfDate(state, context),
      decide: () => [{ type: 'change-approved' }],
    }),
    reject: command({
      title: 'Reject',
      hint: 'The change is not made. The proposer may withdraw instead.',
      by: ['administrator'],
      input: Rejection,
      when: (state, context) => notWaiting(state) ?? samePerson(state, context),
      decide: (_state, { reason }) => [{ type: 'change-rejected', reason }],
    }),
    'withdraw-proposal': command({
      title: 'Withdraw the proposal',
      hint: 'By the person who proposed it, until it is decided.',
      by: ['administrator'],
      input: NoInput,
      when: (state, { actor }) =>
        notWaiting(state) ??
        (actor.person === state.proposedBy
          ? undefined
          : refuse('not-proposer', 'Only the person who proposed this may withdraw it.', source)),
      decide: () => [{ type: 'proposal-withdrawn' }],
    }),
  },
  initial,
  evolve,
  respond(state, event) {
    if (event.type === 'deadline-passed' && event.deadline === 'approval') return [{ type: 'proposal-lapsed' }];
    if (state.stage !== 'approved') return [];
    if (event.type === 'effect-done') return [{ type: 'change-applied' }];
    return event.type === 'effect-refused' ? [{ type: 'change-not-applied', code: event.code }] : [];
  },
  deadlines: (state, { approval }) => (state.stage === 'proposed' ? [approvalDeadline(state, approval)] : []),
  supervisor: ({ agency }) => ({ role: 'administrator', agency }),
  tasks: (state) => (state.stage === 'proposed' ? [approvalTask(state)] : []),
  react: (event, state, context) => (event.type === 'change-approved' ? applyChange(state, context) : []),
  status: ({ stage }) => ({ stage, title: titles[stage], isClosed: stage !== 'proposed' && stage !== 'approved' }),
  view,
  figures: ({ stage, change }) => ({ stage, change: change?.change ?? 'none' }),
  diagram: [
    { from: 'opening', event: 'change-proposed', to: 'proposed' },
    { from: 'proposed', event: 'change-approved', to: 'approved' },
    { from: 'proposed', event: 'change-rejected', to: 'rejected' },
    { from: 'proposed', event: 'proposal-withdrawn', to: 'withdrawn' },
    { from: 'proposed', event: 'proposal-lapsed', to: 'lapsed' },
    { from: 'approved', event: 'change-applied', to: 'applied' },
    { from: 'approved', event: 'effect-done-by-hand', to: 'applied' },
    { from: 'approved', event: 'change-not-applied', to: 'not-applied' },
  ],
};

const titles: Record<State['stage'], string> = {
  opening: 'Not proposed',
  proposed: 'Waits for a second administrator',
  approved: 'Approved; being applied',
  applied: 'Applied',
  'not-applied': 'Approved, but the register could not take it',
  rejected: 'Rejected',
  withdrawn: 'Withdrawn by the proposer',
  lapsed: 'Lapsed: nobody decided in time',
};

/** Everybody who sees the case sees the change and who made it; the reason of a rejection is for administrators. */
function view(state: State, viewer: Actor): Record<string, unknown> {
  const { stage, change, proposedBy, proposedAt, decidedBy, code } = state;
  const seen = { stage, change, proposedBy, proposedAt, decidedBy, code };
  return viewer.roles.includes('administrator') ? { ...seen, reason: state.reason } : seen;
}

function evolve(state: State, event: Event | KernelEvent, fact: Fact<Event | KernelEvent>): State {
  const { person, agency } = fact.actor;
  switch (event.type) {
    case 'change-proposed':
      return { stage: 'proposed', change: event.change, proposedBy: person, proposedAt: fact.at, agency };
    case 'change-approved':
      return { ...state, stage: 'approved', decidedBy: person };
    case 'change-rejected':
      return { ...state, stage: 'rejected', decidedBy: person, reason: event.reason };
    case 'proposal-withdrawn':
      return { ...state, stage: 'withdrawn' };
    case 'proposal-lapsed':
      return { ...state, stage: 'lapsed' };
    case 'change-applied':
      return { ...state, stage: 'applied' };
    case 'effect-done-by-hand':
      // The one effect of this process is the change itself.
      return { ...state, stage: 'applied' };
    case 'change-not-applied':
      return { ...state, stage: 'not-applied', code: event.code };
    default:
      return state;
  }
}

function approvalDeadline(
  { proposedAt, agency }: State,
  { value, source: from }: RegisterPolicy['approval'],
): Deadline {
  return {
    key: 'approval',
    title: 'A second administrator decides',
    from: proposedAt,
    span: value,
    rule: 'A proposal that nobody decides in this time lapses.',
    source: from,
    owner: { role: 'administrator', agency },
  };
}

function approvalTask({ agency }: State): Task {
  return {
    key: 'decide',
    title: 'Approve or reject the change that a colleague proposed',
    owner: { role: 'administrator', agency },
    commands: ['approve', 'reject'],
    deadline: 'approval',
  };
}

function applyChange({ change }: State, { policy: { deliverWithinHours } }: Ctx): Effect[] {
  if (!change) return [];
  const body = { kind: 'apply-register-change', change: { ...change } } as const;
  return [{ key: 'apply', ...body, deliverWithinHours: deliverWithinHours.value }];
}
