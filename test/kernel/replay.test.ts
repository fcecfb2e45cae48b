import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ReplayHistoriesIterable } from '@temporalio/worker';
import { Worker } from '@temporalio/worker';
import { temporal } from '@temporalio/proto';
import { z } from 'zod';
import { encryptingConverter } from '../../activities/engine';
import { keysFrom } from '../../db/keys';
import { play } from '../../local/rehearsals/play';
import { rehearsals } from '../../local/rehearsals';
import { verify } from '../../local/verify';
import { loopVersion } from '../../workflows/kernel/loop';
import { processOfRef, workflowIdOf } from '../../workflows/registry';
import { startWorld, until, type World } from '../helpers/world';
import { handleOf, Ledger, noGaps, note, openDirectly, send } from './cases';

/** Payloads are encrypted, so stored histories need a secret that stays. It protects made-up people only. */
const historySecret = 'test-histories-only-not-a-secret-of-any-deployment';
const folder = path.join(__dirname, '..', 'histories');
const stored = ['adult-positive', 'overdue-reflection'];
/** How cases have been run so far: by the way of the loop, and from the record since the door records openings. */
const today = `${loopVersion}-from-record`;
const ways = ['1', '2', today];

/** Replays each history; names those that the code of today would have run in another way. */
async function replay(
  bundle: World['bundle'],
  secret: string,
  histories: ReplayHistoriesIterable,
): Promise<{ replayed: number; failures: string[] }> {
  const failures: string[] = [];
  let replayed = 0;
  const results = Worker.runReplayHistories(
    { workflowBundle: bundle, dataConverter: encryptingConverter(keysFrom(secret)) },
    histories,
  );
  for await (const { workflowId, error } of results) {
    replayed += 1;
    if (error) failures.push(`${workflowId}: ${error.message}`);
  }
  return { replayed, failures };
}

const { History } = temporal.api.history.v1;
const Stored = z.object({ workflowId: z.string(), history: z.base64() });

function storedHistory(file: string) {
  const { workflowId, history } = Stored.parse(JSON.parse(readFileSync(path.join(folder, file), 'utf8')));
  return { workflowId, history: History.decode(Buffer.from(history, 'base64')) };
}

async function historiesOf(world: World, refs: readonly string[]) {
  return Promise.all(
    refs.map(async (ref) => {
      const history = await handleOf(world, ref).fetchHistory();
      return { workflowId: workflowIdOf(processOfRef(ref)?.name ?? '', ref), history };
    }),
  );
}

describe.each([
  ['no cache at all', 0],
  ['a cache smaller than the busy cases', 3],
])('with %s', (_what, maxCachedCases) => {
  it('ten busy cases, four commands at once in each, are recorded whole and replay as they ran', async () => {
    const world = await startWorld({ config: { maxCachedCases } });
    const ledger = await Ledger.open(world);
    try {
      const refs = await Promise.all(Array.from({ length: 10 }, () => openDirectly(world)));
      await until(
        async () => (await ledger.count('event where case_ref = any($1) and seq = 1', [refs])) === refs.length,
        'the openings to be recorded',
        60_000,
      );
      for (let round = 0; round < 2; round += 1) {
        await Promise.all(refs.flatMap((ref) => Array.from({ length: 4 }, () => send(world, ref, note()))));
      }
      for (const ref of refs) {
        const events = await ledger.events(ref);
        noGaps(events);
        expect(events.filter((e) => e.type === 'noted')).toHaveLength(8);
      }
      expect(await replay(world.bundle, world.config.secret, await historiesOf(world, refs))).toEqual({
        replayed: 10,
        failures: [],
      });
      const lines: string[] = [];
      expect([await verify(world.config.databaseUrl, (line) => lines.push(line)), lines]).toEqual([
        0,
        expect.anything(),
      ]);
    } finally {
      await ledger.close();
      await world.stop();
    }
  }, 240_000);
});

const isUpdating = process.env['UPDATE_HISTORIES'] === '1';

(isUpdating ? it : it.skip)(
  'stores the histories of rehearsals anew',
  async () => {
    const world = await startWorld({ config: { secret: historySecret } });
    mkdirSync(folder, { recursive: true });
    try {
      for (const rehearsal of rehearsals.filter((r) => stored.includes(r.name))) {
        const refs = await play(rehearsal, world.api, world.client);
        for (const [name, ref] of Object.entries(refs)) {
          const history = Buffer.from(History.encode(await handleOf(world, ref).fetchHistory()).finish()).toString(
            'base64',
          );
          const workflowId = workflowIdOf(processOfRef(ref)?.name ?? '', ref);
          writeFileSync(
            path.join(folder, `${rehearsal.name}.${name}.${today}.json`),
            `${JSON.stringify({ workflowId, history })}\n`,
          );
        }
      }
    } finally {
      await world.stop();
    }
  },
  120_000,
);

describe('stored histories', () => {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];

  it('are there for each rehearsal that is meant to be kept, the cases it leads to, and each way of the loop', () => {
    const expected = stored.flatMap((name) =>
      ways.flatMap((way) => [`${name}.referral.${way}.json`, `${name}.reflection.${way}.json`]),
    );
    expect(files.toSorted()).toEqual(expected.toSorted());
  });

  it('replay as they ran when they were stored', async () => {
    const world = await startWorld({ hasWorker: false });
    try {
      expect(await replay(world.bundle, historySecret, files.map(storedHistory))).toEqual({
        replayed: files.length,
        failures: [],
      });
    } finally {
      await world.stop();
    }
  });

  it('would fail if the code decided otherwise: a history that says something else does not replay', async () => {
    const world = await startWorld({ hasWorker: false });
    try {
      const { workflowId, history } = storedHistory('adult-positive.referral.1.json');
      const effect = history.events.findLast(
        (e) => e.activityTaskScheduledEventAttributes?.activityType?.name === 'runEffect',
      );
      if (effect?.activityTaskScheduledEventAttributes)
        effect.activityTaskScheduledEventAttributes.activityType = { name: 'anotherEffect' };
      const { failures } = await replay(world.bundle, historySecret, [{ workflowId, history }]);
      expect(failures).toHaveLength(1);
    } finally {
      await world.stop();
    }
  });
});
