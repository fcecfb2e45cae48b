import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client, type Pool } from 'pg';
import { accrueChunk } from '../activities/ledger';
import { balances, inTransaction, postTransaction } from '../db/ledger';
import { migrate } from '../db/migrate';
import { openPool } from '../db/pool';
import { applyRateCard } from '../db/rates';
import { startPostgres } from '../local/postgres';
import { correction, openCare } from '../test/accrual-run/care';
import { payable, transfer } from '../workflows/provider-payment/accounts';
import type { Movement } from '../workflows/victim-care/journey';

/**
 * A year of nights for many people in care, accrued from their records, against two ways to write the same rows without
 * knowing whose night it is: one statement, INSERT … SELECT, and one transaction at a time. The same tables, constraints
 * and checks in each; a database of its own for each.
 */
const people = Number(process.env['BENCH_PEOPLE'] ?? 2_000);
const nights = Number(process.env['BENCH_NIGHTS'] ?? 365);
const singles = 5_000;
const providers = ['ashgrove-house', 'beacon-refuge', 'cedar-trust'];
const day = 86_400_000;
const first = Date.UTC(2011, 6, 1, 12);

const at = (night: number) => new Date(first + night * day).toISOString();

/** Somebody who moves every hundred days and is away for two nights a month. */
function journeyOf(n: number): Movement[] {
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

const insertSelect = `
  with given as (
    select 'CAR-' || n as ref, day::date as on_date, (array['ashgrove-house', 'beacon-refuge', 'cedar-trust'])[1 + n % 3] as provider
    from generate_series(1, ${people}) as n, generate_series(date '2011-07-01', date '2011-07-01' + ${nights - 1}, interval '1 day') as day),
  added as (
    insert into ledger_transaction (key, kind, care_ref, line, on_date, provider)
    select ref || ':night:' || on_date || ':1', 'accrual', ref, 'night:' || on_date, on_date, provider from given returning id, provider)
  insert into ledger_posting (transaction_id, account, pence)
  select id, side.account, side.pence from added,
    lateral (values ('care-cost', 6500), ('payable:' || provider, -6500)) as side (account, pence)`;

/** The same rows into tables without a key, an index or a check. */
const bareTables = `
  create table bare_transaction (like ledger_transaction including identity including defaults);
  create table bare_posting (like ledger_posting)`;
const insertSelectBare = insertSelect.replaceAll('into ledger_', 'into bare_');

async function postSingly(pool: Pool): Promise<void> {
  for (let n = 0; n < singles; n += 1) {
    const on = at(n % nights).slice(0, 10);
    const provider = providers[n % 3] ?? '';
    await postTransaction(pool, {
      key: `single:${n}`,
      kind: 'accrual',
      care: { careRef: `CAR-${Math.floor(n / nights)}`, line: `night:${on}`, on },
      provider,
      postings: transfer(6_500, 'care-cost', payable(provider)),
    });
  }
}

/** Chunk by chunk, as the run asks for it; how much memory was held meanwhile, in MB. */
async function accrueAll(pool: Pool, run: string): Promise<{ entries: number; memory: number[] }> {
  const untilDate = at(nights - 1).slice(0, 10);
  const memory: number[] = [];
  let entries = 0;
  for (let after = '', isLast = false, chunks = 0; !isLast; chunks += 1) {
    const chunk = await accrueChunk(pool, `${run}:${chunks}`, { after, limit: 50, untilDate });
    ({ after, isLast } = chunk);
    entries += chunk.entries;
    if (chunks % 8 === 0) memory.push(Math.round(process.memoryUsage().rss / 1e6));
  }
  return { entries, memory };
}

function perSecond(count: number, took: number): string {
  return Math.round(count / took).toLocaleString('en-GB');
}

async function measure(url: string): Promise<void> {
  const rows = people * nights;
  const bulkSeconds = await withDatabase(url, 'bench_bulk', (_pool, owner) =>
    secondsOf(() => owner.query(insertSelect)),
  );
  const bareSeconds = await withDatabase(url, 'bench_bare', async (_pool, owner) => {
    await owner.query(bareTables);
    return secondsOf(() => owner.query(insertSelectBare));
  });
  const singleSeconds = await withDatabase(url, 'bench_single', (pool) => secondsOf(() => postSingly(pool)));
  await withDatabase(url, 'bench_accrual', async (pool) => {
    for (const provider of providers)
      await inTransaction(pool, (client) => {
        const lines = [{ type: 'accommodation' as const, pence: 6_500, fromDate: '2011-07-01' }];
        return applyRateCard(client, { provider, lines, changeRef: 'bench' });
      });
    for (let n = 0; n < people; n += 1)
      await openCare(pool, n, new Date(first).toISOString(), [correction(journeyOf(n))]);
    let run = { entries: 0, memory: [0] };
    const seconds = await secondsOf(async () => (run = await accrueAll(pool, 'run')));
    const againSeconds = await secondsOf(async () => {
      const again = await accrueAll(pool, 'again');
      if (again.entries > 0) throw new Error('A second run booked something.');
    });
    const booked = (await balances(pool)).get('care-cost') ?? 0;
    if (run.entries !== rows || booked !== rows * 6_500) throw new Error(`${run.entries} entries, ${booked} pence`);
    console.log(`\nnode ${process.version}, ${os.cpus().length} cores, load ${os.loadavg()[0]?.toFixed(1)}`);
    console.log(`${people} people × ${nights} nights = ${rows} nights, 2 postings each`);
    console.log(`accrual              ${seconds.toFixed(1)} s, ${perSecond(rows, seconds)} nights/s`);
    console.log(
      `the second time      ${againSeconds.toFixed(1)} s, ${perSecond(rows, againSeconds)} nights/s, nothing booked`,
    );
    console.log(`one INSERT … SELECT  ${bulkSeconds.toFixed(1)} s, ${perSecond(rows, bulkSeconds)} nights/s`);
    console.log(`… with no checks     ${bareSeconds.toFixed(1)} s, ${perSecond(rows, bareSeconds)} nights/s`);
    console.log(`one at a time        ${perSecond(singles, singleSeconds)} nights/s (of ${singles})`);
    console.log(`memory held          ${run.memory.join(', ')} MB`);
    const ratio = bulkSeconds / seconds;
    console.log(
      `accrual / INSERT … SELECT  ${ratio.toFixed(2)}, goal at least 0.3: ${ratio >= 0.3 ? 'met' : 'not met'}`,
    );
    console.log(`accrual / … with no checks ${(bareSeconds / seconds).toFixed(2)}`);
    console.log(`accrual / one at a time    ${(rows / seconds / (singles / singleSeconds)).toFixed(2)}`);
  });
}

async function main(): Promise<void> {
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
    await measure(postgres.url);
  } finally {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
