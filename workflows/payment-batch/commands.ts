import { addSpan, compareInstants, londonDateOf, type Instant } from '../kernel/calendar';
import { commandsOf, opening } from '../kernel/command';
import type { Context } from '../kernel/contract';
import { refuse, type Refusal } from '../kernel/refusals';
import { cycle, notOfTheContractor, notOfThisAgency, refuseField, twoPeople } from '../provider-statement/officers';
import { prefixOf } from '../vocabulary';
import type { BatchPolicy } from './policy';
import { OpenBatch, Release, WithReason } from './schemas';
import type { Event, State } from './state';

const command = commandsOf<State, Event, BatchPolicy>();
type Ctx = Context<BatchPolicy>;

export const openBatch = opening<Event, BatchPolicy, typeof OpenBatch>({
  title: 'Prepare a batch of payments',
  hint: 'From agreed statements. Another officer releases it; you cannot.',
  by: ['payment-officer'],
  input: OpenBatch,
  decide({ statements }, { actor, now, policy }) {
    const refusal = notOfTheContractor(actor);
    if (refusal) return refusal;
    if (new Set(statements).size < statements.length) {
      return refuseField('statement-twice', 'statements', 'A statement stands here twice. Give each once.', cycle);
    }
    if (statements.some((ref) => prefixOf(ref) !== 'STM')) {
      return refuseField('not-a-statement', 'statements', 'Give references of statements only.', cycle);
    }
    return [{ type: 'batch-opened', statements, executionDate: lastDayOf(addSpan(now, policy.release.value)) }];
  },
});

/** The London date that ends at a midnight. */
function lastDayOf(midnight: Instant): string {
  return londonDateOf(new Date(Date.parse(midnight) - 1).toISOString());
}

function notPrepared({ stage, code }: State): Refusal | undefined {
  if (stage === 'opening' || stage === 'preparing')
    return refuse('batch-not-prepared', 'The batch is being prepared. Try again in a moment.', cycle);
  if (stage !== 'prepared') return refuse('already-decided', 'This batch was released or withdrawn already.', cycle);
  return code === 'batch-altered'
    ? refuse(
        'batch-altered',
        'The batch was altered after it was prepared. Withdraw it and prepare another.',
        twoPeople,
      )
    : undefined;
}

/** Whoever prepared it, in whatever role: persons are compared, not posts. */
function isPreparer({ preparedBy }: State, { actor }: Ctx): Refusal | undefined {
  return actor.person === preparedBy
    ? refuse('releaser-is-preparer', 'You prepared this batch. Another officer releases it.', twoPeople)
    : undefined;
}

function editedPayee({ editors }: State, { actor, now, policy }: Ctx): Refusal | undefined {
  const { value: count, source } = policy.payeeEditWorkingDays;
  const isRecent = (at: Instant) => compareInstants(addSpan(at, { count, unit: 'working-days' }), now) > 0;
  return editors.some(({ person, at }) => person === actor.person && isRecent(at))
    ? refuse(
        'releaser-edited-payee',
        `You changed the bank account of a provider in this batch within ${count} working days. Another officer releases it.`,
        source,
      )
    : undefined;
}

/** Exactly one release takes: the case decides one command after the other. */
export const release = command({
  title: 'Release',
  hint: 'The money is sent. By an officer who did not prepare the batch, and who has not just changed an account in it.',
  by: ['payment-officer'],
  input: Release,
  when: (state, context) =>
    notOfTheContractor(context.actor) ??
    notOfThisAgency(state.agency, context.actor) ??
    isPreparer(state, context) ??
    notPrepared(state) ??
    editedPayee(state, context),
  decide({ digest: prepared, totalPence: total }, { digest, totalPence }) {
    if (digest !== prepared) {
      const message = 'This is not the digest of the prepared batch. Look at the batch again before you release it.';
      return refuseField('digest-different', 'digest', message, twoPeople);
    }
    if (totalPence !== total) {
      const message = 'This is not the total of the prepared batch. Look at the batch again before you release it.';
      return refuseField('total-different', 'totalPence', message, twoPeople);
    }
    return [{ type: 'batch-released', digest, totalPence }];
  },
});

/** Nothing has left yet, so one person is enough. */
export const withdrawBatch = command({
  title: 'Withdraw the batch',
  hint: 'Nothing is sent; its statements can be put into another batch.',
  by: ['payment-officer'],
  input: WithReason,
  when: (state, { actor }) =>
    notOfThisAgency(state.agency, actor) ?? (state.stage === 'prepared' ? undefined : notPrepared(state)),
  decide: (_state, { reason }) => [{ type: 'withdrawal-asked', reason }],
});
