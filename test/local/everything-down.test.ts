import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client as DatabaseClient } from 'pg';
import { connectEngine } from '../../activities/engine';
import { keysFrom } from '../../db/keys';
import { ApiClient } from '../../local/client';
import { fastForward } from '../../local/clock';
import { adult } from '../../local/rehearsals/script';
import { startStack, type Stack } from '../../local/stack';
import { quietEngineLibrary } from '../../worker/worker';
import { until } from '../helpers/world';

const police = 'fr-met-police-1';
let dataDir: string;
let stack: Stack | undefined;
beforeAll(() => {
  quietEngineLibrary();
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'concert-down-'));
  chmodSync(dataDir, 0o755); // PostgreSQL's stand-in user must get in when we are root
});
afterAll(async () => {
  await stack?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const start = () => startStack({ dataDir, port: 0, report: () => undefined, isDurable: false });
const apiOf = ({ url, config }: Stack) => new ApiClient(url, config.issuer ?? '');

async function eventsOf({ config }: Stack, ref: string) {
  const db = new DatabaseClient({ connectionString: config.databaseUrl });
  await db.connect();
  const { rows } = await db.query<{ type: string; at: Date; data: Record<string, unknown> }>(
    'select type, at, data from event where case_ref = $1 order by seq',
    [ref],
  );
  await db.end();
  return rows;
}

async function dueOf(running: Stack, ref: string): Promise<number> {
  const { body } = await apiOf(running).get(police, `/v1/cases/${ref}/deadlines`);
  const { deadlines } = body;
  const found = Array.isArray(deadlines) ? deadlines.find((d) => d.key === 'reasonable-grounds') : undefined;
  return Date.parse(String(found?.due));
}

it('a deadline that passed while PostgreSQL, Temporal, the worker and the API were down is noticed once, with its lateness', async () => {
  stack = await start();
  const opened = await apiOf(stack).post(police, '/v1/nrm-referral', adult, randomUUID());
  const ref = String(opened.body['ref']);
  const due = await dueOf(stack, ref);
  const engine = await connectEngine(stack.config.temporalAddress, keysFrom(stack.config.secret));
  await fastForward(engine, 'nrm-referral', ref, Math.floor((due - Date.now()) / 1000) - 8);
  await engine.connection.close();
  await apiOf(stack).post(police, `/v1/nrm-referral/${ref}/note`, { text: 'Made-up note' }, randomUUID());
  const noted = (await eventsOf(stack, ref)).find((e) => e.type === 'noted');
  const ahead = (noted?.at.getTime() ?? NaN) - Date.now();
  expect(ahead).toBeGreaterThan(86_400_000);
  expect((await eventsOf(stack, ref)).map((e) => e.type)).not.toContain('deadline-passed');
  await stack.stop();
  stack = undefined;
  await until(() => Promise.resolve(Date.now() + ahead > due + 2_000), 'the deadline to be over', 30_000);

  const again = await start();
  stack = again;
  const passed = await until(async () => {
    const found = (await eventsOf(again, ref)).filter((e) => e.type === 'deadline-passed');
    return found.length > 0 && found;
  }, 'the deadline to be noticed');
  await apiOf(again).post(police, `/v1/nrm-referral/${ref}/note`, { text: 'Another made-up note' }, randomUUID());
  expect((await eventsOf(again, ref)).filter((e) => e.type === 'deadline-passed')).toEqual(passed);
  expect(passed).toHaveLength(1);
  expect(passed[0]?.data['latenessSeconds']).toBeGreaterThanOrEqual(2);
  expect(passed[0]?.data['latenessSeconds']).toBeLessThan(120);
}, 120_000);
