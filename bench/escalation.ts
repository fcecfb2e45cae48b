import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import { Pool } from 'pg';
import { connectEngine } from '../activities/engine';
import { openAndStart } from '../activities/openings';
import { keysFrom } from '../db/keys';
import { openPool } from '../db/pool';
import { londonDateOf } from '../workflows/kernel/calendar';
import type { Opening } from '../workflows/kernel/case';
import { policy } from '../workflows/missing-child/policy';
import { missingChild } from '../workflows/missing-child/process';
import { designatedOn, initialDesignations, makeCaseRef } from '../workflows/vocabulary';
import { startBenchStack, type BenchStack } from './stack';
import { bareTimer, handWrittenStep } from './workflows';

/**
 * Many ladders whose next step falls due at the same instant: how late each step is taken, and how many a second.
 * (a) bare timers of the engine, (b) a workflow by hand that records the step, (c) Concert: the police have not
 * acknowledged, the force lead is reached and told, all of it recorded; (d) the same ladder as jobs of graphile-worker.
 */
const sizes = process.argv.slice(2).map(Number);
const inFlight = 20;
const leastLeadMs = 20_000;
/** A few first, to see how many are opened in a second; the instant is then far enough off for all, and half as far again. */
const warmUp = 50;
const warmUpLeadMs = 30_000;
const leadOfOpening = 1.5;

interface Kind {
  name: string;
  /** Opens one ladder whose next step falls due at `dueMs`. */
  open: (dueMs: number) => Promise<unknown>;
  /** How many steps are taken by now. */
  count: () => Promise<number>;
  /** When each step was taken, in ms. */
  taken: () => Promise<number[]>;
}

async function kindsOf(stack: BenchStack, pool: Pool, worker: Pool, size: number): Promise<Kind[]> {
  const { bench, taskQueue, config } = stack;
  const keys = keysFrom(config.secret);
  const concert = await connectEngine(config.temporalAddress, keys, config.namespace);
  const prefix = `of-${size}-`;
  /** Of steps that stand in a table: `at` and what it is selected from. */
  const inTable = (at: string, from: string): Pick<Kind, 'count' | 'taken'> => ({
    async count() {
      const { rows } = await pool.query<{ n: number }>(`select count(*)::int as n from ${from}`, [`${prefix}%`]);
      return rows[0]?.n ?? 0;
    },
    async taken() {
      const sql = `select extract(epoch from ${at}) * 1000 as ms from ${from}`;
      const { rows } = await pool.query<{ ms: string }>(sql, [`${prefix}%`]);
      return rows.map(({ ms }) => Number(ms));
    },
  });
  const closed = `WorkflowId STARTS_WITH '${prefix}bare-' and ExecutionStatus = 'Completed'`;
  return [
    {
      name: '(a) bare timers',
      open: (dueMs) =>
        bench.workflow.start(bareTimer, { workflowId: `${prefix}bare-${randomUUID()}`, taskQueue, args: [dueMs] }),
      count: async () => (await bench.workflow.count(closed)).count,
      async taken() {
        const times: number[] = [];
        for await (const { closeTime } of bench.workflow.list({ query: closed }))
          if (closeTime) times.push(closeTime.getTime());
        return times;
      },
    },
    {
      name: '(b) hand-written',
      open(dueMs) {
        const workflowId = `${prefix}hand-${randomUUID()}`;
        return bench.workflow.start(handWrittenStep, { workflowId, taskQueue, args: [workflowId, dueMs] });
      },
      ...inTable('at', `bench_event where ref like $1 and key = 'step'`),
    },
    {
      name: '(c) Concert',
      open: (dueMs) =>
        openAndStart(
          { pool: worker, client: concert, taskQueue: config.taskQueue },
          missingSince(dueMs, `${prefix}${randomUUID()}`),
        ),
      ...inTable(
        's.recorded_at',
        `event s join event r on r.case_ref = s.case_ref and r.type = 'reported' and r.command_key like $1
         where s.type = 'step-reached' and s.data->>'because' = 'not-acknowledged'`,
      ),
    },
    {
      name: '(d) graphile-worker',
      async open(dueMs) {
        const ladder = `${prefix}${randomUUID()}`;
        const job = `select graphile_worker.add_job('step', json_build_object('ladder', $1::text), run_at => to_timestamp($2 / 1000.0))`;
        await pool.query(`insert into bench_ladder (ladder) values ($1)`, [ladder]);
        await pool.query(job, [ladder, dueMs]);
      },
      ...inTable('at', 'bench_step where ladder like $1'),
    },
  ];
}

/** A child reported so long ago that the police's time to acknowledge ends at `dueMs`, and nothing else does. */
function missingSince(dueMs: number, key: string): Opening {
  const step = policy['strategy-2011'].ladders.value.find(({ ladder }) => ladder === 'police')?.steps[0];
  const hours = step?.acknowledge.medium.count ?? 1;
  const openedAt = new Date(dueMs - hours * 3_600_000).toISOString();
  const agency = 'hillingdon-council';
  return {
    ref: makeCaseRef(missingChild.prefix, randomBytes(8)),
    process: missingChild.name,
    processVersion: missingChild.version,
    policySet: 'strategy-2011',
    openedAt,
    actor: { person: 'duty-hillingdon-council-1', agency, roles: ['duty-manager'], designations: ['local-authority'] },
    key,
    requestHash: 'bench',
    designated: designatedOn(initialDesignations, londonDateOf(openedAt)),
    input: { indicators: [], trafficking: 'not-suspected' },
  };
}

