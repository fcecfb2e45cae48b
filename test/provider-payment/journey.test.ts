import fc from 'fast-check';
import { endOfLondonDay, compareInstants } from '../../workflows/kernel/calendar';
import { nightOf, nightsOf, type Movement, type Night } from '../../workflows/victim-care/journey';
import { daysFrom, journeys, periods } from './journeys';

const ash = { provider: 'ashgrove-house', place: 'ash-1' };
const beech = { provider: 'beacon-refuge', place: 'bea-1' };
const hold = 3;

/** Each night as `date place`, with `*` where the bed was kept. */
function told(movements: readonly Movement[], from: string, until: string, held = hold): string[] {
  return nightsOf(movements, held, from, until).map(
    ({ night, place, kind }) => `${night} ${place}${kind === 'bed-held' ? '*' : ''}`,
  );
}

describe('the night of a moment', () => {
  it.each([
    ['winter, a minute before midnight', '2011-11-10T23:59:00Z', '2011-11-10'],
    ['winter, midnight itself', '2011-11-11T00:00:00Z', '2011-11-10'],
    ['winter, a moment after midnight', '2011-11-11T00:00:00.001Z', '2011-11-11'],
    ['winter, a minute after midnight', '2011-11-11T00:01:00Z', '2011-11-11'],
    ['summer, a minute before midnight', '2011-08-03T22:59:00Z', '2011-08-03'],
    ['summer, midnight itself', '2011-08-03T23:00:00Z', '2011-08-03'],
    ['summer, a minute after midnight', '2011-08-03T23:01:00Z', '2011-08-04'],
    ['the midnight before the clocks go forward', '2011-03-27T00:00:00Z', '2011-03-26'],
    ['the midnight after the clocks went forward', '2011-03-27T23:00:00Z', '2011-03-27'],
    ['the midnight before the clocks go back', '2011-10-29T23:00:00Z', '2011-10-29'],
    ['the midnight after the clocks went back', '2011-10-31T00:00:00Z', '2011-10-30'],
    ['midnight at the end of February in a leap year', '2012-02-29T00:00:00Z', '2012-02-28'],
    ['midnight at the end of the leap day', '2012-03-01T00:00:00Z', '2012-02-29'],
  ])('%s', (_what, at, night) => {
    expect(nightOf(at)).toBe(night);
  });
});

describe('the nights of a journey', () => {
  it('belong to nobody before the first place, and none is counted for an hour by day', () => {
    const byDay: Movement[] = [
      { at: '2011-08-03T09:00:00Z', to: ash },
      { at: '2011-08-03T15:00:00Z', to: 'left' },
    ];
    expect(told(byDay, '2011-08-01', '2011-08-10')).toEqual([]);
    expect(told([{ at: '2011-08-03T09:00:00Z', to: ash }], '2011-08-01', '2011-08-04')).toEqual([
      '2011-08-03 ash-1',
      '2011-08-04 ash-1',
    ]);
  });

  it.each([
    ['23:59', '2011-11-10T23:59:00Z', ['2011-11-10 bea-1', '2011-11-11 bea-1']],
    ['00:00', '2011-11-11T00:00:00Z', ['2011-11-10 bea-1', '2011-11-11 bea-1']],
    ['00:01', '2011-11-11T00:01:00Z', ['2011-11-10 ash-1', '2011-11-11 bea-1']],
  ])('a move at %s', (_time, at, nights) => {
    const moved: Movement[] = [
      { at: '2011-11-01T12:00:00Z', to: ash },
      { at, to: beech },
    ];
    expect(told(moved, '2011-11-10', '2011-11-11')).toEqual(nights);
  });

  it('two entries for one instant: the later entry holds', () => {
    const at = '2011-08-03T18:00:00Z';
    const movements: Movement[] = [
      { at, to: ash },
      { at, to: beech },
    ];
    expect(told(movements, '2011-08-03', '2011-08-03')).toEqual(['2011-08-03 bea-1']);
    expect(told(movements.toReversed(), '2011-08-03', '2011-08-03')).toEqual(['2011-08-03 ash-1']);
  });

  it('are as many as the days of a year, over both clock changes and the leap day', () => {
    const stay: Movement[] = [{ at: '2012-01-01T12:00:00Z', to: ash }];
    const nights = nightsOf(stay, hold, '2012-01-01', '2012-12-31').map(({ night }) => night);
    expect(nights).toHaveLength(366);
    expect(new Set(nights).size).toBe(366);
    for (const night of ['2012-02-28', '2012-02-29', '2012-03-24', '2012-03-25', '2012-10-27', '2012-10-28'])
      expect(nights).toContain(night);
  });

  it.each([
    ['a date that is none', '2011-02-30'],
    ['another way of writing it', '20110801'],
  ])('refuse %s', (_what, date) => {
    expect(() => nightsOf([], hold, date, '2011-08-01')).toThrow(RangeError);
  });
});

