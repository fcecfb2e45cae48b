import { randomUUID } from 'node:crypto';
import { verify } from '../../local/verify';
import { adult } from '../../local/rehearsals/script';
import type { Answer } from '../../workflows/kernel/loop';
import { startWorker, type RunningWorker } from '../../worker/worker';
import { startWorld, until, type World } from '../helpers/world';
import { Ledger, handleOf, noGaps, note, openDirectly, send, type Recorded } from './cases';

let world: World;
let second: RunningWorker;
let ledger: Ledger;
const police = 'fr-met-police-1';

beforeAll(async () => {
  world = await startWorld();
  second = await startWorker({ ...world.config, maxCachedCases: 5 }, world.bundle);
  ledger = await Ledger.open(world);
});
afterAll(async () => {
  await ledger.close();
  await second.stop();
  await world.stop();
});

/** Waits until the case answers, and then for nothing more to be on its way. */
async function opened(options: Parameters<typeof openDirectly>[1] = {}): Promise<string> {
  const ref = await openDirectly(world, options);
  await until(async () => (await ledger.events(ref)).length > 0, 'the opening to be recorded');
  return ref;
}

const runIdOf = async (ref: string) => (await handleOf(world, ref).describe()).runId;

describe('one case, two workers on one task queue', () => {
  it('records a command that is sent 50 times at once, each an update of its own, once', async () => {
    const ref = await opened();
    const before = (await ledger.events(ref)).length;
    const command = note();
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(world, ref, command)));
    expect(new Set(answers.map((a) => JSON.stringify(a))).size).toBe(1);
    expect(answers[0]).toEqual({ ref, seq: before + 1, events: ['noted'] });
    expect((await ledger.events(ref)).filter((e) => e.key === command.key)).toHaveLength(1);
    expect(await ledger.events(ref)).toHaveLength(before + 1);
  });

  it('records a request that comes 50 times at once through the API once, with one answer', async () => {
    const opening = await world.api.post(police, '/v1/nrm-referral', adult, randomUUID());
    const ref = String(opening.body['ref']);
    const key = randomUUID();
    const replies = await Promise.all(
      Array.from({ length: 50 }, () =>
        world.api.post(police, `/v1/nrm-referral/${ref}/note`, { text: 'Made-up note' }, key),
      ),
    );
    expect(new Set(replies.map((r) => JSON.stringify(r))).size).toBe(1);
    expect(replies[0]?.status).toBe(200);
    expect((await ledger.types(ref)).filter((type) => type === 'noted')).toHaveLength(1);
  });

  it('opens one case when the same opening comes 20 times at once', async () => {
    const key = randomUUID();
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => world.api.post(police, '/v1/nrm-referral', adult, key)),
    );
    expect(new Set(replies.map((r) => r.body['ref'])).size).toBe(1);
    const ref = String(replies[0]?.body['ref']);
    expect((await ledger.types(ref)).filter((type) => type === 'case-opened')).toHaveLength(1);
  });

  it('records 20 different commands that come at once, in a row without gaps, each answered with its own place', async () => {
    const ref = await opened();
    const before = (await ledger.events(ref)).length;
    const commands = Array.from({ length: 20 }, () => note());
    const answers = await Promise.all(commands.map((command) => send(world, ref, command)));
    const events = await ledger.events(ref);
    noGaps(events);
    expect(events).toHaveLength(before + 20);
    for (const [i, command] of commands.entries()) {
      expect(events.find((e) => e.key === command.key)?.seq).toBe(answers[i]?.seq);
    }
  });

  it('refuses the same key for another request, now and among many at once, and records nothing of it', async () => {
    const ref = await opened();
    const command = note();
    const other = { ...note(command.key), requestHash: 'another request' };
    const results = await Promise.allSettled([command, other, command, other].map((c) => send(world, ref, c)));
    const events = (await ledger.events(ref)).filter((e) => e.key === command.key);
    expect(events).toHaveLength(1);
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(2);
    const loser = results[0]?.status === 'fulfilled' ? other : command;
    await expect(send(world, ref, loser)).rejects.toMatchObject({ cause: { message: 'idempotency-key-reused' } });
  });
});

