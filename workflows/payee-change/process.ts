import type { Actor, Context, Deadline, Effect, EffectBody, KernelEvent, Process, Task } from '../kernel/contract';
import { approve, propose, reject, source, stopChange, withdrawProposal } from './commands';
import { policy, type PayeePolicy } from './policy';
import { evolve, initial, type Check, type Event, type State } from './state';

/** Another bank account for a provider: two officers, a check of the numbers, and a cooling period [36]. */
export const payeeChange: Process<State, Event, PayeePolicy> = {
  name: 'payee-change',
  version: 1,
  prefix: 'PYE',
  title: 'Change of a bank account',
  source,
  policy,
  opening: propose,
  commands: { approve, reject, 'withdraw-proposal': withdrawProposal, 'stop-change': stopChange },
  initial,
  evolve,
  respond,
  deadlines,
  tasks: (state) => (state.stage === 'proposed' ? [decideTask(state)] : []),
  supervisor: officers,
  react,
  status: ({ stage }) => ({ stage, title: titles[stage], isClosed: !openStages.includes(stage) }),
  view,
  figures: ({ stage, provider, check }) => ({ stage, provider, check: check ?? 'none' }),
  diagram: [
    { from: 'opening', event: 'payee-proposed', to: 'checking' },
    { from: 'checking', event: 'account-checked', to: 'proposed' },
    { from: 'checking', event: 'account-checked', to: 'invalid' },
    { from: 'checking', event: 'account-not-checked', to: 'not-checked' },
    { from: 'proposed', event: 'change-approved', to: 'cooling' },
    { from: 'proposed', event: 'change-rejected', to: 'rejected' },
    { from: 'proposed', event: 'proposal-withdrawn', to: 'withdrawn' },
    { from: 'proposed', event: 'proposal-lapsed', to: 'lapsed' },
    { from: 'proposed', event: 'change-stopped', to: 'stopped' },
    { from: 'cooling', event: 'change-stopped', to: 'stopped' },
    { from: 'cooling', event: 'cooling-over', to: 'applying' },
    { from: 'applying', event: 'payee-changed', to: 'changed' },
    { from: 'applying', event: 'payee-not-changed', to: 'not-changed' },
  ],
};

const openStages: readonly State['stage'][] = ['opening', 'checking', 'proposed', 'cooling', 'applying'];
const titles: Record<State['stage'], string> = {
  opening: 'Not proposed',
  checking: 'The numbers are being checked',
  invalid: 'There is no such account: sort code and number do not fit',
  'not-checked': 'The numbers could not be checked',
  proposed: 'Waits for a second officer',
  cooling: 'Approved; waits out the cooling period',
  applying: 'Being put into use',
  changed: 'In use',
  'not-changed': 'Approved, but could not be put into use',
  rejected: 'Rejected',
  withdrawn: 'Withdrawn by the proposer',
  lapsed: 'Lapsed: nobody decided in time',
  stopped: 'Stopped',
};

function officers({ agency }: State) {
  return { role: 'payment-officer', agency } as const;
}

const checks: readonly Check[] = ['valid', 'invalid', 'unknown-sort-code'];

function respond(state: State, event: KernelEvent): (Event | KernelEvent)[] {
  const { stage } = state;
  if (event.type === 'deadline-passed' && event.deadline === 'approval') return [{ type: 'proposal-lapsed' }];
  if (event.type === 'deadline-passed' && event.deadline === 'cooling') return [{ type: 'cooling-over' }];
  if (event.type === 'effect-refused' && event.kind === 'apply-payee-change') {
    if (stage === 'checking') return [{ type: 'account-not-checked', code: event.code }];
    if (stage === 'applying') return [{ type: 'payee-not-changed', code: event.code }];
  }
  if (event.type !== 'effect-done' || event.kind !== 'apply-payee-change') return [];
  // The record of who edited answers too, while the change cools.
  if (stage === 'applying') return event.effect.endsWith('-apply') ? [{ type: 'payee-changed' }] : [];
  if (stage !== 'checking') return [];
  const check = checks.find((one) => one === event.result['check']) ?? 'invalid';
  const shared: KernelEvent = { type: 'case-shared', agency: state.provider, reason: 'payee-proposed' };
  return check === 'invalid' ? [{ type: 'account-checked', check }] : [{ type: 'account-checked', check }, shared];
}

