import { Temporal } from 'temporal-polyfill';
import { bankHolidays, knownYears, type Division } from './bank-holidays';

/**
 * The calendar of statutory deadlines: days are days in London, and a period of days ends when its last day is over.
 *
 * Source of the counting: the day of the event is not counted, and the whole of the last day is (Lester v Garland
 * (1808) 15 Ves Jun 248). A month ends on the corresponding date, or on its last day (Dodds v Walker [1981] 1 WLR 1027).
 * Bank holidays: see bank-holidays.ts. Clock changes: the tz database, zone Europe/London.
 *
 * Pure: no clock, no I/O. It runs inside the workflow sandbox, on every command.
 */

export type { Division } from './bank-holidays';

/** A moment, ISO 8601 in UTC: '2011-07-01T12:00:00Z'. What comes from here always ends in Z. */
export type Instant = string;

export type Unit = 'hours' | 'calendar-days' | 'working-days' | 'weeks' | 'months';

/** A length of time as a rule states it: 45 calendar-days, 5 working-days. */
export interface Span {
  /** Whole and not negative. */
  count: number;
  unit: Unit;
  /** Whose bank holidays are skipped, for working-days; England and Wales unless told. */
  division?: Division;
}

const zone = 'Europe/London';
const defaultDivision: Division = 'england-and-wales';
const dayMs = 86_400_000;

/**
 * The date in London at an instant, YYYY-MM-DD.
 * @throws RangeError when `instant` is not an ISO 8601 instant.
 */
export function londonDateOf(instant: Instant): string {
  return remembered(dates, hourOf(instant), () => londonDay(Temporal.Instant.from(instant)).toString());
}

/** London has always been whole hours from UTC, so that no date changes within an hour of UTC. */
function hourOf(instant: Instant): string {
  return isPlainInstant.test(instant) ? instant.slice(0, 'YYYY-MM-DDTHH'.length) : instant;
}
const isPlainInstant = /^\d{4}-\d\d-\d\dT\d\d:[0-5]\d:[0-5]\d(\.\d{1,9})?Z$/;

/** The same few dates are asked for again on every command, and the zone is slow to ask. */
const dates = new Map<string, string>();
const starts = new Map<string, Instant>();
const ends = new Map<string, Instant>();
const mostRemembered = 10_000;

function remembered(answers: Map<string, string>, question: string, ask: () => string): string {
  const known = answers.get(question);
  if (known !== undefined) return known;
  const answer = ask();
  if (answers.size >= mostRemembered) answers.clear();
  answers.set(question, answer);
  return answer;
}

/**
 * The instant at which a London day begins: midnight in London, which is 23:00Z of the day before in summer.
 * @throws RangeError when `date` is not a date written YYYY-MM-DD.
 */
export function startOfLondonDay(date: string): Instant {
  return remembered(starts, date, () => midnight(plainDate(date)));
}

/**
 * The instant at which a London day is over, which is the start of the next one: the first moment that is too late.
 * @throws RangeError when `date` is not a date written YYYY-MM-DD.
 */
export function endOfLondonDay(date: string): Instant {
  return remembered(ends, date, () => endOf(plainDate(date)));
}

/**
 * Orders two instants by time: negative, 0 or positive, for sort(). Instants are not to be compared as text, because
 * '12:00:00.5Z' sorts before '12:00:00Z'.
 * @throws RangeError when either is not an ISO 8601 instant.
 */
export function compareInstants(a: Instant, b: Instant): number {
  const isQuick = isCommonInstant.test(a) && isCommonInstant.test(b);
  return (isQuick && Date.parse(a) - Date.parse(b)) || Temporal.Instant.compare(a, b);
}

/** On a day that every month has, to the millisecond: of such a one `Date.parse` knows as much as Temporal, and is quicker. */
const isCommonInstant = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,3})?Z$/;

