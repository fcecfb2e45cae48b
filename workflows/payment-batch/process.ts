import type { Actor, Deadline, KernelEvent, Process, Task } from '../kernel/contract';
import { cycle } from '../provider-statement/officers';
import { openBatch, release, withdrawBatch } from './commands';
import { react } from './effects';
import { policy, type BatchPolicy } from './policy';
import { readBankAnswer, readPrepared } from './results';
import { evolve, initial, type Event, type State } from './state';

/** Payments to providers: prepared by one officer, released by another, and what the bank did with each [33, 36]. */
export const paymentBatch: Process<State, Event, BatchPolicy> = {
  name: 'payment-batch',
  version: 1,
  prefix: 'PAY',
  title: 'Batch of payments',
  source: cycle,
  policy,
  opening: openBatch,
  commands: { release, 'withdraw-batch': withdrawBatch },
  initial,
  evolve,
  respond,
  deadlines,
  tasks,
  supervisor: officers,
  react,
  status: ({ stage }) => ({ stage, title: titles[stage], isClosed: closedStages.includes(stage) }),
  view,
  figures: ({ stage, payments, totalPence, executionDate, answer }) => {
    const rejected = answer?.rejected.length ?? 0;
    return {
      stage,
      executionDate,
      payments: payments.length,
      totalPence,
      settled: answer?.settled.length ?? 0,
      rejected,
    };
  },
  diagram: [
    { from: 'opening', event: 'batch-opened', to: 'preparing' },
    { from: 'preparing', event: 'batch-prepared', to: 'prepared' },
    { from: 'preparing', event: 'batch-not-prepared', to: 'not-prepared' },
    { from: 'prepared', event: 'batch-released', to: 'sending' },
    { from: 'prepared', event: 'withdrawal-asked', to: 'withdrawing' },
    { from: 'prepared', event: 'batch-lapsed', to: 'withdrawing' },
    { from: 'sending', event: 'batch-sent', to: 'sent' },
    { from: 'sending', event: 'release-refused', to: 'prepared' },
    { from: 'sent', event: 'bank-answered', to: 'settled' },
    { from: 'sent', event: 'bank-answered', to: 'part-settled' },
    { from: 'sent', event: 'bank-answered', to: 'rejected' },
    { from: 'withdrawing', event: 'batch-withdrawn', to: 'withdrawn' },
  ],
};

const titles: Record<State['stage'], string> = {
  opening: 'Not opened',
  preparing: 'Being prepared',
  'not-prepared': 'Could not be prepared',
  prepared: 'Prepared; waits for another officer',
  sending: 'Released; being sent to the bank',
  sent: "Sent; waits for the bank's report",
  settled: 'Settled',
  'part-settled': 'Settled in part; the bank rejected the rest',
  rejected: 'Rejected by the bank',
  withdrawing: 'Being withdrawn',
  withdrawn: 'Withdrawn',
};
const closedStages: readonly State['stage'][] = ['not-prepared', 'settled', 'part-settled', 'rejected', 'withdrawn'];

function officers({ agency }: State) {
  return { role: 'payment-officer', agency } as const;
}

/** Answers of the world count only in the stage that asked for them. */
function respond({ stage }: State, event: KernelEvent): Event[] {
  switch (event.type) {
    case 'deadline-passed':
      return event.deadline === 'release' && stage === 'prepared' ? [{ type: 'batch-lapsed' }] : [];
    case 'effect-refused':
      if (stage === 'preparing' && event.kind === 'prepare-batch')
        return [{ type: 'batch-not-prepared', code: event.code }];
      return stage === 'sending' && event.kind === 'send-batch' ? [{ type: 'release-refused', code: event.code }] : [];
    case 'effect-done':
      if (stage === 'preparing' && event.kind === 'prepare-batch')
        return [{ type: 'batch-prepared', ...readPrepared(event.result) }];
      if (stage === 'withdrawing' && event.kind === 'prepare-batch') return [{ type: 'batch-withdrawn' }];
      if (stage === 'sending' && event.kind === 'send-batch')
        return [{ type: 'batch-sent', messageId: event.result['messageId'] ?? '' }];
      return stage === 'sent' && event.kind === 'await-bank'
        ? [{ type: 'bank-answered', ...readBankAnswer(event.result) }]
        : [];
    default:
      return [];
  }
}

/** While the world is asked for something the kernel's own date for that runs. */
function deadlines(state: State, { release: { value, source } }: BatchPolicy): Deadline[] {
  if (state.stage !== 'prepared') return [];
  return [
    {
      key: 'release',
      title: 'Another officer releases the batch',
      from: state.openedAt,
      span: value,
      rule: 'A batch that nobody releases in this time lapses, and its statements are free again.',
      source,
      owner: officers(state),
    },
  ];
}

function tasks(state: State): Task[] {
  if (state.stage !== 'prepared') return [];
  const title = 'Release the batch that a colleague prepared, or withdraw it';
  const commands = ['release', 'withdraw-batch'];
  return [{ key: 'release', title, owner: officers(state), commands, deadline: 'release' }];
}

/** For the contractor's payment officers; anybody else it is shared with sees where it stands. */
function view(state: State, viewer: Actor): Record<string, unknown> {
  const { stage, agency, executionDate } = state;
  const seen = { stage, agency, executionDate };
  if (viewer.agency !== agency || !viewer.roles.includes('payment-officer')) return seen;
  const { statements, payments, totalPence, digest, preparedBy, releasedBy, releasedAt } = state;
  const { messageId, answer, reason, code } = state;
  const whole = { statements, payments, totalPence, digest, preparedBy, releasedBy, releasedAt };
  return { ...seen, ...whole, messageId, answer, reason, code };
}
