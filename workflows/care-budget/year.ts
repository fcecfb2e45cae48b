import { startOfLondonDay, type Instant } from '../kernel/calendar';

/** A financial year is named by the calendar years in which it begins and ends: '2011-12'. Of this century. */
export function isFinancialYear(text: string): boolean {
  const match = /^20(\d\d)-(\d\d)$/.exec(text);
  return match !== null && (Number(match[1]) + 1) % 100 === Number(match[2]);
}

/** The first and the last day of a financial year, 1 April and 31 March. @throws RangeError when it is none */
export function daysOfYear(year: string): { fromDate: string; untilDate: string } {
  if (!isFinancialYear(year))
    throw new RangeError(`A financial year is written YYYY-YY, for example 2011-12, and '${year}' is not.`);
  const begins = Number(year.slice(0, 4));
  return { fromDate: `${begins}-04-01`, untilDate: `${begins + 1}-03-31` };
}

/** The financial year in which a day lies, YYYY-MM-DD. */
export function financialYearOf(date: string): string {
  const calendarYear = Number(date.slice(0, 4));
  return named(date.slice(5) >= '04-01' ? calendarYear : calendarYear - 1);
}

export function yearAfter(year: string): string {
  return named(Number(daysOfYear(year).fromDate.slice(0, 4)) + 1);
}

/** The first moment that no longer belongs to the year. */
export function endOfYear(year: string): Instant {
  return startOfLondonDay(daysOfYear(yearAfter(year)).fromDate);
}

function named(begins: number): string {
  return `${begins}-${String((begins + 1) % 100).padStart(2, '0')}`;
}
