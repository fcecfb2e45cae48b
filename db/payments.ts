import { createHash } from 'node:crypto';
import type { QueryResultRow } from 'pg';
import type { FrozenPayment, PayeeEdit } from '../workflows/payment-batch/results';
import { inTransit, payable, transfer } from '../workflows/provider-payment/accounts';
import type { AgencyCode, CaseRef } from '../workflows/vocabulary';
import type { Keys } from './keys';
import { postTransactions, type LedgerTransaction } from './ledger';
import type { Queries } from './pool';

export type PaymentStatus = 'prepared' | 'sent' | 'settled' | 'rejected' | 'withdrawn';

/** A payment as it was frozen; sort code and account number are references to sealed texts. */
export interface PaymentRow extends FrozenPayment {
  payeeName: string;
  sortCode: string;
  accountNumber: string;
  reference: string;
  status: PaymentStatus;
  reasonCode: string | null;
}

export interface BatchRow {
  messageId: string;
  preparedBy: string;
  preparedAt: string;
  /** YYYY-MM-DD */
  executionDate: string;
  digest: string | null;
  releasedBy: string | null;
  isWithdrawn: boolean;
}

/** What may be paid of these statements: where each stands, what it comes to, and the account of its provider. */
export async function payableStatements(client: Queries, refs: readonly CaseRef[]) {
  const { rows } = await client.query<{
    statement: string;
    provider: string;
    stage: string;
    agreedPence: string | null;
    pence: string | null;
    payeeName: string;
    sortCode: string | null;
    accountNumber: string | null;
  }>(
    `select s.statement_ref as statement, s.provider, f.stage, f.figures->>'totalPence' as "agreedPence",
       (select sum(e.pence)::text from statement_entry e where e.statement_ref = s.statement_ref and e.taken_out is null) as pence,
       a.name as "payeeName", p.sort_code as "sortCode", p.account_number as "accountNumber"
     from statement s join case_file f on f.case_ref = s.statement_ref join agency a on a.code = s.provider
     left join payee p on p.provider = s.provider
     where s.statement_ref = any($1) order by s.statement_ref`,
    [refs],
  );
  return rows;
}

/** Begins a batch that has no digest yet, so that payments can be put in. */
export async function beginBatch(
  client: Queries,
  batch: { ref: CaseRef; messageId: string; preparedBy: string; preparedAt: string; executionDate: string },
): Promise<void> {
  await client.query(
    'insert into payment_batch (batch_ref, message_id, prepared_by, prepared_at, execution_date) values ($1, $2, $3, $4, $5)',
    [batch.ref, batch.messageId, batch.preparedBy, batch.preparedAt, batch.executionDate],
  );
}

