import { londonDateOf, type Instant } from '../kernel/calendar';

/** Of this century: the National Referral Mechanism began in 2009. */
export const quarterPattern = /^20\d\d-Q[1-4]$/;

const days: Record<string, readonly [first: string, last: string]> = {
  Q1: ['01-01', '03-31'],
  Q2: ['04-01', '06-30'],
  Q3: ['07-01', '09-30'],
  Q4: ['10-01', '12-31'],
};

/** The first and the last day of a quarter of the calendar year, '2011-Q3'. @throws RangeError when it is none */
export function daysOf(quarter: string): { fromDate: string; untilDate: string } {
  const [year = '', name = ''] = quarter.split('-');
  const [first, last] = days[name] ?? [];
  if (!quarterPattern.test(quarter) || first === undefined || last === undefined)
    throw new RangeError(`A quarter is written YYYY-Qn, for example 2011-Q3, and '${quarter}' is not.`);
  return { fromDate: `${year}-${first}`, untilDate: `${year}-${last}` };
}

/** The quarter in which a day lies, YYYY-MM-DD. */
export function quarterOf(date: string): string {
  const [year = '', month = ''] = date.split('-');
  return `${year}-Q${Math.ceil(Number(month) / 3)}`;
}

/** Whether its last day is over in London. */
export function isOver(quarter: string, now: Instant): boolean {
  return londonDateOf(now) > daysOf(quarter).untilDate;
}
