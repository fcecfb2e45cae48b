import { randomUUID } from 'node:crypto';
import { ApiClient, type Reply } from '../../local/client';
import { verify } from '../../local/verify';
import { until } from '../helpers/world';
import { Books, goodAccount, newRef, otherGoodAccount } from './books';
import { countsAt } from './kill-moments';
import type { Stack } from './kill-processes';

export const [preparer, releaser] = ['po-salvation-army-1', 'po-salvation-army-2'] as const;
const accounts = { 'beacon-refuge': goodAccount, 'cedar-trust': otherGoodAccount };
type Provider = keyof typeof accounts;
const providers: readonly Provider[] = ['beacon-refuge', 'cedar-trust'];
const period = { fromDate: '2011-07-01', untilDate: '2011-07-31' };

/** A prepared batch: one payment to each of two providers. */
export interface Prepared {
  ref: string;
  ids: readonly string[];
  totalPence: number;
  seen: { digest: unknown; totalPence: unknown };
}

export async function withBooks<T>({ config }: Stack, work: (books: Books) => Promise<T>): Promise<T> {
  const books = await Books.open(config);
  try {
    return await work(books);
  } finally {
    await books.close();
  }
}

export async function usePayees(books: Books): Promise<void> {
  for (const provider of providers) await books.usePayee(provider, accounts[provider]);
}

/** Batches from statements that were drawn and agreed, all through the API. */
export async function prepareBatches(stack: Stack, books: Books, number: number): Promise<Prepared[]> {
  const api = new ApiClient(stack.apiUrl, stack.config.issuer ?? '');
  const must = async (who: string, route: string, input: object): Promise<Reply['body']> => {
    const reply = await api.post(who, `/v1/${route}`, input, randomUUID());
    if (reply.status >= 300) throw new Error(`${route}: ${JSON.stringify(reply.body)}`);
    return reply.body;
  };
  const agreedOf = async (provider: Provider) => {
    const refs: string[] = [];
    for (let n = 0; n < number; n += 1) {
      // One after the other: a statement takes all that its provider is owed.
      await books.book(newRef('CAR'), '2011-07-01', provider, penceOf(provider, n));
      const ref = String((await must(preparer, 'provider-statement', { provider, ...period }))['ref']);
      await reached(stack, [ref], 'with-provider');
      await must(`pm-${provider}-1`, `provider-statement/${ref}/agree`, {});
      refs.push(ref);
    }
    await reached(stack, refs, 'agreed');
    return refs;
  };
  const [first = [], second = []] = await Promise.all(providers.map(agreedOf));
  const batches: Prepared[] = [];
  for (const [n, one] of first.entries()) {
    const statements = [one, second[n] ?? ''];
    const ref = String((await must(preparer, 'payment-batch', { statements }))['ref']);
    await reached(stack, [ref], 'prepared');
    const { view } = (await api.get(preparer, `/v1/cases/${ref}`)).body;
    const { digest, totalPence, payments } = view as Record<string, unknown>;
    const ids = (payments as { endToEndId: string }[]).map(({ endToEndId }) => endToEndId);
    const owed = providers.reduce((sum, provider) => sum + penceOf(provider, n), 0);
    batches.push({ ref, ids, totalPence: owed, seen: { digest, totalPence } });
  }
  return batches;
}

/** Each sum is another, so that one cannot stand for the other. */
const penceOf = (provider: Provider, n: number) => 5_000 + 2 * n + providers.indexOf(provider);

/** Waits until all these cases stand at `stage`. */
export async function reached({ owner }: Stack, refs: readonly string[], stage: string, limitMs = 60_000) {
  const at = async () => {
    const { rows } = await owner.query<{ ref: string; stage: string }>(
      'select case_ref as ref, stage from case_file where case_ref = any($1)',
      [refs],
    );
    const others = rows.filter((row) => row.stage !== stage);
    if (rows.length === refs.length && others.length === 0) return true;
    where = others.map((row) => `${row.ref} ${row.stage}`).join(', ');
    return false;
  };
  let where = '';
  await until(at, stage, limitMs).catch((error: Error) => {
    throw new Error(`${error.message}: ${where}`);
  });
}

/** Gives the release until it is answered, under one key; whatever is down meanwhile comes back. */
export async function releaseUntilAnswered(stack: Stack, { ref, seen }: Prepared, key: string): Promise<Reply> {
  const api = new ApiClient(stack.apiUrl, stack.config.issuer ?? '');
  const give = async () => {
    // Not reached, or cut off in the middle: nobody knows whether it was taken.
    const reply = await api.post(releaser, `/v1/payment-batch/${ref}/release`, seen, key).catch(() => undefined);
    return reply && reply.status < 500 && reply;
  };
  return until(give, `the release of ${ref} to be answered`, 120_000);
}

/** That all these batches were paid, once, and that every book says so. */
export async function expectPaidOnce(stack: Stack, batches: readonly Prepared[]): Promise<void> {
  const { owner, bankUrl, config } = stack;
  const refs = batches.map(({ ref }) => ref);
  await reached(stack, refs, 'settled', 240_000);
  const { rows: paidFor } = await owner.query<{ ref: string }>(
    'select statement_ref as ref from payment where batch_ref = any($1)',
    [refs],
  );
  await reached(
    stack,
    paidFor.map(({ ref }) => ref),
    'paid',
    240_000,
  );
  const ids = batches.flatMap((batch) => batch.ids).toSorted();
  const counts = (await countsAt(bankUrl)).filter(({ endToEndId }) => ids.includes(endToEndId));
  expect(counts.map(({ endToEndId }) => endToEndId).toSorted()).toEqual(ids);
  expect(counts.filter(({ paid, asked }) => paid !== 1 || asked < 1)).toEqual([]);
  const total = batches.reduce((sum, { totalPence }) => sum + totalPence, 0);
  expect(counts.reduce((sum, { pence }) => sum + pence, 0)).toBe(total);

  const { rows: posted } = await owner.query<{ key: string }>(
    'select key from ledger_transaction where batch_ref = any($1)',
    [refs],
  );
  expect(posted.map(({ key }) => key).toSorted()).toEqual(
    ids.flatMap((id) => [`${id}:sent`, `${id}:settled`]).toSorted(),
  );
  const { rows: events } = await owner.query<{ type: string; n: number }>(
    `select type, count(*)::int as n from event where case_ref = any($1)
     and type in ('batch-released', 'release-refused', 'batch-sent', 'bank-answered', 'effect-refused') group by type order by type`,
    [refs],
  );
  const each = batches.length;
  expect(events).toEqual(['bank-answered', 'batch-released', 'batch-sent'].map((type) => ({ type, n: each })));
  const { rows: kept } = await owner.query<{ n: number }>(
    'select count(*)::int as n from bank_message where batch_ref = any($1)',
    [refs],
  );
  expect(kept).toEqual([{ n: each }]);

  const lines: string[] = [];
  const different = await verify(config.databaseUrl, (line) => lines.push(line));
  if (different > 0) throw new Error(`The record is not whole. ${lines.slice(0, 5).join('; ')}`);
}

/** That the whole ledger sums to nothing, and that what was paid in all is what the bank has moved. */
export async function expectBalanced(stack: Stack): Promise<void> {
  const held = await withBooks(stack, (books) => books.balances());
  const moved = (await countsAt(stack.bankUrl)).reduce((sum, { pence, paid }) => sum + pence * paid, 0);
  expect(held).toEqual({ bank: -moved, 'care-cost': moved });
}
