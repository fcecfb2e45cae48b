import { postingsOf, type Posting } from '../workflows/provider-payment/accounts';
import type { CareLine, Entry } from '../workflows/provider-payment/attribution';
import type { AgencyCode, CaseRef } from '../workflows/vocabulary';
import type { Queries } from './pool';

export interface LedgerTransaction {
  /** Idempotency key: the same key and the same contents are one transaction, however often it is posted. */
  key: string;
  kind: string;
  /** The line of care that it is about; absent for a payment. */
  care?: { careRef: CaseRef; line: string; on: string };
  provider?: AgencyCode;
  batchRef?: CaseRef;
  /** Two or more that sum to 0; each account once. The database refuses everything else, at commit. */
  postings: readonly Posting[];
}

/** A line as the ledger holds it, with how many transactions there are about it. */
export type BookedLine = CareLine & { transactions: number };

/** Until the end of this transaction nobody else accrues this case; two at once would both book what is missing. */
export async function lockCareCase(client: Queries, careRef: CaseRef): Promise<void> {
  await client.query(`select pg_advisory_xact_lock(hashtextextended('ledger:' || $1, 0))`, [careRef]);
}

/**
 * Posts one transaction; one whose key is there already is left as it is. Whether it is new.
 * @throws Error when the key was used for another transaction
 */
export async function postTransaction(client: Queries, transaction: LedgerTransaction): Promise<boolean> {
  return (await postTransactions(client, [transaction])) === 1;
}

/** Posts many in one statement, see `postTransaction`; how many were new. Keys are unique among them. */
export async function postTransactions(client: Queries, transactions: readonly LedgerTransaction[]): Promise<number> {
  if (transactions.length === 0) return 0;
  const sides = transactions.flatMap(({ key, postings }) => postings.map((posting) => ({ key, ...posting })));
  const { rows } = await client.query<{ added: number }>(
    `with added as (
       insert into ledger_transaction (key, kind, care_ref, line, on_date, provider, batch_ref)
       select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::date[], $6::text[], $7::text[])
       on conflict (key) do nothing returning id, key),
     posted as (
       insert into ledger_posting (transaction_id, account, pence)
       select added.id, side.account, side.pence
       from unnest($8::text[], $9::text[], $10::bigint[]) as side (key, account, pence) join added using (key))
     select count(*)::int as added from added`,
    [
      transactions.map((t) => t.key),
      transactions.map((t) => t.kind),
      transactions.map((t) => t.care?.careRef ?? null),
      transactions.map((t) => t.care?.line ?? null),
      transactions.map((t) => t.care?.on ?? null),
      transactions.map((t) => t.provider ?? null),
      transactions.map((t) => t.batchRef ?? null),
      sides.map((side) => side.key),
      sides.map((side) => side.account),
      sides.map((side) => side.pence),
    ],
  );
  const added = rows[0]?.added ?? 0;
  if (added < transactions.length) await refuseOthersKey(client, transactions);
  return added;
}

/** The same key for something else is a fault of the caller, and money: it stops here. */
async function refuseOthersKey(client: Queries, transactions: readonly LedgerTransaction[]): Promise<void> {
  const { rows } = await client.query<{ key: string; contents: string }>(
    `select t.key, concat_ws('|', t.kind, t.care_ref, t.line, t.on_date, t.provider, t.batch_ref, s.sides) as contents
     from ledger_transaction t
     cross join lateral (
       select string_agg(p.account || ' ' || p.pence, '|' order by p.account collate "C") as sides
       from ledger_posting p where p.transaction_id = t.id) s
     where t.key = any($1)`,
    [transactions.map(({ key }) => key)],
  );
  const recorded = new Map(rows.map(({ key, contents }) => [key, contents]));
  const different = transactions.find((t) => recorded.get(t.key) !== contentsOf(t));
  if (different)
    throw new Error(
      `The ledger has another transaction under the key ${different.key}. Nothing was posted. Use a key of its own for each transaction.`,
    );
}

function contentsOf({ kind, care, provider, batchRef, postings }: LedgerTransaction): string {
  const sides = postings.toSorted((a, b) => (a.account < b.account ? -1 : 1)).map((p) => `${p.account} ${p.pence}`);
  return [kind, care?.careRef, care?.line, care?.on, provider, batchRef, ...sides]
    .filter((part) => part !== undefined)
    .join('|');
}

/** What the ledger holds of one person's care: the sum of each line, provider and day, those of 0 as well. */
export async function bookedLines(client: Queries, careRef: CaseRef): Promise<BookedLine[]> {
  const { rows } = await client.query<Omit<BookedLine, 'pence'> & { pence: string }>(
    `select t.line, t.on_date::text as "on", t.provider, sum(p.pence)::text as pence, count(*)::int as transactions
     from ledger_transaction t join ledger_posting p on p.transaction_id = t.id and p.account = 'care-cost'
     where t.care_ref = $1 group by t.line, t.on_date, t.provider`,
    [careRef],
  );
  return rows.map((row) => ({ ...row, pence: exact(row.pence) }));
}

/**
 * Posts the entries of one person, under keys that count the transactions of each line: two who start from the same
 * books can never both book one change. How many were new.
 */
export async function postEntries(
  client: Queries,
  careRef: CaseRef,
  booked: readonly BookedLine[],
  entries: readonly Entry[],
): Promise<number> {
  const counts = new Map<string, number>();
  for (const { line, transactions } of booked) counts.set(line, (counts.get(line) ?? 0) + transactions);
  const numbered = entries.map((entry): LedgerTransaction => {
    const { kind, line, on, provider } = entry;
    const number = (counts.get(line) ?? 0) + 1;
    counts.set(line, number);
    return {
      key: `${careRef}:${line}:${number}`,
      kind,
      care: { careRef, line, on },
      provider,
      postings: postingsOf(entry),
    };
  });
  return postTransactions(client, numbered);
}

/** The balance of every account, in pence; they sum to 0. */
export async function balances(client: Queries): Promise<Map<string, number>> {
  const { rows } = await client.query<{ account: string; pence: string }>(
    'select account, sum(pence)::text as pence from ledger_posting group by account order by account',
  );
  return new Map(rows.map(({ account, pence }) => [account, exact(pence)]));
}

/** A sum of pence as a number. @throws RangeError when it is more than is exact, which is 90 trillion pounds */
function exact(pence: string): number {
  const sum = Number(pence);
  if (!Number.isSafeInteger(sum)) throw new RangeError(`A sum of ${pence} pence is not exact here.`);
  return sum;
}
