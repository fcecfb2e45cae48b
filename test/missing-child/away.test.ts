import { startWorker } from '../../worker/worker';
import { keysFrom } from '../../db/keys';
import { makeCaseRef } from '../../workflows/vocabulary';
import { startWorld, until, type World } from '../helpers/world';
import { Ledger, openDirectly } from '../kernel/cases';
import { carer } from './world';

let world: World;
let ledger: Ledger;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
  ledger = await Ledger.open(world);
});
afterAll(async () => {
  await ledger.close();
  await world.stop();
});

const secondMs = 1000;
const hourMs = 3_600_000;
/** How long after the worker is back a step may be late for that reason, on a machine that may be busy. */
const boundMs = 20 * secondMs;

const worker = () => startWorker(world.config, world.bundle);
let opened = 0;
/** Nothing is known of the child, so the risk is high: three people have an hour to acknowledge. */
function reportedAt(instant: number): Promise<string> {
  opened += 1;
  const digest = keysFrom(world.config.secret).digest('reference', ['away', String(opened)]);
  const ref = makeCaseRef('MIS', digest);
  const openedAt = new Date(instant).toISOString();
  return openDirectly(world, { ref, process: 'missing-child', actor: carer, input: {}, openedAt });
}

const firstSteps = ['childrens-services.duty-manager', 'police.duty-inspector'];
const passedIn = async (ref: string) =>
  (await ledger.events(ref)).flatMap(({ type, at, data }) => {
    if (type !== 'deadline-passed') return [];
    const { deadline, due, latenessSeconds } = data;
    if (!/^(ladder|acknowledge)\./.test(String(deadline))) return [];
    return [
      { deadline: String(deadline), due: Date.parse(String(due)), at: at.getTime(), lateness: Number(latenessSeconds) },
    ];
  });
const reachedIn = async (ref: string) =>
  (await ledger.events(ref)).flatMap(({ type, at, data }) =>
    type === 'step-reached' ? [{ step: `${String(data['ladder'])}.${String(data['step'])}`, at: at.getTime() }] : [],
  );

/** Everything due up to `backAt` is recorded once, in the order in which it was due, with how late it is. */
async function caughtUp(ref: string, backAt: number, expected: readonly string[]): Promise<void> {
  await until(async () => (await passedIn(ref)).length >= expected.length, 'what was due to be noticed', 60_000);
  await until(
    async () => (await ledger.count('deadline where case_ref = $1 and not is_passed and due < now()', [ref])) === 0,
    'nothing to be left',
  );
  const passed = (await passedIn(ref)).filter(({ due }) => due < backAt);
  expect(passed.map(({ deadline }) => deadline)).toEqual(expected);
  expect(passed.map(({ due }) => due)).toEqual(passed.map(({ due }) => due).toSorted((a, b) => a - b));
  for (const { due, at, lateness } of passed) {
    expect(at).toBeGreaterThanOrEqual(backAt);
    expect(at - backAt).toBeLessThan(boundMs);
    expect(Math.abs(lateness - (at - due) / secondMs)).toBeLessThan(2);
  }
  const steps = (await reachedIn(ref)).map(({ step }) => step);
  expect(steps.length).toBe(new Set(steps).size);
}

describe('a ladder whose worker was away', () => {
  it('takes each step that was due meanwhile once, in order and with its lateness, as soon as the worker is back', async () => {
    const due = Date.now() + 8 * secondMs;
    const first = await worker();
    const ref = await reportedAt(due - hourMs);
    await until(async () => (await reachedIn(ref)).length >= 3, 'the report to be recorded');
    await first.stop();
    expect(await passedIn(ref)).toEqual([]);
    await until(() => Promise.resolve(Date.now() > due + 3 * secondMs), 'the hour to be over', 30_000);
    expect(await passedIn(ref)).toEqual([]);

    const backAt = Date.now();
    const second = await worker();
    try {
      await caughtUp(
        ref,
        backAt,
        firstSteps.map((step) => `acknowledge.${step}`),
      );
      expect((await passedIn(ref)).every(({ lateness }) => lateness >= 3)).toBe(true);
      const escalated = (await reachedIn(ref)).filter(({ at }) => at >= backAt).map(({ step }) => step);
      expect(escalated).toEqual(['childrens-services.assistant-director', 'police.force-lead']);
      expect(
        await ledger.count("notification where case_ref = $1 and message = 'child-missing-escalated'", [ref]),
      ).toBe(2);
    } finally {
      await second.stop();
    }
  }, 120_000);

  it('climbs to the top when it was away for days, and asks for every answer from then on', async () => {
    const ref = await reportedAt(Date.now() - 100 * hourMs);
    const backAt = Date.now();
    const running = await worker();
    try {
      await caughtUp(ref, backAt, [
        ...firstSteps.map((step) => `acknowledge.${step}`),
        'ladder.childrens-services.lscb-chair',
        'ladder.police.ceop-after-force',
      ]);
      const waiting = await ledger.count("task where case_ref = $1 and key like 'acknowledge.%' and due > now()", [
        ref,
      ]);
      expect(waiting).toBeGreaterThanOrEqual(4);
    } finally {
      await running.stop();
    }
  }, 120_000);
});
