import fc from 'fast-check';
import { diagramEdges, edgesOf, sealed, type Driver } from '../helpers/driver';
import { preparedResult } from '../../workflows/payment-batch/results';
import { answer, asked } from './answer';
import {
  ada,
  adaEverywhere,
  bankSays,
  ben,
  cat,
  first,
  foreign,
  manager,
  opened,
  prepared,
  process,
  second,
  seen,
} from './world';

const actor = fc.constantFrom(ada, ada, ben, ben, cat, adaEverywhere, foreign, manager);
const act = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      name: fc.constant('release'),
      actor,
      input: fc.constantFrom<object>(seen, seen, { ...seen, digest: 'x' }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      name: fc.constant('withdraw-batch'),
      actor,
      input: fc.constant<object>({ reason: sealed }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ hours: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 4, arbitrary: fc.record({ isRefused: fc.boolean(), rejected: fc.subarray([first, second]) }) },
  { weight: 1, arbitrary: fc.record({ isByHand: fc.constant(true) }) },
);
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;

function doAct(driver: Driver, a: Act) {
  if ('name' in a) driver.send(a.name, a.actor, a.input);
  else if ('hours' in a) driver.jumpTo(new Date(Date.parse(driver.now) + a.hours * 3_600_000).toISOString());
  else if ('isByHand' in a) byHand(driver);
  else for (const kind of asked(driver)) theWorldAnswers(driver, kind, a.isRefused, a.rejected);
}

function byHand(driver: Driver) {
  for (const task of driver.taskKeys().filter((key) => key.startsWith('by-hand.')))
    driver.send('record-done-by-hand', ben, { effect: task.slice('by-hand.'.length), reason: sealed });
}

function theWorldAnswers(driver: Driver, kind: string, isRefused: boolean, rejected: readonly string[]) {
  if (kind === 'prepare-batch') answer(driver, kind, preparedResult(prepared));
  if (kind === 'send-batch') answer(driver, kind, isRefused ? 'releaser-edited-payee' : { messageId: 'm' });
  const status = rejected.length === 0 ? 'settled' : rejected.length === 1 ? 'part-settled' : 'rejected';
  if (kind === 'await-bank') answer(driver, kind, bankSays(status, ...rejected));
}

describe('whatever anybody does, in any order', () => {
  it('no batch is released by its preparer or by who edited a payee, none is sent twice, no open one is forgotten', () => {
    const edges = new Set<string>();
    const property = fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
      const driver = opened();
      for (const a of acts) {
        doAct(driver, a);
        const isKept = driver.tasks().length > 0 || driver.deadlines().length > 0;
        expect(driver.status().isClosed || isKept).toBe(true);
      }
      const released = driver.facts.filter(({ event }) => event.type === 'batch-released');
      expect(released.map(({ actor: by }) => by)).toEqual(released.map(() => ben));
      expect(driver.count('batch-sent')).toBeLessThanOrEqual(1);
      expect(driver.count('bank-answered')).toBeLessThanOrEqual(driver.count('batch-sent'));
      expect(driver.count('batch-sent') + driver.count('batch-withdrawn')).toBeLessThanOrEqual(1);
      const words = driver.effects.flatMap((e) =>
        e.kind === 'command-case' ? [`${e.ref} ${String(e.input['outcome'])}`] : [],
      );
      expect(new Set(words).size).toBe(words.length);
      const last = words.filter((w) => !w.endsWith('prepared'));
      expect(new Set(last.map((w) => w.split(' ')[0])).size).toBe(last.length);
      for (const edge of edgesOf(process, driver)) edges.add(edge);
    });
    expect(fc.defaultReportMessage(fc.check(property, { numRuns: 1500 })) ?? 'holds').toBe('holds');
    expect([...edges].filter((edge) => !diagramEdges(process).includes(edge))).toEqual([]);
    expect(diagramEdges(process).filter((edge) => !edges.has(edge))).toEqual([
      'preparing -batch-not-prepared-> not-prepared',
    ]);
  });
});