async function untilContinued(ref: string, firstRun: string): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let i = 0; i < 40 && (await runIdOf(ref)) === firstRun; i += 1) answers.push(await send(world, ref, note()));
  await until(async () => (await runIdOf(ref)) !== firstRun, 'the case to continue as new');
  return answers;
}

describe('continue-as-new', () => {
  const memo = { maxHistoryLength: 40 };

  it('gives a repeated key its first answer, also when it comes to the new run', async () => {
    const ref = await opened({ memo });
    const command = note();
    const firstRun = await runIdOf(ref);
    const first = await send(world, ref, command);
    const others = await untilContinued(ref, firstRun);
    expect(await send(world, ref, command)).toEqual(first);
    const other = { ...command, requestHash: 'another request' };
    await expect(send(world, ref, other)).rejects.toMatchObject({ cause: { message: 'idempotency-key-reused' } });
    const events = await ledger.events(ref);
    expect(events.filter((e) => e.key === command.key)).toHaveLength(1);
    expect(events.filter((e) => e.type === 'noted')).toHaveLength(others.length + 1);
    noGaps(events);
  });

  it('loses and doubles nothing of 120 commands, six at once, over several runs', async () => {
    const ref = await opened({ memo });
    const firstRun = await runIdOf(ref);
    const commands = Array.from({ length: 120 }, () => note());
    const waiting = [...commands];
    const sender = async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) await send(world, ref, next);
    };
    await Promise.all(Array.from({ length: 6 }, sender));
    expect(await runIdOf(ref)).not.toBe(firstRun);
    const events = await ledger.events(ref);
    noGaps(events);
    expect(
      events
        .filter((e) => e.type === 'noted')
        .map((e) => e.key)
        .toSorted(),
    ).toEqual(commands.map((c) => c.key).toSorted());
  });

  it('carries effects that are still pending, and does each once', async () => {
    // Without it no case can be opened for another.
    await ledger.db.query('revoke select on policy_adoption from concert_worker');
    try {
      const ref = await opened({ memo });
      const firstRun = await runIdOf(ref);
      await decide(ref);
      const continuedFrom = await runIdOf(ref);
      await untilContinued(ref, continuedFrom);
      expect(await runIdOf(ref)).not.toBe(firstRun);
      const doneEffects = async () => (await ledger.events(ref)).filter((e) => e.type === 'effect-done');
      const started = (events: Recorded[]) => events.filter((e) => e.data['kind'] === 'start-case');
      expect(started(await doneEffects())).toEqual([]);
      await ledger.db.query('grant select on policy_adoption to concert_worker');
      const done = await until(
        async () => {
          const events = await doneEffects();
          return started(events).length >= 2 && events;
        },
        'every effect to be done',
        90_000,
      );
      expect(done.map((e) => e.data['effect']).toSorted()).toEqual(
        [...new Set(done.map((e) => e.data['effect']))].toSorted(),
      );
      // The referrer alone is told by this case; care and the reflection period are cases of their own.
      expect(await ledger.count('notification where case_ref = $1', [ref])).toBe(1);
      noGaps(await ledger.events(ref));
    } finally {
      await ledger.db.query('grant select on policy_adoption to concert_worker');
    }
  }, 120_000);
});

/** A reviewed positive decision tells two agencies and starts a reflection period. */
async function decide(ref: string): Promise<void> {
  const steps = [
    ['dm-ukhtc-1', 'decide-reasonable-grounds', { outcome: 'positive', reasons: 'Made-up reasons' }],
    ['dm-ukhtc-2', 'take-review', { isIndependent: true }],
    ['dm-ukhtc-2', 'record-own-view', { outcome: 'positive', reasons: 'Made-up reasons' }],
    ['dm-ukhtc-2', 'complete-review', { agrees: true, reasons: 'Made-up reasons' }],
  ] as const;
  for (const [who, command, input] of steps) {
    const reply = await world.api.post(who, `/v1/nrm-referral/${ref}/${command}`, input, randomUUID());
    expect([command, reply.status, reply.body['code']]).toEqual([command, 200, undefined]);
  }
}

it('the record of all of them is whole', async () => {
  const lines: string[] = [];
  expect([await verify(world.config.databaseUrl, (line) => lines.push(line)), lines]).toEqual([0, expect.anything()]);
});
