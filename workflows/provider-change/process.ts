import { commandsOf, opening } from '../kernel/command';
import type { Context, Deadline, Effect, EffectBody, KernelEvent, Process, Task } from '../kernel/contract';
import { isRefusal, refuse, type Refusal } from '../kernel/refusals';
import type { Role } from '../vocabulary';
import { keepers, notTheirs, source, wholeChange } from './change';
import { policy, type ProviderChangePolicy } from './policy';
import { NoInput, Proposal, Rejection } from './schemas';
import { evolve, initial, titles, view, type Event, type State } from './state';

const command = commandsOf<State, Event, ProviderChangePolicy>();
type Ctx = Context<ProviderChangePolicy>;
const by: readonly Role[] = ['payment-officer', 'case-manager', 'contract-manager'];

function notWaiting({ stage }: State): Refusal | undefined {
  return stage === 'proposed' ? undefined : refuse('already-decided', 'This proposal was decided already.', source);
}

function notYours({ change }: State, { actor, policy: { contractKeeper } }: Ctx): Refusal | undefined {
  return change && notTheirs(change.change, contractKeeper.value, actor);
}

function samePerson({ proposedBy }: State, { actor }: Ctx): Refusal | undefined {
  if (actor.person !== proposedBy) return undefined;
  return refuse('same-person', 'You proposed this. Another person decides it; you may withdraw it.', source);
}

const decidable = (state: State, context: Ctx) =>
  notWaiting(state) ?? notYours(state, context) ?? samePerson(state, context);

/** A change of a provider's rate card, places or suspensions, which takes two people [36, 37]. */
export const providerChange: Process<State, Event, ProviderChangePolicy> = {
  name: 'provider-change',
  version: 1,
  prefix: 'PRC',
  title: "Change of a provider's register",
  source,
  policy,
  opening: opening<Event, ProviderChangePolicy, typeof Proposal>({
    title: 'Propose a change of a provider',
    hint: 'A rate card, a place, a suspension of a place or of all places of a provider, or its end. Another person must approve it.',
    by,
    input: Proposal,
    decide(input, { now, actor, policy: { centralContractor, contractKeeper } }) {
      const refusal = notTheirs(input.change, contractKeeper.value, actor);
      if (refusal) return refusal;
      const change = wholeChange(input, now);
      if (isRefusal(change)) return change;
      const { reason } = input;
      const because = reason === undefined ? {} : { reason };
      const contractor = centralContractor.value;
      return [
        { type: 'change-proposed', change, contractor, ...because },
        ...shared([contractor, contractKeeper.value], actor.agency, 'may-decide'),
      ];
    },
  }),
  commands: {
    approve: command({
      title: 'Approve',
      hint: 'The change is made at once. Never by the person who proposed it.',
      by,
      input: NoInput,
      when: decidable,
      decide: () => [{ type: 'change-approved' }],
    }),
    reject: command({
      title: 'Reject',
      hint: 'The change is not made. The proposer may withdraw instead.',
      by,
      input: Rejection,
      when: decidable,
      decide: (_state, { reason }) => [{ type: 'change-rejected', reason }],
    }),
    'withdraw-proposal': command({
      title: 'Withdraw the proposal',
      hint: 'By the person who proposed it, until it is decided.',
      by,
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
  respond,
  deadlines: (state, { approval }) => (state.stage === 'proposed' ? [approvalDeadline(state, approval)] : []),
  tasks: (state) => (state.stage === 'proposed' ? [approvalTask(state)] : []),
  supervisor: owner,
  react,
  status: ({ stage }) => ({ stage, title: titles[stage], isClosed: stage !== 'proposed' && stage !== 'approved' }),
  view,
  figures: ({ stage, change }) => ({ stage, change: change?.change ?? 'none', provider: change?.provider ?? 'none' }),
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

/** The case shown to those of these agencies that do not see it yet. */
function shared(agencies: readonly string[], seenBy: string, reason: string): KernelEvent[] {
  return agencies.flatMap((agency) => (agency === seenBy ? [] : [{ type: 'case-shared', agency, reason }]));
}

function owner({ change, contractor }: State) {
  return { role: keepers[change?.change ?? 'rate-card'], agency: contractor };
}

function respond({ stage, change }: State, event: KernelEvent): (Event | KernelEvent)[] {
  if (event.type === 'deadline-passed' && event.deadline === 'approval') return [{ type: 'proposal-lapsed' }];
  if (stage !== 'approved' || !change) return [];
  if (event.type === 'effect-refused') return [{ type: 'change-not-applied', code: event.code }];
  return event.type === 'effect-done'
    ? [{ type: 'change-applied' }, ...shared([change.provider], '', 'your-register-changed')]
    : [];
}

function approvalDeadline(state: State, { value, source: from }: ProviderChangePolicy['approval']): Deadline {
  return {
    key: 'approval',
    title: 'A second person decides',
    from: state.proposedAt,
    span: value,
    rule: 'A proposal that nobody decides in this time lapses.',
    source: from,
    owner: owner(state),
  };
}

function approvalTask(state: State): Task {
  return {
    key: 'decide',
    title: 'Approve or reject the change of a provider that a colleague proposed',
    owner: owner(state),
    commands: ['approve', 'reject'],
    deadline: 'approval',
  };
}

function react(event: Event | KernelEvent, { change }: State, context: Ctx): Effect[] {
  if (!change) return [];
  const deliverWithinHours = context.policy.deliverWithinHours.value;
  const effect = (key: string, body: EffectBody): Effect => ({ ...body, key, deliverWithinHours });
  if (event.type === 'change-approved')
    return [effect('apply', { kind: 'apply-provider-change', change: { ...change } })];
  if (event.type !== 'change-applied') return [];
  const to = { role: 'provider-manager', agency: change.provider } as const;
  return [effect('tell-provider', { kind: 'tell', to, message: 'register-changed', facts: { change: change.change } })];
}
