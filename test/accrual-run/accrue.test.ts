import fc from 'fast-check';
import type { Pool } from 'pg';
import { accrueChunk } from '../../activities/ledger';
import { balances, bookedLines, lockCareCase } from '../../db/ledger';
import { inTransaction, openPool } from '../../db/pool';
import { applyRateCard } from '../../db/rates';
import { payable } from '../../workflows/provider-payment/accounts';
import { nightsOf, type Movement } from '../../workflows/victim-care/journey';
import { freshConfig, until } from '../helpers/world';
import { journeys, providers } from '../provider-payment/journeys';
import { careRef, correction, openCare, record, support } from './care';

const ash = 'ashgrove-house';
const cedar = 'cedar-trust';
const openedAt = '2011-02-01T12:00:00Z';
const stay = (at: string, provider = ash): Movement => ({ at, to: { provider, place: `${provider}-1` } });
const august = [stay('2011-08-01T12:00:00Z')];

let pool: Pool;
beforeEach(async () => {
  const { databaseUrl } = await freshConfig();
  pool = openPool(databaseUrl, 'concert_worker', 6);
  for (const provider of providers) await price(provider, 6_500, '2011-01-01');
});
afterEach(() => pool.end());

let changes = 0;
function price(
  provider: string,
  pence: number,
  fromDate: string,
  type: 'accommodation' | 'counselling' = 'accommodation',
) {
  changes += 1;
  const card = { provider, lines: [{ type, pence, fromDate }], changeRef: `PRC-${changes}` };
  return inTransaction(pool, (client) => applyRateCard(client, card));
}

let chunks = 0;
function accrue(untilDate: string, given: { effect?: string; after?: string; limit?: number } = {}) {
  chunks += 1;
  const { effect = `ACR-1:${chunks}`, after = '', limit = 50 } = given;
  return accrueChunk(pool, effect, { after, limit, untilDate });
}

/** What each provider is owed, in pence; nothing of whom nothing is owed. */
async function owed(): Promise<Record<string, number>> {
  const sums = await balances(pool);
  expect([...sums.values()].reduce((a, b) => a + b, 0)).toBe(0);
  const each = providers.map((provider) => [provider, -(sums.get(payable(provider)) ?? 0)] as const);
  return Object.fromEntries(each.filter(([, pence]) => pence !== 0));
}

async function nightsBooked(ref: string): Promise<[string, string][]> {
  const lines = (await bookedLines(pool, ref)).filter(({ pence, line }) => pence !== 0 && line.startsWith('night:'));
  return lines.map(({ on, provider }): [string, string] => [on, provider]).toSorted();
}

