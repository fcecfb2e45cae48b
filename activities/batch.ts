import { bankResult, preparedResult } from '../workflows/payment-batch/results';
import { isRefusal } from '../workflows/kernel/refusals';
import type { Effect, EffectResult } from '../workflows/kernel/contract';
import type { CaseRef } from '../workflows/vocabulary';
import type { PoolClient } from 'pg';
import type { Keys } from '../db/keys';
import { inTransaction } from '../db/pool';
import { openAccounts } from '../db/payees';
import * as db from '../db/payments';
import { checkedPaymentFile } from './bank/pain001';
import { readStatusReport } from './bank/pain002';
import { fetchReport, sendFile } from './bank/transport';
import { refusalFailure } from './refusal';
import { notYet } from './rules';
import type { Bank, World } from './world';

type Asked<K extends Effect['kind']> = Extract<Effect, { kind: K }>;

/** @throws retryable `bank-not-configured` until the deployment says where the bank is and which account pays */
function bankOf({ bank }: World): Bank {
  if (!bank) throw notYet('bank-not-configured');
  return bank;
}

/**
 * Freezes one payment for each statement, and the digest of the file they will make. No statements: those of the batch
 * are freed. Twice is once.
 * @throws refusal `no-such-statement`, `statement-not-agreed`, `statement-in-batch`, `provider-twice`, `no-payee`, or the
 * code with which the payment file refuses what it was given
 */
export async function prepareBatch(world: World, ref: CaseRef, effect: Asked<'prepare-batch'>): Promise<EffectResult> {
  const { statements, preparedBy, preparedAt, executionDate, editsSince } = effect;
  if (statements.length === 0) return withdrawBatch(world, ref);
  const bank = bankOf(world);
  return inTransaction(world.pool, async (client) => {
    const before = await db.findBatch(client, ref);
    if (before?.isWithdrawn) throw refusalFailure('batch-withdrawn');
    if (!before) {
      const batch = { ref, messageId: ref, preparedBy, preparedAt, executionDate };
      await db.beginBatch(client, batch);
      await addPayments(client, ref, statements);
      const xml = await fileOf(client, world.keys, bank, ref);
      await db.closeBatch(client, ref, digestOf(world.keys, xml));
    }
    const batch = await db.findBatch(client, ref);
    const payments = (await db.paymentsOf(client, ref)).map(({ endToEndId, statement, provider, pence }) => {
      return { endToEndId, statement, provider, pence };
    });
    const totalPence = payments.reduce((sum, { pence }) => sum + pence, 0);
    const editors = await db.editorsOf(client, ref, editsSince);
    return preparedResult({ payments, totalPence, digest: batch?.digest ?? '', editors });
  });
}

function withdrawBatch({ pool }: World, ref: CaseRef): Promise<EffectResult> {
  return inTransaction(pool, async (client) => {
    await db.withdrawPayments(client, ref);
    return preparedResult({ payments: [], totalPence: 0, digest: '', editors: [] });
  });
}

const payableStages: readonly string[] = ['agreed', 'payment-rejected'];

async function addPayments(client: PoolClient, ref: CaseRef, statements: readonly CaseRef[]): Promise<void> {
  const found = await db.payableStatements(client, statements);
  if (found.length < statements.length) throw refusalFailure('no-such-statement');
  for (const [
    i,
    { statement, provider, stage, agreedPence, pence, payeeName, sortCode, accountNumber },
  ] of found.entries()) {
    if (stage === 'in-batch') throw refusalFailure('statement-in-batch');
    if (!payableStages.includes(stage) || pence === null || agreedPence !== pence)
      throw refusalFailure('statement-not-agreed');
    if (sortCode === null || accountNumber === null) throw refusalFailure('no-payee');
    const payee = { payeeName, sortCode, accountNumber };
    // A new batch gives a new id, so that what was rejected is another payment to the bank.
    const payment = { endToEndId: `${ref}-${i + 1}`, statement, provider, pence: Number(pence), ...payee };
    await db.addPayment(client, ref, { ...payment, reference: statement.replaceAll('-', '') });
  }
}

/** The payment file as the frozen payments make it; the same rows and the same paying account give the same bytes. */
async function fileOf(client: PoolClient, keys: Keys, bank: Bank, ref: CaseRef): Promise<string> {
  const batch = await db.findBatch(client, ref);
  if (!batch) throw refusalFailure('no-such-batch');
  const rows = await db.paymentsOf(client, ref);
  const accounts = await openAccounts(client, keys, rows);
  const payments = rows.map(({ endToEndId, payeeName: name, pence, reference }, i) => {
    const account = accounts[i];
    if (!account) throw refusalFailure('text-erased');
    return { endToEndId, creditor: { name, ...account }, pence, reference };
  });
  const { messageId, preparedAt: createdAt, executionDate } = batch;
  const xml = await checkedPaymentFile({ messageId, createdAt, debtor: bank.debtor, executionDate, payments });
  if (typeof xml !== 'string') throw refusalFailure(xml.code);
  return xml;
}

