import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { Client as DatabaseClient } from 'pg';
import { fastForward } from '../../local/clock';
import { verify } from '../../local/verify';
import { startWorker } from '../../worker/worker';
import { startWorld, until, type World } from '../helpers/world';
import { accept, Ledger, noGaps, note, openDirectly, openReport, send } from './cases';
import { proxyTo } from './proxy';

const root = path.join(__dirname, '..', '..');
const police = 'fr-met-police-1';
const day = 86_400;
let world: World;
let ledger: Ledger;

beforeEach(async () => {
  world = await startWorld({ hasWorker: false, config: { recordWaitMs: 1_500 } });
  ledger = await Ledger.open(world);
});
afterEach(async () => {
  const lines: string[] = [];
  const different = await verify(world.config.databaseUrl, (line) => lines.push(line));
  await ledger.close();
  await world.stop();
  if (different > 0) throw new Error(`The record is not whole. ${lines.join('; ')}`);
});

const worker = (config: Partial<World['config']> = {}) => startWorker({ ...world.config, ...config }, world.bundle);

async function opened(options: Parameters<typeof openDirectly>[1] = {}): Promise<string> {
  const ref = await openDirectly(world, options);
  await until(async () => (await ledger.events(ref)).length > 0, 'the opening to be recorded', 40_000);
  return ref;
}