/** The same step in one transaction: the ladder moves on, the step is recorded, the next one is planned. */
async function startJobs(pool: Pool) {
  const utils = await makeWorkerUtils({ pgPool: pool, logger: silent });
  await utils.migrate();
  await utils.release();
  await pool.query(`create table bench_ladder (ladder text primary key, step int not null default 0);
    create table bench_step (ladder text, step int, at timestamptz default clock_timestamp(), primary key (ladder, step))`);
  return run({
    pgPool: pool,
    concurrency: 10,
    noHandleSignals: true,
    logger: silent,
    taskList: {
      async step(payload, { withPgClient }) {
        const ladder = typeof payload === 'object' && payload !== null && 'ladder' in payload ? payload.ladder : '';
        await withPgClient(async (client) => {
          await client.query('begin');
          const moved = `update bench_ladder set step = step + 1 where ladder = $1 returning step`;
          const { rows } = await client.query<{ step: number }>(moved, [ladder]);
          await client.query(`insert into bench_step (ladder, step) values ($1, $2)`, [ladder, rows[0]?.step]);
          const next = `select graphile_worker.add_job('step', json_build_object('ladder', $1::text), run_at => now() + interval '1 day')`;
          await client.query(next, [ladder]);
          await client.query('commit');
        });
      },
    },
  });
}

const silent = new Logger(() => () => undefined);

async function measure({ name, open, count, taken }: Kind, size: number, leadMs: number) {
  const began = Date.now();
  const dueMs = began + leadMs;
  let left = size;
  const lane = async () => {
    while (left-- > 0) await open(dueMs);
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  const openMs = (Date.now() - began) / size;
  const spareMs = dueMs - Date.now();
  if (spareMs < 0) throw new Error(`${name}: the instant came before all were opened. Nothing is measured.`);
  await pause(spareMs);
  while ((await count()) < size) await pause(1_000);
  const late = (await taken()).map((ms) => ms - dueMs);
  const earliest = Math.min(...late);
  if (earliest < 0) throw new Error(`${name}: a step was taken ${-earliest} ms before it was due.`);
  const figures = {
    p50: percentile(late, 0.5),
    p99: percentile(late, 0.99),
    perSecond: size / (Math.max(...late) / 1000),
  };
  console.log(
    `${name.padEnd(20)} p50 ${(figures.p50 / 1000).toFixed(2)} s, p99 ${(figures.p99 / 1000).toFixed(2)} s late, ${figures.perSecond.toFixed(1)}/s`,
  );
  return { ...figures, openMs };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((x, y) => x - y);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? NaN;
}

async function measureAll(stack: BenchStack): Promise<void> {
  const pool = new Pool({ connectionString: stack.config.databaseUrl, max: 30 });
  pool.on('error', () => undefined); // an idle connection that breaks; the next query reports it
  pool.on('connect', (client) => client.on('error', () => undefined));
  const worker = openPool(stack.config.databaseUrl, 'concert_worker', 10);
  const jobs = await startJobs(pool);
  try {
    console.log(`${warmUp} of each, to warm up:`);
    const warm = await eachOf(await kindsOf(stack, pool, worker, warmUp), warmUp, () => warmUpLeadMs);
    for (const size of sizes) {
      console.log(
        `\n${size} ladders, node ${process.version}, ${os.cpus().length} cores, load ${os.loadavg()[0]?.toFixed(1)}`,
      );
      const [bare, hand, concert, job] = await eachOf(
        await kindsOf(stack, pool, worker, size),
        size,
        (i) => leastLeadMs + leadOfOpening * size * (warm[i]?.openMs ?? 0),
      );
      if (!bare || !hand || !concert || !job) throw new Error('four kinds are measured');
      const ratio = concert.perSecond / bare.perSecond;
      console.log(`drain rate c/a ${ratio.toFixed(2)}  goal at least 0.8: ${ratio >= 0.8 ? 'met' : 'not met'}`);
      console.log(
        `drain rate c/b ${(concert.perSecond / hand.perSecond).toFixed(2)}, c/d ${(concert.perSecond / job.perSecond).toFixed(3)}`,
      );
      console.log(
        `p99 lateness c/a ${(concert.p99 / bare.p99).toFixed(2)}, c/b ${(concert.p99 / hand.p99).toFixed(2)}`,
      );
    }
  } finally {
    await jobs.stop();
    await Promise.all([pool.end(), worker.end()]);
  }
}

async function eachOf(kinds: readonly Kind[], size: number, leadMs: (index: number) => number) {
  const found = [];
  for (const [i, kind] of kinds.entries()) found.push(await measure(kind, size, leadMs(i)));
  return found;
}

async function main(): Promise<void> {
  if (sizes.length === 0 || sizes.some((size) => !Number.isInteger(size) || size < 1))
    throw new Error('Say how many ladders, for example: npm run bench:escalation -- 1000 10000');
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'concert-bench-'));
  chmodSync(dataDir, 0o755); // PostgreSQL's stand-in user must get in when we are root
  try {
    const stack = await startBenchStack(dataDir);
    try {
      await measureAll(stack);
    } finally {
      await stack.stop();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
