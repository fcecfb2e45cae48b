import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Connection } from '@temporalio/client';
import { Client } from 'pg';
import { pino } from 'pino';
import { connectEngine, defaultTaskQueue } from '../activities/engine';
import { startApi } from '../api/server';
import { keysFrom } from '../db/keys';
import { migrate } from '../db/migrate';
import { usualCachedCaseWaitMs, type Config } from '../worker/config';
import { bundleWorkflows, startWorker } from '../worker/worker';
import { startStubBank } from './bank';
import { ApiClient } from './client';
import { demoDebtor, seedDemo } from './demo';
import { findEngine, startEngine, stopLeftOverEngine } from './engine';
import { startIdentity } from './identity';
import { identityPort } from './identity-port';
import { takeLock } from './lock';
import { assertPortIsFree, freePort } from './ports';
import { startPostgres, stopLeftOverPostgres } from './postgres';
import { rehearsalPages } from './rehearsal-pages';
import { keptSecret } from './secrets';

export const audience = 'https://concert.local/api';

export interface Stack {
  url: string;
  config: Config;
  /** Lets other commands find the stack (`concert caseload`): once what it plays at its start is over. */
  announce: () => void;
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
    rmSync(runningFile(dataDir), { force: true });
    await Promise.all([stopLeftOverEngine(dataDir), stopLeftOverPostgres(dataDir)]);
    if (isFresh) emptyFolder(dataDir, lock);

    let databaseUrl = process.env['DATABASE_URL'];
    if (!databaseUrl) {
      report('Starting PostgreSQL');
      const postgres = await startPostgres({ dataDir, report, isDurable });
      stops.push(postgres.stop);
      databaseUrl = postgres.url;
    }
    await assertAnswers('PostgreSQL', 'DATABASE_URL', hostOf(databaseUrl), reachPostgres(databaseUrl));
    await migrate(databaseUrl, report);
    await seedDemo(databaseUrl);

    let temporalAddress = process.env['TEMPORAL_ADDRESS'];
    if (!temporalAddress) {
      const binary = await findEngine(report);
      report('Starting Temporal');
      const engine = await startEngine({ binary, dataDir });
      stops.push(engine.stop);
      temporalAddress = engine.address;
    }

    await assertAnswers('Temporal', 'TEMPORAL_ADDRESS', temporalAddress, reachTemporal(temporalAddress));
    report('Starting the sign-in service, the stub bank, the worker and the API');
    const identity = await startIdentity({
      dataDir,
      port: await identityPort(dataDir),
      audience,
      redirectUris: ['http://127.0.0.1/callback'],
    });
    stops.push(identity.stop);
    const token = keptSecret(dataDir, 'bank');
    const bank = await startStubBank({ dataDir: path.join(dataDir, 'bank'), token });
    stops.push(bank.stop);
    // The pages are known to the sign-in service by their address, so it is settled before they start.
    const pagesPort = port || (await freePort());
    const config: Config = {
      databaseUrl,
      temporalAddress,
      namespace: process.env['TEMPORAL_NAMESPACE'] ?? 'default',
      taskQueue: defaultTaskQueue,
      recordWaitMs: 10_000,
      secret: keptSecret(dataDir, 'concert'),
      issuer: identity.issuer,
      audience,
      port: pagesPort,
      host: '127.0.0.1',
      metricsPort: await freePort(),
      maxCachedCases: 2000,
      cachedCaseWaitMs: usualCachedCaseWaitMs,
      bank: { url: bank.url, token, debtor: demoDebtor },
      pages: {
        baseUrl: `http://127.0.0.1:${pagesPort}`,
        clientId: 'concert-pages',
        clientSecret: keptSecret(dataDir, 'identity-pages'),
      },
    };
    const worker = await startWorker(config, await bundleWorkflows());
    stops.push(worker.stop);
    const log = pino(pino.destination({ dest: path.join(dataDir, 'api.log'), mkdir: true, sync: false }));
    const engine = await connectEngine(temporalAddress, keysFrom(config.secret), config.namespace);
    stops.push(() => engine.connection.close());
    const own = new ApiClient(`http://127.0.0.1:${pagesPort}`, identity.issuer);
    const api = await startApi(config, log, { more: rehearsalPages(own, engine) });
    stops.push(api.stop);
    stops.push(() => Promise.resolve(rmSync(runningFile(dataDir), { force: true })));
    const announce = () =>
      writeFileSync(runningFile(dataDir), JSON.stringify({ url: api.url, config }), { mode: 0o600 });
    return { url: api.url, config, announce, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Never the whole address: it holds a password. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'the address given';
}

async function reachPostgres(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: reachMs });
  try {
    await client.connect();
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function reachTemporal(address: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: reachMs });
  await connection.close();
}

const reachMs = 10_000;

async function assertAnswers(what: string, variable: string, where: string, reached: Promise<void>): Promise<void> {
  try {
    await reached;
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `${what} at ${where} cannot be used: ${said}. Nothing was changed. Start it, put ${variable} right, or unset ${variable} and Concert brings its own.`,
      { cause },
    );
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
