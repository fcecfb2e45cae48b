import { execFile, spawn } from 'node:child_process';
import {
  accessSync,
  closeSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Connection } from '@temporalio/client';
import { commandOf, takeLock } from './lock';
import { freePort, isPortFree } from './ports';

const run = promisify(execFile);
type Report = (line: string) => void;

/** The server that the build in `engine/go.mod` embeds: the first line that can fast-forward one workflow's clock. */
const engineVersion = '1.32.1';
const neededServer = [1, 32] as const;
const neededGo = '1.26.8';

/**
 * The `temporal` to run: one on PATH that is new enough, else the one built before, else one built now from Go modules.
 * The SDK's own download is left out: the newest release it finds embeds server 1.31, which cannot skip time.
 * @throws Error with a way out
 */
export async function findEngine(report: Report): Promise<string> {
  const onPath = findOnPath('temporal');
  if (onPath) {
    const version = await serverVersion(onPath);
    if (version && isAtLeast(version, neededServer)) return onPath;
    report(
      `The temporal on your PATH has server ${version ?? 'of unknown version'}; Concert needs ${neededServer.join('.')} or newer. Using its own.`,
    );
  }
  const cached = path.join(cacheDir(), engineVersion, 'temporal');
  if (existsSync(cached)) return cached;
  return buildEngine(cached, report);
}

function cacheDir(): string {
  return path.join(process.env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache'), 'concert', 'engine');
}

function findOnPath(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return statSync(file).isFile();
      } catch {
        return false;
      }
    });
}

async function serverVersion(binary: string): Promise<string | undefined> {
  const { stdout } = await run(binary, ['--version']).catch(() => ({ stdout: '' }));
  return /Server (\d+\.\d+\.\d+)/.exec(stdout)?.[1];
}

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [a = 0, b = 0] = version.split('.').map(Number);
  return a > major || (a === major && b >= minor);
}

async function buildEngine(target: string, report: Report): Promise<string> {
  const go = findOnPath('go') ?? (existsSync('/usr/local/go/bin/go') ? '/usr/local/go/bin/go' : undefined);
  if (!go) {
    throw new Error(
      `Temporal is not here, and there is no Go to build it with. Nothing was started. Install Go ${neededGo} or newer (https://go.dev/dl), or start a Temporal server yourself and set TEMPORAL_ADDRESS.`,
    );
  }
  const folder = path.dirname(target);
  mkdirSync(folder, { recursive: true });
  const lock = path.join(folder, 'building');
  if (!takeLock(lock)) {
    report('Another start is building the Temporal server; waiting for it');
    await until(() => takeLock(lock), 1_000);
  }
  // Whoever had the lock before has most likely built it.
  if (existsSync(target)) {
    rmSync(lock, { force: true });
    return target;
  }
  const source = mkdtempSync(path.join(os.tmpdir(), 'concert-engine-'));
  try {
    for (const file of ['go.mod', 'go.sum']) cpSync(path.join(__dirname, 'engine', file), path.join(source, file));
    report('Building the Temporal server from Go modules: about 5 minutes, once per machine');
    const began = Date.now();
    const unfinished = `${target}.${process.pid}`;
    for (const left of readdirSync(folder))
      if (left.startsWith(`${path.basename(target)}.`)) rmSync(path.join(folder, left), { force: true });
    const progress = setInterval(
      () => report(`  still building the Temporal server: ${Math.round((Date.now() - began) / 1000)} s`),
      15_000,
    );
    try {
      await run(
        go,
        ['build', '-trimpath', '-ldflags=-s -w', '-o', unfinished, 'github.com/temporalio/cli/cmd/temporal'],
        { cwd: source, maxBuffer: 1 << 26 },
      );
      renameSync(unfinished, target);
    } finally {
      clearInterval(progress);
      rmSync(unfinished, { force: true });
    }
    report(`Built the Temporal server in ${Math.round((Date.now() - began) / 1000)} s`);
    return target;
  } catch (cause) {
    throw new Error(whyNotBuilt(cause), { cause });
  } finally {
    rmSync(source, { recursive: true, force: true });
    rmSync(lock, { force: true });
  }
}

function whyNotBuilt(error: unknown): string {
  const said =
    typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr).trim() : String(error);
  const kept = 'Nothing was started; what was compiled is kept for the next try.';
  if (said.includes('no space left on device'))
    return `The Temporal server could not be built: the disk is full. ${kept} It takes about 6 GB in Go's caches, once. Free some space and start again, or set TEMPORAL_ADDRESS.`;
  if (/requires go >=|toolchain not available/.test(said))
    return `The Temporal server could not be built: it needs Go ${neededGo} or newer. ${kept} Install it (https://go.dev/dl), or let Go fetch it: GOTOOLCHAIN=go${neededGo} npm start. Or set TEMPORAL_ADDRESS.`;
  return `The Temporal server could not be built. ${kept} It needs Go ${neededGo} or newer, the Go module proxy and about 6 GB of free disk. Or set TEMPORAL_ADDRESS. Go said:\n${said.split('\n').slice(-4).join('\n')}`;
}