describe('a bed that is held', () => {
  const gone: Movement[] = [
    { at: '2011-08-01T12:00:00Z', to: ash },
    { at: '2011-08-03T12:00:00Z', to: 'absent' },
  ];

  it('runs out after the nights of the policy', () => {
    const held = ['2011-08-03 ash-1*', '2011-08-04 ash-1*', '2011-08-05 ash-1*'];
    expect(told(gone, '2011-08-03', '2011-08-31')).toEqual(held);
    expect(told(gone, '2011-08-05', '2011-08-06')).toEqual(held.slice(2));
    expect(told(gone, '2011-08-06', '2011-08-31')).toEqual([]);
    expect(told(gone, '2011-08-02', '2011-08-31', 0)).toEqual(['2011-08-02 ash-1']);
  });

  it('is slept in again after a return within the hold, and another absence begins another hold', () => {
    const back: Movement[] = [
      ...gone,
      { at: '2011-08-05T20:00:00Z', to: ash },
      { at: '2011-08-06T12:00:00Z', to: 'absent' },
    ];
    expect(told(back, '2011-08-03', '2011-08-31')).toEqual([
      '2011-08-03 ash-1*',
      '2011-08-04 ash-1*',
      '2011-08-05 ash-1',
      '2011-08-06 ash-1*',
      '2011-08-07 ash-1*',
      '2011-08-08 ash-1*',
    ]);
  });

  it('is not held longer because absence was reported twice, or the person came by for an hour', () => {
    const twice: Movement[] = [...gone, { at: '2011-08-05T12:00:00Z', to: 'absent' }];
    const cameBy: Movement[] = [...twice, { at: '2011-08-05T11:00:00Z', to: ash }];
    expect(told(twice, '2011-08-03', '2011-08-31')).toEqual(told(gone, '2011-08-03', '2011-08-31'));
    expect(told(cameBy, '2011-08-03', '2011-08-31')).toEqual(told(gone, '2011-08-03', '2011-08-31'));
  });

  it('belongs to the place to which the person moved last, also when that was by day', () => {
    const moved: Movement[] = [
      ...gone,
      { at: '2011-08-05T11:00:00Z', to: beech },
      { at: '2011-08-05T12:00:00Z', to: 'absent' },
    ];
    expect(told(moved, '2011-08-04', '2011-08-31')).toEqual([
      '2011-08-04 ash-1*',
      '2011-08-05 bea-1*',
      '2011-08-06 bea-1*',
      '2011-08-07 bea-1*',
    ]);
  });

  it('is not held for somebody who has left, or was never in a place', () => {
    const left: Movement[] = [...gone, { at: '2011-08-04T12:00:00Z', to: 'left' }];
    const absentThen: Movement[] = [...left, { at: '2011-08-05T12:00:00Z', to: 'absent' }];
    expect(told(absentThen, '2011-08-03', '2011-08-31')).toEqual(['2011-08-03 ash-1*']);
    expect(told([{ at: '2011-08-05T12:00:00Z', to: 'absent' }], '2011-08-01', '2011-08-31')).toEqual([]);
  });
});

/** The rule again, night by night: who stands where at each midnight, then how long they have been away by then. */
function nightByNight(movements: readonly Movement[], bedHoldNights: number, dates: readonly string[]): Night[] {
  const sorted = movements.toSorted((a, b) => compareInstants(a.at, b.at));
  const standing = dates.map((night) => {
    const midnight = Date.parse(endOfLondonDay(night));
    const known = sorted.filter(({ at }) => Date.parse(at) <= midnight).map(({ to }) => to);
    const place = known.findLast((to) => to !== 'absent');
    return { night, isAway: known.at(-1) === 'absent', place: typeof place === 'object' ? place : undefined };
  });
  return standing.flatMap(({ night, isAway, place }, i): Night[] => {
    if (!place) return [];
    if (!isAway) return [{ night, ...place, kind: 'slept' }];
    const before = standing.slice(0, i + 1);
    const lastOther = before.findLastIndex((s) => !s.isAway || JSON.stringify(s.place) !== JSON.stringify(place));
    return i - lastOther <= bedHoldNights ? [{ night, ...place, kind: 'bed-held' }] : [];
  });
}

describe('whatever the journey', () => {
  it('is what the rule says night by night, and each night belongs to one provider at most', () => {
    const property = fc.property(journeys, periods, fc.integer({ min: 0, max: 4 }), (movements, period, held) => {
      const dates = daysFrom('2011-01-31', period.untilDate);
      const right = nightByNight(movements, held, dates).filter(({ night }) => night >= period.fromDate);
      const nights = nightsOf(movements, held, period.fromDate, period.untilDate);
      expect(nights).toEqual(right);
      expect(new Set(nights.map(({ night }) => night)).size).toBe(nights.length);
    });
    expect(fc.defaultReportMessage(fc.check(property, { numRuns: 200 })) ?? 'holds').toBe('holds');
  });

  it('the answer for a night does not depend on the period that is asked for', () => {
    const property = fc.property(journeys, periods, periods, (movements, a, b) => {
      const whole = nightsOf(movements, hold, '2011-01-01', '2012-12-31');
      for (const { fromDate, untilDate } of [a, b])
        expect(nightsOf(movements, hold, fromDate, untilDate)).toEqual(
          whole.filter(({ night }) => night >= fromDate && night <= untilDate),
        );
    });
    expect(fc.defaultReportMessage(fc.check(property, { numRuns: 300 })) ?? 'holds').toBe('holds');
  });
});
