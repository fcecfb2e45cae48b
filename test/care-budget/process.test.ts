import fc from 'fast-check';
import type { Actor } from '../../workflows/kernel/contract';
import { codeOf, diagramEdges, Driver, edgesOf, sealed } from '../helpers/driver';
import {
  budget,
  BudgetDriver,
  cas,
  former,
  hank,
  mona,
  now,
  pat,
  process,
  readAt,
  reading,
  stranger,
  system,
  year,
} from './world';

const percent = (n: number) => (budget * n) / 100;
const answer = { percent: 80, text: sealed };
const everybody = [
  'case-manager of salvation-army',
  'payment-officer of salvation-army',
  'contract-manager of home-office',
  'contract-manager of moj',
];

describe('opening', () => {
  it.each<[string, Actor, object, string]>([
    ['by another role', cas, year, 'wrong-role'],
    ['by an officer who is not of the contractor', former, year, 'not-the-contractor'],
    ['by a contract manager of another agency', stranger, year, 'not-your-contract'],
    ['of no financial year', pat, { year: '2011-13' }, 'invalid-input'],
    ['of a calendar year', pat, { year: '2011' }, 'invalid-input'],
    ['of a year before the contract', pat, { year: '2010-11' }, 'before-the-contract'],
    ['of a year that has not begun', hank, { year: '2012-13' }, 'year-not-begun'],
    ['with a field nobody knows', pat, { ...year, budgetPence: 1 }, 'invalid-input'],
  ])('%s is refused', (_what, actor, input, code) => {
    const refusal = Driver.open(process, actor, input, now);
    expect(codeOf(refusal)).toBe(code);
    expect(refusal).toMatchObject({ source: expect.stringMatching(/\S/) });
  });

  it.each<[Actor, object]>([
    [pat, year],
    [hank, year],
    [mona, year],
    [system, { year: '2012-13' }],
  ])('by $person reads the budget at once, and all who watch see it', (actor, input) => {
    const driver = BudgetDriver.begin({ actor, input });
    expect(driver.effects).toMatchObject([{ kind: 'read-budget', on: '2011-08-01', ...input }]);
    expect(driver.current.file.sharedWith).toEqual(expect.arrayContaining(['salvation-army', 'home-office', 'moj']));
    expect(driver.figures()).toMatchObject({ budgetPence: budget, committedPence: 0 });
  });
});

describe('a refusal', () => {
  const answered = () => {
    const driver = readAt(percent(80));
    driver.send('answer-warning', hank, answer);
    return driver;
  };
  it.each<[string, string, () => BudgetDriver, Actor, object, string]>([
    ['while it is being read', 'review-now', () => BudgetDriver.begin(), pat, {}, 'being-read'],
    ['by another role', 'review-now', () => readAt(0), cas, {}, 'wrong-role'],
    ['by another contract manager', 'review-now', () => readAt(0), stranger, {}, 'not-your-contract'],
    ['without a warning', 'answer-warning', () => readAt(0), hank, answer, 'no-open-warning'],
    [
      'by who does not keep the contract',
      'answer-warning',
      () => readAt(percent(80)),
      mona,
      answer,
      'not-your-contract',
    ],
    [
      'of a warning that was not given',
      'answer-warning',
      () => readAt(percent(80)),
      hank,
      { ...answer, percent: 95 },
      'no-such-warning',
    ],
    ['a second time', 'answer-warning', answered, hank, answer, 'no-open-warning'],
    [
      'text in clear',
      'answer-warning',
      () => readAt(percent(80)),
      hank,
      { ...answer, text: 'clear' },
      'text-not-sealed',
    ],
  ])('%s: %s', (_why, command, given, actor, input, code) => {
    const driver = given();
    const before = driver.current;
    expect(codeOf(driver.send(command, actor, input))).toBe(code);
    expect(driver.current).toBe(before);
  });
});

describe('a warning', () => {
  it.each<[number, number[]]>([
    [percent(80) - 1, []],
    [percent(80), [80]],
    [percent(95) - 1, [80]],
    [percent(95), [80, 95]],
    [percent(100), [80, 95, 100]],
    [percent(250), [80, 95, 100]],
  ])('at %i pence: %j', (committed, warnings) => {
    const driver = readAt(committed);
    const given = driver.facts.flatMap(({ event }) => ('percent' in event ? [event.percent] : []));
    expect(given).toEqual(warnings);
    expect(driver.messages().filter((m) => m.startsWith('budget-warned'))).toEqual(
      warnings.flatMap(() => everybody.map((who) => `budget-warned → ${who}`)),
    );
    expect(driver.taskKeys()).toEqual(warnings.map((n) => `warning.${n}`));
  });

  it('is not given again, whatever the ledger says later', () => {
    const driver = BudgetDriver.begin();
    driver.answers = [reading(percent(85)), reading(percent(70)), reading(percent(96)), reading(percent(96))];
    driver.advanceTo('2011-09-15T12:00:00Z');
    expect(driver.reads).toBeGreaterThan(5);
    expect(driver.count('budget-warned')).toBe(2);
  });

  it('has its date, is escalated when nobody answers, and its task ends with the answer', () => {
    const driver = readAt(percent(80));
    expect(driver.deadline('warning.80')?.due).toBe('2011-08-15T23:00:00Z');
    driver.advanceTo('2011-08-16T12:00:00Z');
    expect(driver.messages()).toContain('deadline-passed → contract-manager of home-office');
    expect(driver.send('answer-warning', hank, answer)).toEqual(['warning-answered']);
    expect(driver.taskKeys()).toEqual([]);
  });

  it('of a forecast over the budget is recorded once', () => {
    const driver = BudgetDriver.begin();
    driver.answers = [reading(1, { forecastPence: budget }), reading(1, { forecastPence: budget + 1 })];
    driver.deliver();
    expect(driver.count('overspend-forecast')).toBe(0);
    driver.advanceTo('2011-09-15T12:00:00Z');
    expect(driver.count('overspend-forecast')).toBe(1);
    expect(driver.messages().filter((m) => m.startsWith('overspend'))).toEqual(
      everybody.map((who) => `overspend-forecast → ${who}`),
    );
  });
});

