import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from '../../local/ports';
import { startPostgres, type Postgres } from '../../local/postgres';

const run = promisify(execFile);
const report = () => undefined;

let dataDir: string;
const running = new Set<Postgres>();

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'concert-postgres-'));
  // Root's stand-in user must be able to reach it, as it can the folder of a fresh clone.
  await run('chmod', ['755', dataDir]);
});

afterEach(async () => {
  for (const postgres of running) await postgres.stop();
  running.clear();
});

afterAll(() => rm(dataDir, { recursive: true, force: true }));

async function start(options: { isDurable?: boolean; port?: number; folder?: string } = {}): Promise<Postgres> {
  const { folder = dataDir, ...rest } = options;
  const postgres = await startPostgres({ dataDir: folder, report, isDurable: false, ...rest });
  running.add(postgres);
  return postgres;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>({ text })).rows;
  } finally {
    await client.end();
  }
}

/** Also waits for what comes after the last word: PostgreSQL removes its pid file just before it ends. */
async function hasEnded(pid: number): Promise<boolean> {
  for (let tries = 100; tries > 0 && isRunning(pid); tries--) await new Promise((resolve) => setTimeout(resolve, 20));
  return !isRunning(pid);
}

async function serverPid(): Promise<number> {
  return Number((await readFile(path.join(dataDir, 'postgresql', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

it('is PostgreSQL 18 on the loopback only, with room for 300 connections', async () => {
  const { url } = await start();
  const [settings] = await query(
    url,
    `select current_setting('server_version_num')::int / 10000 as version, current_setting('listen_addresses') as listens,
    current_setting('unix_socket_directories') as sockets, current_setting('max_connections') as connections, current_setting('fsync') as fsync,
    current_setting('password_encryption') as passwords, current_database() as database`,
  );
  expect(settings).toEqual({
    version: 18,
    listens: '127.0.0.1',
    sockets: '',
    connections: '300',
    fsync: 'off',
    passwords: 'scram-sha-256',
    database: 'concert',
  });
});

it('keeps the data over a stop and a start, durable unless told otherwise', async () => {
  const first = await start();
  await query(first.url, 'create table kept as select 1 as one');
  await first.stop();
  const second = await start({ isDurable: true });
  expect(await query(second.url, "select one, current_setting('fsync') as fsync from kept")).toEqual([
    { one: 1, fsync: 'on' },
  ]);
});

it('leaves no process after stop, and can be stopped twice', async () => {
  const postgres = await start();
  const pid = await serverPid();
  await postgres.stop();
  await postgres.stop();
  expect(await hasEnded(pid)).toBe(true);
});

it('lets nobody in without the password, which only its owner may read', async () => {
  const { url } = await start();
  await expect(query(url.replace(/:[^:@]*@/, ':guess@'), 'select 1')).rejects.toThrow(/password authentication failed/);
  for (const file of await readdir(dataDir)) expect((await stat(path.join(dataDir, file))).mode & 0o077).toBe(0);
});

it('starts again after its server was killed, with all that was committed', async () => {
  const first = await start({ isDurable: true });
  await query(first.url, 'create table committed as select 1 as one');
  const pid = await serverPid();
  process.kill(pid, 'SIGKILL');
  expect(await hasEnded(pid)).toBe(true);
  const second = await start();
  expect(await query(second.url, 'select one from committed')).toEqual([{ one: 1 }]);
});

it('puts away one that a killed start left running', async () => {
  await startPostgres({ dataDir, report, isDurable: false });
  const left = await serverPid();
  const { url } = await start();
  expect(await hasEnded(left)).toBe(true);
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

it('stops no other program that has the process number of an old server', async () => {
  await (await start()).stop();
  const bystander = spawn('sleep', ['60']);
  try {
    await writeFile(
      path.join(dataDir, 'postgresql', 'postmaster.pid'),
      `${bystander.pid}\n${dataDir}/postgresql\n0\n1\n\n127.0.0.1\n\nready\n`,
    );
    await start();
    expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
  } finally {
    bystander.kill();
  }
});

it('makes its data directory again when making it was cut short', async () => {
  const folder = path.join(dataDir, 'cut-short');
  await mkdir(path.join(folder, 'postgresql.unfinished'), { recursive: true });
  await writeFile(path.join(folder, 'postgresql.unfinished', 'PG_VERSION'), '18\n');
  const { url } = await start({ folder });
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

it('says so when the port is taken, and leaves nothing running', async () => {
  const first = await start({ folder: path.join(dataDir, 'cut-short') });
  const port = Number(new URL(first.url).port);
  await expect(start({ port })).rejects.toThrow(`port ${port} is taken`);
  await expect(readFile(path.join(dataDir, 'postgresql', 'postmaster.pid'))).rejects.toThrow(/ENOENT/);
});

it('says so when the password file is not the one it was made with, and leaves nothing running', async () => {
  const secret = path.join(dataDir, 'postgresql.secret');
  const kept = await readFile(secret, 'utf8');
  await writeFile(secret, 'another');
  await expect(start({ port: await freePort() })).rejects.toThrow(/put the old file back/);
  await expect(readFile(path.join(dataDir, 'postgresql', 'postmaster.pid'))).rejects.toThrow(/ENOENT/);
  await writeFile(secret, kept);
});
