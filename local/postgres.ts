import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
  chownSync,
} from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { commandOf } from './lock';
import { freePort } from './ports';
import { findPostgresHome, runAs, type PostgresHome } from './postgres-home';
import { keptSecret } from './secrets';

export interface Postgres {
  /** Of the database `concert`, as its owner. */
  url: string;
  stop: () => Promise<void>;
}

export interface PostgresOptions {
  dataDir: string;
  /** A free one when absent. */
  port?: number;
  report: (line: string) => void;
  /** False for tests: nothing need survive a power cut. */
  isDurable?: boolean;
}

interface Server extends PostgresHome {
  /** PostgreSQL's own data directory. */
  pgData: string;
}

interface Cluster extends Server {
  password: string;
}

/**
 * Starts the PostgreSQL that npm installed, on the loopback only; makes its data directory when there is none.
 * Root cannot run PostgreSQL: then it runs as the user `postgres`, or `nobody`.
 * @throws Error with a way out when it cannot start; nothing is left running then
 */
export async function startPostgres({ dataDir, port, report, isDurable = true }: PostgresOptions): Promise<Postgres> {
  mkdirSync(dataDir, { recursive: true });
  const isNew = !existsSync(path.join(dataDir, 'postgresql.secret'));
  const home = await findPostgresHome(realpathSync(dataDir), report);
  const cluster: Cluster = {
    ...home,
    password: keptSecret(dataDir, 'postgresql'),
    pgData: path.join(home.folder, 'postgresql'),
  };
  await stopLeftOver(cluster);
  // Kept outside the data folder, it outlives `--fresh`: without its password it is nobody's.
  if (isNew && home.isElsewhere) rmSync(cluster.pgData, { recursive: true, force: true });
  if (!existsSync(cluster.pgData)) await makeDataDirectory(cluster, report);
  const chosen = await startServer(cluster, port, isDurable);
  try {
    await createDatabase(urlOf(cluster, chosen, 'postgres'), cluster);
  } catch (error) {
    await stopServer(cluster);
    throw error;
  }
  let stopping: Promise<void> | undefined;
  return { url: urlOf(cluster, chosen, 'concert'), stop: () => (stopping ??= stopServer(cluster)) };
}

/** Made beside its place and then moved there, so that one cut short is never taken for a whole one. */
async function makeDataDirectory(
  { binaries, user, folder, password, pgData }: Cluster,
  report: (line: string) => void,
): Promise<void> {
  report('Making a new PostgreSQL data directory');
  const unfinished = path.join(folder, 'postgresql.unfinished');
  const passwordFile = path.join(folder, 'postgresql.initial');
  for (const left of [unfinished, passwordFile]) rmSync(left, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) for (const made of [unfinished, passwordFile]) chownSync(made, user.uid, user.gid);
  try {
    const locale = ['-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    await runAs(user, binaries.initdb, [
      '-D',
      unfinished,
      '-U',
      'concert',
      '-A',
      'scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--no-instructions',
      ...locale,
    ]);
    renameSync(unfinished, pgData);
  } catch (cause) {
    rmSync(unfinished, { recursive: true, force: true });
    throw new Error(
      `PostgreSQL could not make its data directory in ${folder}. Nothing was kept. Check that the disk has 100 MB free. It said:\n${lastLines(messageOf(cause))}`,
      { cause },
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Starts it on `port`, or on a free one; gives the port. A free port can be taken before PostgreSQL has it: three tries. */
async function startServer(cluster: Server, port: number | undefined, isDurable: boolean): Promise<number> {
  const log = path.join(cluster.pgData, 'server.log');
  for (let tries = 3; ; tries--) {
    const chosen = port ?? (await freePort());
    const settings = ['-p', String(chosen), '-h', '127.0.0.1', '-k', "''", '-c', 'max_connections=300'];
    if (!isDurable) settings.push('-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off');
    rmSync(log, { force: true });
    try {
      await pgCtl(cluster, 'start', '-w', '-t', '60', '-l', log, '-o', settings.join(' '));
      return chosen;
    } catch (cause) {
      const said = existsSync(log) ? readFileSync(log, 'utf8') : '';
      const isTaken = said.includes('Address already in use');
      if (isTaken && port === undefined && tries > 1) continue;
      throw new Error(whyNotStarted(cluster, chosen, said), { cause });
    }
  }
}

function whyNotStarted({ pgData }: Server, port: number, said: string): string {
  const kept = `Your data in ${pgData} was left as it is.`;
  if (said.includes('Address already in use'))
    return `PostgreSQL did not start: port ${port} is taken by another program. ${kept} Stop that program, or choose another port.`;
  if (said.includes('No space left on device'))
    return `PostgreSQL did not start: the disk is full. ${kept} Free some space and start again.`;
  return `PostgreSQL did not start. ${kept} Its last words:\n${lastLines(said || 'no log was written')}`;
}

/**
 * Puts away a server whose starter was killed: its data is to have one owner.
 * @throws Error when it does not stop
 */
export async function stopLeftOverPostgres(dataDir: string): Promise<void> {
  if (!existsSync(dataDir)) return;
  const home = await findPostgresHome(realpathSync(dataDir), () => undefined);
  await stopLeftOver({ ...home, pgData: path.join(home.folder, 'postgresql') });
}

/**
 * `postmaster.pid` alone proves nothing: after a restart of the machine its number may belong to another program,
 * which must not be stopped.
 */
async function stopLeftOver(server: Server): Promise<void> {
  const file = path.join(server.pgData, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (commandOf(pid).includes(server.pgData)) await stopServer(server);
  else rmSync(file, { force: true });
}

async function stopServer(server: Server): Promise<void> {
  try {
    await pgCtl(server, 'stop', '-m', 'fast', '-w', '-t', '20');
  } catch {
    if (existsSync(path.join(server.pgData, 'postmaster.pid'))) await stopAtOnce(server);
  }
}

/** Without waiting for what it is doing: the next start repairs its files from the log. */
async function stopAtOnce(server: Server): Promise<void> {
  try {
    await pgCtl(server, 'stop', '-m', 'immediate', '-w', '-t', '20');
  } catch (cause) {
    throw new Error(
      `PostgreSQL did not stop. Your data in ${server.pgData} is safe; the next start tries again. It said:\n${lastLines(messageOf(cause))}`,
      { cause },
    );
  }
}

async function pgCtl({ binaries, user, pgData }: Server, ...args: string[]): Promise<void> {
  await runAs(user, binaries.pgCtl, ['-D', pgData, ...args]);
}

function urlOf({ password }: Cluster, port: number, database: string): string {
  return `postgres://concert:${password}@127.0.0.1:${port}/${database}`;
}

async function createDatabase(url: string, { pgData }: Server): Promise<void> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    const { rowCount } = await client.query("select from pg_database where datname = 'concert'");
    if (rowCount === 0) await client.query('create database concert');
  } catch (cause) {
    const way =
      codeOf(cause) === '28P01'
        ? 'Its password file (postgresql.secret) is not the one it was made with: put the old file back, or begin again with npm start -- --fresh.'
        : messageOf(cause);
    throw new Error(
      `PostgreSQL started but let nobody in, so it was stopped. Your data in ${pgData} was left as it is. ${way}`,
      { cause },
    );
  } finally {
    await client.end();
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-3).join('\n');
}
