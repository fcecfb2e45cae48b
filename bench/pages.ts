import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client, type Pool } from 'pg';
import { pino } from 'pino';
import { request, type APIRequestContext } from 'playwright-core';
import { startApi } from '../api/server';
import { migrate } from '../db/migrate';
import { openPool } from '../db/pool';
import { recordBatch } from '../db/records';
import { findEngine, startEngine } from '../local/engine';
import { startIdentity } from '../local/identity';
import { freePort } from '../local/ports';
import { startPostgres } from '../local/postgres';
import { adult } from '../local/rehearsals/script';
import { keptSecret } from '../local/secrets';
import { openCase } from '../workflows/kernel/case';
import { mapPersonal } from '../workflows/kernel/command';
import { project } from '../workflows/kernel/projection';
import { isRefusal } from '../workflows/kernel/refusals';
import { findProcess } from '../workflows/registry';
import { designatedOn, initialDesignations, makeCaseRef } from '../workflows/vocabulary';
import { usualCachedCaseWaitMs } from '../worker/config';

/** How long the task list and a case take, with more and more open cases in the database. */
const person = 'dm-ukhtc-1';
const rounds = 300;
const warmUp = 30;
const writersAtOnce = 16;
const mostGrowth = 1.5;
const mostMs = 100;
const day = 86_400_000;

/** `npm run bench:pages -- 1000 10000 100000`: how many cases are open at each measurement. */
const sizes = process.argv.slice(2).map(Number);

const nrm = findProcess('nrm-referral');

/** One referral as the engine would record it, opened some time in the last thirty days. */
async function seedCase(pool: Pool, index: number): Promise<string> {
  const ref = makeCaseRef(nrm.prefix, randomBytes(8));
  const openedAt = new Date(Date.now() - (index % 1000) * 0.03 * day).toISOString();
  const input = mapPersonal(nrm.opening, adult, () => 'text:00000000-0000-4000-8000-000000000001');
  const opened = openCase(nrm, {
    ref,
    process: nrm.name,
    processVersion: nrm.version,
    policySet: 'strategy-2011',
    openedAt,
    designated: designatedOn(initialDesignations, openedAt.slice(0, 10)),
    actor: {
      person: 'fr-met-police-1',
      agency: 'met-police',
      roles: ['first-responder'],
      designations: ['first-responder'],
    },
    key: `bench:${index}`,
    requestHash: 'bench',
    input,
  });
  if (isRefusal(opened)) throw new Error(opened.message);
  await recordBatch(pool, { ref, facts: opened.facts, projection: project(nrm, opened.state) });
  return ref;
}

/** Opens cases until there are so many, each with a message to the decision-makers. */
async function seedUpTo(pool: Pool, refs: string[], size: number): Promise<void> {
  let index = refs.length;
  const from = index;
  const write = async () => {
    while (index < size) refs.push(await seedCase(pool, index++));
  };
  await Promise.all(Array.from({ length: writersAtOnce }, write));
  await pool.query(
    `insert into notification (case_ref, effect, agency, role, message, facts)
     select unnest($1::text[]), 'bench', 'ukhtc', 'decision-maker', 'made-up', '{}'`,
    [refs.slice(from)],
  );
}

/** Somebody signed in, without a browser. */
async function signedIn(baseURL: string): Promise<APIRequestContext> {
  const context = await request.newContext({ baseURL });
  const choice = await context.get('/tasks');
  const done = await context.post(choice.url(), { form: { person } });
  if (!done.url().endsWith('/tasks'))
    throw new Error(`Not signed in: ${done.status()} at ${new URL(done.url()).pathname}`);
  return context;
}

interface Figures {
  p50: number;
  p99: number;
}

