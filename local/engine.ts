import { execFile, spawn } from 'node:child_process';
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Connection } from '@temporalio/client';
import { isRunning, takeLock } from './lock';
import { freePort } from './ports';

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
    await until(() => existsSync(target) || takeLock(lock), 1_000);
    if (existsSync(target)) return target;
  }
  const source = mkdtempSync(path.join(os.tmpdir(), 'concert-engine-'));
  try {
    for (const file of ['go.mod', 'go.sum']) cpSync(path.join(__dirname, 'engine', file), path.join(source, file));
    report('Building the Temporal server from Go modules: about 5 minutes, once per machine');
    const began = Date.now();
    const unfinished = `${target}.${process.pid}`;
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
    const said = cause instanceof Error ? cause.message.trim().split('\n').slice(-4).join('\n') : '';
    throw new Error(
      `The Temporal server could not be built. Nothing was started; what was compiled is kept for the next try. It needs Go ${neededGo} or newer, the Go module proxy and about 6 GB of free disk. Or set TEMPORAL_ADDRESS. Go said:\n${said}`,
      { cause },
    );
  } finally {
    rmSync(source, { recursive: true, force: true });
    rmSync(lock, { force: true });
  }
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

/**
 * Starts the development server on the loopback, its data in one file, with one task queue partition (four starve a
 * single worker) and with time skipping, which only the local stack turns on.
 */
export async function startEngine(options: {
  binary: string;
  dataDir: string;
  port?: number;
  report: Report;
}): Promise<Engine> {
  const { binary, dataDir } = options;
  const port = options.port ?? (await freePort());
  const folder = path.join(dataDir, 'temporal');
  mkdirSync(folder, { recursive: true });
  const pidFile = pidFileOf(dataDir);
  const logFile = path.join(folder, 'server.log');
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
      path.join(folder, 'temporal.db'),
      ...settings.flatMap((s) => ['--dynamic-config-value', s]),
    ],
    // In a group of its own: the terminal's Ctrl-C is for us, and we stop it last.
    { stdio: ['ignore', log, log], detached: true },
  );
  writeFileSync(pidFile, String(server.pid));
  let isUp = true;
  const exited = new Promise<void>((resolve) =>
    server.once('exit', () => {
      isUp = false;
      resolve();
    }),
  );
  const address = `127.0.0.1:${port}`;
  const answered = await until(async () => !isUp || (await answers(address)), 100, 60_000);
  if (!answered || !isUp) {
    server.kill('SIGKILL');
    throw new Error(
      `The Temporal server did not start. Your data in ${folder} was left as it is. Its last words:\n${readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-3).join('\n')}`,
    );
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

/** A server whose starter was killed goes on without an owner: put it away, so that its data has one writer. */
export async function stopLeftOverEngine(dataDir: string): Promise<void> {
  const pidFile = pidFileOf(dataDir);
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  const { stdout } = await run('ps', ['-o', 'args=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  if (!stdout.includes('server start-dev')) return;
  process.kill(pid, 'SIGTERM');
  await until(() => !isRunning(pid), 50, 10_000);
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