describe('accrual', () => {
  it('books each night and support once, and nothing the second time', async () => {
    await price(ash, 4_000, '2011-01-01', 'counselling');
    await openCare(pool, 1, openedAt, [
      correction(august),
      support('s1', '2011-08-03', 2),
      support('s2', '2011-08-09', 1),
    ]);
    expect(await accrue('2011-08-04')).toMatchObject({
      cases: 1,
      entries: 5,
      reversals: 0,
      unpriced: [],
      isLast: true,
    });
    expect(await owed()).toEqual({ [ash]: 4 * 6_500 + 2 * 4_000 });
    expect(await accrue('2011-08-04')).toMatchObject({ cases: 1, entries: 0 });
    expect(await accrue('2011-08-01')).toMatchObject({ entries: 0 });
    expect(await accrue('2011-08-31')).toMatchObject({ entries: 28, reversals: 0 });
  });

  it('moves the nights of a move that is reported late, by reversing entries', async () => {
    const ref = await openCare(pool, 1, openedAt, [correction(august)]);
    await accrue('2011-08-10');
    await record(pool, ref, '2011-08-12T12:00:00Z', [correction([...august, stay('2011-08-06T12:00:00Z', cedar)])]);
    expect(await accrue('2011-08-10')).toMatchObject({ entries: 10, reversals: 5 });
    expect(await owed()).toEqual({ [ash]: 5 * 6_500, [cedar]: 5 * 6_500 });
  });

  it('takes back what was booked when a support is taken back', async () => {
    await price(ash, 4_000, '2011-01-01', 'counselling');
    const ref = await openCare(pool, 1, openedAt, [support('s1', '2011-08-03', 2)]);
    await accrue('2011-08-10');
    const taken = { type: 'support-corrected', id: 's1', on: '2011-08-03', quantity: 0, reason: 'text:1' };
    await record(pool, ref, '2011-08-12T12:00:00Z', [taken]);
    expect(await accrue('2011-08-10')).toMatchObject({ entries: 1, reversals: 1 });
    expect(await owed()).toEqual({});
  });

  it('prices anew the days of a rate that is changed afterwards', async () => {
    await openCare(pool, 1, openedAt, [correction(august)]);
    await accrue('2011-08-10');
    await price(ash, 7_000, '2011-08-09');
    expect(await accrue('2011-08-10')).toMatchObject({ entries: 4, reversals: 2 });
    expect(await owed()).toEqual({ [ash]: 8 * 6_500 + 2 * 7_000 });
  });

  it('names what has no price, and books it when there is one', async () => {
    await openCare(pool, 1, openedAt, [correction(august), support('s1', '2011-08-03', 2)]);
    const group = { provider: ash, type: 'counselling', fromDate: '2011-08-03', untilDate: '2011-08-03', lines: 1 };
    expect(await accrue('2011-08-10')).toMatchObject({ entries: 10, unpriced: [group] });
    expect(await accrue('2011-08-10')).toMatchObject({ entries: 0, unpriced: [group] });
    await price(ash, 4_000, '2011-08-01', 'counselling');
    expect(await accrue('2011-08-10')).toMatchObject({ entries: 1, unpriced: [] });
  });

  it('goes through the cases in chunks, each of them once', async () => {
    for (let n = 1; n <= 5; n += 1) await openCare(pool, n, openedAt, [correction(august)]);
    const seen = [];
    for (let after = '', isLast = false; !isLast;) {
      const chunk = await accrue('2011-08-02', { after, limit: 2 });
      ({ after, isLast } = chunk);
      seen.push([chunk.cases, chunk.entries]);
    }
    expect(seen).toEqual([
      [2, 4],
      [2, 4],
      [1, 2],
    ]);
    expect(await accrue('2011-08-02', { after: careRef(5), limit: 2 })).toMatchObject({ cases: 0, after: careRef(5) });
  });

  it('of a chunk that is tried again says what it did in all', async () => {
    for (let n = 1; n <= 3; n += 1) await openCare(pool, n, openedAt, [correction(august)]);
    await accrue('2011-08-02', { effect: 'ACR-9:1', limit: 2 }); // and the worker died in the middle
    const again = await accrue('2011-08-02', { effect: 'ACR-9:1', limit: 3 });
    expect(again).toMatchObject({ cases: 3, entries: 6 });
    expect(await accrue('2011-08-02', { effect: 'ACR-9:1', limit: 3 })).toEqual(again);
    expect(await owed()).toEqual({ [ash]: 6 * 6_500 });
  });

  it('by several at once books nothing twice', async () => {
    for (let n = 1; n <= 3; n += 1) await openCare(pool, n, openedAt, [correction(august)]);
    const all = await Promise.all(Array.from({ length: 6 }, () => accrue('2011-08-31')));
    expect(all.reduce((sum, { entries }) => sum + entries, 0)).toBe(3 * 31);
    expect(await owed()).toEqual({ [ash]: 3 * 31 * 6_500 });
  });

  it('reads the record only when it is its turn: what was recorded while it waited counts', async () => {
    const ref = await openCare(pool, 1, openedAt, [correction(august)]);
    const waiting = await inTransaction(pool, async (client) => {
      await lockCareCase(client, ref);
      const accruing = accrue('2011-08-02');
      await until(async () => {
        const { rows } = await pool.query<{ n: number }>(
          `select count(*)::int as n from pg_locks where locktype = 'advisory' and not granted
           and database = (select oid from pg_database where datname = current_database())`,
        );
        return rows[0]?.n === 1;
      }, 'the accrual to wait for the case');
      await record(pool, ref, '2011-08-12T12:00:00Z', [correction([stay('2011-08-01T12:00:00Z', cedar)])]);
      return { accruing };
    });
    expect(await waiting.accruing).toMatchObject({ entries: 2 });
    expect(await owed()).toEqual({ [cedar]: 2 * 6_500 });
  });
});

describe('whatever was known, and in whatever order', () => {
  /** The seed stands in the name, so that a failure can be had again. */
  it.each([Date.now() % 1_000_000])(
    'the ledger holds each night once, for the provider whose it is (seed %i)',
    async (seed) => {
      const people = 12;
      const [histories = []] = fc.sample(
        fc.array(fc.array(journeys, { minLength: 1, maxLength: 3 }), { minLength: people, maxLength: people }),
        { numRuns: 1, seed },
      );
      const end = '2012-07-31';
      for (const [n, [first = []]] of histories.entries()) await openCare(pool, n, openedAt, [correction(first)]);
      await accrue('2011-10-30');
      await price(ash, 7_200, '2011-10-01');
      for (const [n, [, ...later]] of histories.entries())
        for (const known of later) {
          await record(pool, careRef(n), '2012-07-01T12:00:00Z', [correction(known)]);
          await accrue('2012-03-01');
        }
      await accrue(end);
      let total = 0;
      for (const [n, history] of histories.entries()) {
        const nights = nightsOf(history.at(-1) ?? [], 3, '2011-01-01', end);
        expect(await nightsBooked(careRef(n))).toEqual(nights.map(({ night, provider }) => [night, provider]));
        total += nights.reduce(
          (sum, { night, provider }) => sum + (provider === ash && night >= '2011-10-01' ? 7_200 : 6_500),
          0,
        );
      }
      expect((await balances(pool)).get('care-cost') ?? 0).toBe(total);
      await owed();
      expect(await accrue(end)).toMatchObject({ entries: 0 });
    },
    60_000,
  );
});
