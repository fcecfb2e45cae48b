import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { bankHolidays, divisions, knownYears, type Division } from '../../workflows/kernel/bank-holidays';
import {
  addSpan,
  compareInstants,
  describeSpan,
  endOfLondonDay,
  isWorkingDay,
  londonDateOf,
  spansBetween,
  startOfLondonDay,
  type Instant,
  type Span,
  type Unit,
} from '../../workflows/kernel/calendar';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const iso = (ms: number): Instant => new Date(ms).toISOString().replace('.000Z', 'Z');
const justBefore = (instant: Instant): Instant => iso(Date.parse(instant) - 1);
const plusDays = (date: string, days: number): string => iso(Date.parse(date) + days * dayMs).slice(0, 10);
const hoursIn = (date: string): number =>
  (Date.parse(endOfLondonDay(date)) - Date.parse(startOfLondonDay(date))) / hourMs;
const weekday = (date: string): number => new Date(date).getUTCDay();
const isWeekend = (date: string): boolean => [0, 6].includes(weekday(date));
const england = bankHolidays['england-and-wales'];
const ofYear = (year: number, division: Division = 'england-and-wales'): string[] =>
  bankHolidays[division].filter((date) => date.startsWith(`${year}-`));
const years = Array.from({ length: knownYears.last - knownYears.first + 1 }, (_, i) => knownYears.first + i);

/** A second way to the London date: the platform's own tables, without Temporal. */
const londonFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});
const londonDateByIntl = (ms: number): string => londonFormat.format(ms).split('/').toReversed().join('-');
/** London is never more than an hour ahead of UTC in these years, and never behind it. */
const startOfDayByIntl = (date: string): number => {
  const midnightUtc = Date.parse(date);
  return londonDateByIntl(midnightUtc - hourMs) === date ? midnightUtc - hourMs : midnightUtc;
};

/** A second way to working days: one day at a time. */
const worksByWalking = (date: string, division: Division): boolean =>
  !isWeekend(date) && !bankHolidays[division].includes(date);
const workingDayByWalking = (date: string, count: number, division: Division): string => {
  let day = date;
  for (let left = count; left > 0;) {
    day = plusDays(day, 1);
    if (worksByWalking(day, division)) left--;
  }
  return day;
};