/** While the numbers are checked or put into use the kernel's own date for that runs. */
function deadlines(state: State, { approval, cooling }: PayeePolicy): Deadline[] {
  const owner = officers(state);
  if (state.stage === 'proposed') {
    const title = 'A second officer decides';
    const rule = 'A proposal that nobody decides in this time lapses.';
    const { value: span, source: from } = approval;
    return [{ key: 'approval', title, from: state.proposedAt, span, rule, source: from, owner }];
  }
  if (state.stage !== 'cooling') return [];
  const title = 'The new account comes into use';
  const rule = 'A new account is paid only after this time, in which the provider can object.';
  const { value: span, source: from } = cooling;
  return [{ key: 'cooling', title, from: state.approvedAt, span, rule, source: from, owner }];
}

function decideTask(state: State): Task {
  const title = 'Approve or reject the account that a colleague proposed';
  return { key: 'decide', title, owner: officers(state), commands: ['approve', 'reject'], deadline: 'approval' };
}

function react(event: Event | KernelEvent, state: State, context: Context<PayeePolicy>): Effect[] {
  const deliverWithinHours = context.policy.deliveryHours.value;
  return Object.entries(bodies(event, state, context)).map(([key, body]) => ({ ...body, key, deliverWithinHours }));
}

type Bodies = Record<string, EffectBody>;

function bodies(event: Event | KernelEvent, state: State, { now }: Context<PayeePolicy>): Bodies {
  switch (event.type) {
    case 'payee-proposed':
      return askCheck(state);
    case 'account-checked':
      return event.check === 'invalid'
        ? tellOfficers(state, 'account-invalid', { check: event.check })
        : {
            ...tellProvider(state, 'payee-proposed'),
            ...tellOfficers(state, 'payee-proposed', { check: event.check }),
          };
    case 'change-approved':
      return { ...recordEdit(state), ...tellProvider(state, 'payee-approved') };
    case 'cooling-over':
      return apply(state, now);
    case 'payee-changed':
    case 'change-stopped':
    case 'change-rejected':
    case 'proposal-withdrawn':
    case 'proposal-lapsed':
      return { ...tellProvider(state, event.type), ...tellOfficers(state, event.type) };
    case 'payee-not-changed':
    case 'account-not-checked':
      return tellOfficers(state, event.type, { code: event.code });
    case 'effect-done-by-hand':
      // No hand can do these: it clears the way, and the world is asked again.
      if (event.effect.endsWith('-check') && state.stage === 'checking') return askCheck(state);
      if (event.effect.endsWith('-record')) return recordEdit(state);
      return event.effect.endsWith('-apply') && state.stage === 'applying' ? apply(state, now) : {};
    default:
      return {};
  }
}

function askCheck({ provider, sortCode, accountNumber }: State): Bodies {
  return { check: { kind: 'apply-payee-change', change: { step: 'check', provider, sortCode, accountNumber } } };
}

/** From the approval on, neither of the two releases a payment to this provider for a while. */
function recordEdit({ provider, proposedBy, approvedBy, approvedAt }: State): Bodies {
  const change = { step: 'record', provider, people: [proposedBy, approvedBy], at: approvedAt };
  return { record: { kind: 'apply-payee-change', change } };
}

function apply({ provider, sortCode, accountNumber, proposedBy, approvedBy }: State, at: string): Bodies {
  const change = { step: 'apply', provider, sortCode, accountNumber, people: [proposedBy, approvedBy], at };
  return { apply: { kind: 'apply-payee-change', change } };
}

function tellProvider({ provider }: State, message: string): Bodies {
  return { 'tell-provider': { kind: 'tell', to: { role: 'provider-manager', agency: provider }, message } };
}

function tellOfficers(state: State, message: string, facts: Record<string, string> = {}): Bodies {
  return { 'tell-officers': { kind: 'tell', to: officers(state), message, facts } };
}

/** The numbers are for the provider and for the contractor's officers; who proposed and approved for the latter. */
function view(state: State, viewer: Actor): Record<string, unknown> {
  const { stage, provider, agency, proposedAt, approvedAt, check: checked, code } = state;
  const seen = { stage, provider, agency, proposedAt, approvedAt };
  const numbers = {
    sortCode: state.sortCode,
    accountNumber: state.accountNumber,
    check: checked,
    reason: state.reason,
  };
  if (viewer.agency === agency && viewer.roles.includes('payment-officer')) {
    const { proposedBy, approvedBy } = state;
    return { ...seen, ...numbers, code, proposedBy, approvedBy };
  }
  return viewer.agency === provider && viewer.roles.includes('provider-manager') ? { ...seen, ...numbers } : seen;
}