async function until(
  condition: () => boolean | Promise<boolean>,
  everyMs: number,
  limitMs = Infinity,
): Promise<boolean> {
  const end = Date.now() + limitMs;
  while (!(await condition())) {
    if (Date.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  return true;
}

export interface Engine {
  address: string;
  stop: () => Promise<void>;
}

interface Start {
  binary: string;
  dataDir: string;
  port?: number;
  /** Without it what was written may be lost with the machine's power, though never with a process: for tests. */
  isDurable?: boolean;
}

/**
 * Starts the development server on the loopback, its data in one file, with one task queue partition (four starve a
 * single worker) and with time skipping, which only the local stack turns on.
 * @throws Error with what the server said
 */
export async function startEngine(options: Start): Promise<Engine> {
  const { dataDir, port } = options;
  // The server itself does not refuse a taken port: whoever has it would answer in its place.
  if (port !== undefined && !(await isPortFree(port))) throw new Error(whyNotStarted(dataDir, takenSaid, port));
  mkdirSync(path.join(dataDir, 'temporal'), { recursive: true });
  await stopLeftOverEngine(dataDir);
  // A free port can be taken before the server has it: three tries.
  for (let tries = 3; ; tries--) {
    const chosen = port ?? (await freePort());
    const started = await tryStart(options, chosen);
    if (typeof started !== 'string') return started;
    if (!started.includes(takenSaid) || port !== undefined || tries === 1)
      throw new Error(whyNotStarted(dataDir, started, chosen));
  }
}

const takenSaid = 'address already in use';

function whyNotStarted(dataDir: string, said: string, port: number): string {
  const kept = `Your data in ${path.join(dataDir, 'temporal')} was left as it is.`;
  if (said.includes(takenSaid))
    return `The Temporal server did not start: port ${port} is taken by another program. ${kept} Stop that program, or choose another port.`;
  // What follows a panic is its stack, of no use to who starts it.
  const words = said.split('\ngoroutine')[0]?.trimEnd().split('\n').slice(-3).join('\n');
  return `The Temporal server did not start. ${kept} Its last words:\n${words}`;
}

/** The server, when it answers; otherwise all that it said. */
async function tryStart({ binary, dataDir, isDurable = true }: Start, port: number): Promise<Engine | string> {
  const pidFile = pidFileOf(dataDir);
  const logFile = path.join(dataDir, 'temporal', 'server.log');
  const log = openSync(logFile, 'w', 0o600);
  const settings = [
    'frontend.WorkflowTimeSkippingEnabled=true',
    'matching.numTaskqueueReadPartitions=1',
    'matching.numTaskqueueWritePartitions=1',
  ];
  const server = spawn(
    binary,
    [
      'server',
      'start-dev',
      '--headless',
      '--ip',
      '127.0.0.1',
      '--port',
      String(port),
      '--log-level',
      'error',
      '--db-filename',
      dbFileOf(dataDir),
      ...settings.flatMap((s) => ['--dynamic-config-value', s]),
      ...(isDurable ? [] : ['--sqlite-pragma', 'synchronous=off']),
    ],
    // In a group of its own: the terminal's Ctrl-C is for us, and we stop it last.
    { stdio: ['ignore', log, log], detached: true },
  );
  closeSync(log);
  writeFileSync(pidFile, String(server.pid ?? ''));
  let isUp = true;
  const exited = new Promise<void>((resolve) => {
    for (const end of ['exit', 'error']) {
      server.once(end, () => {
        isUp = false;
        resolve();
      });
    }
  });
  const address = `127.0.0.1:${port}`;
  const answered = await until(async () => !isUp || (await answers(address)), 100, 60_000);
  if (!answered || !isUp) {
    server.kill('SIGKILL');
    await exited;
    rmSync(pidFile, { force: true });
    return readFileSync(logFile, 'utf8');
  }
  return {
    address,
    async stop() {
      server.kill('SIGTERM');
      if (!(await until(() => !isUp, 50, 10_000))) server.kill('SIGKILL');
      await exited;
      rmSync(pidFile, { force: true });
    },
  };
}

const pidFileOf = (dataDir: string) => path.join(dataDir, 'temporal', 'server.pid');
const dbFileOf = (dataDir: string) => path.join(dataDir, 'temporal', 'temporal.db');

/** A server whose starter was killed goes on without an owner: put it away, so that its data has one writer. */
export async function stopLeftOverEngine(dataDir: string): Promise<void> {
  const pidFile = pidFileOf(dataDir);
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  // The number may have gone to another program since: only a server on this very file is ours.
  const isGone = () => !commandOf(pid).includes(dbFileOf(dataDir));
  if (isGone()) return;
  process.kill(pid, 'SIGTERM');
  if (await until(isGone, 50, 10_000)) return;
  process.kill(pid, 'SIGKILL');
  await until(isGone, 50, 5_000);
}

async function answers(address: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: '1s' });
    try {
      await connection.withDeadline(Date.now() + 1_000, () =>
        connection.workflowService.describeNamespace({ namespace: 'default' }),
      );
      return true;
    } finally {
      await connection.close();
    }
  } catch {
    return false;
  }
}