describe('London days', () => {
  it.each([
    ['2011-01-15T00:00:00Z', '2011-01-15', 'winter midnight'],
    ['2011-01-14T23:59:59Z', '2011-01-14', 'the second before it'],
    ['2011-07-01T22:59:59Z', '2011-07-01', 'the last second of a summer day'],
    ['2011-07-01T22:59:59.999999999Z', '2011-07-01', 'its last nanosecond'],
    ['2011-07-01T23:00:00Z', '2011-07-02', 'summer midnight'],
    ['2011-07-01T23:59:59Z', '2011-07-02', 'the first hour of a summer day'],
    ['2011-07-02T00:00:00+01:00', '2011-07-02', 'an offset instead of Z'],
    ['2011-03-27T00:59:59Z', '2011-03-27', 'just before the clocks go forward'],
    ['2011-10-30T00:30:00Z', '2011-10-30', 'the first 01:30 as they go back'],
    ['2011-10-30T01:30:00Z', '2011-10-30', 'the second 01:30'],
    ['2011-10-30T23:59:59Z', '2011-10-30', 'the end of the day of 25 hours'],
    ['2012-02-29T12:00:00Z', '2012-02-29', 'a leap day'],
  ])('%s is on %s: %s', (instant, date) => {
    expect(londonDateOf(instant)).toBe(date);
  });

  it.each([
    ['2011-01-15', '2011-01-15T00:00:00Z', '2011-01-16T00:00:00Z', 24],
    ['2011-07-01', '2011-06-30T23:00:00Z', '2011-07-01T23:00:00Z', 24],
    ['2012-02-29', '2012-02-29T00:00:00Z', '2012-03-01T00:00:00Z', 24],
    ['2009-03-29', '2009-03-29T00:00:00Z', '2009-03-29T23:00:00Z', 23],
    ['2011-03-27', '2011-03-27T00:00:00Z', '2011-03-27T23:00:00Z', 23],
    ['2024-03-31', '2024-03-31T00:00:00Z', '2024-03-31T23:00:00Z', 23],
    ['2028-03-26', '2028-03-26T00:00:00Z', '2028-03-26T23:00:00Z', 23],
    ['2009-10-25', '2009-10-24T23:00:00Z', '2009-10-26T00:00:00Z', 25],
    ['2011-10-30', '2011-10-29T23:00:00Z', '2011-10-31T00:00:00Z', 25],
    ['2024-10-27', '2024-10-26T23:00:00Z', '2024-10-28T00:00:00Z', 25],
    ['2028-10-29', '2028-10-28T23:00:00Z', '2028-10-30T00:00:00Z', 25],
  ])('%s lasts from %s to %s, %d hours', (date, start, end, hours) => {
    expect(startOfLondonDay(date)).toBe(start);
    expect(endOfLondonDay(date)).toBe(end);
    expect(hoursIn(date)).toBe(hours);
  });

  it.each(years)('%d has one day of 23 hours, one of 25, and every day starts at a midnight that exists', (year) => {
    const odd: [string, number][] = [];
    for (let date = `${year}-01-01`; date.startsWith(`${year}`); date = plusDays(date, 1)) {
      if (hoursIn(date) !== 24) odd.push([date.slice(5, 7), hoursIn(date)]);
      expect(Date.parse(startOfLondonDay(date))).toBe(startOfDayByIntl(date));
    }
    expect(odd).toEqual([
      ['03', 23],
      ['10', 25],
    ]);
  });

  it('agrees with Intl at random instants', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2009, 0, 1), max: Date.UTC(2037, 0, 1) }), (ms) => {
        const date = londonDateOf(iso(ms));
        expect(date).toBe(londonDateByIntl(ms));
        expect(Date.parse(startOfLondonDay(date))).toBe(startOfDayByIntl(date));
        expect(endOfLondonDay(date)).toBe(startOfLondonDay(plusDays(date, 1)));
      }),
      { numRuns: 500 },
    );
  });

  it.each(['2011-02-29', '2011-13-01', '20110701', '2011-07-01T00:00', '2011-07-01T00:00:00Z', '1 July 2011', ''])(
    'refuses %p as a date',
    (date) => {
      expect(() => startOfLondonDay(date)).toThrow(RangeError);
      expect(() => endOfLondonDay(date)).toThrow(RangeError);
      expect(() => isWorkingDay(date)).toThrow(RangeError);
    },
  );

  it.each(['2011-07-01', '2011-07-01T12:00:00', '2011-02-29T12:00:00Z', 'now', ''])(
    'refuses %p as an instant',
    (instant) => {
      const good = '2011-07-01T12:00:00Z';
      expect(() => londonDateOf(instant)).toThrow(RangeError);
      expect(() => addSpan(instant, { count: 1, unit: 'hours' })).toThrow(RangeError);
      expect(() => spansBetween(instant, good, 'hours')).toThrow(RangeError);
      expect(() => spansBetween(good, instant, 'hours')).toThrow(RangeError);
      expect(() => compareInstants(good, instant)).toThrow(RangeError);
    },
  );
});

describe('compareInstants', () => {
  it.each([
    ['2011-07-01T22:59:59Z', '2011-07-01T23:00:00Z', -1],
    ['2011-07-01T23:00:00Z', '2011-07-01T23:00:00.000Z', 0],
    ['2011-07-01T23:00:00.5Z', '2011-07-01T23:00:00Z', 1],
  ])('%s and %s: %d', (a, b, order) => {
    expect(Math.sign(compareInstants(a, b))).toBe(order);
  });
});

