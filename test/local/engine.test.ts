import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { fastForward } from '../../local/clock';
import { findEngine, startEngine, type Engine } from '../../local/engine';
import { freePort } from '../../local/ports';
import { workflowIdOf } from '../../workflows/registry';

let folder: string;
const original = { ...process.env };
const systemPath = original['PATH'] ?? '';

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'concert-engine-test-'));
});

afterEach(async () => {
  process.env = { ...original };
  await rm(folder, { recursive: true, force: true });
});

/** A program of that name, in a folder of its own; gives the folder, for PATH. */
async function fake(name: string, script: string): Promise<string> {
  const bin = path.join(folder, `bin-${name}`);
  await mkdir(bin, { recursive: true });
  await writeFile(path.join(bin, name), `#!/bin/sh\n${script}\n`);
  await chmod(path.join(bin, name), 0o755);
  return bin;
}

function setPath(...folders: string[]): void {
  process.env['PATH'] = [...folders, '/usr/bin', '/bin'].join(path.delimiter);
  process.env['XDG_CACHE_HOME'] = path.join(folder, 'cache');
}

async function cacheEngine(): Promise<string> {
  const file = path.join(folder, 'cache', 'concert', 'engine', '1.32.1', 'temporal');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, '#!/bin/sh\n');
  await chmod(file, 0o755);
  return file;
}

/** A Go that "builds" by writing its arguments where `-o` says. */
const goThatBuilds =
  'while [ "$1" != -o ]; do shift; done; sleep 0.3; echo built >> "${COUNT:-/dev/null}"; echo built > "$2"';

describe('which engine', () => {
  it.each(['1.32.0', '1.32.1', '1.40.0', '2.0.0'])('is the one on PATH with server %s', async (version) => {
    const bin = await fake('temporal', `echo "temporal version 9.9.9 (Server ${version}, UI 2.50.1)"`);
    setPath(bin);
    await cacheEngine();
    expect(await findEngine(() => undefined)).toBe(path.join(bin, 'temporal'));
  });

  it.each([
    ['1.31.1', 'echo "temporal version 1.8.2 (Server 1.31.1, UI 2.50.1)"'],
    ['of unknown version', 'exit 1'],
  ])('is not one on PATH with server %s, and the reason is told', async (version, script) => {
    setPath(await fake('temporal', script));
    const cached = await cacheEngine();
    const lines: string[] = [];
    expect(await findEngine((line) => lines.push(line))).toBe(cached);
    expect(lines.join('\n')).toContain(version);
  });

  it('is built when there is none, once by two starts side by side', async () => {
    setPath(await fake('go', goThatBuilds));
    process.env['COUNT'] = path.join(folder, 'count');
    const program = `require('./local/engine').findEngine(() => {}).then(console.log, (e) => { console.error(e); process.exit(1); })`;
    const starts = await Promise.all([1, 2].map(() => output(process.execPath, ['--import', 'tsx', '-e', program])));
    const target = path.join(folder, 'cache', 'concert', 'engine', '1.32.1', 'temporal');
    expect(starts).toEqual([target, target]);
    expect(await readFile(path.join(folder, 'count'), 'utf8')).toBe('built\n');
    expect(await readdir(path.dirname(target))).toEqual(['temporal']);
  });

  it('is built although a start that was building it was killed', async () => {
    setPath(await fake('go', goThatBuilds));
    const cache = path.join(folder, 'cache', 'concert', 'engine', '1.32.1');
    await mkdir(cache, { recursive: true });
    await writeFile(path.join(cache, 'building'), '999999999\nnode somewhere');
    await writeFile(path.join(cache, 'temporal.999999999'), 'half of it');
    expect(await findEngine(() => undefined)).toBe(path.join(cache, 'temporal'));
    expect(await readdir(cache)).toEqual(['temporal']);
  });

  it.each([
    ['the disk is full', 'echo "write: no space left on device" >&2; exit 1'],
    [
      'it needs Go 1.26.8 or newer',
      'echo "go: go.mod requires go >= 1.26.8 (running go 1.22.0; GOTOOLCHAIN=local)" >&2; exit 1',
    ],
    ['Go said:\ndial tcp: no route', 'echo "dial tcp: no route" >&2; exit 1'],
  ])('cannot be built: %s', async (reason, script) => {
    setPath(await fake('go', script));
    await expect(findEngine(() => undefined)).rejects.toThrow(reason);
    await expect(findEngine(() => undefined)).rejects.toThrow('TEMPORAL_ADDRESS');
    expect(await readdir(path.join(folder, 'cache', 'concert', 'engine', '1.32.1'))).toEqual([]);
  });
});

