import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { Client, type Pool } from 'pg';
import { balances } from '../../db/ledger';
import { inTransaction, openPool } from '../../db/pool';
import { applyRateCard } from '../../db/rates';
import { verify } from '../../local/verify';
import { startWorker } from '../../worker/worker';
import type { Movement } from '../../workflows/victim-care/journey';
import { startWorld, until, type World } from '../helpers/world';
import { Ledger, noGaps } from '../kernel/cases';
import { careRef, correction, openCare } from './care';

const provider = 'ashgrove-house';
const people = 120;
const nights = 10;
const payee = `payable:${provider}`;
const journey: Movement[] = [{ at: '2011-08-01T12:00:00Z', to: { provider, place: 'ash-1' } }];
const officer = 'po-salvation-army-1';

let world: World;
let pool: Pool;
let record: Ledger;
beforeEach(async () => {
  world = await startWorld({ hasWorker: false, config: { recordWaitMs: 1_500 } });
  pool = openPool(world.config.databaseUrl, 'concert_worker', 4);
  record = await Ledger.open(world);
  for (let n = 0; n < people; n += 1) await openCare(pool, n, '2011-08-01T12:00:00Z', [correction(journey)]);
});
afterEach(async () => {
  const lines: string[] = [];
  const different = await verify(world.config.databaseUrl, (line) => lines.push(line));
  await record.close();
  await pool.end();
  await world.stop();
  if (different > 0) throw new Error(`The record is not whole. ${lines.slice(0, 5).join('; ')}`);
});

const price = (pence = 6_500) =>
  inTransaction(pool, (client) =>
    applyRateCard(client, {
      provider,
      changeRef: 'PRC-1',
      lines: [{ type: 'accommodation', pence, fromDate: '2011-07-01' }],
    }),
  );

/** Without a worker the door answers late; the run is there all the same. */
async function openRun(): Promise<string> {
  const input = { untilDate: '2011-08-10' };
  const reply = await world.api.post(officer, '/v1/accrual-run', input, randomUUID());
  expect(reply.body).toMatchObject({ ref: expect.stringMatching(/^ACR-/) });
  return String(reply.body['ref']);
}

async function stageOf(ref: string): Promise<unknown> {
  return (await world.api.get(officer, `/v1/cases/${ref}`)).body['stage'];
}

/** Every night of everybody, once, and the run's own figures say the same. */
async function expectWhole(ref: string): Promise<void> {
  const events = await record.events(ref);
  noGaps(events);
  const chunks = events.filter(({ type }) => type === 'cases-accrued').map(({ data }) => data);
  const sum = (field: string) => chunks.reduce((total, chunk) => total + Number(chunk[field]), 0);
  expect([chunks.length, sum('cases'), sum('entries'), sum('reversals')]).toEqual([3, people, people * nights, 0]);
  expect(events.find(({ type }) => type === 'all-accrued')?.data).toMatchObject({
    cases: people,
    entries: people * nights,
  });
  const owed = people * nights * 6_500;
  expect(Object.fromEntries(await balances(pool))).toEqual({ 'care-cost': owed, [payee]: -owed });
}

it('goes through everybody in chunks and closes with the totals', async () => {
  await price();
  const running = await startWorker(world.config, world.bundle);
  try {
    const ref = await openRun();
    await until(async () => (await stageOf(ref)) === 'accrued', 'the run to end', 60_000);
    await expectWhole(ref);
    expect((await world.api.get('pm-ashgrove-house-1', `/v1/cases/${ref}`)).status).toBe(404);
  } finally {
    await running.stop();
  }
}, 120_000);

it('lists what has no price, and accrues it when it has one', async () => {
  const running = await startWorker(world.config, world.bundle);
  try {
    const ref = await openRun();
    await until(async () => (await stageOf(ref)) === 'unpriced', 'the run to miss a price', 60_000);
    const { rows } = await record.db.query('select key, title from task where case_ref = $1', [ref]);
    expect(rows).toEqual([
      {
        key: 'price.ashgrove-house.accommodation',
        title: expect.stringContaining(`2011-08-01 to 2011-08-10: ${people * nights} not accrued`),
      },
    ]);
    await price();
    await world.api.post(officer, `/v1/accrual-run/${ref}/accrue-again`, {}, randomUUID());
    await until(async () => (await stageOf(ref)) === 'accrued', 'the run to end', 60_000);
    expect((await balances(pool)).get('care-cost')).toBe(people * nights * 6_500);
  } finally {
    await running.stop();
  }
}, 120_000);

/** The engine notices a dead worker when the time of its activity, a minute, is over: this test waits for that. */
it('goes on after kill -9 of the worker in the middle of a chunk, and counts everybody once', async () => {
  await price();
  const lock = new Client({ connectionString: world.config.databaseUrl });
  await lock.connect();
  const child = await startWorkerProcess();
  try {
    const held = careRef(70);
    await lock.query(`begin; select pg_advisory_xact_lock(hashtextextended('ledger:${held}', 0))`);
    const ref = await openRun();
    await until(async () => (await waiting()) === 1, 'the accrual to come to the locked case', 60_000);
    await killed(child);
    const done = await record.count('accrual_share', []);
    expect(done).toBeGreaterThan(50);
    expect(done).toBeLessThan(people);
    await lock.query('rollback');

    const second = await startWorker(world.config, world.bundle);
    try {
      await until(async () => (await stageOf(ref)) === 'accrued', 'the run to end', 150_000);
      await expectWhole(ref);
    } finally {
      await second.stop();
    }
  } finally {
    await lock.end();
    if (child.exitCode === null && child.signalCode === null) await killed(child);
  }
}, 240_000);

/** How many wait for the accrual of a case. */
function waiting(): Promise<number> {
  return record.count(
    `pg_locks where locktype = 'advisory' and not granted
     and database = (select oid from pg_database where datname = current_database())`,
    [],
  );
}

async function startWorkerProcess(): Promise<ChildProcess> {
  const root = path.join(__dirname, '..', '..');
  const { databaseUrl, temporalAddress, taskQueue, secret } = world.config;
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(root, 'worker', 'main.ts')], {
    cwd: root,
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: temporalAddress,
      TASK_QUEUE: taskQueue,
      CONCERT_SECRET: secret,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await until(() => Promise.resolve(output.includes('worker started')), 'the worker process to start', 60_000);
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