/** Keyed, because account numbers are too short to hide behind a plain hash. */
function digestOf(keys: Keys, xml: string): string {
  return keys.digest('request', ['payment-file', xml]).toString('hex');
}

/**
 * Releases a batch and gives its file to the bank: the database looks at everything again, and the postings and the file
 * are kept before anything leaves. Twice is once, at the bank too.
 * @throws refusal `batch-altered`, `releaser-is-preparer`, `releaser-edited-payee`, `batch-withdrawn`
 */
export async function sendBatch(world: World, ref: CaseRef, effect: Asked<'send-batch'>): Promise<EffectResult> {
  const bank = bankOf(world);
  const xml = await inTransaction(world.pool, (client) => releaseBatch(client, world.keys, bank, ref, effect));
  const waiting = (await statusesOf(world, ref)).filter(({ status }) => status === 'sent');
  if (waiting.length === 0) return { messageId: ref };
  const taken = await sendFile(bank, ref, xml);
  if (!isRefusal(taken)) return { messageId: ref };
  // Another file of this name is at the bank: nobody knows what it pays, and a person has to find out.
  if (taken.code === 'message-id-taken') throw notYet(taken.code);
  await inTransaction(world.pool, async (client) => {
    const payments = await db.lockedPayments(client, ref, 'sent');
    await db.movePayments(
      client,
      ref,
      'rejected',
      payments.map((p) => ({ ...p, reasonCode: 'NARR' })),
    );
  });
  return { messageId: ref };
}

async function releaseBatch(
  client: PoolClient,
  keys: Keys,
  bank: Bank,
  ref: CaseRef,
  { digest, preparedBy, releasedBy, releasedAt, editsSince }: Asked<'send-batch'>,
): Promise<string> {
  const batch = await db.findBatch(client, ref);
  if (!batch) throw refusalFailure('no-such-batch');
  const kept = await db.findMessage(client, keys, ref);
  if (kept !== undefined) return kept;
  const xml = await fileOf(client, keys, bank, ref);
  if (batch.digest !== digest || batch.preparedBy !== preparedBy || digestOf(keys, xml) !== digest)
    throw refusalFailure('batch-altered');
  await db.markReleased(client, ref, { releasedBy, releasedAt, editsSince });
  await db.movePayments(client, ref, 'sent', await db.lockedPayments(client, ref, 'prepared'));
  await db.keepMessage(client, keys, batch.messageId, ref, xml);
  return xml;
}

function statusesOf({ pool }: World, ref: CaseRef) {
  return inTransaction(pool, (client) => db.paymentsOf(client, ref));
}

/**
 * What the bank did with each payment, once it has said so of all. What it has said of some is booked meanwhile.
 * A report that cannot be read, or that takes back what another said, books nothing.
 * @throws retryable `no-report-yet`, `report-not-final`, `report-contradicts-another`, or why the report cannot be read
 */
export async function awaitBank(world: World, ref: CaseRef, messageId: string): Promise<EffectResult> {
  const sent = await statusesOf(world, ref);
  if (!sent.some(({ status }) => status !== 'prepared' && status !== 'withdrawn')) throw refusalFailure('not-sent');
  if (sent.some(({ status }) => status === 'sent')) await readReport(world, ref, { messageId, payments: sent });
  const payments = await statusesOf(world, ref);
  if (payments.some(({ status }) => status === 'sent')) throw notYet('report-not-final');
  const settled = payments.filter((p) => p.status === 'settled').map((p) => p.endToEndId);
  const rejected = payments
    .filter((p) => p.status === 'rejected')
    .map(({ endToEndId, reasonCode }) => ({ endToEndId, reasonCode: reasonCode ?? 'NARR' }));
  const status = rejected.length === 0 ? 'settled' : settled.length === 0 ? 'rejected' : 'part-settled';
  return bankResult({ status, settled, rejected });
}

async function readReport(world: World, ref: CaseRef, sent: Parameters<typeof readStatusReport>[1]): Promise<void> {
  const message = await fetchReport(bankOf(world), sent.messageId);
  if (message === undefined) throw notYet('no-report-yet');
  if (isRefusal(message)) throw notYet(message.code);
  const report = await readStatusReport(message, sent);
  if (isRefusal(report)) throw notYet(report.code);
  const said = new Map(report.payments.map((p) => [p.endToEndId, p]));
  await inTransaction(world.pool, async (client) => {
    const rows = await db.lockedPayments(client, ref);
    const contradicted = rows.some(({ endToEndId, status }) => {
      const now = said.get(endToEndId)?.status;
      return (status === 'settled' && now === 'rejected') || (status === 'rejected' && now === 'accepted');
    });
    if (contradicted) throw notYet('report-contradicts-another');
    const waiting = rows.filter(({ status }) => status === 'sent');
    const those = (status: string) => waiting.filter((p) => said.get(p.endToEndId)?.status === status);
    await db.movePayments(client, ref, 'settled', those('accepted'));
    const rejected = those('rejected').map((p) => ({ ...p, reasonCode: said.get(p.endToEndId)?.reason ?? 'NARR' }));
    await db.movePayments(client, ref, 'rejected', rejected);
  });
}
