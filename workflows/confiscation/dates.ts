import { addSpan, londonDateOf, startOfLondonDay, type Span } from '../kernel/calendar';

const dayMs = 86_400_000;

/**
 * The last day of a period of months that starts with a day, YYYY-MM-DD: that day counts, so that six months starting
 * with 10 January end on 9 July. Where the month has no such day the period ends with the month.
 */
export function lastDayOfMonthsStartingWith(first: string, months: number): string {
  const { year, month, day } = partsOf(first);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  const corresponding = Date.UTC(year, month - 1 + months, Math.min(day, last));
  return iso(day > last ? corresponding : corresponding - dayMs);
}

/** The last day of a span that is counted from a day, which itself is not counted; not for hours. */
export function lastDayAfter(from: string, span: Span): string {
  const end = Date.parse(addSpan(startOfLondonDay(from), span));
  return londonDateOf(new Date(end - 1).toISOString());
}

/** Calendar days from one day to another; negative when the other is earlier. */
export function daysBetween(from: string, until: string): number {
  return Math.round((Date.parse(until) - Date.parse(from)) / dayMs);
}

export function earlier(a: string, b: string): string {
  return a < b ? a : b;
}

export function later(a: string, b: string): string {
  return a < b ? b : a;
}

/** A quarter of the calendar year, 2011-Q3. */
export function quarterOf(day: string): string {
  const { year, month } = partsOf(day);
  return `${year}-Q${Math.ceil(month / 3)}`;
}

function partsOf(day: string): { year: number; month: number; day: number } {
  const [year = Number.NaN, month = Number.NaN, of = Number.NaN] = day.split('-').map(Number);
  return { year, month, day: of };
}

function iso(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
