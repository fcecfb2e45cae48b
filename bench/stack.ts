import { createHash, randomBytes } from 'node:crypto';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker } from '@temporalio/worker';
import { Pool } from 'pg';
import { pino } from 'pino';
import { startApi } from '../api/server';
import { migrate } from '../db/migrate';
import { ApiClient } from '../local/client';
import { findEngine, startEngine } from '../local/engine';
import { startIdentity } from '../local/identity';
import { freePort } from '../local/ports';
import { startPostgres } from '../local/postgres';
import type { Config } from '../worker/config';
import { bundleWorkflows, quietEngineLibrary, startWorker } from '../worker/worker';
import type { NoteActivities } from './workflows';

/** Of every worker here: as where ten thousand dates at one instant are to be expected (CACHED_CASE_WAIT_MS). */
const cachedCaseWaitMs = 5 * 60_000;
const audience = 'https://concert.bench/api';

export interface BenchStack {
  api: ApiClient;
  /** Of (a) and (b): without a codec, as somebody would write it who only needs this. */
  bench: Client;
  taskQueue: string;
  /** Of Concert's own worker and API. */
  config: Config;
  stop: () => Promise<void>;
}

/** Servers of its own in a folder of its own, with Concert's worker and API and the bench's worker on them. */
export async function startBenchStack(dataDir: string): Promise<BenchStack> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const undo of stops.splice(0).toReversed()) await undo();
  };
  try {
    quietEngineLibrary();
    const postgres = await startPostgres({ dataDir, report: console.log });
    stops.push(postgres.stop);
    await migrate(postgres.url, console.log);
    const engine = await startEngine({ binary: await findEngine(console.log), dataDir });
    stops.push(engine.stop);
    const identity = await startIdentity({ dataDir, port: await freePort(), audience });
    stops.push(identity.stop);
    const config: Config = {
      databaseUrl: postgres.url,
      temporalAddress: engine.address,
      namespace: 'default',
      taskQueue: 'concert',
      secret: randomBytes(32).toString('base64url'),
      issuer: identity.issuer,
      audience,
      port: 0,
      host: '127.0.0.1',
      metricsPort: await freePort(),
      recordWaitMs: 10_000,
      maxCachedCases: 2000,
      cachedCaseWaitMs,
    };
    const worker = await startWorker(config, await bundleWorkflows());
    stops.push(worker.stop);
    const server = await startApi(config, pino({ level: 'silent' }));
    stops.push(server.stop);
    stops.push(await startBenchWorker(config));
    const connection = await Connection.connect({ address: engine.address });
    stops.push(() => connection.close());
    const api = new ApiClient(server.url, identity.issuer);
    return { api, bench: new Client({ connection }), taskQueue: 'bench', config, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startBenchWorker({ databaseUrl, temporalAddress }: Config): Promise<() => Promise<void>> {
  const pool = new Pool({ connectionString: databaseUrl, max: 10 });
  await pool.query(`create table bench_event (
    ref text, seq int, key text, text text, previous_hash text, hash text, at timestamptz default now(),
    primary key (ref, seq), unique (ref, key))`);
  const connection = await NativeConnection.connect({ address: temporalAddress });
  const worker = await Worker.create({
    connection,
    taskQueue: 'bench',
    workflowBundle: await bundleWorkflowCode({
      workflowsPath: path.join(__dirname, 'workflows.ts'),
      logger: new DefaultLogger('WARN'),
    }),
    activities: { append: (ref, key, text) => append(pool, ref, key, text) } satisfies NoteActivities,
    maxCachedWorkflows: 2000,
    stickyQueueScheduleToStartTimeout: cachedCaseWaitMs,
  });
  const running = worker.run();
  return async () => {
    worker.shutdown();
    await running;
    await Promise.all([pool.end(), connection.close()]);
  };
}

async function append(pool: Pool, ref: string, key: string, text: string): Promise<number> {
  const { rows } = await pool.query<{ seq: number; hash: string }>(
    'select seq, hash from bench_event where ref = $1 order by seq desc limit 1',
    [ref],
  );
  const head = rows[0] ?? { seq: 0, hash: '' };
  const seq = head.seq + 1;
  const hash = createHash('sha256')
    .update(JSON.stringify([head.hash, ref, seq, key, text]))
    .digest('hex');
  await pool.query(
    'insert into bench_event (ref, seq, key, text, previous_hash, hash) values ($1, $2, $3, $4, $5, $6)',
    [ref, seq, key, text, head.hash, hash],
  );
  return seq;
}
