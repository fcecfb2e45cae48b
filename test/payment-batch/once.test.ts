import fc from 'fast-check';
import { payments } from '../../activities/payments';
import type { Bank } from '../../activities/world';
import { drawStatement } from '../../db/statements';
import { startStubBank, type BehaviourRequest, type StubBank } from '../../local/bank';
import { readPrepared } from '../../workflows/payment-batch/results';
import { Books, debtor, failureOf, newRef } from './books';

let books: Books;
let stub: StubBank;
let bank: Bank;
beforeAll(async () => {
  books = await Books.open();
  stub = await startStubBank();
  bank = { url: stub.url, debtor };
});
afterAll(async () => {
  await stub.stop();
  await books.close();
});

const [preparedAt, releasedAt, editsSince] = [
  '2011-08-02T09:00:00.000Z',
  '2011-08-02T10:00:00.000Z',
  '2011-07-25T23:00:00.000Z',
];
const common = { preparedBy: 'ada', editsSince, key: 'k', deliverWithinHours: 1 };

const prepare = (ref: string, statements: readonly string[]) => {
  const effect = { kind: 'prepare-batch', statements, preparedAt, executionDate: '2011-08-04', ...common } as const;
  return payments['prepare-batch'](books.world(bank), ref, effect);
};
const send = (ref: string, digest: string, releasedBy: string) =>
  payments['send-batch'](books.world(bank), ref, { kind: 'send-batch', digest, releasedBy, releasedAt, ...common });
const awaitBank = (ref: string) =>
  payments['await-bank'](books.world(bank), ref, {
    kind: 'await-bank',
    messageId: ref,
    key: 'k',
    deliverWithinHours: 1,
  });

/** Nights of two providers, in two statements that all the world calls agreed, whatever becomes of them. */
async function agreedStatements() {
  const care = newRef('CAR');
  const made: { provider: string; ref: string }[] = [];
  for (let n = 0; n < 2; n += 1) {
    const provider = newRef('PRV').toLowerCase();
    await books.owner.query('insert into agency values ($1, $1)', [provider]);
    await books.usePayee(provider);
    await books.book(care, `2011-07-0${n + 1}`, provider, 5000);
    const ref = newRef('STM');
    await drawStatement(books.pool, ref, { provider, fromDate: '2011-07-01', untilDate: '2011-07-31' });
    await books.stage(ref, 'agreed');
    made.push({ provider, ref });
  }
  return made;
}

/** How often the bank has paid for a statement, under whatever ids. */
async function timesPaid(statement: string): Promise<number> {
  const { rows } = await books.owner.query<{ id: string }>(
    'select end_to_end_id as id from payment where statement_ref = $1',
    [statement],
  );
  const ids = new Set(rows.map(({ id }) => id));
  return stub
    .counts()
    .filter(({ endToEndId }) => ids.has(endToEndId))
    .reduce((sum, { paid }) => sum + paid, 0);
}

const behaviours: readonly BehaviourRequest[] = [
  { mode: 'normal' },
  { mode: 'normal', losesAnswers: true },
  { mode: 'twice' },
  { mode: 'never' },
  { mode: 'reject-all' },
  { mode: 'part' },
  { mode: 'part', losesAnswers: true },
];
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constant('prepare' as const), which: fc.subarray([0, 1], { minLength: 1 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('send' as const),
      at: fc.nat(5),
      by: fc.constantFrom('ben', 'cat', 'ada'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('await' as const), at: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('withdraw' as const), at: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('behave' as const), as: fc.constantFrom(...behaviours) }) },
);

interface Prepared {
  ref: string;
  digest: string;
}

describe('whatever the officers and the bank do, in any order', () => {
  it('each statement is paid once when all is done, and never twice on the way', async () => {
    const property = fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
      stub.behave({ mode: 'normal' });
      const statements = await agreedStatements();
      const batches: Prepared[] = [];
      const prepareAll = async (refs: readonly string[]) => {
        const ref = newRef('PAY');
        const made = await prepare(ref, refs).catch(() => undefined);
        if (made) batches.push({ ref, digest: readPrepared(made).digest });
      };
      for (const s of steps) {
        const batch = 'at' in s ? batches[s.at % Math.max(1, batches.length)] : undefined;
        if (s.does === 'behave') stub.behave(s.as);
        if (s.does === 'prepare') await prepareAll(s.which.map((i) => statements[i]?.ref ?? ''));
        // What is asked of the world may be tried twice at the same moment.
        if (s.does === 'send' && batch)
          await Promise.all([1, 2].map(() => failureOf(send(batch.ref, batch.digest, s.by))));
        if (s.does === 'await' && batch) await Promise.all([1, 2].map(() => failureOf(awaitBank(batch.ref))));
        if (s.does === 'withdraw' && batch) await failureOf(prepare(batch.ref, []));
        for (const { ref } of statements) expect(await timesPaid(ref)).toBeLessThanOrEqual(1);
      }
      stub.behave({ mode: 'normal' });
      const finish = async () => {
        for (const { ref, digest } of batches) {
          await failureOf(send(ref, digest, 'ben'));
          await failureOf(awaitBank(ref));
        }
      };
      await finish();
      for (const { ref } of statements) await prepareAll([ref]);
      await finish();
      const held = await books.balances();
      for (const { provider, ref } of statements) {
        expect([provider, await timesPaid(ref)]).toEqual([provider, 1]);
        expect([held[`payable:${provider}`], held[`in-transit:${provider}`]]).toEqual([undefined, undefined]);
      }
      const preparers = await books.count(`payment_batch where released_by = prepared_by`);
      expect(preparers).toBe(0);
    });
    const result = await fc.check(property, { numRuns: 8 });
    expect(fc.defaultReportMessage(result) ?? 'holds').toBe('holds');
  }, 300_000);
});