function figuresOf(values: readonly number[]): Figures {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (p: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? NaN;
  return { p50: at(0.5), p99: at(0.99) };
}

const pages: Record<string, (refs: readonly string[]) => string> = {
  'task list': () => '/tasks',
  'task list, one process': () => '/tasks?process=nrm-referral',
  'task list, a process without tasks': () => '/tasks?process=reflection-period',
  case: (refs) => `/cases/${refs[Math.floor(Math.random() * refs.length)]}`,
};

/** Each page in turn, so that what else the machine does falls on all of them alike. */
async function measure(context: APIRequestContext, refs: readonly string[]): Promise<Record<string, Figures>> {
  const took: Record<string, number[]> = Object.fromEntries(Object.keys(pages).map((name) => [name, []]));
  for (let round = -warmUp; round < rounds; round++)
    for (const [name, urlOf] of Object.entries(pages)) {
      const began = performance.now();
      const answered = await context.get(urlOf(refs));
      await answered.body();
      if (answered.status() !== 200) throw new Error(`${name}: ${answered.status()}`);
      if (round >= 0) took[name]?.push(performance.now() - began);
    }
  return Object.fromEntries(Object.entries(took).map(([name, values]) => [name, figuresOf(values)]));
}

function print(results: readonly { size: number; figures: Record<string, Figures> }[]): void {
  console.log(
    `\nnode ${process.version}, ${os.cpus().length} cores, load ${os.loadavg()[0]?.toFixed(1)}, ${rounds} rounds`,
  );
  for (const name of Object.keys(pages))
    for (const [i, { size, figures }] of results.entries()) {
      const now = figures[name];
      const before = results[i - 1];
      const than = before?.figures[name];
      if (!now) continue;
      const decades = before ? Math.log10(size / before.size) : 0;
      const growth = than && decades > 0 ? (now.p50 / than.p50) ** (1 / decades) : undefined;
      const said =
        growth === undefined
          ? ''
          : `growth ${growth.toFixed(2)} per decade: ${growth <= mostGrowth ? 'met' : 'not met'}`;
      const isQuick = name.startsWith('task') ? `, under ${mostMs} ms: ${now.p99 < mostMs ? 'met' : 'not met'}` : '';
      console.log(
        `${name.padEnd(36)} ${String(size).padStart(7)} open  p50 ${now.p50.toFixed(1)} ms  p99 ${now.p99.toFixed(1)} ms${isQuick}  ${said}`,
      );
    }
}

async function main(): Promise<void> {
  if (sizes.length === 0 || sizes.some((size) => !Number.isInteger(size) || size < 1))
    throw new Error('Give the numbers of open cases, growing, for example: 1000 10000 100000');
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'concert-bench-'));
  chmodSync(dataDir, 0o755); // PostgreSQL's stand-in user must get in when we are root
  const stops: (() => Promise<unknown>)[] = [];
  try {
    const postgres = await startPostgres({ dataDir, report: console.log, isDurable: false });
    stops.push(postgres.stop);
    await migrate(postgres.url, console.log);
    const engine = await startEngine({ binary: await findEngine(console.log), dataDir });
    stops.push(engine.stop);
    const audience = 'https://concert.bench/api';
    const redirectUris = ['http://127.0.0.1/callback'];
    const identity = await startIdentity({ dataDir, port: await freePort(), audience, redirectUris });
    stops.push(identity.stop);
    const port = await freePort();
    const baseUrl = `http://127.0.0.1:${port}`;
    const api = await startApi(
      {
        databaseUrl: postgres.url,
        temporalAddress: engine.address,
        namespace: 'default',
        taskQueue: 'concert',
        secret: randomBytes(32).toString('base64url'),
        issuer: identity.issuer,
        audience,
        port,
        host: '127.0.0.1',
        metricsPort: await freePort(),
        recordWaitMs: 10_000,
        maxCachedCases: 10,
        cachedCaseWaitMs: usualCachedCaseWaitMs,
        pages: { baseUrl, clientId: 'concert-pages', clientSecret: keptSecret(dataDir, 'identity-pages') },
      },
      pino({ level: 'silent' }),
    );
    stops.push(api.stop);
    const pool = openPool(postgres.url, 'concert_worker', writersAtOnce);
    stops.push(() => pool.end());
    const owner = new Client({ connectionString: postgres.url });
    await owner.connect();
    stops.push(() => owner.end());
    const context = await signedIn(baseUrl);
    stops.push(() => context.dispose());
    const refs: string[] = [];
    const results = [];
    for (const size of sizes) {
      const began = performance.now();
      await seedUpTo(pool, refs, size);
      await owner.query('vacuum analyze');
      console.log(`${size} cases are open (${((performance.now() - began) / 1000).toFixed(0)} s)`);
      results.push({ size, figures: await measure(context, refs) });
    }
    print(results);
  } finally {
    for (const undo of stops.toReversed()) await undo();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
