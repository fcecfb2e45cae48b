import { Client, type Pool } from 'pg';
import { accrueChunk } from '../../activities/ledger';
import { readBudget, type ReadBudget } from '../../db/budget';
import { inTransaction, openPool } from '../../db/pool';
import { applyRateCard } from '../../db/rates';
import { fromResult } from '../../workflows/care-budget/reading';
import type { Movement } from '../../workflows/victim-care/journey';
import { correction, openCare, support } from '../accrual-run/care';
import { freshConfig } from '../helpers/world';
import { newRef } from '../payment-batch/books';

/** The budget as it is read on a real database. */
const asked: ReadBudget = {
  kind: 'read-budget',
  year: '2011-12',
  fromDate: '2011-04-01',
  untilDate: '2012-03-31',
  on: '2011-08-11',
  trendDays: 28,
  trendHorizonNights: 91,
};
const stay = (at: string, provider = 'ashgrove-house'): Movement => ({ at, to: { provider, place: `${provider}-1` } });

let pool: Pool;
let owner: Client;
let opened = 0;
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

async function budgetCase(): Promise<string> {
  const ref = newRef('BUD');
  opened += 1;
  await owner.query(
    `insert into case_file values ($1, 'care-budget', 1, 'strategy-2011', now() + make_interval(secs => $2), 'salvation-army', 'running', 'x', false, 1, '{"year":"2011-12"}', '{}')`,
    [ref, opened],
  );
  return ref;
}

function price(type: 'accommodation' | 'counselling', pence: number): Promise<unknown> {
  const card = {
    provider: 'ashgrove-house',
    lines: [{ type, pence, fromDate: '2011-01-01' }],
    changeRef: `PRC-${type}`,
  };
  return inTransaction(pool, (client) => applyRateCard(client, card));
}

it('reads what is booked, what is owed by the journeys, and what the rest of the year will cost', async () => {
  await price('accommodation', 6_500);
  await openCare(pool, 1, '2011-07-01T12:00:00Z', [
    correction([stay('2011-08-01T12:00:00Z')]),
    support('s1', '2011-08-02', 1),
  ]);
  await openCare(pool, 2, '2011-03-01T12:00:00Z', [
    correction([stay('2011-03-30T12:00:00Z'), { at: '2011-04-02T12:00:00Z', to: 'left' }]),
  ]);
  await accrueChunk(pool, 'run', { after: '', limit: 9, untilDate: '2011-08-05' });
  const reading = fromResult(await readBudget(pool, await budgetCase(), asked));
  expect(reading).toMatchObject({
    on: '2011-08-11',
    committedPence: 6 * 6_500, // five nights of August, one of April; those of March count for the year before
    paidPence: 0,
    owedPence: 11 * 6_500, // with the five nights that are not booked yet
    people: 1,
    peopleBefore: 0,
    unpriced: 1,
  });
  const { forecastPence } = 'forecastPence' in reading ? reading : { forecastPence: 0 };
  expect(forecastPence).toBeGreaterThan(11 * 6_500 + 200 * 6_500);
});

it('one case keeps the budget of a year: the one that was opened first', async () => {
  const [first, second] = [await budgetCase(), await budgetCase()];
  expect(fromResult(await readBudget(pool, second, asked))).toEqual({ otherBudget: first });
  expect(fromResult(await readBudget(pool, first, asked))).toMatchObject({ committedPence: 0 });
});
