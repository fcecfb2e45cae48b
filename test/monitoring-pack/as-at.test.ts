import { Client, type Pool } from 'pg';
import { compilePack, findPack, packAsAt, type CompilePack } from '../../db/pack';
import { openPool } from '../../db/pool';
import { Pack } from '../../workflows/monitoring-pack/contents';
import type { Movement } from '../../workflows/victim-care/journey';
import { correction, openCare, record, support } from '../accrual-run/care';
import { newRef } from '../payment-batch/books';
import { freshConfig } from '../helpers/world';

/** The pack of a quarter on a real database, as it stood at its closing instant, whatever came into the record later. */
const asked: CompilePack = {
  kind: 'compile-pack',
  quarter: '2011-Q3',
  fromDate: '2011-07-01',
  untilDate: '2011-09-30',
  closingInstant: '2011-09-30T23:00:00Z',
  budgetPence: 200_000_000,
};
const before = '2011-09-30T22:59:59.999Z';
const after = '2011-09-30T23:00:00.000Z';
const stay = (at: string, provider: string): Movement => ({ at, to: { provider, place: `${provider}-1` } });
const arrived = stay('2011-08-01T12:00:00Z', 'ashgrove-house');

let pool: Pool;
let owner: Client;
let posted = 0;
beforeEach(async () => {
  const { databaseUrl } = await freshConfig();
  pool = openPool(databaseUrl, 'concert_worker', 4);
  owner = new Client({ connectionString: databaseUrl });
  await owner.connect();
});
afterEach(async () => {
  await pool.end();
  await owner.end();
});

/** A night in the ledger, as it was booked at an instant. */
async function book(careRef: string, night: string, pence: number, at: string): Promise<void> {
  posted += 1;
  await owner.query(
    `with t as (
       insert into ledger_transaction (key, kind, at, care_ref, line, on_date, provider)
       values ($1, $2, $3, $4, 'night:' || $5, $5::date, 'ashgrove-house') returning id)
     insert into ledger_posting select id, side.account, side.pence from t,
       (values ('care-cost', $6::bigint), ('payable:ashgrove-house', -$6::bigint)) as side (account, pence)`,
    [`made-up-${posted}`, pence > 0 ? 'accrual' : 'reversal', at, careRef, night, pence],
  );
}

/** Two people: one in care, one who moved; a night booked of each. */
async function aQuarter(): Promise<[string, string]> {
  const one = await openCare(pool, 1, '2011-07-31T12:00:00Z', [correction([arrived])]);
  const two = await openCare(pool, 2, '2011-07-31T12:00:00Z', [
    correction([arrived, stay('2011-09-01T12:00:00Z', 'cedar-trust')]),
    support('s1', '2011-08-02', 2),
  ]);
  await book(one, '2011-08-01', 6_500, '2011-08-02T01:00:00Z');
  await book(two, '2011-08-01', 6_500, before);
  return [one, two];
}

const figuresOf = ({ json }: { json: string }) => Pack.parse(JSON.parse(json));

it('counts what was known and booked just before the closing instant', async () => {
  await aQuarter();
  const pack = figuresOf(await packAsAt(pool, asked));
  expect(pack.care).toMatchObject({ referred: 2, accepted: 2, inCareAtEnd: 2, left: 0 });
  expect(pack.moves).toMatchObject({ moves: 1, people: 1, corrections: 2 });
  const [ash, cedar] = pack.providers;
  expect(ash).toMatchObject({ provider: 'ashgrove-house', nights: 61 + 31, nightsBooked: 2, bookedPence: 13_000 });
  expect(cedar).toMatchObject({ provider: 'cedar-trust', nights: 30, nightsBooked: 0 });
  expect(pack.budget).toMatchObject({ year: '2011-12', committedPence: 13_000, paidPence: 0, percent: 0 });
});

it('is the same byte for byte, whatever comes into the record from the closing instant on', async () => {
  const [one, two] = await aQuarter();
  const then = await packAsAt(pool, asked);
  await record(pool, one, after, [correction([arrived, stay('2011-08-05T12:00:00Z', 'beacon-refuge')])]);
  await record(pool, two, after, [support('s2', '2011-08-03', 9)]);
  await openCare(pool, 3, after, [correction([arrived])]);
  await book(one, '2011-08-01', -6_500, after);
  await book(one, '2011-08-02', 6_500, after);
  const now = await packAsAt(pool, asked);
  expect(now).toEqual(then);
  const next = await packAsAt(pool, { ...asked, closingInstant: '2011-10-31T23:00:00Z' });
  expect(next.digest).not.toBe(then.digest);
});

it('looks at more cases than are read at once', async () => {
  for (let n = 1; n <= 205; n += 1) await openCare(pool, n, '2011-07-31T12:00:00Z', [correction([arrived])]);
  expect(figuresOf(await packAsAt(pool, asked)).care).toMatchObject({ referred: 205, inCareAtEnd: 205 });
});

it('is kept once under its case, in the bytes that were digested, and once for an open quarter', async () => {
  const [one] = await aQuarter();
  const [mine, other] = [newRef('QMP'), newRef('QMP')];
  for (const ref of [mine, other])
    await owner.query(
      `insert into case_file values ($1, 'monitoring-pack', 1, 'strategy-2011', now(), 'home-office', 'compiling', 'x', false, 1, '{}', '{}')`,
      [ref],
    );
  const first = await compilePack(pool, mine, asked);
  await record(pool, one, '2011-08-03T12:00:00Z', [support('s9', '2011-08-03', 1)]); // as a late writer would
  expect(await compilePack(pool, mine, asked)).toEqual(first);
  expect(await compilePack(pool, other, asked)).toMatchObject({ otherPack: mine });
  const kept = await findPack(owner, mine);
  expect(kept).toMatchObject({ digest: first['digest'] });
  await expect(owner.query(`update monitoring_pack set csv = ''`)).rejects.toThrow(/append-only/i);
  await owner.query('update case_file set is_closed = true where case_ref = $1', [mine]);
  const again = await compilePack(pool, other, asked);
  expect(again).toHaveProperty('digest');
});
