import fc from 'fast-check';
import { accrualRun } from '../../workflows/accrual-run/process';
import { fromResult, groupsOf, merged, toResult, type Chunk } from '../../workflows/accrual-run/unpriced';
import { applyAll, withResponse } from '../../workflows/kernel/case';
import { foldProcess } from '../../workflows/kernel/command';
import type { Actor, KernelEvent } from '../../workflows/kernel/contract';
import { codeOf, diagramEdges, Driver, edgesOf, mustOpen, person, sealed } from '../helpers/driver';

const process = foldProcess(accrualRun);
const pat: Actor = { ...person('pat', 'salvation-army', 'payment-officer'), designations: ['central-contractor'] };
const former = person('fay', 'salvation-army', 'payment-officer');
const system = person('system:nightly', 'concert', 'system');
const now = '2011-09-01T12:00:00Z';
const input = { untilDate: '2011-08-31' };

const chunk = (given: Partial<Chunk> = {}): Chunk => ({
  after: 'CAR-1',
  cases: 50,
  entries: 60,
  reversals: 5,
  unpriced: [],
  isLast: false,
  ...given,
});
const group = {
  provider: 'ashgrove-house',
  type: 'accommodation' as const,
  fromDate: '2011-08-01',
  untilDate: '2011-08-03',
  lines: 3,
};

/** One chunk comes back, as the activity gives it. */
function answer(driver: Driver, given: Chunk): Driver {
  const effect = Object.values(driver.current.file.pending).find(({ kind }) => kind === 'accrue');
  if (!effect) throw new Error('no chunk was asked for');
  const done: KernelEvent = { type: 'effect-done', effect: effect.key, kind: 'accrue', result: toResult(given) };
  const stamp = { at: driver.now, actor: person('system:accrual-run', 'salvation-army', 'system') };
  for (const event of withResponse(process, driver.current, done, driver.now)) {
    const before = driver.current;
    const applied = applyAll(process, before, [event], { ...stamp, key: 'own', requestHash: '' });
    driver.current = applied.state;
    driver.facts.push(...applied.facts);
    driver.steps.push({ event, before, after: applied.state });
  }
  return driver;
}

const opened = (actor: Actor = pat) => mustOpen(process, actor, input, now);
const unpriced = () => answer(opened(), chunk({ isLast: true, unpriced: [group] }));
const pendingOf = (driver: Driver) => Object.values(driver.current.file.pending);

describe('opening', () => {
  it.each([pat, system])('by $person asks for the first chunk', (actor) => {
    const driver = opened(actor);
    expect(driver.effects).toMatchObject([{ kind: 'accrue', untilDate: '2011-08-31', after: '', limit: 50 }]);
    expect(driver.current.file.sharedWith).toContain('salvation-army');
    expect(driver.deadlines()).toHaveLength(1);
  });

  it.each<[string, Actor, object, string]>([
    ['who is no longer of the contractor', former, input, 'not-the-contractor'],
    ['a provider', person('max', 'ashgrove-house', 'provider-manager'), input, 'wrong-role'],
    ['a night that is not over', pat, { untilDate: '2011-09-01' }, 'night-not-over'],
    ['a night to come', pat, { untilDate: '2012-01-01' }, 'night-not-over'],
    ['a date that is none', pat, { untilDate: '2011-02-30' }, 'invalid-input'],
    ['no date', pat, {}, 'invalid-input'],
  ])('by or with %s is refused', (_what, actor, given, code) => {
    expect(codeOf(Driver.open(process, actor, given, now))).toBe(code);
  });

  it('counts today in London', () => {
    expect(codeOf(Driver.open(process, pat, input, '2011-08-31T22:59:59Z'))).toBe('night-not-over');
    expect(codeOf(Driver.open(process, pat, input, '2011-08-31T23:00:00Z'))).toBeUndefined();
  });
});