describe('days 44, 45 and 46 across the clock changes', () => {
  // Day 45 is the day on which the clocks change, at 01:00Z.
  it.each([
    ['2009-02-12', '2009-03-29T00:00:00Z', '2009-03-29T23:00:00Z', '2009-03-30T23:00:00Z'],
    ['2010-02-11', '2010-03-28T00:00:00Z', '2010-03-28T23:00:00Z', '2010-03-29T23:00:00Z'],
    ['2011-02-10', '2011-03-27T00:00:00Z', '2011-03-27T23:00:00Z', '2011-03-28T23:00:00Z'],
    ['2012-02-09', '2012-03-25T00:00:00Z', '2012-03-25T23:00:00Z', '2012-03-26T23:00:00Z'],
    ['2016-02-11', '2016-03-27T00:00:00Z', '2016-03-27T23:00:00Z', '2016-03-28T23:00:00Z'],
    ['2020-02-13', '2020-03-29T00:00:00Z', '2020-03-29T23:00:00Z', '2020-03-30T23:00:00Z'],
    ['2024-02-15', '2024-03-31T00:00:00Z', '2024-03-31T23:00:00Z', '2024-04-01T23:00:00Z'],
    ['2027-02-11', '2027-03-28T00:00:00Z', '2027-03-28T23:00:00Z', '2027-03-29T23:00:00Z'],
    ['2009-09-10', '2009-10-24T23:00:00Z', '2009-10-26T00:00:00Z', '2009-10-27T00:00:00Z'],
    ['2010-09-16', '2010-10-30T23:00:00Z', '2010-11-01T00:00:00Z', '2010-11-02T00:00:00Z'],
    ['2011-09-15', '2011-10-29T23:00:00Z', '2011-10-31T00:00:00Z', '2011-11-01T00:00:00Z'],
    ['2012-09-13', '2012-10-27T23:00:00Z', '2012-10-29T00:00:00Z', '2012-10-30T00:00:00Z'],
    ['2016-09-15', '2016-10-29T23:00:00Z', '2016-10-31T00:00:00Z', '2016-11-01T00:00:00Z'],
    ['2020-09-10', '2020-10-24T23:00:00Z', '2020-10-26T00:00:00Z', '2020-10-27T00:00:00Z'],
    ['2024-09-12', '2024-10-26T23:00:00Z', '2024-10-28T00:00:00Z', '2024-10-29T00:00:00Z'],
    ['2027-09-16', '2027-10-30T23:00:00Z', '2027-11-01T00:00:00Z', '2027-11-02T00:00:00Z'],
  ])('from %s', (date, day44, day45, day46) => {
    // The hour of the day makes no difference.
    for (const from of [startOfLondonDay(date), `${date}T09:30:00Z`, justBefore(endOfLondonDay(date))]) {
      expect(addSpan(from, { count: 44, unit: 'calendar-days' })).toBe(day44);
      expect(addSpan(from, { count: 45, unit: 'calendar-days' })).toBe(day45);
      expect(addSpan(from, { count: 46, unit: 'calendar-days' })).toBe(day46);
    }
  });

  it.each([
    ['2011-02-20T12:00:00Z', '2011-04-06T23:00:00Z', 'clocks forward on the way'],
    ['2011-10-01T12:00:00Z', '2011-11-16T00:00:00Z', 'clocks back on the way'],
    ['2011-06-30T22:59:59Z', '2011-08-14T23:00:00Z', 'the last second of 30 June'],
    ['2011-06-30T23:00:00Z', '2011-08-15T23:00:00Z', 'the first second of 1 July'],
    ['2012-01-15T12:00:00Z', '2012-03-01T00:00:00Z', 'to a leap day'],
    ['2011-12-31T23:59:59Z', '2012-02-15T00:00:00Z', 'over the new year'],
  ])('45 days from %s end at %s: %s', (from, end) => {
    expect(addSpan(from, { count: 45, unit: 'calendar-days' })).toBe(end);
  });
});

