import type { Actor, Deadline, KernelEvent, Process, Task } from '../kernel/contract';
import { agree, chaseProvider, disputeLine, openStatement, recordPayment, settleDispute } from './commands';
import { react } from './effects';
import { cycle } from './officers';
import { policy, type StatementPolicy } from './policy';
import { evolve, initial, openDisputes, type Event, type State, type Sum } from './state';

/** What a provider is owed for a period: drawn, agreed or disputed by line, and paid in a batch [33, 36]. */
export const providerStatement: Process<State, Event, StatementPolicy> = {
  name: 'provider-statement',
  version: 1,
  prefix: 'STM',
  title: 'Statement of a provider',
  source: cycle,
  policy,
  opening: openStatement,
  commands: {
    agree,
    'dispute-line': disputeLine,
    'settle-dispute': settleDispute,
    'chase-provider': chaseProvider,
    'record-payment': recordPayment,
  },
  initial,
  evolve,
  respond,
  deadlines,
  tasks,
  supervisor: officers,
  react,
  status: ({ stage }) => ({ stage, title: titles[stage], isClosed: closedStages.includes(stage) }),
  view,
  figures: ({ stage, provider, fromDate, untilDate, lines, totalPence, digest, disputes }) => {
    return { stage, provider, fromDate, untilDate, lines, totalPence, digest, disputes: disputes.length };
  },
  diagram: [
    { from: 'opening', event: 'statement-opened', to: 'drawing' },
    { from: 'drawing', event: 'statement-drawn', to: 'with-provider' },
    { from: 'drawing', event: 'nothing-owed', to: 'nothing-owed' },
    { from: 'drawing', event: 'not-drawn', to: 'not-drawn' },
    { from: 'with-provider', event: 'statement-agreed', to: 'agreed' },
    { from: 'with-provider', event: 'provider-agreed', to: 'disputed' },
    { from: 'with-provider', event: 'provider-agreed', to: 'settling' },
    { from: 'disputed', event: 'dispute-settled', to: 'settling' },
    { from: 'disputed', event: 'statement-agreed', to: 'agreed' },
    { from: 'settling', event: 'statement-agreed', to: 'agreed' },
    { from: 'settling', event: 'nothing-left', to: 'nothing-left' },
    { from: 'agreed', event: 'taken-into-batch', to: 'in-batch' },
    { from: 'agreed', event: 'payment-settled', to: 'paid' },
    { from: 'agreed', event: 'payment-rejected', to: 'payment-rejected' },
    { from: 'in-batch', event: 'payment-settled', to: 'paid' },
    { from: 'in-batch', event: 'payment-rejected', to: 'payment-rejected' },
    { from: 'in-batch', event: 'batch-withdrawn', to: 'agreed' },
    { from: 'in-batch', event: 'batch-withdrawn', to: 'payment-rejected' },
    { from: 'payment-rejected', event: 'taken-into-batch', to: 'in-batch' },
    { from: 'payment-rejected', event: 'payment-settled', to: 'paid' },
  ],
};

const titles: Record<State['stage'], string> = {
  opening: 'Not opened',
  drawing: 'Being drawn',
  'nothing-owed': 'Nothing is owed; what the provider owes back is set off in a later statement',
  'not-drawn': 'Could not be drawn',
  'with-provider': 'Waits for the provider',
  disputed: 'Agreed but for lines in dispute',
  settling: 'Disputed lines are being taken out',
  'nothing-left': 'Nothing is left to pay; the lines come back in a later statement',
  agreed: 'Agreed; waits for a batch',
  'in-batch': 'In a batch of payments',
  'payment-rejected': 'Rejected by the bank; to be put right and paid again',
  paid: 'Paid',
};
const closedStages: readonly State['stage'][] = ['nothing-owed', 'not-drawn', 'nothing-left', 'paid'];

function officers({ agency }: State) {
  return { role: 'payment-officer', agency } as const;
}

/** What an effect on a statement came to. */
function sumOf({ lines, totalPence, digest }: Record<string, string>): Sum {
  return { lines: Number(lines), totalPence: Number(totalPence), digest: digest ?? '' };
}