/**
 * The instant at which a span that began at `from` is over.
 *
 * - hours: elapsed hours, whatever the clocks do.
 * - calendar-days, weeks (7 calendar days each): the end of that many London days after the day of `from`.
 * - working-days: the end of that many working days after the day of `from`.
 * - months: the end of the day with the same number, or of the last day of the month when it has no such day.
 *
 * A count of 0 gives `from` itself for hours, and the end of the day of `from` for every other unit.
 *
 * To lengthen a deadline, add to its count and compute it again. A deadline in days falls on the midnight that ends its
 * last day, which is a moment of the next day, so that adding a span to the deadline itself gives a day too many.
 *
 * @throws RangeError when `from` is not an instant, when the count is negative or not whole, when the unit is not
 * known, and when working days leave the years whose bank holidays are known.
 */
export function addSpan(from: Instant, span: Span): Instant {
  const { count, unit, division = defaultDivision } = span;
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new RangeError(`A span has a whole count from 0 up, and ${count} ${unit} has not.`);
  }
  if (unit === 'hours')
    return remembered(ends, `${from} ${count} hours`, () =>
      Temporal.Instant.from(from).add({ hours: count }).toString(),
    );
  const day = londonDateOf(from);
  return remembered(ends, `${day} ${count} ${unit} ${division}`, () =>
    endOf(lastDay(plainDate(day), count, unit, division)),
  );
}

function lastDay(
  day: Temporal.PlainDate,
  count: number,
  unit: Exclude<Unit, 'hours'>,
  division: Division,
): Temporal.PlainDate {
  switch (unit) {
    case 'calendar-days':
      return day.add({ days: count });
    case 'weeks':
      return day.add({ weeks: count });
    case 'months':
      return day.add({ months: count });
    case 'working-days':
      return addWorkingDays(day, count, division);
    default:
      throw unknownUnit(unit);
  }
}

/**
 * How many units passed between two instants. A pause is given back by adding them to the count of the span.
 *
 * - hours: elapsed hours, a part of an hour counted as a whole one.
 * - calendar-days: the difference of the London dates.
 * - weeks, months: the whole ones in that difference; a month is whole on the date on which addSpan would end it.
 * - working-days: the working days after the date of `from`, up to and including the date of `to`.
 *
 * @param division whose bank holidays are skipped; only working-days reads it.
 * @throws RangeError when either is not an instant, when `to` is before `from`, when the unit is not known, and when
 * working days leave the years whose bank holidays are known.
 */
export function spansBetween(from: Instant, to: Instant, unit: Unit, division: Division = defaultDivision): number {
  const start = Temporal.Instant.from(from);
  const end = Temporal.Instant.from(to);
  if (Temporal.Instant.compare(start, end) > 0) {
    throw new RangeError(`Time is counted forwards, and ${to} is before ${from}.`);
  }
  switch (unit) {
    case 'hours':
      return start.until(end, { largestUnit: 'hours', smallestUnit: 'hours', roundingMode: 'ceil' }).hours;
    case 'calendar-days':
      return londonDay(start).until(londonDay(end)).days;
    case 'weeks':
      return londonDay(start).until(londonDay(end), { largestUnit: 'weeks' }).weeks;
    case 'months':
      return wholeMonths(londonDay(start), londonDay(end));
    case 'working-days': {
      const { through } = workingDaysOf(division);
      return at(through, dayIndex(londonDay(end))) - at(through, dayIndex(londonDay(start)));
    }
    default:
      throw unknownUnit(unit);
  }
}

/**
 * Whether a date, YYYY-MM-DD, is neither at a weekend nor a bank holiday of the division.
 * @throws RangeError when it is not a date, or is outside the years whose bank holidays are known.
 */
export function isWorkingDay(date: string, division: Division = defaultDivision): boolean {
  const { through } = workingDaysOf(division);
  const index = dayIndex(plainDate(date));
  return at(through, index) > (index === 0 ? 0 : at(through, index - 1));
}

const unitNames: Record<Unit, readonly [one: string, many: string]> = {
  hours: ['hour', 'hours'],
  'calendar-days': ['calendar day', 'calendar days'],
  'working-days': ['working day', 'working days'],
  weeks: ['week', 'weeks'],
  months: ['month', 'months'],
};

