import fc from 'fast-check';
import { providerStatement } from '../../workflows/provider-statement/process';
import { asked } from '../payment-batch/answer';
import { diagramEdges, edgesOf, sealed, type Driver } from '../helpers/driver';
import {
  ada,
  batchItself,
  batchRef,
  ben,
  dispute,
  drawnSum,
  manager,
  opened,
  otherManager,
  process,
  settle,
  settledSum,
  world,
} from './world';

const line = fc.integer({ min: 1, max: 4 });
const word = fc.record({
  batch: fc.integer({ min: 0, max: 3 }).map(batchRef),
  outcome: fc.constantFrom('prepared', 'prepared', 'rejected', 'withdrawn', 'settled'),
});
const send = fc
  .oneof<fc.Arbitrary<{ name: string; input: object }>[]>(
    fc.constant({ name: 'agree', input: {} }),
    line.map((n) => ({ name: 'dispute-line', input: dispute(n) })),
    fc
      .tuple(line, fc.constantFrom('upheld', 'not-upheld'))
      .map(([n, outcome]) => ({ name: 'settle-dispute', input: settle(n, outcome) })),
    fc.constant({ name: 'chase-provider', input: {} }),
    fc.constant({ name: 'note', input: { text: sealed } }),
    word.map((w) => ({ name: 'record-payment', input: { ...w, endToEndId: `${w.batch}-1` } })),
  )
  .chain((what) => {
    const likely = what.name === 'record-payment' ? [batchItself] : [ada, ben, manager];
    return fc.record({
      kind: fc.constant('send' as const),
      ...constants(what),
      actor: fc.constantFrom(...likely, otherManager),
    });
  });
const act = fc.oneof(
  { weight: 5, arbitrary: send },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 24 * 30 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('world' as const), isEmpty: fc.boolean() }) },
);

function constants({ name, input }: { name: string; input: object }) {
  return { name: fc.constant(name), input: fc.constant(input) };
}

function answerAll(driver: Driver, isEmpty: boolean) {
  for (const kind of asked(driver)) {
    if (kind === 'draw-statement') world(driver, kind, drawnSum);
    if (kind === 'settle-statement')
      world(driver, kind, isEmpty ? { lines: '0', totalPence: '0', digest: '' } : settledSum);
  }
}

type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;
const edges = new Set<string>();
function played(acts: readonly Act[], look: (driver: Driver) => void) {
  const driver = opened();
  for (const a of acts) {
    if (a.kind === 'send') driver.send(a.name, a.actor, a.input);
    else if (a.kind === 'world') answerAll(driver, a.isEmpty);
    else driver.jumpTo(new Date(Date.parse(driver.now) + a.hours * 3_600_000).toISOString());
    look(driver);
  }
  for (const edge of edgesOf(process, driver)) edges.add(edge);
  return driver;
}

describe('whatever anybody does, in any order', () => {
  it('no open statement is forgotten, none is paid twice or without agreement, no line stays by the word of who drew it', () => {
    const property = fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      const driver = played(acts, (at) => {
        const isKept = at.tasks().length > 0 || at.deadlines().length > 0;
        expect(at.status().isClosed || isKept).toBe(true);
      });
      expect(driver.count('payment-settled')).toBeLessThanOrEqual(1);
      const types = driver.types().filter((type) => type === 'statement-agreed' || type === 'payment-settled');
      expect(['', 'statement-agreed', 'statement-agreed,payment-settled']).toContain(types.join(','));
      const stays = driver.facts.filter(({ event }) => 'outcome' in event && event.outcome === 'not-upheld');
      expect(stays.map(({ actor }) => actor.person)).not.toContain(ada.person);
      const saidByProvider = driver.facts.filter(({ event }) =>
        ['provider-agreed', 'line-disputed'].includes(event.type),
      );
      expect(saidByProvider.map(({ actor }) => actor)).toEqual(saidByProvider.map(() => manager));
    });
    expect(fc.defaultReportMessage(fc.check(property, { numRuns: 400 })) ?? 'holds').toBe('holds');
  });

  it('goes along the diagram only, and along all of it', () => {
    const property = fc.property(
      fc.array(act, { minLength: 20, maxLength: 60 }),
      (acts) => void played(acts, () => undefined),
    );
    expect(fc.defaultReportMessage(fc.check(property, { numRuns: 600, seed: 4 })) ?? 'holds').toBe('holds');
    const stages = new Set(providerStatement.diagram.flatMap(({ from, to }) => [from, to]));
    expect([...edges].filter((edge) => !diagramEdges(process).includes(edge))).toEqual([]);
    const reached = new Set([...edges].flatMap((edge) => [edge.split(' ')[0], edge.split(' ')[2]]));
    expect([...stages].filter((stage) => !reached.has(stage)).toSorted()).toEqual(['not-drawn', 'nothing-owed']);
  });
});