function respond(state: State, event: KernelEvent): (Event | KernelEvent)[] {
  if (state.stage === 'drawing' && event.type === 'effect-refused' && event.kind === 'draw-statement')
    return [{ type: 'not-drawn', code: event.code }];
  if (event.type !== 'effect-done') return [];
  if (state.stage === 'drawing' && event.kind === 'draw-statement') {
    const sum = sumOf(event.result);
    if (!(sum.lines > 0)) return [{ type: 'nothing-owed' }];
    return [
      { type: 'statement-drawn', ...sum },
      { type: 'case-shared', agency: state.provider, reason: 'statement-drawn' },
    ];
  }
  if (state.stage === 'settling' && event.kind === 'settle-statement') {
    const sum = sumOf(event.result);
    return [{ type: 'lines-taken-out', ...sum }, { type: sum.lines > 0 ? 'statement-agreed' : 'nothing-left' }];
  }
  return [];
}

/** While the world is asked for something the kernel's own date for that runs. */
function deadlines(state: State, { agreement, settlement, payment }: StatementPolicy): Deadline[] {
  const { stage, provider } = state;
  const running: Deadline[] = [];
  if (stage === 'with-provider') {
    running.push({
      key: 'agreement',
      title: 'The provider agrees or disputes',
      from: state.askedAt,
      span: agreement.value,
      rule: 'A provider answers a statement in this time; after that it is escalated.',
      source: agreement.source,
      owner: { role: 'provider-manager', agency: provider },
    });
  }
  const [oldest] = openDisputes(state);
  if (oldest) {
    running.push({
      key: `settlement.${oldest.line}`,
      title: `The dispute about line ${oldest.line} is settled`,
      from: oldest.at,
      span: settlement.value,
      rule: 'A dispute is settled in this time from when it was raised.',
      source: settlement.source,
      owner: officers(state),
    });
  }
  if (payable.includes(stage)) {
    running.push({
      key: 'payment',
      title: 'The provider is paid',
      from: state.agreedAt,
      span: payment.value,
      rule: 'An agreed statement is paid in this time.',
      source: payment.source,
      owner: officers(state),
    });
  }
  return running;
}
const payable: readonly State['stage'][] = ['agreed', 'in-batch', 'payment-rejected'];

function tasks(state: State): Task[] {
  const { stage, provider } = state;
  const owner = officers(state);
  const open: Task[] = [];
  if (stage === 'with-provider') {
    const commands = ['agree', 'dispute-line'];
    const asked = { role: 'provider-manager', agency: provider } as const;
    open.push({
      key: 'agree',
      title: 'Agree the statement, or dispute its lines',
      owner: asked,
      commands,
      deadline: 'agreement',
    });
    if (state.isOverdue) {
      const title = 'The provider has not answered: ask it again';
      open.push({ key: 'chase', title, owner, commands: ['chase-provider'], deadline: 'agreement' });
    }
  }
  const [oldest] = openDisputes(state);
  for (const { line } of openDisputes(state)) {
    const title = `Settle the dispute about line ${line}`;
    const deadline = `settlement.${oldest?.line ?? line}`;
    open.push({ key: `settle.${line}`, title, owner, commands: ['settle-dispute'], deadline });
  }
  if (stage === 'agreed' || stage === 'payment-rejected') {
    const title =
      stage === 'agreed' ? 'Put the statement into a batch' : 'Put right what the bank rejected, and pay again';
    open.push({ key: 'pay', title, owner, commands: [], deadline: 'payment' });
  }
  return open;
}

/** Provider and contractor see all of it; anybody else it is shared with, where it stands. */
function view(state: State, viewer: Actor): Record<string, unknown> {
  const { stage, provider, fromDate, untilDate, agency, lines, totalPence, digest } = state;
  const seen = { stage, provider, agency, fromDate, untilDate };
  const isProvider = viewer.agency === provider && viewer.roles.includes('provider-manager');
  const isOfficer = viewer.agency === agency && viewer.roles.includes('payment-officer');
  if (!isProvider && !isOfficer) return seen;
  const { linesDrawn, disputes, providerAgreedAt, agreedAt, batch, rejections } = state;
  return { ...seen, lines, linesDrawn, totalPence, digest, disputes, providerAgreedAt, agreedAt, batch, rejections };
}
