import { z } from 'zod';
import { inTransaction } from '../db/pool';
import { openAccounts, recordEdits, usePayee } from '../db/payees';
import { drawStatement, settleStatement } from '../db/statements';
import type { EffectResult } from '../workflows/kernel/contract';
import type { MoneyEffect } from '../workflows/vocabulary';
import { checkAccount } from './bank/modulus';
import { awaitBank, prepareBatch, sendBatch } from './batch';
import { refusalFailure } from './refusal';
import { withRefusals } from './rules';
import type { Handler, World } from './world';

type PaymentEffect = Exclude<MoneyEffect['kind'], 'apply-provider-change' | 'accrue'>;

/** What statements, payee changes and batches ask of the world. */
export const payments: { [K in PaymentEffect]: Handler<K> } = {
  'draw-statement': ({ pool }, from, { provider, fromDate, untilDate }) =>
    drawStatement(pool, from, { provider, fromDate, untilDate }),
  'settle-statement': ({ pool }, from, { withoutLines }) =>
    withRefusals(() => settleStatement(pool, from, withoutLines)),
  'prepare-batch': (world, from, effect) => withRefusals(() => prepareBatch(world, from, effect)),
  'send-batch': (world, from, effect) => withRefusals(() => sendBatch(world, from, effect)),
  'await-bank': (world, from, effect) => awaitBank(world, from, effect.messageId),
  'apply-payee-change': (world, from, { change }) =>
    withRefusals(() => changePayee(world, from, PayeeChange.parse(change))),
};

const textRef = z.string().regex(/^text:[0-9a-f-]{36}$/);
const account = { provider: z.string(), sortCode: textRef, accountNumber: textRef };
const edit = { provider: z.string(), people: z.array(z.string()).length(2), at: z.iso.datetime() };

/** A step of a change of a bank account: its numbers checked, its editors written down, the account put into use. */
const PayeeChange = z.discriminatedUnion('step', [
  z.strictObject({ step: z.literal('check'), ...account }),
  z.strictObject({ step: z.literal('record'), ...edit }),
  z.strictObject({ step: z.literal('apply'), ...account, ...edit }),
]);

/**
 * The numbers are opened here and nowhere else but in a payment file; they are in no result, event or error.
 * @throws refusal `text-erased`, `payee-by-one-person`, `payee-not-cooled`
 */
async function changePayee(
  { pool, keys }: World,
  from: string,
  change: z.infer<typeof PayeeChange>,
): Promise<EffectResult> {
  return inTransaction(pool, async (client) => {
    if (change.step === 'check') {
      const [opened] = await openAccounts(client, keys, [change]);
      if (!opened) throw refusalFailure('text-erased');
      return { check: checkAccount(opened.sortCode, opened.accountNumber) };
    }
    const { provider, people, at } = change;
    if (change.step === 'record') {
      await recordEdits(client, { changeRef: from, step: 'approved', provider, people, at });
      return {};
    }
    // Putting it into use is an edit too: from then on the two release nothing to this account for a while.
    await recordEdits(client, { changeRef: from, step: 'applied', provider, people, at });
    const { sortCode, accountNumber } = change;
    await usePayee(client, { provider, sortCode, accountNumber, changeRef: from, usableFrom: at });
    return {};
  });
}
