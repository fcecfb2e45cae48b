import fc from 'fast-check';
import { accrueChunk } from '../../activities/ledger';
import { payments } from '../../activities/payments';
import { inTransaction } from '../../db/pool';
import { applyRateCard } from '../../db/rates';
import { drawStatement, settleStatement } from '../../db/statements';
import { startStubBank, type StubBank } from '../../local/bank';
import { readPrepared } from '../../workflows/payment-batch/results';
import { nightsOf, type Movement } from '../../workflows/victim-care/journey';
import { careRef, correction, openCare, record } from '../accrual-run/care';
import { journeys, providers } from '../provider-payment/journeys';
import { Books, debtor, newRef } from './books';

/**
 * The whole way of the money on a real database: whatever journeys are told, corrected and priced anew while statements
 * are drawn, disputed and paid, each night in care is accrued once, and what is accrued is paid or owed.
 */
const end = '2012-07-31';
const whole = { fromDate: '2011-01-01', untilDate: end };
const bedHoldNights = 3;
const people = 3;
const preparedAt = '2012-08-02T09:00:00.000Z';
const common = { editsSince: '2012-07-25T23:00:00.000Z', key: 'k', deliverWithinHours: 1 };

let books: Books;
let stub: StubBank;
beforeAll(async () => {
  stub = await startStubBank();
});
afterAll(() => stub.stop());
beforeEach(async () => {
  books = await Books.open();
  for (const provider of providers) await books.usePayee(provider);
  for (const provider of providers) await price(provider, 6_500, '2011-01-01');
});
afterEach(() => books.close());

function price(provider: string, pence: number, fromDate: string) {
  const card = { provider, lines: [{ type: 'accommodation' as const, pence, fromDate }], changeRef: newRef('PRC') };
  return inTransaction(books.pool, (client) => applyRateCard(client, card));
}

const who = fc.nat(people - 1);
const provider = fc.constantFrom(...providers);
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ does: fc.constant('correct' as const), who, known: journeys }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('accrue' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({ does: fc.constant('pay' as const), provider, disputed: fc.subarray([1, 2, 7]) }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('reject' as const), provider }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('price' as const),
      provider,
      pence: fc.integer({ min: 1, max: 9_000 }),
      from: fc.constantFrom('2011-03-01', '2011-10-30', '2012-02-29'),
    }),
  },
);

const accrue = () => accrueChunk(books.pool, newRef('ACR'), { after: '', limit: 50, untilDate: end });

/** Draws what is owed to a provider, without some lines, and pays it in a batch. @returns whether there was anything */
async function pay(to: string, disputed: readonly number[] = []): Promise<boolean> {
  const ref = newRef('STM');
  const drawn = await drawStatement(books.pool, ref, { provider: to, ...whole });
  if (drawn['lines'] === '0') return false;
  const settled = disputed.length > 0 ? await settleStatement(books.pool, ref, disputed) : drawn;
  if (settled['lines'] === '0') return false;
  await books.stage(ref, 'agreed');
  await payBatch(ref);
  return true;
}

async function payBatch(statement: string): Promise<void> {
  const world = books.world({ url: stub.url, debtor });
  const batch = newRef('PAY');
  const asked = {
    kind: 'prepare-batch',
    statements: [statement],
    preparedBy: 'ada',
    preparedAt,
    executionDate: '2012-08-04',
  } as const;
  const { digest } = readPrepared(await payments['prepare-batch'](world, batch, { ...asked, ...common }));
  const release = { kind: 'send-batch', digest, preparedBy: 'ada', releasedBy: 'ben', releasedAt: preparedAt } as const;
  await payments['send-batch'](world, batch, { ...release, ...common });
  await payments['await-bank'](world, batch, { kind: 'await-bank', messageId: batch, key: 'k', deliverWithinHours: 1 });
}