describe('kill -9 of the worker between deciding and recording', () => {
  let child: ChildProcess;
  let lock: DatabaseClient;
  beforeEach(async () => {
    child = await startWorkerProcess();
    lock = new DatabaseClient({ connectionString: world.config.databaseUrl });
    await lock.connect();
  });
  afterEach(async () => {
    await lock.end();
    if (child.exitCode === null && child.signalCode === null) await killed(child);
  });

  /** Where the record stands when another worker takes over. */
  it.each([
    ['and nothing was recorded', false],
    ['and the database finishes what the dead worker had asked for', true],
  ])(
    '%s: the command stands in the record once',
    async (_where, isFinishedByDatabase) => {
      const ref = await opened();
      const before = (await ledger.events(ref)).length;
      await lock.query('begin');
      await lock.query('lock table event in share row exclusive mode');
      const command = note();
      const update = await accept(world, ref, command);
      await until(async () => (await waiting()) > 0, 'the worker to be recording');
      await killed(child);
      if (!isFinishedByDatabase)
        await ledger.db.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where usename is not null and application_name = 'concert_worker' and datname = current_database()`,
        );
      expect(await ledger.events(ref)).toHaveLength(before);
      await lock.query('rollback');
      if (isFinishedByDatabase)
        await until(async () => (await ledger.events(ref)).length > before, 'the database to finish');

      const second = await worker();
      try {
        expect(await update.result()).toEqual({ ref, seq: before + 1, events: ['noted'] });
        expect(await send(world, ref, command)).toEqual({ ref, seq: before + 1, events: ['noted'] });
        const events = await ledger.events(ref);
        expect(events.filter((e) => e.key === command.key)).toHaveLength(1);
        expect(events).toHaveLength(before + 1);
        await send(world, ref, note());
        noGaps(await ledger.events(ref));
      } finally {
        await second.stop();
      }
    },
    90_000,
  );
});

describe('the database away for a while', () => {
  it('answers 503 meanwhile; what was sent is recorded once when it is back', async () => {
    const proxy = await proxyTo(world.config.databaseUrl);
    const running = await worker({ databaseUrl: proxy.url });
    try {
      const ref = await opened();
      const key = randomUUID();
      const give = () => world.api.post(police, `/v1/nrm-referral/${ref}/note`, { text: 'Made-up note' }, key);
      proxy.cut();
      const away = await give();
      expect(away.status).toBe(503);
      expect(await ledger.types(ref)).not.toContain('noted');
      const [other, again] = [note(), note()];
      const inFlight = [await accept(world, ref, other), await accept(world, ref, again)];
      proxy.mend();
      await Promise.all(inFlight.map((update) => update.result()));
      const reply = await until(async () => {
        const answer = await give();
        return answer.status === 200 && answer;
      }, 'the one true answer');
      const events = await ledger.events(ref);
      noGaps(events);
      expect(events.filter((e) => e.key.endsWith(key))).toHaveLength(1);
      expect(events.find((e) => e.key.endsWith(key))?.seq).toBe(reply.body['seq']);
      expect(events.filter((e) => e.type === 'noted')).toHaveLength(3);
    } finally {
      await running.stop();
      await proxy.stop();
    }
  }, 90_000);
});

describe('an effect that has failed for three days', () => {
  /** Skipping time would stop at every retry; a case that was opened three days ago has its first question late at once. */
  it('is a task for a person while the case goes on, and is done when the way is free again', async () => {
    await ledger.db.query('revoke select on event from concert_worker');
    await ledger.db.query(
      'grant select (case_ref, seq, hash, command_key, part, request_hash) on event to concert_worker',
    );
    const ref = await openReport(world, new Date(Date.now() - 3 * day * 1000).toISOString());
    const running = await worker();
    const byHand = () => ledger.count(`task where case_ref = $1 and key like 'by-hand.%'`, [ref]);
    try {
      await until(
        async () => (await ledger.types(ref)).includes('effect-undelivered'),
        'the question to be given to a person',
      );
      const undelivered = (await ledger.events(ref))
        .filter((e) => e.type === 'effect-undelivered')
        .map((e) => e.data['effect']);
      expect(await byHand()).toBeGreaterThanOrEqual(1);
      for (let i = 0; i < 5; i += 1) expect((await send(world, ref, note())).events).toEqual(['noted']);
      const answered = (events: { type: string; data: Record<string, unknown> }[]) =>
        events.filter((e) => e.type === 'effect-done' && e.data['kind'] === 'match-episodes');
      expect(answered(await ledger.events(ref))).toEqual([]);
      // Messages do not wait for it.
      expect(await ledger.count('notification where case_ref = $1', [ref])).toBeGreaterThan(0);

      await ledger.db.query('grant select on event to concert_worker');
      const isDone = (events: { type: string; data: Record<string, unknown> }[]) =>
        undelivered.every((effect) => events.some((e) => e.type === 'effect-done' && e.data['effect'] === effect));
      await until(async () => isDone(await ledger.events(ref)), 'the question to be answered', 60_000);
      await until(async () => (await byHand()) === 0, 'the task to go');
      const events = await ledger.events(ref);
      noGaps(events);
      const done = events.filter((e) => e.type === 'effect-done').map((e) => e.data['effect']);
      expect(new Set(done).size).toBe(done.length);
      expect(events.filter((e) => e.type === 'effect-undelivered')).toHaveLength(undelivered.length);
      expect(answered(events)).toHaveLength(1);
    } finally {
      await running.stop();
    }
  }, 120_000);
});

describe('a deadline that passed while everything was down', () => {
  it('fires once, with its lateness, when a worker is there again', async () => {
    const first = await worker();
    const ref = await opened();
    const due = await dueOf(ref, 'reasonable-grounds');
    await fastForward(world.client, 'nrm-referral', ref, Math.floor((due - Date.now()) / 1000) - 6);
    await send(world, ref, note());
    const noted = (await ledger.events(ref)).find((e) => e.type === 'noted');
    const ahead = (noted?.at.getTime() ?? 0) - Date.now();
    expect(ahead).toBeGreaterThan(day * 1000);
    await first.stop();
    expect(await ledger.types(ref)).not.toContain('deadline-passed');
    await until(
      () => Promise.resolve(Date.now() + ahead > due + 3_000),
      'the deadline to be three seconds over',
      30_000,
    );
    expect(await ledger.types(ref)).not.toContain('deadline-passed');

    const second = await worker();
    try {
      await until(async () => (await ledger.types(ref)).includes('deadline-passed'), 'the deadline to be noticed');
      await send(world, ref, note());
      const passed = (await ledger.events(ref)).filter((e) => e.type === 'deadline-passed');
      expect(passed).toHaveLength(1);
      expect(passed[0]?.data).toMatchObject({
        deadline: 'reasonable-grounds',
        due: new Date(due).toISOString().replace('.000', ''),
      });
      expect(passed[0]?.data['latenessSeconds']).toBeGreaterThanOrEqual(2);
      expect(passed[0]?.data['latenessSeconds']).toBeLessThan(120);
    } finally {
      await second.stop();
    }
  }, 90_000);

  it('fires once for a case that was opened long ago and reaches the engine only now', async () => {
    const ref = await openDirectly(world, { openedAt: new Date(Date.now() - 40 * day * 1000).toISOString() });
    const running = await worker();
    try {
      await until(async () => (await ledger.types(ref)).includes('deadline-passed'), 'the deadline to be noticed');
      await send(world, ref, note());
      const passed = (await ledger.events(ref)).filter(
        (e) => e.type === 'deadline-passed' && e.data['deadline'] === 'reasonable-grounds',
      );
      expect(passed).toHaveLength(1);
      const late = (Date.now() - Date.parse(String(passed[0]?.data['due']))) / 1000;
      expect(Math.abs(Number(passed[0]?.data['latenessSeconds']) - late)).toBeLessThan(60);
      expect(late).toBeGreaterThan(25 * day);
    } finally {
      await running.stop();
    }
  });
});

/** How many wait for the lock on the table of events. */
async function waiting(): Promise<number> {
  return ledger.count(
    `pg_locks l join pg_class c on c.oid = l.relation join pg_database d on d.oid = l.database
    where c.relname = 'event' and not l.granted and d.datname = current_database()`,
    [],
  );
}

async function dueOf(ref: string, key: string): Promise<number> {
  const { rows } = await ledger.db.query<{ due: Date }>('select due from deadline where case_ref = $1 and key = $2', [
    ref,
    key,
  ]);
  return rows[0]?.due.getTime() ?? NaN;
}

async function startWorkerProcess(): Promise<ChildProcess> {
  const { databaseUrl, temporalAddress, taskQueue, secret } = world.config;
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(root, 'worker', 'main.ts')], {
    cwd: root,
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: temporalAddress,
      TASK_QUEUE: taskQueue,
      CONCERT_SECRET: secret,
      MAX_CACHED_CASES: '100',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await until(() => Promise.resolve(output.includes('worker started')), 'the worker process to start', 60_000);
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