/** A span in words for a person: '5 working days', '1 calendar day', '48 hours'. */
export function describeSpan({ count, unit }: Span): string {
  const [one, many] = unitNames[unit];
  return `${count} ${count === 1 ? one : many}`;
}

function plainDate(date: string): Temporal.PlainDate {
  const parsed = Temporal.PlainDate.from(date);
  // Temporal also reads '20110701' and '2011-07-01T12:00'; one way of writing a date is enough.
  if (parsed.toString() !== date) throw new RangeError(`A date is written YYYY-MM-DD, and '${date}' is not.`);
  return parsed;
}

function londonDay(instant: Temporal.Instant): Temporal.PlainDate {
  return instant.toZonedDateTimeISO(zone).toPlainDate();
}

function wholeMonths(start: Temporal.PlainDate, end: Temporal.PlainDate): number {
  const { months } = start.until(end, { largestUnit: 'months' });
  // Temporal finds no whole month from 31 January to 28 February; addSpan ends the month there.
  return Temporal.PlainDate.compare(start.add({ months: months + 1 }), end) <= 0 ? months + 1 : months;
}

function midnight(day: Temporal.PlainDate): Instant {
  return remembered(starts, day.toString(), () => day.toZonedDateTime(zone).toInstant().toString());
}

function endOf(day: Temporal.PlainDate): Instant {
  return midnight(day.add({ days: 1 }));
}

/** Days are indexed from 0, the first day of the first known year, so that each question is one look in a table. */
const firstDayMs = Date.UTC(knownYears.first, 0, 1);
const knownDays = (Date.UTC(knownYears.last + 1, 0, 1) - firstDayMs) / dayMs;

interface WorkingDays {
  /** For each known day, how many working days there are from the first known day through it. */
  through: Uint16Array;
  /** The index of each working day, in order. */
  indexes: Uint16Array;
}

const workingDaysByDivision = new Map<Division, WorkingDays>();

function workingDaysOf(division: Division): WorkingDays {
  let table = workingDaysByDivision.get(division);
  if (table === undefined) {
    table = countWorkingDays(bankHolidays[division]);
    workingDaysByDivision.set(division, table);
  }
  return table;
}

function countWorkingDays(holidays: readonly string[]): WorkingDays {
  const holidayIndexes = new Set(holidays.map((date) => (Date.parse(date) - firstDayMs) / dayMs));
  const through = new Uint16Array(knownDays);
  const indexes = new Uint16Array(knownDays);
  const firstWeekday = new Date(firstDayMs).getUTCDay();
  let count = 0;
  for (let index = 0; index < knownDays; index++) {
    const weekday = (firstWeekday + index) % 7;
    const isWeekend = weekday === 0 || weekday === 6;
    if (!isWeekend && !holidayIndexes.has(index)) indexes[count++] = index;
    through[index] = count;
  }
  return { through, indexes: indexes.slice(0, count) };
}

function addWorkingDays(day: Temporal.PlainDate, count: number, division: Division): Temporal.PlainDate {
  const { through, indexes } = workingDaysOf(division);
  const start = dayIndex(day);
  if (count === 0) return day;
  const end = indexes[at(through, start) + count - 1];
  if (end === undefined) {
    throw unknownYear(`${count} working days after ${day.toString()}`);
  }
  return day.add({ days: end - start });
}

function dayIndex(day: Temporal.PlainDate): number {
  const index = (Date.UTC(day.year, day.month - 1, day.day) - firstDayMs) / dayMs;
  if (!(index >= 0 && index < knownDays)) throw unknownYear(day.toString());
  return index;
}

function unknownUnit(unit: never): RangeError {
  return new RangeError(`Time is not counted in '${String(unit)}'.`);
}

function unknownYear(what: string): RangeError {
  const { first, last } = knownYears;
  return new RangeError(`Bank holidays are known for the years ${first} to ${last} only, and ${what} is outside them.`);
}

/** dayIndex has made sure that the index is inside the table. */
function at(table: Uint16Array, index: number): number {
  return table[index] ?? 0;
}
