import { commandsOf, opening } from '../kernel/command';
import type { Context, Effect, EffectBody, KernelEvent, Process } from '../kernel/contract';
import { isRefusal, type Refusal } from '../kernel/refusals';
import {
  approvalDeadlines,
  approvalTasks,
  notProposer,
  notWaiting,
  proposalDiagram,
  respondToProposal,
  samePerson,
  statusOfProposal,
} from '../two-people/proposal';
import type { Role } from '../vocabulary';
import { keepers, notTheirs, source, wholeChange } from './change';
import { policy, type ProviderChangePolicy } from './policy';
import { NoInput, Proposal, Rejection } from './schemas';
import { evolve, initial, view, type Event, type State } from './state';

const command = commandsOf<State, Event, ProviderChangePolicy>();
type Ctx = Context<ProviderChangePolicy>;
const by: readonly Role[] = ['payment-officer', 'case-manager', 'contract-manager'];

function notYours({ change }: State, { actor, policy: { contractKeeper } }: Ctx): Refusal | undefined {
  return change && notTheirs(change.change, contractKeeper.value, actor);
}

const decidable = (state: State, context: Ctx) =>
  notWaiting(state, source) ?? notYours(state, context) ?? samePerson(state, context.actor, 'Another person', source);

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
      when: (state, { actor }) => notWaiting(state, source) ?? notProposer(state, actor, source),
      decide: () => [{ type: 'proposal-withdrawn' }],
    }),
  },
  initial,
  evolve,
  respond,
  deadlines: (state, { approval }) => approvalDeadlines(state, approval, owner(state)),
  tasks: (state) =>
    approvalTasks(state, 'Approve or reject the change of a provider that a colleague proposed', owner(state)),
  supervisor: owner,
  react,
  status: (state) => statusOfProposal(state, 'a second person'),
  view,
  figures: ({ stage, change }) => ({ stage, change: change?.change ?? 'none', provider: change?.provider ?? 'none' }),
  diagram: proposalDiagram,
};

/** The case shown to those of these agencies that do not see it yet. */
function shared(agencies: readonly string[], seenBy: string, reason: string): KernelEvent[] {
  return agencies.flatMap((agency) => (agency === seenBy ? [] : [{ type: 'case-shared', agency, reason }]));
}

function owner({ change, contractor }: State) {
  return { role: keepers[change?.change ?? 'rate-card'], agency: contractor };
}

function respond(state: State, event: KernelEvent): (Event | KernelEvent)[] {
  const events = respondToProposal(state, event);
  const isApplied = events.some(({ type }) => type === 'change-applied');
  return isApplied && state.change
    ? [...events, ...shared([state.change.provider], '', 'your-register-changed')]
    : events;
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