describe('a run', () => {
  it('goes on after each chunk where that ended, and closes with the totals', () => {
    const driver = answer(answer(opened(), chunk()), chunk({ after: 'CAR-2' }));
    expect(pendingOf(driver)).toMatchObject([{ kind: 'accrue', after: 'CAR-2' }]);
    expect(driver.view(pat)).toMatchObject({ stage: 'accruing', cases: 100, entries: 120, reversals: 10 });
    answer(driver, chunk({ after: 'CAR-3', cases: 7, entries: 1, reversals: 0, isLast: true }));
    expect(driver.facts.at(-1)?.event).toEqual({ type: 'all-accrued', cases: 107, entries: 121, reversals: 10 });
    expect(driver.status()).toMatchObject({ stage: 'accrued', isClosed: true });
    expect(pendingOf(driver)).toMatchObject([{ kind: 'tell', message: 'all-accrued' }]);
    expect(driver.count('cases-accrued')).toBe(3);
  });

  it('lists what has no price, merged over its chunks, and forgets none of it', () => {
    const later = { ...group, fromDate: '2011-08-30', untilDate: '2011-08-31', lines: 2 };
    const driver = answer(answer(opened(), chunk({ unpriced: [group] })), chunk({ isLast: true, unpriced: [later] }));
    expect(driver.status()).toMatchObject({ stage: 'unpriced', isClosed: false });
    expect(driver.tasks()).toMatchObject([
      {
        key: 'price.ashgrove-house.accommodation',
        title: expect.stringContaining('2011-08-01 to 2011-08-31: 5 not accrued'),
        owner: { role: 'payment-officer', agency: 'salvation-army' },
        deadline: 'prices',
      },
    ]);
    expect(driver.deadline('prices')?.due).toBe('2011-09-08T23:00:00Z');
    expect(pendingOf(driver)).toMatchObject([{ kind: 'tell', facts: { unpriced: 5 } }]);
    driver.advanceTo('2011-09-08T23:00:00Z');
    expect(driver.messages()).toContain('deadline-passed → payment-officer of salvation-army');
    expect(driver.status().stage).toBe('unpriced');
  });

  it('is not whole when an earlier chunk missed a price', () => {
    const driver = answer(answer(opened(), chunk({ unpriced: [group] })), chunk({ isLast: true }));
    expect(driver.status()).toMatchObject({ stage: 'unpriced', isClosed: false });
  });

  it('is accrued again from the first case when the prices are there', () => {
    const driver = unpriced();
    expect(driver.send('accrue-again', pat)).toEqual(['accrued-again']);
    expect(pendingOf(driver).find(({ kind }) => kind === 'accrue')).toMatchObject({ after: '' });
    answer(driver, chunk({ cases: 50, entries: 3, reversals: 0, isLast: true }));
    expect(driver.view(pat)).toMatchObject({ stage: 'accrued', cases: 50, entries: 63, unpriced: [], rounds: 2 });
  });

  it('may be closed with a reason', () => {
    const driver = unpriced();
    expect(driver.send('leave-unpriced', pat, { reason: sealed })).toEqual(['left-unpriced']);
    expect(driver.status()).toMatchObject({ stage: 'left-unpriced', isClosed: true });
    expect(driver.view(pat)).toMatchObject({ reason: sealed, unpriced: [group] });
    expect(JSON.stringify(driver.view(former))).toContain('text:');
    expect(JSON.stringify(driver.view(person('ann', 'home-office', 'analyst')))).not.toMatch(/text:|CAR-/);
  });

  it('that cannot go on becomes a task, and ends when another run is to do the rest', () => {
    const driver = opened();
    driver.isWorldAway = true;
    driver.advanceTo('2011-09-01T16:00:00Z');
    const effect = driver.taskKeys()[0]?.replace('by-hand.', '');
    expect(driver.send('record-done-by-hand', pat, { effect, reason: sealed })).toEqual(['effect-done-by-hand']);
    expect(driver.status()).toMatchObject({ stage: 'given-up', isClosed: true });
  });

  it.each<[string, () => Driver, Actor, object, string]>([
    ['accrue-again', opened, pat, {}, 'nothing-unpriced'],
    ['leave-unpriced', opened, pat, { reason: sealed }, 'nothing-unpriced'],
    ['leave-unpriced', unpriced, pat, {}, 'invalid-input'],
    ['leave-unpriced', unpriced, pat, { reason: 'in clear' }, 'text-not-sealed'],
    ['accrue-again', unpriced, former, {}, 'not-the-contractor'],
    ['accrue-again', unpriced, person('max', 'ashgrove-house', 'provider-manager'), {}, 'wrong-role'],
    ['accrue-again', () => answer(opened(), chunk({ isLast: true })), pat, {}, 'case-closed'],
  ])('%s (%#) is refused', (command, given, actor, with_, code) => {
    const driver = given();
    const before = driver.current;
    expect(codeOf(driver.send(command, actor, with_))).toBe(code);
    expect(driver.current).toBe(before);
  });

  it('walks only along its diagram', () => {
    const edges = diagramEdges(process);
    const chunks = fc.record<Chunk>({
      after: fc.constantFrom('CAR-1', 'CAR-2'),
      cases: fc.nat(50),
      entries: fc.nat(1_000),
      reversals: fc.nat(10),
      unpriced: fc.constantFrom([], [group]),
      isLast: fc.boolean(),
    });
    const steps = fc.oneof(chunks, fc.constantFrom('accrue-again', 'leave-unpriced'));
    const property = fc.property(fc.array(steps, { maxLength: 12 }), (all) => {
      const driver = opened();
      let entries = 0;
      for (const step of all) {
        const isAsked = pendingOf(driver).some(({ kind }) => kind === 'accrue');
        expect(isAsked).toBe(driver.status().stage === 'accruing');
        if (typeof step === 'string') driver.send(step, pat, step === 'leave-unpriced' ? { reason: sealed } : {});
        else if (isAsked) {
          answer(driver, step);
          entries += step.entries;
        }
      }
      expect(driver.view(pat)).toMatchObject({ entries });
      for (const edge of edgesOf(process, driver)) expect(edges).toContain(edge);
    });
    expect(fc.defaultReportMessage(fc.check(property, { numRuns: 300 })) ?? 'holds').toBe('holds');
  });
});

describe('the answer of a chunk', () => {
  it('comes back as it was given', () => {
    const given = chunk({ unpriced: [group], isLast: true });
    expect(fromResult(toResult(given))).toEqual(given);
    expect(() => fromResult({ ...toResult(given), entries: '-1' })).toThrow(/entries/);
    expect(() => fromResult({})).toThrow(/after/);
  });

  it('groups lines by provider and support', () => {
    const line = (on: string, provider: string) => ({ line: `night:${on}`, on, provider, type: group.type });
    const groups = groupsOf([
      line('2011-08-03', 'cedar-trust'),
      line('2011-08-02', 'ashgrove-house'),
      line('2011-08-01', 'cedar-trust'),
    ]);
    expect(groups).toEqual([
      { ...group, fromDate: '2011-08-02', untilDate: '2011-08-02', lines: 1 },
      { ...group, provider: 'cedar-trust', lines: 2 },
    ]);
    expect(merged([...groups, ...groups]).map(({ lines }) => lines)).toEqual([2, 4]);
  });
});
