import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import { defaultTaskQueue } from '../activities/engine';
import { startApi } from '../api/server';
import { migrate } from '../db/migrate';
import type { Config } from '../worker/config';
import { bundleWorkflows, startWorker } from '../worker/worker';
import { findEngine, startEngine, stopLeftOverEngine } from './engine';
import { startIdentity } from './identity';
import { takeLock } from './lock';
import { assertPortIsFree, freePort } from './ports';
import { startPostgres, stopLeftOverPostgres } from './postgres';
import { keptSecret } from './secrets';

export const audience = 'https://concert.local/api';

export interface Stack {
  url: string;
  config: Config;
  stop: () => Promise<void>;
}

export interface StackOptions {
  dataDir: string;
  port: number;
  report: (line: string) => void;
  isFresh?: boolean;
  isDurable?: boolean;
}

/** What another command needs to reach a running stack; in a file that only its owner may read. */
export const runningFile = (dataDir: string) => path.join(dataDir, 'running.json');

/** Starts what the environment does not name, in order, and undoes all of it when a step fails. */
export async function startStack({
  dataDir,
  port,
  report,
  isFresh = false,
  isDurable = true,
}: StackOptions): Promise<Stack> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const undo of stops.splice(0).toReversed()) await undo();
  };
  try {
    if (port !== 0) await assertPortIsFree(port, 'PORT');
    mkdirSync(dataDir, { recursive: true });
    const lock = path.join(dataDir, 'in-use');
    if (!takeLock(lock)) {
      throw new Error(
        `Another Concert runs on the data in ${dataDir}. Nothing was changed. Stop it first, or choose another folder: CONCERT_DATA=<folder> npm start`,
      );
    }
    stops.push(() => Promise.resolve(rmSync(lock, { force: true })));
    await Promise.all([stopLeftOverEngine(dataDir), stopLeftOverPostgres(dataDir)]);
    if (isFresh) emptyFolder(dataDir, lock);

    let databaseUrl = process.env['DATABASE_URL'];
    if (!databaseUrl) {
      report('Starting PostgreSQL');
      const postgres = await startPostgres({ dataDir, report, isDurable });
      stops.push(postgres.stop);
      databaseUrl = postgres.url;
    }
    await migrate(databaseUrl, report);

    let temporalAddress = process.env['TEMPORAL_ADDRESS'];
    if (!temporalAddress) {
      const binary = await findEngine(report);
      report('Starting Temporal');
      const engine = await startEngine({ binary, dataDir, report });
      stops.push(engine.stop);
      temporalAddress = engine.address;
    }

    report('Starting the sign-in service, the worker and the API');
    const identity = await startIdentity({ dataDir, port: await freePort(), audience });
    stops.push(identity.stop);
    const config: Config = {
      databaseUrl,
      temporalAddress,
      namespace: process.env['TEMPORAL_NAMESPACE'] ?? 'default',
      taskQueue: defaultTaskQueue,
      recordWaitMs: 10_000,
      secret: keptSecret(dataDir, 'concert'),
      issuer: identity.issuer,
      audience,
      port,
      host: '127.0.0.1',
      metricsPort: await freePort(),
      maxCachedCases: 2000,
    };
    const worker = await startWorker(config, await bundleWorkflows());
    stops.push(worker.stop);
    const log = pino(pino.destination({ dest: path.join(dataDir, 'api.log'), mkdir: true, sync: false }));
    const api = await startApi(config, log);
    stops.push(api.stop);
    writeFileSync(runningFile(dataDir), JSON.stringify({ url: api.url, config }), { mode: 0o600 });
    stops.push(() => Promise.resolve(rmSync(runningFile(dataDir), { force: true })));
    return { url: api.url, config, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** `--fresh`. @throws Error when the folder holds something that no Concert put there */
function emptyFolder(folder: string, kept: string): void {
  const names = readdirSync(folder).filter((name) => path.join(folder, name) !== kept);
  if (names.length > 0 && !names.includes('concert.secret')) {
    throw new Error(`${folder} does not look like Concert's data. Nothing was deleted. Check CONCERT_DATA.`);
  }
  for (const name of names) rmSync(path.join(folder, name), { recursive: true, force: true });
}