describe('hours, weeks, months and counts of 0', () => {
  const noon = '2011-07-01T12:00:00Z';
  it.each<[Instant, Span, Instant, string]>([
    [noon, { count: 48, unit: 'hours' }, '2011-07-03T12:00:00Z', 'two days'],
    ['2011-03-26T12:00:00Z', { count: 24, unit: 'hours' }, '2011-03-27T12:00:00Z', 'elapsed, not by the clock'],
    ['2011-10-29T12:00:00Z', { count: 24, unit: 'hours' }, '2011-10-30T12:00:00Z', 'elapsed, not by the clock'],
    ['2011-07-01T12:00:00.25Z', { count: 1, unit: 'hours' }, '2011-07-01T13:00:00.25Z', 'fractions of a second kept'],
    ['2011-07-01T13:00:00+01:00', { count: 1, unit: 'hours' }, '2011-07-01T13:00:00Z', 'written in UTC'],
    [noon, { count: 2, unit: 'weeks' }, '2011-07-15T23:00:00Z', '14 days'],
    ['2011-03-21T12:00:00Z', { count: 1, unit: 'weeks' }, '2011-03-28T23:00:00Z', 'across a clock change'],
    [noon, { count: 1, unit: 'months' }, '2011-08-01T23:00:00Z', 'the same number'],
    ['2011-01-31T12:00:00Z', { count: 1, unit: 'months' }, '2011-03-01T00:00:00Z', 'to 28 February'],
    ['2012-01-31T12:00:00Z', { count: 1, unit: 'months' }, '2012-03-01T00:00:00Z', 'to 29 February'],
    ['2012-02-29T12:00:00Z', { count: 12, unit: 'months' }, '2013-03-01T00:00:00Z', 'a year after a leap day'],
    ['2012-02-29T12:00:00Z', { count: 48, unit: 'months' }, '2016-03-01T00:00:00Z', 'leap day to leap day'],
    ['2011-02-28T12:00:00Z', { count: 1, unit: 'months' }, '2011-03-28T23:00:00Z', 'no jump to the end of March'],
    ['2011-05-31T12:00:00Z', { count: 1, unit: 'months' }, '2011-06-30T23:00:00Z', 'to 30 June'],
    ['2011-08-31T12:00:00Z', { count: 30, unit: 'months' }, '2014-03-01T00:00:00Z', '30 months'],
    ['2011-08-31T22:59:59Z', { count: 6, unit: 'months' }, '2012-03-01T00:00:00Z', 'still August in London'],
    ['2011-08-31T23:00:00Z', { count: 6, unit: 'months' }, '2012-03-02T00:00:00Z', 'September in London'],
    [noon, { count: 0, unit: 'hours' }, noon, 'the same instant'],
    [noon, { count: 0, unit: 'calendar-days' }, '2011-07-01T23:00:00Z', 'the end of the day'],
    [noon, { count: 0, unit: 'weeks' }, '2011-07-01T23:00:00Z', 'the end of the day'],
    [noon, { count: 0, unit: 'months' }, '2011-07-01T23:00:00Z', 'the end of the day'],
    [noon, { count: 0, unit: 'working-days' }, '2011-07-01T23:00:00Z', 'the end of the day'],
    ['2011-07-02T12:00:00Z', { count: 0, unit: 'working-days' }, '2011-07-02T23:00:00Z', 'the end of a Saturday'],
  ])('from %s, %j ends at %s: %s', (from, span, end) => {
    expect(addSpan(from, span)).toBe(end);
  });

  it.each<Unit>(['hours', 'calendar-days', 'working-days', 'weeks', 'months'])(
    'refuses an impossible count of %s',
    (unit) => {
      for (const count of [-1, -45, 1.5, 0.1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
        expect(() => addSpan(noon, { count, unit })).toThrow(RangeError);
      }
    },
  );
});

it('refuses a unit that it does not know', () => {
  const unit: Unit = JSON.parse('"fortnights"');
  const noon = '2011-07-01T12:00:00Z';
  expect(() => addSpan(noon, { count: 1, unit })).toThrow(RangeError);
  expect(() => spansBetween(noon, noon, unit)).toThrow(RangeError);
});

/** Written by hand, not from the data. */
const byHand: Record<number, string> = {
  2010: '01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28',
  2011: '01-03 04-22 04-25 04-29 05-02 05-30 08-29 12-26 12-27',
  2012: '01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26',
  2020: '01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28',
  2022: '01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27',
  2023: '01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26',
};

/** The law and custom as rules, with the days moved or added: a second way to every date of every division. */
function byRule(year: number, division: Division): string[] {
  const day = (month: number, date: number): string => iso(Date.UTC(year, month - 1, date)).slice(0, 10);
  const firstMonday = (month: number): string => day(month, 1 + ((8 - weekday(day(month, 1))) % 7));
  const lastMonday = (month: number): string => plusDays(day(month, 31), -((weekday(day(month, 31)) + 6) % 7));
  const isScotland = division === 'scotland';

  const dates = new Set<string>();
  const easter = easterSunday(year);
  dates.add(plusDays(easter, -2));
  if (!isScotland) dates.add(plusDays(easter, 1));
  dates.add(year === 2020 ? '2020-05-08' : firstMonday(5));
  dates.add(year === 2012 ? '2012-06-04' : year === 2022 ? '2022-06-02' : lastMonday(5));
  dates.add(isScotland ? firstMonday(8) : lastMonday(8));
  for (const extra of ['2011-04-29', '2012-06-05', '2022-06-03', '2022-09-19', '2023-05-08']) {
    if (extra.startsWith(`${year}`)) dates.add(extra);
  }

  if (isScotland && year === 2026) dates.add('2026-06-15');

  const fixed = [day(1, 1), day(12, 25), day(12, 26)];
  if (isScotland) fixed.push(day(1, 2), day(11, 30));
  if (division === 'northern-ireland') fixed.push(day(3, 17), day(7, 12));
  const atWeekend = fixed.filter(isWeekend);
  for (const date of fixed) if (!atWeekend.includes(date)) dates.add(date);
  for (const date of atWeekend) {
    let substitute = date;
    while (isWeekend(substitute) || dates.has(substitute)) substitute = plusDays(substitute, 1);
    dates.add(substitute);
  }
  return [...dates].toSorted();
}

/** Meeus, Jones and Butcher. */
function easterSunday(year: number): string {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const month = Math.floor((h + l - 7 * m + 90) / 25);
  return iso(Date.UTC(year, month - 1, (h + l - 7 * m + 33 * month + 19) % 32)).slice(0, 10);
}

describe('bank holidays', () => {
  it.each(Object.entries(byHand))('%s in England and Wales are as written by hand', (year, dates) => {
    expect(ofYear(Number(year))).toEqual(dates.split(' ').map((date) => `${year}-${date}`));
  });

  it.each(divisions.flatMap((division) => years.map((year) => [year, division] as const)))(
    '%d in %s are as the rules say',
    (year, division) => {
      expect(ofYear(year, division)).toEqual(byRule(year, division));
    },
  );

  it.each(divisions)('%s: in order, none twice, none at a weekend, none outside the known years', (division) => {
    const dates = bankHolidays[division];
    expect(dates).toEqual([...new Set(dates)].toSorted());
    expect(dates.filter(isWeekend)).toEqual([]);
    expect([...new Set(dates.map((date) => Number(date.slice(0, 4))))]).toEqual(years);
  });
});

describe('working days', () => {
  it.each(england.filter((date) => date < '2028'))('%s is not one, and is skipped', (holiday) => {
    expect(isWorkingDay(holiday)).toBe(false);
    const next = workingDayByWalking(holiday, 1, 'england-and-wales');
    // The day before 1 January 2009 is not known.
    for (const date of [plusDays(holiday, -1), holiday].filter((day) => day >= '2009')) {
      expect(addSpan(`${date}T12:00:00Z`, { count: 1, unit: 'working-days' })).toBe(endOfLondonDay(next));
      expect(spansBetween(`${date}T12:00:00Z`, `${holiday}T12:00:00Z`, 'working-days')).toBe(0);
      expect(spansBetween(`${date}T12:00:00Z`, `${next}T12:00:00Z`, 'working-days')).toBe(1);
    }
  });

  it.each([
    ['2011-04-21', 1, '2011-04-26', 'Easter'],
    ['2011-04-21', 4, '2011-05-03', 'Easter, royal wedding and early May'],
    ['2011-04-28', 1, '2011-05-03', 'royal wedding and early May'],
    ['2012-06-01', 1, '2012-06-06', 'Diamond Jubilee'],
    ['2012-05-25', 5, '2012-06-01', '28 May 2012 was an ordinary Monday'],
    ['2020-05-01', 1, '2020-05-04', '4 May 2020 was an ordinary Monday'],
    ['2020-05-07', 1, '2020-05-11', 'VE day'],
    ['2022-06-01', 1, '2022-06-06', 'Platinum Jubilee'],
    ['2022-05-27', 1, '2022-05-30', '30 May 2022 was an ordinary Monday'],
    ['2022-09-16', 1, '2022-09-20', 'state funeral'],
    ['2023-04-28', 5, '2023-05-09', 'early May and coronation'],
    ['2010-12-24', 1, '2010-12-29', 'two substitute days'],
    ['2010-12-24', 4, '2011-01-04', 'over the new year'],
    ['2011-12-23', 1, '2011-12-28', 'Christmas 2011'],
    ['2021-12-24', 4, '2022-01-04', 'Christmas 2021 and the new year'],
    ['2012-02-28', 1, '2012-02-29', 'a leap day'],
    ['2012-02-28', 2, '2012-03-01', 'over a leap day'],
    ['2011-07-01', 5, '2011-07-08', 'from a Friday'],
    ['2011-07-02', 5, '2011-07-08', 'from a Saturday'],
    ['2011-07-03', 5, '2011-07-08', 'from a Sunday'],
    ['2011-07-04', 5, '2011-07-11', 'from a Monday'],
    ['2011-03-25', 1, '2011-03-28', 'over the clock change'],
    ['2011-10-28', 1, '2011-10-31', 'over the clock change'],
  ])('from %s, %d working days end with %s: %s', (date, count, last) => {
    for (const from of [startOfLondonDay(date), `${date}T12:00:00Z`, justBefore(endOfLondonDay(date))]) {
      expect(addSpan(from, { count, unit: 'working-days' })).toBe(endOfLondonDay(last));
    }
  });

  it.each<[string, Division, boolean]>([
    ['2012-01-02', 'england-and-wales', false],
    ['2012-01-03', 'england-and-wales', true],
    ['2012-01-03', 'scotland', false],
    ['2013-01-02', 'england-and-wales', true],
    ['2013-01-02', 'scotland', false],
    ['2011-04-25', 'scotland', true],
    ['2011-04-25', 'northern-ireland', false],
    ['2011-08-01', 'england-and-wales', true],
    ['2011-08-01', 'scotland', false],
    ['2011-08-29', 'scotland', true],
    ['2011-11-30', 'england-and-wales', true],
    ['2011-11-30', 'scotland', false],
    ['2011-03-17', 'england-and-wales', true],
    ['2011-03-17', 'northern-ireland', false],
    ['2011-07-12', 'scotland', true],
    ['2011-07-12', 'northern-ireland', false],
    ['2009-07-13', 'northern-ireland', false],
    ['2009-01-01', 'england-and-wales', false],
    ['2009-01-02', 'england-and-wales', true],
    ['2026-06-15', 'england-and-wales', true],
    ['2026-06-15', 'scotland', false],
    ['2026-06-15', 'northern-ireland', true],
    ['2028-12-29', 'england-and-wales', true],
    ['2028-12-30', 'england-and-wales', false],
    ['2028-12-31', 'england-and-wales', false],
  ])('%s in %s: %p', (date, division, works) => {
    expect(isWorkingDay(date, division)).toBe(works);
  });

  it('uses the bank holidays of the division in the span', () => {
    const eve = '2011-11-29T12:00:00Z';
    expect(addSpan(eve, { count: 1, unit: 'working-days' })).toBe('2011-12-01T00:00:00Z');
    expect(addSpan(eve, { count: 1, unit: 'working-days', division: 'scotland' })).toBe('2011-12-02T00:00:00Z');
    expect(spansBetween(eve, '2011-12-01T12:00:00Z', 'working-days')).toBe(2);
    expect(spansBetween(eve, '2011-12-01T12:00:00Z', 'working-days', 'scotland')).toBe(1);
  });

  it('agrees with a walk over every known day, in every division', () => {
    for (const division of divisions) {
      const wrong: string[] = [];
      for (let date = '2009-01-01'; date < '2030'; date = plusDays(date, 1)) {
        if (isWorkingDay(date, division) !== worksByWalking(date, division)) wrong.push(date);
      }
      expect(wrong).toEqual([]);
    }
  });

  it('reaches the last working day known, and no further', () => {
    const from = '2029-12-28T12:00:00Z';
    expect(addSpan(from, { count: 1, unit: 'working-days' })).toBe('2030-01-01T00:00:00Z');
    expect(() => addSpan(from, { count: 2, unit: 'working-days' })).toThrow(RangeError);
    expect(() => addSpan(from, { count: 100_000, unit: 'working-days' })).toThrow(/2009 to 2029/);
  });

  it('refuses years whose bank holidays are not known, and says which are', () => {
    const known = /Bank holidays are known for the years 2009 to 2029 only/;
    const oneDay: Span = { count: 1, unit: 'working-days' };
    expect(() => isWorkingDay('2008-12-31')).toThrow(known);
    expect(() => isWorkingDay('2030-01-01')).toThrow(known);
    expect(() => addSpan('2008-12-31T12:00:00Z', oneDay)).toThrow(known);
    expect(() => addSpan('2030-01-01T12:00:00Z', { ...oneDay, count: 0 })).toThrow(known);
    expect(() => spansBetween('2008-12-31T12:00:00Z', '2009-01-05T12:00:00Z', 'working-days')).toThrow(known);
    expect(() => spansBetween('2029-12-28T12:00:00Z', '2030-01-01T12:00:00Z', 'working-days')).toThrow(known);
    expect(() => isWorkingDay('2030-01-01')).toThrow(RangeError);
  });

  it('counts other units in any year', () => {
    expect(addSpan('2030-01-01T12:00:00Z', { count: 45, unit: 'calendar-days' })).toBe('2030-02-16T00:00:00Z');
    expect(spansBetween('2030-01-01T12:00:00Z', '2030-02-15T12:00:00Z', 'calendar-days')).toBe(45);
  });
});

describe('spansBetween', () => {
  it.each<[Instant, Instant, Unit, number, string]>([
    ['2011-07-01T12:00:00Z', '2011-07-01T12:00:00Z', 'hours', 0, 'nothing'],
    ['2011-07-01T12:00:00Z', '2011-07-01T12:00:00.001Z', 'hours', 1, 'rounded up'],
    ['2011-07-01T12:00:00Z', '2011-07-01T13:00:00Z', 'hours', 1, 'exactly one'],
    ['2011-07-01T12:00:00Z', '2011-07-01T13:00:00.000000001Z', 'hours', 2, 'a nanosecond more'],
    ['2011-03-26T12:00:00Z', '2011-03-28T12:00:00Z', 'hours', 48, 'elapsed across a clock change'],
    ['2011-07-01T22:59:59Z', '2011-07-01T23:00:00Z', 'calendar-days', 1, 'a second across midnight'],
    ['2011-07-01T23:00:00Z', '2011-07-02T22:59:59Z', 'calendar-days', 0, 'within one day'],
    ['2011-03-26T12:00:00Z', '2011-03-28T12:00:00Z', 'calendar-days', 2, 'across a day of 23 hours'],
    ['2011-10-29T12:00:00Z', '2011-10-31T12:00:00Z', 'calendar-days', 2, 'across a day of 25 hours'],
    ['2012-02-28T12:00:00Z', '2012-03-01T12:00:00Z', 'calendar-days', 2, 'over a leap day'],
    ['2011-07-01T12:00:00Z', '2011-07-14T12:00:00Z', 'weeks', 1, '13 days'],
    ['2011-07-01T12:00:00Z', '2011-07-15T12:00:00Z', 'weeks', 2, '14 days'],
    ['2011-01-31T12:00:00Z', '2011-02-27T12:00:00Z', 'months', 0, 'a day short'],
    ['2011-01-31T12:00:00Z', '2011-02-28T12:00:00Z', 'months', 1, 'to the end of February'],
    ['2011-01-31T12:00:00Z', '2011-03-30T12:00:00Z', 'months', 1, 'a day short of two'],
    ['2011-01-31T12:00:00Z', '2011-03-31T12:00:00Z', 'months', 2, 'two'],
    ['2011-07-01T12:00:00Z', '2012-07-01T12:00:00Z', 'months', 12, 'a year'],
    ['2011-04-21T12:00:00Z', '2011-05-03T12:00:00Z', 'working-days', 4, 'Easter, royal wedding, early May'],
    ['2011-07-01T12:00:00Z', '2011-07-03T12:00:00Z', 'working-days', 0, 'Friday to Sunday'],
    ['2011-07-02T12:00:00Z', '2011-07-04T12:00:00Z', 'working-days', 1, 'Saturday to Monday'],
    ['2011-07-04T08:00:00Z', '2011-07-04T18:00:00Z', 'working-days', 0, 'within one day'],
  ])('from %s to %s, in %s: %d (%s)', (from, to, unit, count) => {
    expect(spansBetween(from, to, unit)).toBe(count);
  });

  it.each<Unit>(['hours', 'calendar-days', 'working-days', 'weeks', 'months'])(
    'does not count %s backwards',
    (unit) => {
      expect(() => spansBetween('2011-07-01T12:00:00.001Z', '2011-07-01T12:00:00Z', unit)).toThrow(RangeError);
    },
  );
});

/** Whether that many working days, and one more, are sure to stay in the known years: twice as many days, to be safe. */
const workable = (from: Instant, count: number): boolean =>
  Date.parse(from) + count * 2 * dayMs < Date.UTC(2028, 11, 1);

describe('properties', () => {
  const anyUnit = fc.constantFrom<Unit>('hours', 'calendar-days', 'working-days', 'weeks', 'months');
  const anyDivision = fc.constantFrom(...divisions);
  const anyCount = fc.integer({ min: 0, max: 120 });
  const anyFrom = fc.integer({ min: Date.UTC(2009, 0, 1), max: Date.UTC(2027, 11, 31) }).map(iso);

  it('orders instants as Temporal does, on every day and to the nanosecond', () => {
    const anyInstant = fc
      .tuple(anyFrom, fc.constantFrom('Z', '.000Z', '.5Z', '.123456Z'))
      .map(([from, end]) => from.replace(/(\.\d+)?Z$/, end));
    fc.assert(
      fc.property(anyInstant, anyInstant, (a, b) => {
        for (const [x, y] of [
          [a, b],
          [a, a.replace(/(\.\d+)?Z$/, '.123457Z')],
        ] as const)
          expect(Math.sign(compareInstants(x, y))).toBe(Temporal.Instant.compare(x, y));
      }),
      { numRuns: 500 },
    );
  });

  it.each(['2011-02-29', '2011-02-30', '2011-04-31', '2011-13-01', '2011-00-10', '2011-01-00'])(
    'finds no order with an instant of %s',
    (day) => {
      expect(() => compareInstants(`${day}T12:00:00Z`, '2011-07-01T12:00:00Z')).toThrow(RangeError);
      expect(() => compareInstants('2011-07-01T12:00:00Z', `${day}T12:00:00Z`)).toThrow(RangeError);
    },
  );

  it('a larger count always ends later', () => {
    fc.assert(
      fc.property(anyFrom, anyUnit, anyDivision, anyCount, (from, unit, division, count) => {
        fc.pre(workable(from, count + 1));
        const end = addSpan(from, { count, unit, division });
        expect(Date.parse(addSpan(from, { count: count + 1, unit, division }))).toBeGreaterThan(Date.parse(end));
        expect(compareInstants(end, from)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 500 },
    );
  });

  it('a later start never ends earlier', () => {
    const anyDelay = fc.integer({ min: 0, max: 20 * dayMs });
    fc.assert(
      fc.property(anyFrom, anyDelay, anyUnit, anyDivision, anyCount, (from, delayMs, unit, division, count) => {
        const later = iso(Date.parse(from) + delayMs);
        fc.pre(workable(later, count));
        const span: Span = { count, unit, division };
        expect(compareInstants(addSpan(later, span), addSpan(from, span))).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 500 },
    );
  });

  it('spansBetween gives back the count of addSpan, up to the last moment of the span', () => {
    fc.assert(
      fc.property(anyFrom, anyUnit, anyDivision, anyCount, (from, unit, division, count) => {
        fc.pre(workable(from, count));
        const end = addSpan(from, { count, unit, division });
        // The end of a day is the first moment of the next one.
        const last = unit === 'hours' ? end : justBefore(end);
        expect(spansBetween(from, last, unit, division)).toBe(count);
      }),
      { numRuns: 1000 },
    );
  });

  it('working days agree with a walk', () => {
    fc.assert(
      fc.property(anyFrom, anyDivision, anyCount, (from, division, count) => {
        fc.pre(workable(from, count));
        const last = workingDayByWalking(londonDateByIntl(Date.parse(from)), count, division);
        expect(addSpan(from, { count, unit: 'working-days', division })).toBe(iso(startOfDayByIntl(plusDays(last, 1))));
      }),
      { numRuns: 300 },
    );
  });

  it('calendar days agree with Intl', () => {
    fc.assert(
      fc.property(anyFrom, anyCount, (from, count) => {
        const last = plusDays(londonDateByIntl(Date.parse(from)), count);
        expect(addSpan(from, { count, unit: 'calendar-days' })).toBe(iso(startOfDayByIntl(plusDays(last, 1))));
      }),
      { numRuns: 300 },
    );
  });

  it('a pause split in two gives back as many days as the whole', () => {
    const anyUnitOfDays = fc.constantFrom<Unit>('calendar-days', 'working-days');
    const anyInstants = fc.tuple(anyFrom, anyFrom, anyFrom).map((instants) => instants.toSorted(compareInstants));
    fc.assert(
      fc.property(anyInstants, anyUnitOfDays, anyDivision, ([a = '', b = '', c = ''], unit, division) => {
        const parts = spansBetween(a, b, unit, division) + spansBetween(b, c, unit, division);
        expect(parts).toBe(spansBetween(a, c, unit, division));
      }),
      { numRuns: 300 },
    );
  });
});

describe('describeSpan', () => {
  it.each<[Span, string]>([
    [{ count: 5, unit: 'working-days' }, '5 working days'],
    [{ count: 1, unit: 'working-days', division: 'scotland' }, '1 working day'],
    [{ count: 1, unit: 'calendar-days' }, '1 calendar day'],
    [{ count: 0, unit: 'calendar-days' }, '0 calendar days'],
    [{ count: 48, unit: 'hours' }, '48 hours'],
    [{ count: 1, unit: 'hours' }, '1 hour'],
    [{ count: 2, unit: 'weeks' }, '2 weeks'],
    [{ count: 1, unit: 'weeks' }, '1 week'],
    [{ count: 12, unit: 'months' }, '12 months'],
    [{ count: 1, unit: 'months' }, '1 month'],
  ])('%j is %p', (span, words) => {
    expect(describeSpan(span)).toBe(words);
  });
});
