import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Pool } from 'pg';
import { migrate } from '../../db/migrate';
import { commandOf } from '../../local/lock';
import { freePort } from '../../local/ports';
import { startPostgres, type Postgres } from '../../local/postgres';
import type { Config } from '../../worker/config';
import { freshConfig, until } from '../helpers/world';
import { debtor } from './books';

const root = path.join(__dirname, '..', '..');
export const targets = ['worker', 'api', 'postgres', 'bank'] as const;
export type Target = (typeof targets)[number];

/** Something that runs in processes of its own, can be killed as by kill -9, and is started again where it was. */
interface Killable {
  start: () => Promise<void>;
  /** Resolves when it is gone. */
  kill: () => Promise<void>;
}

/** The whole of the payments' way, each part a process of its own; only the engine and the sign-in are the tests'. */
export interface Stack {
  config: Config;
  apiUrl: string;
  bankUrl: string;
  /** As the owner of the database; its connections may break at any moment. */
  owner: Pool;
  parts: Record<Target, Killable>;
  /** Resolves when the bank has killed itself. */
  bankDied: () => Promise<void>;
  stop: () => Promise<void>;
}

export async function startStack(): Promise<Stack> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'concert-kill-'));
  chmodSync(folder, 0o755); // PostgreSQL's stand-in user must get in when we are root
  const postgres = await ownPostgres(folder);
  const config = { ...(await freshConfig()), databaseUrl: postgres.url, port: await freePort() };
  await migrate(config.databaseUrl, () => undefined);
  const bankPort = await freePort();
  const bankUrl = `http://127.0.0.1:${bankPort}`;
  const env = environmentOf(config, bankUrl, folder);
  const bankData = path.join(folder, 'bank');
  const bank = program(/listens on/, env, 'local/bank.ts', '--port', String(bankPort), '--data', bankData);
  const worker = program(/worker started/, env, 'worker/main.ts');
  const api = program(/API started/, env, 'api/main.ts');
  await Promise.all([bank, worker, api].map((part) => part.start()));
  const owner = new Pool({ connectionString: config.databaseUrl, max: 2, connectionTimeoutMillis: 2_000 });
  owner.on('error', () => undefined); // it was killed; the next query has a new connection
  return {
    config,
    apiUrl: `http://127.0.0.1:${config.port}`,
    bankUrl,
    owner,
    parts: { worker, api, postgres, bank },
    bankDied: bank.gone,
    async stop() {
      await owner.end();
      await Promise.all([bank, worker, api].map((part) => part.kill()));
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function environmentOf(config: Config, bankUrl: string, folder: string): NodeJS.ProcessEnv {
  const debtorFile = path.join(folder, 'debtor.json');
  writeFileSync(debtorFile, JSON.stringify(debtor), { mode: 0o600 });
  return {
    ...process.env,
    NODE_OPTIONS: '',
    DATABASE_URL: config.databaseUrl,
    TEMPORAL_ADDRESS: config.temporalAddress,
    TASK_QUEUE: config.taskQueue,
    CONCERT_SECRET: config.secret,
    CONCERT_ISSUER: config.issuer,
    CONCERT_AUDIENCE: config.audience,
    PORT: String(config.port),
    HOST: '127.0.0.1',
    METRICS_PORT: '0',
    WORKER_METRICS_PORT: '0',
    MAX_CACHED_CASES: '100',
    BANK_URL: bankUrl,
    BANK_DEBTOR_FILE: debtorFile,
  };
}

/** Of what a program says, the last. */
const wordsKept = 5_000;

/** A program of Concert's. `start` resolves when it has written `ready`. */
function program(ready: RegExp, env: NodeJS.ProcessEnv, ...args: string[]): Killable & { gone: () => Promise<void> } {
  let child: ChildProcess | undefined;
  const isGone = () => child === undefined || child.exitCode !== null || child.signalCode !== null;
  const gone = async () => {
    if (child && !isGone()) await once(child, 'exit');
  };
  return {
    gone,
    async start() {
      const started = spawn(process.execPath, ['--import', 'tsx', ...args], {
        cwd: root,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child = started;
      let output = '';
      const read = (part: Buffer) => {
        output = (output + part.toString()).slice(-wordsKept);
      };
      started.once('exit', (code, signal) => {
        if (signal !== 'SIGKILL') process.stderr.write(`${args[0]} ended by itself (${code ?? signal}): ${output}\n`);
      });
      started.stdout.on('data', read);
      started.stderr.on('data', read);
      await until(() => Promise.resolve(ready.test(output) || isGone()), `${args[0]} to start`, 90_000);
      if (isGone()) throw new Error(`${args[0]} did not start: ${output}`);
    },
    async kill() {
      child?.kill('SIGKILL');
      await gone();
    },
  };
}

/** The PostgreSQL that npm installed, on a port that stays; durable, because commits are to outlive it. */
async function ownPostgres(folder: string): Promise<Killable & { url: string; stop: () => Promise<void> }> {
  const dataDir = path.join(folder, 'database');
  mkdirSync(dataDir, { mode: 0o755 });
  const port = await freePort();
  const launch = () => startPostgres({ dataDir, port, report: () => undefined });
  let running: Postgres = await launch();
  return {
    url: running.url,
    async start() {
      running = await launch();
    },
    /** With all its children: one that outlives its parent would still finish what it does. */
    async kill() {
      const pids = await processesOf(running.url);
      for (const pid of pids) killIfThere(pid);
      await until(() => Promise.resolve(pids.every((pid) => commandOf(pid) === '')), 'PostgreSQL to be gone');
    },
    stop: () => running.stop(),
  };
}

/** The postmaster first. */
async function processesOf(url: string): Promise<number[]> {
  const pool = new Pool({ connectionString: url, max: 1 });
  pool.on('error', () => undefined);
  try {
    const { rows } = await pool.query<{ pid: number }>(
      `select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int as pid
       union all select pid from pg_stat_activity`,
    );
    return rows.map(({ pid }) => pid);
  } finally {
    await pool.end();
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // One that ended by itself meanwhile. Not by `instanceof Error`: under jest, Node's errors are of another realm.
    if (!(typeof error === 'object' && error !== null && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
