import fc from 'fast-check';
import { drawStrata, fromResult, toResult } from '../../workflows/case-review/sample';
import { daysOf, isOver, quarterOf } from '../../workflows/case-review/quarter';
import { cases } from './world';

const candidates = fc
  .array(fc.record({ stratum: fc.constantFrom('a', 'b', 'c', 'd'), order: fc.string({ maxLength: 3 }) }), {
    maxLength: 120,
  })
  .map((rows) => rows.map((row, i) => ({ ...row, ref: `NRM-${i}` })));

describe('a stratified sample', () => {
  it('is large enough, leaves no stratum out, draws nobody twice, and is the same in any order of asking', () => {
    const property = fc.property(
      candidates,
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: 0, max: 30 }),
      (all, percent, minimum) => {
        const sample = drawStrata(all, percent, minimum);
        const atLeast = Math.min(Math.max(Math.ceil((all.length * percent) / 100), minimum), all.length);
        expect(sample.length).toBeGreaterThanOrEqual(atLeast);
        expect(new Set(sample).size).toBe(sample.length);
        const stratumOf = new Map(all.map(({ ref, stratum }) => [ref, stratum]));
        expect(new Set(sample.map((ref) => stratumOf.get(ref)))).toEqual(new Set(stratumOf.values()));
        expect(drawStrata(all.toReversed(), percent, minimum)).toEqual(sample);
      },
    );
    expect(fc.defaultReportMessage(fc.check(property, { numRuns: 500 })) ?? 'holds').toBe('holds');
  });

  it.each([
    ['nothing of nothing', 0, 5, 10, 0],
    ['all when there are fewer than the minimum', 7, 5, 10, 7],
    ['the minimum', 40, 5, 10, 10],
    ['the share, rounded up', 401, 5, 10, 21],
  ])('is %s', (_what, total, percent, minimum, expected) => {
    const all = Array.from({ length: total }, (_, i) => ({ ref: `NRM-${i}`, stratum: 'a', order: `${i}` }));
    expect(drawStrata(all, percent, minimum)).toHaveLength(expected);
  });

  it('takes those that come first in the order', () => {
    const all = ['z', 'a', 'm'].map((order) => ({ ref: `NRM-${order}`, stratum: 'a', order }));
    expect(drawStrata(all, 5, 2)).toEqual(['NRM-a', 'NRM-m']);
  });

  it.each([[[]], [cases]])('goes through the answer of an effect unharmed', (sample) => {
    expect(fromResult(toResult(sample))).toEqual(sample);
  });
});

describe('a quarter', () => {
  it.each([
    ['2011-Q1', '2011-01-01', '2011-03-31'],
    ['2011-Q2', '2011-04-01', '2011-06-30'],
    ['2011-Q3', '2011-07-01', '2011-09-30'],
    ['2011-Q4', '2011-10-01', '2011-12-31'],
  ])('%s is from %s to %s', (quarter, fromDate, untilDate) => {
    expect(daysOf(quarter)).toEqual({ fromDate, untilDate });
    expect([fromDate, untilDate].map(quarterOf)).toEqual([quarter, quarter]);
  });

  it.each([
    ['the last moment of its last day in London', '2011-09-30T22:59:59.999Z', false],
    ['the moment after', '2011-09-30T23:00:00Z', true],
  ])('at %s: is it over?', (_when, instant, over) => {
    expect(isOver('2011-Q3', instant)).toBe(over);
  });

  it('that does not exist is named in the error', () => {
    expect(() => daysOf('2011-Q5')).toThrow('2011-Q5');
  });
});