function output(program: string, args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: path.join(__dirname, '../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env },
    });
    let said = '';
    child.stdout.on('data', (chunk) => (said += String(chunk)));
    child.once('exit', (code) =>
      code === 0 ? resolve(said.trim()) : reject(new Error(`${program} ended with ${code}`)),
    );
  });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const pid = async () => Number(await readFile(path.join(folder, 'temporal', 'server.pid'), 'utf8'));

async function withClient<T>(engine: Engine, work: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address: engine.address });
  try {
    return await work(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

describe('the server', () => {
  let binary: string;
  const running = new Set<Engine>();

  beforeAll(async () => {
    process.env['PATH'] = systemPath;
    binary = await findEngine(() => undefined);
  }, 900_000);

  afterEach(async () => {
    for (const engine of running) await engine.stop();
    running.clear();
  });

  async function start(options: { port?: number; binary?: string } = {}): Promise<Engine> {
    const engine = await startEngine({ binary, dataDir: folder, ...options });
    running.add(engine);
    return engine;
  }

  const aCase = { workflowId: workflowIdOf('nrm-referral', 'a-case'), taskQueue: 'nobody-works-here' };

  it('moves one workflow on by 44 days within seconds, keeps it over a restart, and leaves no process', async () => {
    const first = await start();
    await withClient(first, async (client) => {
      await client.workflow.start('anything', { ...aCase, startDelay: '44 days' });
      await fastForward(client, 'nrm-referral', 'a-case', 43 * 86_400);
    });
    const child = await pid();
    await first.stop();
    expect(isRunning(child)).toBe(false);

    const second = await start();
    await withClient(second, async (client) => {
      expect((await client.workflow.getHandle(aCase.workflowId).describe()).status.name).toBe('RUNNING');
    });
  });

  it('that a killed start left running is put away by the next', async () => {
    await start();
    const left = await pid();
    const second = await startEngine({ binary, dataDir: folder });
    running.add(second);
    expect(isRunning(left)).toBe(false);
  });

  it('stops no other program that has the process number of an old server', async () => {
    const bystander = spawn('sleep', ['60']);
    try {
      await mkdir(path.join(folder, 'temporal'));
      await writeFile(path.join(folder, 'temporal', 'server.pid'), String(bystander.pid));
      await start();
      expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
    } finally {
      bystander.kill();
    }
  });

  /** A server that says `words` and ends, the first `times` that it is started. */
  async function failing(times: number, words: string): Promise<string> {
    const count = path.join(folder, 'starts');
    const bin = await fake(
      'failing',
      `echo start >> ${count}; [ $(wc -l < ${count}) -gt ${times} ] && exec ${binary} "$@"; echo '${words}' >&2; exit 2`,
    );
    return path.join(bin, 'failing');
  }
  const taken =
    'Failed to start gRPC listener: bind: address already in use\npanic: nil pointer\n\ngoroutine 1 [running]';

  it('takes another port when somebody was quicker, three times at most', async () => {
    await start({ binary: await failing(2, taken) });
    await expect(start({ binary: await failing(9, taken) })).rejects.toThrow('is taken');
  });

  it('says what went wrong, without the stack of a panic', async () => {
    const words = 'unable to open database file\n\ngoroutine 1 [running]:\nmain.go:18';
    await expect(start({ binary: await failing(1, words) })).rejects.toThrow(
      /Its last words:\nunable to open database file$/,
    );
  });

  it('says so when its port is taken', async () => {
    const port = await freePort();
    const engine = await start({ port });
    const other = path.join(folder, 'other');
    await expect(startEngine({ binary, dataDir: other, port })).rejects.toThrow(`port ${port} is taken`);
    expect(engine.address).toBe(`127.0.0.1:${port}`);
  });
});
