import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { freePort } from '../../local/ports';
import { adult } from '../../local/rehearsals/script';
import { readConfig } from '../../worker/config';
import { startWorld, until, type World } from '../helpers/world';

const root = path.join(__dirname, '..', '..');
let world: World;
let children: ChildProcess[];
beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
});
beforeEach(() => {
  children = [];
});
afterEach(async () => {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
});
afterAll(() => world.stop());

/** A worker as a deployment runs it: a program of its own. */
function startWorkerProcess(metricsPort: number) {
  const { databaseUrl, temporalAddress, taskQueue, secret } = world.config;
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(root, 'worker', 'main.ts')], {
    cwd: root,
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: temporalAddress,
      TASK_QUEUE: taskQueue,
      CONCERT_SECRET: secret,
      HOST: '127.0.0.1',
      WORKER_METRICS_PORT: String(metricsPort),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  return { child, output: () => output };
}

async function metricsAt(port: number): Promise<string | undefined> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`).catch(() => undefined);
  return response?.ok ? response.text() : undefined;
}

it('tells what the API uses, on a port of its own', async () => {
  expect(await metricsAt(world.config.metricsPort)).toContain('process_cpu_seconds_total');
  expect((await fetch(`http://127.0.0.1:${world.config.metricsPort}/v1/cases`)).status).toBe(404);
  expect((await fetch(`${world.server.url}/metrics`)).status).toBe(404);
});

it('tells what the worker does, and nothing of a case', async () => {
  const port = await freePort();
  startWorkerProcess(port);
  await until(() => metricsAt(port), 'the metrics of the worker', 60_000);
  const post = (route: string, input: unknown) => world.api.post('fr-met-police-1', route, input, randomUUID());
  const opened = await post('/v1/nrm-referral', adult);
  const noted = await post(`/v1/nrm-referral/${String(opened.body['ref'])}/note`, { text: 'Made up' });
  expect([opened.status, noted.status]).toEqual([201, 200]);
  const text = await until(async () => {
    const metrics = await metricsAt(port);
    return metrics?.includes('activity_type="record"') && metrics;
  }, 'the recording to be counted');
  expect(text).toMatch(/^temporal_workflow_task_execution_latency_count\{.*\} [1-9]/m);
  expect(text).toMatch(/^temporal_worker_task_slots_available\{/m);
  expect(text).not.toContain(String(opened.body['ref']));
}, 120_000);

it('says what to set when the port is taken', async () => {
  const { child, output } = startWorkerProcess(world.config.metricsPort);
  await until(() => Promise.resolve(child.exitCode !== null && output().includes('\n')), 'the worker to give up');
  expect(child.exitCode).toBe(1);
  expect(output()).toContain(`cannot tell its metrics at 127.0.0.1:${world.config.metricsPort}`);
  expect(output()).toContain('WORKER_METRICS_PORT');
});

it('is told at 9465 when nothing is set, beside the API at 9464', () => {
  const env = { DATABASE_URL: 'x', TEMPORAL_ADDRESS: 'x', CONCERT_SECRET: 'x'.repeat(32) };
  expect(readConfig(env)).toMatchObject({ metricsPort: 9464, workerMetricsPort: 9465 });
  expect(readConfig({ ...env, WORKER_METRICS_PORT: '9500' }).workerMetricsPort).toBe(9500);
  expect(() => readConfig({ ...env, WORKER_METRICS_PORT: 'many' })).toThrow('WORKER_METRICS_PORT');
});
