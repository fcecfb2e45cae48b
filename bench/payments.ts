import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client, type Pool } from 'pg';
import { z } from 'zod';
import { accrueChunk } from '../activities/ledger';
import { balances } from '../db/ledger';
import { migrate } from '../db/migrate';
import { inTransaction, openPool } from '../db/pool';
import { applyRateCard } from '../db/rates';
import { drawStatement } from '../db/statements';
import { startPostgres } from '../local/postgres';
import { correction, openCare } from '../test/accrual-run/care';
import type { Movement } from '../workflows/victim-care/journey';

/**
 * Accrual and statements for many people over many nights, against one plain INSERT … SELECT of as many rows: the same
 * tables, constraints and checks, without knowing whose night it is. A database and a process of its own for each size,
 * so that the memory of each is its own.
 */
const sizes: readonly Size[] = [
  { people: 250, nights: 365 },
  { people: 250, nights: 1_460 },
  { people: 2_000, nights: 365 },
];
/** The size for which there is a goal. */
const measured = sizes.at(-1);
const goal = 0.3;
const providers = ['ashgrove-house', 'beacon-refuge', 'cedar-trust'];
const day = 86_400_000;
const first = Date.UTC(2011, 6, 1, 12);
const nightPence = 6_500;
const casesPerChunk = 50;

const Size = z.object({ people: z.int(), nights: z.int() });
type Size = z.infer<typeof Size>;

const Took = z.object({
  accrualSeconds: z.number(),
  againSeconds: z.number(),
  statementSeconds: z.number(),
  /** At the start of the accrual, and the most from then on. */
  megabytesBefore: z.number(),
  megabytesMost: z.number(),
});
type Took = z.infer<typeof Took>;

const at = (night: number) => new Date(first + night * day).toISOString();
const dayOf = (night: number) => at(night).slice(0, 10);

/** Somebody who moves every hundred days and is away for two nights a month. */
function journeyOf(n: number, nights: number): Movement[] {
  const place = (night: number) => {
    const provider = providers[(n + Math.floor(night / 100)) % providers.length] ?? '';
    return { provider, place: `${provider}-1` };
  };
  return Array.from({ length: Math.ceil(nights / 10) }, (_, i) => i * 10).flatMap((night): Movement[] =>
    night % 30 === 20
      ? [
          { at: at(night), to: 'absent' },
          { at: at(night + 2), to: place(night) },
        ]
      : [{ at: at(night), to: place(night) }],
  );
}

async function withDatabase<T>(url: string, name: string, work: (pool: Pool, owner: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: url });
  await admin.connect();
  await admin.query(`create database ${name} template bench_template`);
  await admin.end();
  const own = new URL(url);
  own.pathname = `/${name}`;
  const pool = openPool(own.toString(), 'concert_worker', 4);
  const owner = new Client({ connectionString: own.toString() });
  await owner.connect();
  try {
    return await work(pool, owner);
  } finally {
    await pool.end();
    await owner.end();
  }
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/** As many rows as accrual and statements write, in one statement each; every check of the tables runs. */
const insertNights = ({ people, nights }: Size) => `
  with given as (
    select 'CAR-' || n as ref, day::date as on_date, (array['ashgrove-house', 'beacon-refuge', 'cedar-trust'])[1 + n % 3] as provider
    from generate_series(1, ${people}) as n, generate_series(date '2011-07-01', date '2011-07-01' + ${nights - 1}, interval '1 day') as day),
  added as (
    insert into ledger_transaction (key, kind, care_ref, line, on_date, provider)
    select ref || ':night:' || on_date || ':1', 'accrual', ref, 'night:' || on_date, on_date, provider from given returning id, provider)
  insert into ledger_posting (transaction_id, account, pence)
  select id, side.account, side.pence from added,
    lateral (values ('care-cost', ${nightPence}), ('payable:' || provider, -${nightPence})) as side (account, pence)`;
const insertLines = `
  insert into statement_entry (statement_ref, line_no, transaction_id, care_ref, line, pence)
  select provider, row_number() over (partition by provider), id, care_ref, line, ${nightPence} from ledger_transaction`;

/** Chunk by chunk, as the run asks for it. */
async function accrueAll(pool: Pool, run: string, nights: number, watch: () => void): Promise<number> {
  let entries = 0;
  for (let after = '', isLast = false, chunks = 0; !isLast; chunks += 1) {
    const asked = { after, limit: casesPerChunk, untilDate: dayOf(nights - 1) };
    const chunk = await accrueChunk(pool, `${run}:${chunks}`, asked);
    ({ after, isLast } = chunk);
    entries += chunk.entries;
    watch();
  }
  return entries;
}

/** One statement of each provider over all of it. @returns their sum in pence */
async function drawAll(pool: Pool, nights: number, watch: () => void): Promise<number> {
  let pence = 0;
  for (const provider of providers) {
    const period = { provider, fromDate: dayOf(0), untilDate: dayOf(nights - 1) };
    const drawn = await drawStatement(pool, `STM-${provider}`, period);
    pence += Number(drawn['totalPence']);
    watch();
  }
  return pence;
}