/** @throws DatabaseError statement_in_batch, provider_twice, payment_not_owed, batch_altered */
export async function addPayment(
  client: Queries,
  batchRef: CaseRef,
  payment: Omit<PaymentRow, 'status' | 'reasonCode'>,
) {
  const { endToEndId, statement, provider, pence, payeeName, sortCode, accountNumber, reference } = payment;
  await client.query(
    `insert into payment (end_to_end_id, batch_ref, statement_ref, provider, pence, payee_name, sort_code, account_number, reference)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [endToEndId, batchRef, statement, provider, pence, payeeName, sortCode, accountNumber, reference],
  );
}

/** From here on nothing in the batch is altered. */
export async function closeBatch(client: Queries, batchRef: CaseRef, digest: string): Promise<void> {
  await client.query('update payment_batch set digest = $2 where batch_ref = $1', [batchRef, digest]);
}

/** Locks the batch until the end of the transaction. */
export async function findBatch(client: Queries, batchRef: CaseRef): Promise<BatchRow | undefined> {
  const { rows } = await client.query<Omit<BatchRow, 'preparedAt'> & { preparedAt: Date }>(
    `select message_id as "messageId", prepared_by as "preparedBy", prepared_at as "preparedAt", execution_date::text as "executionDate",
       digest, released_by as "releasedBy", is_withdrawn as "isWithdrawn"
     from payment_batch where batch_ref = $1 for update`,
    [batchRef],
  );
  return one(rows.map((row) => ({ ...row, preparedAt: row.preparedAt.toISOString() })));
}

export async function paymentsOf(client: Queries, batchRef: CaseRef): Promise<PaymentRow[]> {
  const { rows } = await client.query<Omit<PaymentRow, 'pence'> & { pence: string }>(
    `select end_to_end_id as "endToEndId", statement_ref as statement, provider, pence::text as pence, payee_name as "payeeName",
       sort_code as "sortCode", account_number as "accountNumber", reference, status, reason_code as "reasonCode"
     from payment where batch_ref = $1 order by statement_ref`,
    [batchRef],
  );
  return rows.map((row) => ({ ...row, pence: Number(row.pence) }));
}

/** The payments of a batch, or those of one status, that nobody else moves until the end of this transaction. */
export async function lockedPayments(
  client: Queries,
  batchRef: CaseRef,
  status?: PaymentStatus,
): Promise<PaymentRow[]> {
  await findBatch(client, batchRef);
  const rows = await paymentsOf(client, batchRef);
  return status === undefined ? rows : rows.filter((row) => row.status === status);
}

/** Who edited the account of a provider of this batch at or after an instant. */
export async function editorsOf(client: Queries, batchRef: CaseRef, since: string): Promise<PayeeEdit[]> {
  const { rows } = await client.query<Omit<PayeeEdit, 'at'> & { at: Date }>(
    `select e.person, e.provider, max(e.at) as at from payee_edit e join payment p using (provider)
     where p.batch_ref = $1 and e.at >= $2 group by e.person, e.provider order by 1, 2`,
    [batchRef, since],
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

/** Frees the statements of a batch that was not released. @throws DatabaseError batch_withdrawn when it was */
export async function withdrawPayments(client: Queries, batchRef: CaseRef): Promise<void> {
  await client.query('update payment_batch set is_withdrawn = true where batch_ref = $1', [batchRef]);
  await client.query(`update payment set status = 'withdrawn' where batch_ref = $1 and status = 'prepared'`, [
    batchRef,
  ]);
}

/** @throws DatabaseError releaser_is_preparer, releaser_edited_payee, batch_withdrawn */
export async function markReleased(
  client: Queries,
  batchRef: CaseRef,
  release: { releasedBy: string; releasedAt: string; editsSince: string },
): Promise<void> {
  await client.query(
    'update payment_batch set released_by = $2, released_at = $3, edits_since = $4 where batch_ref = $1',
    [batchRef, release.releasedBy, release.releasedAt, release.editsSince],
  );
}

const postingOf = {
  sent: (provider: AgencyCode, pence: number) => transfer(pence, payable(provider), inTransit(provider)),
  settled: (provider: AgencyCode, pence: number) => transfer(pence, inTransit(provider), 'bank'),
  rejected: (provider: AgencyCode, pence: number) => transfer(pence, inTransit(provider), payable(provider)),
} as const;

/** Moves payments on, and the money in the ledger with them: both or neither, and once. */
export async function movePayments(
  client: Queries,
  batchRef: CaseRef,
  status: keyof typeof postingOf,
  payments: readonly (Pick<PaymentRow, 'endToEndId' | 'provider' | 'pence'> & { reasonCode?: string | null })[],
): Promise<void> {
  for (const { endToEndId, reasonCode } of payments) {
    await client.query('update payment set status = $2, reason_code = $3 where end_to_end_id = $1', [
      endToEndId,
      status,
      reasonCode ?? null,
    ]);
  }
  const transactions = payments.map(({ endToEndId, provider, pence }): LedgerTransaction => {
    const postings = postingOf[status](provider, pence);
    return { key: `${endToEndId}:${status}`, kind: `payment-${status}`, provider, batchRef, postings };
  });
  await postTransactions(client, transactions);
}

/** Keeps the payment file that goes to the bank, sealed. */
export async function keepMessage(client: Queries, keys: Keys, messageId: string, batchRef: CaseRef, xml: string) {
  const sha256 = createHash('sha256').update(xml).digest('hex');
  await client.query(
    'insert into bank_message (message_id, batch_ref, key_id, sealed, sha256) values ($1, $2, $3, $4, $5)',
    [messageId, batchRef, keys.keyId, keys.seal('text', Buffer.from(xml)), sha256],
  );
}

/** The payment file that was, or is to be, given to the bank. */
export async function findMessage(client: Queries, keys: Keys, batchRef: CaseRef): Promise<string | undefined> {
  const { rows } = await client.query<{ sealed: Buffer }>('select sealed from bank_message where batch_ref = $1', [
    batchRef,
  ]);
  const found = one(rows);
  return found && keys.open('text', found.sealed).toString();
}

function one<R extends QueryResultRow>(rows: readonly R[]): R | undefined {
  return rows[0];
}