describe('the year', () => {
  it('is read every week, once however long everything was down', () => {
    const driver = readAt(0);
    expect(driver.deadline('review')?.due).toBe('2011-08-08T23:00:00Z');
    driver.advanceTo('2011-08-30T12:00:00Z');
    expect(driver.count('budget-read')).toBe(5);
    driver.jumpTo('2011-12-30T12:00:00Z').deliver();
    expect(driver.count('budget-read')).toBe(6);
    expect(driver.deadline('review')?.due).toBe('2012-01-03T00:00:00Z');
  });

  it('ends with 31 March, begins the next one, and closes when its accounts do', () => {
    const driver = readAt(0).advanceTo('2012-03-31T22:59:59Z');
    expect(driver.status().stage).toBe('running');
    driver.advanceTo('2012-03-31T23:00:00Z');
    expect(driver.status().stage).toBe('year-ended');
    const next = driver.effects.filter((effect) => effect.kind === 'start-case');
    expect(next).toMatchObject([{ process: 'care-budget', opening: { year: '2012-13' } }]);
    driver.advanceTo('2012-06-30T22:59:59Z');
    expect(driver.status().isClosed).toBe(false);
    driver.advanceTo('2012-07-01T12:00:00Z');
    expect(driver.status()).toMatchObject({ stage: 'closed', isClosed: true });
    expect(driver.types().slice(-3)).toEqual(['effect-done', 'budget-read', 'budget-closed']);
  });

  it('that another case keeps is not kept twice', () => {
    const driver = BudgetDriver.begin();
    driver.answers = ['kept-elsewhere'];
    driver.deliver();
    expect(driver.status()).toMatchObject({ stage: 'kept-elsewhere', isClosed: true });
    expect(driver.view(pat)).toMatchObject({ otherBudget: 'BUD-other' });
  });

  it('leads along the edges of the diagram, and along all of them', () => {
    const kept = (at: string) => {
      const driver = BudgetDriver.begin().advanceTo(at);
      driver.isWorldAway = true;
      driver.advanceTo(new Date(Date.parse(at) + 8 * 86_400_000).toISOString());
      driver.answers = ['kept-elsewhere'];
      return driver.deliver();
    };
    const runs = [
      readAt(0).advanceTo('2012-07-02T12:00:00Z'),
      ...[now, '2012-04-02T12:00:00Z', '2012-06-29T12:00:00Z'].map(kept),
    ];
    const edges = runs.flatMap((driver) => edgesOf(process, driver));
    expect(new Set(edges)).toEqual(new Set(diagramEdges(process)));
  });

  it('shows its sums to who pays and who watches, nobody else', () => {
    const driver = readAt(percent(40));
    for (const viewer of [pat, cas, hank, mona]) expect(driver.view(viewer)).toMatchObject({ percent: 40 });
    expect(Object.keys(driver.view(stranger)).toSorted()).toEqual(['budgetPence', 'otherBudget', 'stage', 'year']);
  });
});

describe('whatever is read, and whatever anybody does', () => {
  const step = fc.record({
    name: fc.constantFrom('review-now', 'answer-warning', 'note'),
    actor: fc.constantFrom(pat, hank, mona, stranger),
    input: fc.constantFrom<object>(
      {},
      { text: sealed },
      answer,
      { ...answer, percent: 95 },
      { ...answer, percent: 100 },
    ),
    committed: fc.integer({ min: 0, max: percent(130) }),
    hours: fc.integer({ min: 0, max: 600 }),
  });

  it('each warning is given once, in time and in order, and an open case has a date', () => {
    const property = fc.property(fc.array(step, { maxLength: 15 }), (steps) => {
      const driver = BudgetDriver.begin();
      let highest = 0;
      driver.answers = [reading(0)];
      for (const { name, actor, input, committed, hours } of steps) {
        driver.answers = [reading(committed)];
        driver.send(name, actor, input);
        driver.advanceTo(new Date(Date.parse(driver.now) + hours * 3_600_000).toISOString());
        expect(driver.status().isClosed || driver.deadlines().length > 0).toBe(true);
      }
      const given: unknown[] = [];
      for (const { event } of driver.facts) {
        if (event.type === 'budget-read' && 'committedPence' in event)
          highest = Math.max(highest, Number(event.committedPence));
        if (event.type === 'budget-warned' && 'percent' in event) {
          given.push({ percent: event.percent, isReached: highest >= percent(Number(event.percent)) });
        }
      }
      expect(given).toEqual(
        [80, 95, 100].filter((n) => percent(n) <= highest).map((n) => ({ percent: n, isReached: true })),
      );
      const asked = new Set(driver.effects.map(({ kind }) => kind));
      asked.delete('tell');
      asked.delete('read-budget');
      asked.delete('start-case');
      expect([...asked]).toEqual([]);
    });
    expect(fc.defaultReportMessage(fc.check(property, { numRuns: 60 })) ?? 'holds').toBe('holds');
  });
});
