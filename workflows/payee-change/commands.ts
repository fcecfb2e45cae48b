import { commandsOf, opening } from '../kernel/command';
import type { Context } from '../kernel/contract';
import { refuse, type Refusal } from '../kernel/refusals';
import { notOfTheContractor, notOfThisAgency } from '../provider-statement/officers';
import { notProposer, samePerson } from '../two-people/proposal';
import type { PayeePolicy } from './policy';
import { ApprovePayee, NoInput, ProposePayee, WithReason } from './schemas';
import type { Event, State } from './state';

export const source = 'Concert: bank details change by two people (after the strategy, paragraph 36)';

const command = commandsOf<State, Event, PayeePolicy>();
type Ctx = Context<PayeePolicy>;

export const propose = opening<Event, PayeePolicy, typeof ProposePayee>({
  title: 'Propose another account',
  hint: 'The account to which a provider is paid. Another officer approves it, the provider is told, and it waits before it is used.',
  by: ['payment-officer'],
  input: ProposePayee,
  decide: ({ provider, sortCode, accountNumber }, { actor }) =>
    notOfTheContractor(actor) ?? [{ type: 'payee-proposed', provider, sortCode, accountNumber }],
});

function notWaiting({ stage }: State): Refusal | undefined {
  if (stage === 'proposed') return undefined;
  return stage === 'checking' || stage === 'opening'
    ? refuse('account-not-checked', 'The account is being checked. Try again in a moment.', source)
    : refuse('already-decided', 'This proposal was decided already.', source);
}

function anotherOfficer(state: State, { actor }: Ctx): Refusal | undefined {
  const refusal = notOfTheContractor(actor) ?? notOfThisAgency(state.agency, actor);
  return refusal ?? samePerson(state, actor, 'Another officer', source);
}

export const approve = command({
  title: 'Approve',
  hint: 'Never by the person who proposed it. The account is paid after the cooling period.',
  by: ['payment-officer'],
  input: ApprovePayee,
  when: (state, context) => anotherOfficer(state, context) ?? notWaiting(state),
  decide: () => [{ type: 'change-approved' }],
});

export const reject = command({
  title: 'Reject',
  hint: 'The account stays as it is. The proposer may withdraw instead.',
  by: ['payment-officer'],
  input: WithReason,
  when: (state, context) => anotherOfficer(state, context) ?? notWaiting(state),
  decide: (_state, { reason }) => [{ type: 'change-rejected', reason }],
});

export const withdrawProposal = command({
  title: 'Withdraw the proposal',
  hint: 'By the person who proposed it, until it is decided.',
  by: ['payment-officer'],
  input: NoInput,
  when: (state, { actor }) => notProposer(state, actor, source) ?? notWaiting(state),
  decide: () => [{ type: 'proposal-withdrawn' }],
});

const stoppable: readonly State['stage'][] = ['proposed', 'cooling'];

/** The last guard against a forged letter: the provider itself, or any officer, while the account is not in use. */
export const stopChange = command({
  title: 'Stop the change',
  hint: 'When the provider did not ask for it, or anything is in doubt. It can be proposed again.',
  by: ['payment-officer', 'provider-manager'],
  input: WithReason,
  when(state, { actor }) {
    const isProvider = actor.agency === state.provider && actor.roles.includes('provider-manager');
    const isOfficer = actor.agency === state.agency && actor.roles.includes('payment-officer');
    if (!isProvider && !isOfficer) {
      return refuse('not-your-case', 'This is for the provider, and for officers of the contractor.', source);
    }
    return stoppable.includes(state.stage)
      ? undefined
      : refuse('cannot-be-stopped', 'There is nothing to stop: propose another change instead.', source);
  },
  decide: (_state, { reason }) => [{ type: 'change-stopped', reason }],
});