const megabytes = () => Math.round(process.memoryUsage().rss / 1e6);

/** In a process of its own. @throws Error when the books do not come to what they must */
async function measure(url: string, { people, nights }: Size): Promise<Took> {
  return withDatabase(url, `bench_${people}_${nights}`, async (pool) => {
    for (const provider of providers)
      await inTransaction(pool, (client) => {
        const lines = [{ type: 'accommodation' as const, pence: nightPence, fromDate: dayOf(0) }];
        return applyRateCard(client, { provider, lines, changeRef: 'bench' });
      });
    for (let n = 0; n < people; n += 1) await openCare(pool, n, at(0), [correction(journeyOf(n, nights))]);
    const megabytesBefore = megabytes();
    let megabytesMost = megabytesBefore;
    const watch = () => {
      megabytesMost = Math.max(megabytesMost, megabytes());
    };
    const rows = people * nights;
    const accrualSeconds = await secondsOf(async () => {
      const entries = await accrueAll(pool, 'run', nights, watch);
      if (entries !== rows) throw new Error(`${entries} entries for ${rows} nights`);
    });
    const againSeconds = await secondsOf(async () => {
      if ((await accrueAll(pool, 'again', nights, watch)) > 0) throw new Error('A second run booked something.');
    });
    const statementSeconds = await secondsOf(async () => {
      const pence = await drawAll(pool, nights, watch);
      if (pence !== rows * nightPence) throw new Error(`Statements of ${pence} pence for ${rows} nights`);
    });
    const booked = (await balances(pool)).get('care-cost') ?? 0;
    if (booked !== rows * nightPence) throw new Error(`${booked} pence booked for ${rows} nights`);
    return { accrualSeconds, againSeconds, statementSeconds, megabytesBefore, megabytesMost };
  });
}

function measureApart(url: string, size: Size): Took {
  const argument = JSON.stringify({ url, size });
  const child = spawnSync(process.execPath, ['--import', 'tsx', __filename, argument], { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(child.stderr);
  return Took.parse(JSON.parse(child.stdout.trim().split('\n').at(-1) ?? ''));
}

async function plainSeconds(url: string, size: Size): Promise<{ nights: number; lines: number }> {
  return withDatabase(url, 'bench_plain', async (_pool, owner) => ({
    nights: await secondsOf(() => owner.query(insertNights(size))),
    lines: await secondsOf(() => owner.query(insertLines)),
  }));
}

const perSecond = (count: number, took: number) => Math.round(count / took).toLocaleString('en-GB');

function report({ people, nights }: Size, took: Took): void {
  const rows = people * nights;
  const { accrualSeconds, againSeconds, statementSeconds, megabytesBefore, megabytesMost } = took;
  console.log(`\n${people} people × ${nights} nights = ${rows.toLocaleString('en-GB')} nights`);
  console.log(`accrual            ${accrualSeconds.toFixed(1)} s, ${perSecond(rows, accrualSeconds)} nights/s`);
  console.log(`a second time      ${againSeconds.toFixed(1)} s, nothing booked`);
  console.log(`statements         ${statementSeconds.toFixed(1)} s, ${perSecond(rows, statementSeconds)} nights/s`);
  console.log(`memory             ${megabytesBefore} MB before, ${megabytesMost} MB at most`);
}

async function compare(url: string): Promise<void> {
  console.log(`node ${process.version}, ${os.cpus().length} cores, load ${os.loadavg()[0]?.toFixed(1)}`);
  for (const size of sizes) {
    const took = measureApart(url, size);
    report(size, took);
    if (size !== measured) continue;
    const plain = await plainSeconds(url, size);
    const rows = size.people * size.nights;
    console.log(
      `INSERT … SELECT    ${plain.nights.toFixed(1)} s for the ledger, ${plain.lines.toFixed(1)} s for the lines`,
    );
    console.log(`                   ${perSecond(rows, plain.nights + plain.lines)} nights/s`);
    const ratio = (plain.nights + plain.lines) / (took.accrualSeconds + took.statementSeconds);
    console.log(`accrual alone      ${(plain.nights / took.accrualSeconds).toFixed(2)} of it`);
    console.log(`both / plain       ${ratio.toFixed(2)}, goal at least ${goal}: ${ratio >= goal ? 'met' : 'not met'}`);
  }
}

const Asked = z.object({ url: z.string(), size: Size });

async function main(): Promise<void> {
  const [, , argument] = process.argv;
  if (argument !== undefined) {
    const { url, size } = Asked.parse(JSON.parse(argument));
    console.log(JSON.stringify(await measure(url, size)));
    return;
  }
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'concert-bench-'));
  chmodSync(dataDir, 0o755); // PostgreSQL's stand-in user must get in when we are root
  const postgres = await startPostgres({ dataDir, report: console.log });
  try {
    const template = new URL(postgres.url);
    template.pathname = '/bench_template';
    const admin = new Client({ connectionString: postgres.url });
    await admin.connect();
    await admin.query('create database bench_template');
    await admin.end();
    await migrate(template.toString(), console.log);
    await compare(postgres.url);
  } finally {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