/** The bank rejects a payment; the same statement is paid under another id. */
async function payRejected(to: string): Promise<void> {
  stub.behave({ mode: 'reject-all' });
  await pay(to);
  stub.behave({ mode: 'normal' });
  const { rows } = await books.owner.query<{ ref: string }>(
    `select statement_ref as ref from payment p where status = 'rejected' and not exists (
       select from payment q where q.statement_ref = p.statement_ref and q.status = 'settled')`,
  );
  for (const { ref } of rows) {
    await books.stage(ref, 'payment-rejected');
    await payBatch(ref);
  }
}

/** Every night as the ledger holds it, and what each provider was accrued, is owed and was paid, in pence. */
async function inTheBooks() {
  const { rows: nights } = await books.owner.query<{ who: string; night: string; provider: string }>(
    `select t.care_ref as who, t.on_date::text as night, t.provider from ledger_transaction t
     join ledger_posting p on p.transaction_id = t.id and p.account = 'care-cost'
     group by 1, 2, 3 having sum(p.pence) <> 0 order by 1, 2`,
  );
  const { rows: sums } = await books.owner.query<{ accrued: number; owed: number; paid: number; all: number }>(
    `select coalesce(sum(pence) filter (where account = 'care-cost'), 0)::int as accrued,
       coalesce(-sum(pence) filter (where account like 'payable:%' or account like 'in-transit:%'), 0)::int as owed,
       coalesce(-sum(pence) filter (where account = 'bank'), 0)::int as paid, coalesce(sum(pence), 0)::int as all
     from ledger_posting`,
  );
  return { nights, sums: sums[0] };
}

async function expectAgreed(known: readonly (readonly Movement[])[], paidByBank: number): Promise<void> {
  const { nights, sums } = await inTheBooks();
  const inCare = known.flatMap((journey, n) =>
    nightsOf(journey, bedHoldNights, whole.fromDate, end).map(({ night, provider: of }) => ({
      who: careRef(n),
      night,
      provider: of,
    })),
  );
  expect(nights).toEqual(inCare.toSorted((a, b) => (a.who + a.night < b.who + b.night ? -1 : 1)));
  expect(sums).toEqual({ ...sums, all: 0, accrued: (sums?.owed ?? NaN) + (sums?.paid ?? NaN), paid: paidByBank });
}

const paidInAll = () => stub.counts().reduce((sum, { pence, paid }) => sum + pence * paid, 0);

it('nights in care are nights accrued, and nights accrued are nights paid and owed (seed in the message when not)', async () => {
  let cases = 0;
  const property = fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
    if (cases > 0) {
      await books.close();
      books = await Books.open();
      for (const one of providers) {
        await books.usePayee(one);
        await price(one, 6_500, '2011-01-01');
      }
    }
    cases += 1;
    stub.behave({ mode: 'normal' });
    const paidBefore = paidInAll();
    const known: (readonly Movement[])[] = Array.from({ length: people }, () => []);
    for (const n of known.keys()) await openCare(books.pool, n, '2011-02-01T12:00:00Z');
    for (const s of steps) {
      if (s.does === 'correct') {
        known[s.who] = s.known;
        await record(books.pool, careRef(s.who), '2012-07-01T12:00:00Z', [correction(s.known)]);
      }
      if (s.does === 'price') await price(s.provider, s.pence, s.from);
      if (s.does === 'accrue') await accrue();
      if (s.does === 'pay') await pay(s.provider, s.disputed);
      if (s.does === 'reject') await payRejected(s.provider);
    }
    await accrue();
    await expectAgreed(known, paidInAll() - paidBefore);
    for (const one of providers) while (await pay(one)); // until nothing more is asked for
    await expectAgreed(known, paidInAll() - paidBefore);
    expect(stub.counts().filter(({ paid }) => paid > 1)).toEqual([]);
  });
  const runs = Number(process.env['CYCLE_RUNS'] ?? 12);
  expect(fc.defaultReportMessage(await fc.check(property, { numRuns: runs, endOnFailure: true })) ?? 'holds').toBe(
    'holds',
  );
}, 300_000);
