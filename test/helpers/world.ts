import { randomBytes, randomUUID } from 'node:crypto';
import path from 'node:path';
import { readFileSync } from 'node:fs';
import type { Client } from '@temporalio/client';
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { Client as DatabaseClient } from 'pg';
import { pino } from 'pino';
import { connectEngine } from '../../activities/engine';
import type { MorePages } from '../../api/pages/sign-in';
import { startApi, type RunningApi } from '../../api/server';
import { keysFrom } from '../../db/keys';
import { ApiClient } from '../../local/client';
import { freePort } from '../../local/ports';
import { usualCachedCaseWaitMs, type Config } from '../../worker/config';
import { quietEngineLibrary, startWorker, type RunningWorker } from '../../worker/worker';
import { audience, bundleFile, templateDatabase } from './global-setup';

/** A database, a task queue, an API and (unless asked not to) a worker of this file's own, on the shared servers. */
export interface World {
  config: Config;
  api: ApiClient;
  server: RunningApi;
  client: Client;
  worker: RunningWorker | undefined;
  bundle: WorkflowBundleWithSourceMap;
  stop: () => Promise<void>;
}

export async function startWorld(
  options: { hasWorker?: boolean; config?: Partial<Config>; more?: MorePages } = {},
): Promise<World> {
  quiet();
  const config: Config = { ...(await freshConfig()), ...options.config };
  const bundle = sharedBundle();
  const worker = options.hasWorker === false ? undefined : await startWorker(config, bundle);
  const server = await startApi(config, pino({ level: 'silent' }), options.more && { more: options.more });
  const client = await connectEngine(config.temporalAddress, keysFrom(config.secret));
  return {
    config,
    server,
    client,
    worker,
    bundle,
    api: new ApiClient(server.url, config.issuer ?? ''),
    async stop() {
      await server.stop();
      await worker?.stop();
      await client.connection.close();
    },
  };
}

let isQuiet = false;
function quiet(): void {
  if (!isQuiet) quietEngineLibrary();
  isQuiet = true;
}

/** A configuration with a database of its own. */
export async function freshConfig(): Promise<Config> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const admin = new DatabaseClient({ connectionString: environment('TEST_DATABASE_URL') });
  await admin.connect();
  await admin.query(`create database ${name} template ${templateDatabase}`);
  await admin.end();
  const url = new URL(environment('TEST_DATABASE_URL'));
  url.pathname = `/${name}`;
  return {
    databaseUrl: url.toString(),
    temporalAddress: environment('TEST_TEMPORAL_ADDRESS'),
    namespace: 'default',
    taskQueue: name,
    secret: randomBytes(32).toString('base64url'),
    issuer: environment('TEST_ISSUER'),
    audience,
    port: 0,
    host: '127.0.0.1',
    metricsPort: await freePort(),
    recordWaitMs: 30_000, // the machine may be busy with other tests
    maxCachedCases: 500,
    cachedCaseWaitMs: usualCachedCaseWaitMs,
  };
}

/** The workflow bundle that was made for all test files. */
function sharedBundle(): WorkflowBundleWithSourceMap {
  return { code: readFileSync(path.join(environment('TEST_DATA'), bundleFile), 'utf8'), sourceMap: '' };
}

export function environment(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests with npm test.`);
  return value;
}

/** Asked without a pause, a condition would take the processor from the engine that is to bring it about. */
const betweenAsksMs = 20;

/** Polls until `condition` gives something. For what the engine does in its own time; never a fixed sleep. */
export async function until<T>(
  condition: () => Promise<T | undefined | false>,
  what: string,
  limitMs = 20_000,
): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`waited ${limitMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, betweenAsksMs));
  }
}
