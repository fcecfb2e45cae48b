import { londonDateOf } from '../kernel/calendar';
import { commandsOf, opening } from '../kernel/command';
import type { Context } from '../kernel/contract';
import { refuse, type Refusal } from '../kernel/refusals';
import { cycle, notOfTheContractor, notOfThisAgency, refuseField, twoPeople } from './officers';
import type { StatementPolicy } from './policy';
import { DisputeLine, NoInput, OpenStatement, RecordPayment, SettleDispute } from './schemas';
import { openDisputes, upheldLines, type Event, type State } from './state';

const command = commandsOf<State, Event, StatementPolicy>();
type Ctx = Context<StatementPolicy>;

export const openStatement = opening<Event, StatementPolicy, typeof OpenStatement>({
  title: 'Draw a statement',
  hint: 'What is owed to one provider up to the end of a period that is over, late reports of earlier days included.',
  by: ['payment-officer'],
  input: OpenStatement,
  decide({ provider, fromDate, untilDate }, { actor, now }) {
    const refusal = notOfTheContractor(actor);
    if (refusal) return refusal;
    if (untilDate < fromDate) {
      return refuseField('dates-reversed', 'untilDate', 'Give a day that is not before the first.', cycle);
    }
    if (untilDate >= londonDateOf(now)) {
      return refuseField('period-not-over', 'untilDate', 'This period is not over. Give days that have passed.', cycle);
    }
    return [{ type: 'statement-opened', provider, fromDate, untilDate }];
  },
});

function notTheProvider({ provider }: State, { actor }: Ctx): Refusal | undefined {
  return actor.agency === provider
    ? undefined
    : refuse('not-your-statement', `This is for the provider-manager of ${provider}.`, cycle);
}

function notWithProvider({ stage }: State): Refusal | undefined {
  if (stage === 'with-provider') return undefined;
  return stage === 'drawing' || stage === 'opening'
    ? refuse('statement-not-drawn', 'The statement is being drawn. Try again in a moment.', cycle)
    : refuse('already-agreed', 'You have agreed this statement; its lines can no longer be disputed.', cycle);
}

/** By the provider: every line that it does not dispute. */
export const agree = command({
  title: 'Agree',
  hint: 'You agree every line that you have not disputed. Dispute lines first: afterwards you cannot.',
  by: ['provider-manager'],
  input: NoInput,
  when: (state, context) => notTheProvider(state, context) ?? notWithProvider(state),
  decide: (state) => [{ type: 'provider-agreed' }, ...agreedWhen(state)],
});

/** Agreed at once when nothing is in dispute and nothing has to be taken out. */
function agreedWhen(state: Pick<State, 'disputes'>): Event[] {
  return openDisputes(state).length === 0 && upheldLines(state).length === 0 ? [{ type: 'statement-agreed' }] : [];
}

export const disputeLine = command({
  title: 'Dispute a line',
  hint: 'The line is looked at again by the contractor. The other lines are not held up by it once it is settled.',
  by: ['provider-manager'],
  input: DisputeLine,
  when: (state, context) => notTheProvider(state, context) ?? notWithProvider(state),
  decide({ linesDrawn, disputes }, { line, reasonCode, text }) {
    if (line > linesDrawn) {
      return refuseField('no-such-line', 'line', `The statement has ${linesDrawn} lines. Give one of them.`, cycle);
    }
    if (disputes.some((d) => d.line === line)) {
      return refuseField('already-disputed', 'line', 'This line has been disputed already.', cycle);
    }
    return [{ type: 'line-disputed', line, reasonCode, text }];
  },
});

export const settleDispute = command({
  title: 'Settle a dispute',
  hint: 'Upheld: the line is taken out. Not upheld: it stays, which only an officer who did not draw the statement may say.',
  by: ['payment-officer'],
  input: SettleDispute,
  when: (state, { actor }) =>
    notOfThisAgency(state.agency, actor) ??
    (openDisputes(state).length > 0 ? undefined : refuse('nothing-disputed', 'No line is in dispute.', cycle)),
  decide(state, { line, outcome, reason }, { actor }) {
    if (!openDisputes(state).some((d) => d.line === line)) {
      return refuseField('not-disputed', 'line', 'This line is not in dispute. Give one that is.', cycle);
    }
    if (outcome === 'not-upheld' && actor.person === state.drawnBy) {
      const message =
        'You drew this statement. Another officer says that a line of it stays; you may uphold the dispute.';
      return refuseField('same-person', 'outcome', message, twoPeople);
    }
    const disputes = state.disputes.map((d) => (d.line === line ? { ...d, outcome } : d));
    const isAgreed = state.providerAgreedAt !== undefined;
    return [{ type: 'dispute-settled', line, outcome, reason }, ...(isAgreed ? agreedWhen({ disputes }) : [])];
  },
});

/** Starts the provider's time again, so that silence is escalated again. */
export const chaseProvider = command({
  title: 'Record that the provider was asked again',
  hint: 'When the provider has not answered in time. Its time starts again.',
  by: ['payment-officer'],
  input: NoInput,
  when: (state, { actor }) =>
    notOfThisAgency(state.agency, actor) ??
    notWithProvider(state) ??
    (state.isOverdue ? undefined : refuse('not-overdue', 'The provider still has time to answer.', cycle)),
  decide: () => [{ type: 'provider-chased' }],
});

const payable: readonly State['stage'][] = ['agreed', 'in-batch', 'payment-rejected'];

/** From a payment batch alone. Words of one batch may come in any order; after its last word no other counts. */
export const recordPayment = command({
  title: 'Record what became of the payment',
  hint: 'By the payment batch itself; nobody records by hand that money was paid.',
  by: ['system'],
  input: RecordPayment,
  when: ({ stage }, { actor }) => {
    if (actor.person !== 'system:payment-batch') {
      return refuse('not-a-batch', 'Only a payment batch records what the bank did.', cycle);
    }
    return payable.includes(stage)
      ? undefined
      : refuse('not-agreed', 'This statement is not agreed; it cannot be paid.', cycle);
  },
  decide({ endedBatches }, { batch, endToEndId, outcome, reasonCode }) {
    if (endedBatches.includes(batch)) return [];
    switch (outcome) {
      case 'prepared':
        return [{ type: 'taken-into-batch', batch, endToEndId }];
      case 'withdrawn':
        return [{ type: 'batch-withdrawn', batch }];
      case 'settled':
        return [{ type: 'payment-settled', batch, endToEndId }];
      case 'rejected':
        return [{ type: 'payment-rejected', batch, endToEndId, reasonCode: reasonCode ?? 'NARR' }];
    }
  },
});
