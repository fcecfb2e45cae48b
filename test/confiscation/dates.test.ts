import fc from 'fast-check';
import { isRefusal } from '../../workflows/kernel/refusals';
import type { Driver } from '../helpers/driver';
import { codeOf } from '../helpers/driver';
import { must, officer, opened, order, prosecutor, reasons, registration, stateOf, theOrder } from './world';

/** Everything here is counted without the code under test: civil dates by hand, London by the system's own zone data. */
const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const lengthOf = (year: number, month: number) => (month === 2 && isLeap(year) ? 29 : (lengths[month - 1] ?? 0));
const pad = (n: number, width = 2) => String(n).padStart(width, '0');
const write = (year: number, month: number, day: number) => `${pad(year, 4)}-${pad(month)}-${pad(day)}`;

function parts(date: string): [number, number, number] {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return [year, month, day];
}

/** One day after the other. */
function plusDays(date: string, days: number): string {
  let [year, month, day] = parts(date);
  for (let i = 0; i < days; i += 1) {
    day += 1;
    if (day > lengthOf(year, month)) [month, day] = [month + 1, 1];
    if (month > 12) [year, month] = [year + 1, 1];
  }
  return write(year, month, day);
}

function monthOn(year: number, month: number, by: number): [number, number] {
  const count = year * 12 + (month - 1) + by;
  return [Math.floor(count / 12), (count % 12) + 1];
}

/** The last day of months that start with a day, which counts. */
function lastOfMonths(first: string, months: number): string {
  const [year, month, day] = parts(first);
  if (day === 1) {
    const [y, m] = monthOn(year, month, months - 1);
    return write(y, m, lengthOf(y, m));
  }
  const [y, m] = monthOn(year, month, months);
  return write(y, m, Math.min(day - 1, lengthOf(y, m)));
}

/** The same number of the month some months later, or its last day: the day itself does not count. */
function monthsAfter(date: string, months: number): string {
  const [year, month, day] = parts(date);
  const [y, m] = monthOn(year, month, months);
  return write(y, m, Math.min(day, lengthOf(y, m)));
}

const london = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const known = new Map<string, string>();
/** The day that ends at this instant; throws unless it is a midnight in London. */
function dayEndingAt(instant: string): string {
  const day = known.get(instant) ?? askLondon(instant);
  known.set(instant, day);
  return day;
}

function askLondon(instant: string): string {
  const at = london.formatToParts(new Date(instant));
  const part = (type: string) => at.find((one) => one.type === type)?.value ?? '';
  if (`${part('hour')}:${part('minute')}` !== '00:00') throw new Error(`${instant} is not midnight in London`);
  const before = london.formatToParts(new Date(Date.parse(instant) - 60_000));
  const of = (type: string) => before.find((one) => one.type === type)?.value ?? '';
  return `${of('year')}-${of('month')}-${of('day')}`;
}

/** The last day of each date that runs, by its key. */
function lastDays(driver: Driver): Record<string, string> {
  const own = driver.deadlines().filter(({ key }) => !key.startsWith('deliver.'));
  return Object.fromEntries(own.map(({ key, due }) => [key, dayEndingAt(due)]));
}

const cases = fc.record({
  convictedOn: fc.integer({ min: 0, max: 7900 }).map((n) => plusDaysFast('2003-04-01', n)),
  statementAfter: fc.integer({ min: 0, max: 120 }),
  directedAfter: fc.integer({ min: 0, max: 600 }),
  orderAfter: fc.integer({ min: 0, max: 400 }),
  isDirected: fc.boolean(),
  /** Days from the last day that the law allows: 0 is that day. */
  fromLast: fc.integer({ min: -60, max: 3 }),
  extensionFromLast: fc.integer({ min: -20, max: 3 }),
});

/** Only to make inputs; the expectations step day by day. */
function plusDaysFast(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}

function lawOf(orderedOn: string) {
  return orderedOn < '2015-06-01' ? { months: 6, extended: 12 } : { months: 3, extended: 6 };
}

function registered(convictedOn: string): Driver {
  const driver = opened({ ...registration, registeredOn: convictedOn }, prosecutor, `${convictedOn}T12:00:00Z`);
  expect(lastDays(driver)).toEqual({
    'consideration.investigating': plusDays(convictedOn, 14),
    'consideration.prosecuting': plusDays(convictedOn, 28),
  });
  for (const who of [officer, prosecutor]) must(driver, 'record-consideration', who, { decision: 'proceed', reasons });
  return must(driver, 'record-outcome', prosecutor, { outcome: 'convicted', on: convictedOn });
}

describe('dates, counted independently', () => {
  it('are right in 10,000 random cases, before and after the law changed', () => {
    const seen = { before: 0, after: 0, tooLong: 0, allowed: 0, extended: 0, extensionTooLong: 0, directed: 0 };
    const property = fc.property(cases, (c) => {
      const { convictedOn } = c;
      const driver = registered(convictedOn);
      const limit = lastOfMonths(convictedOn, 24);
      expect(lastDays(driver)).toMatchObject({ 'permitted-period': limit, statement: plusDays(convictedOn, 28) });
      const warnings = driver.deadline('permitted-period')?.warningsDue.map(({ at }) => dayEndingAt(at));
      expect(warnings).toEqual([12, 18, 21, 23].map((months) => monthsAfter(convictedOn, months)));

      const directedTo = plusDays(convictedOn, c.directedAfter);
      if (c.isDirected) {
        must(driver, 'record-direction', prosecutor, { step: 'response', date: directedTo, order });
        seen.directed += 1;
      }
      const statementOn = plusDays(convictedOn, c.statementAfter);
      driver.now = `${statementOn}T12:00:00Z`;
      must(driver, 'give-statement', prosecutor, { on: statementOn });
      expect(lastDays(driver)).toMatchObject({
        response: c.isDirected ? directedTo : plusDays(statementOn, 28),
        hearing: plusDays(statementOn, 84),
      });

      const orderedOn = plusDays(statementOn, c.orderAfter);
      driver.now = `${orderedOn}T12:00:00Z`;
      must(driver, 'record-hearing', prosecutor, { on: orderedOn });
      const orderBy = plusDays(orderedOn, 14);
      expect(lastDays(driver)['order']).toBe(orderBy < limit ? orderBy : limit);

      const law = lawOf(orderedOn);
      const lastToPay = lastOfMonths(orderedOn, law.months);
      const asked = plusDaysFast(lastToPay, c.fromLast);
      const answer = driver.send('record-order', prosecutor, { ...theOrder, orderedOn, payBy: asked });
      expect(codeOf(answer)).toBe(asked > lastToPay ? 'time-to-pay-too-long' : undefined);
      seen[orderedOn < '2015-06-01' ? 'before' : 'after'] += 1;
      if (isRefusal(answer)) {
        seen.tooLong += 1;
        return;
      }
      seen.allowed += 1;
      expect(lastDays(driver)['payment']).toBe(asked);

      const lastExtended = lastOfMonths(orderedOn, law.extended);
      const payBy = plusDaysFast(lastExtended, c.extensionFromLast);
      const days = { payBy, appliedOn: orderedOn, orderedOn, reasons };
      const extension = driver.send('extend-time-to-pay', prosecutor, days);
      expect(codeOf(extension)).toBe(payBy > lastExtended ? 'extension-too-long' : undefined);
      expect(lastDays(driver)['payment']).toBe(payBy > lastExtended ? asked : payBy);
      seen[payBy > lastExtended ? 'extensionTooLong' : 'extended'] += 1;
    });
    fc.assert(property, { numRuns: 10_000 });
    // The cases were not all of one kind.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(150);
  }, 300_000);

  it('are right after an appeal, in 2,000 random cases', () => {
    const seen = { longer: 0, same: 0 };
    const days = fc.record({
      convictedOn: fc.integer({ min: 0, max: 7900 }).map((n) => plusDaysFast('2003-04-01', n)),
      appealAfter: fc.integer({ min: 0, max: 60 }),
      lasts: fc.integer({ min: 0, max: 1_400 }),
    });
    const property = fc.property(days, ({ convictedOn, appealAfter, lasts }) => {
      const driver = registered(convictedOn);
      const appealOn = plusDays(convictedOn, appealAfter);
      driver.now = `${appealOn}T12:00:00Z`;
      must(driver, 'record-appeal', prosecutor, { on: appealOn });
      expect(driver.deadline('permitted-period')).toBeUndefined();
      const endedOn = plusDays(appealOn, lasts);
      driver.now = `${endedOn}T12:00:00Z`;
      must(driver, 'record-appeal-outcome', prosecutor, { on: endedOn, result: 'dismissed' });
      const [twoYears, afterAppeal] = [lastOfMonths(convictedOn, 24), lastOfMonths(endedOn, 3)];
      const isLonger = afterAppeal > twoYears;
      seen[isLonger ? 'longer' : 'same'] += 1;
      expect(lastDays(driver)['permitted-period']).toBe(isLonger ? afterAppeal : twoYears);
    });
    fc.assert(property, { numRuns: 2_000 });
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(150);
  }, 120_000);

  it.each([
    ['2015-05-31', '2015-11-30', '2016-05-30'],
    ['2015-06-01', '2015-08-31', '2015-11-30'],
    ['2011-08-31', '2012-02-29', '2012-08-30'],
    ['2012-02-29', '2012-08-28', '2013-02-28'],
    ['2016-01-10', '2016-04-09', '2016-07-09'],
  ])('an order of %s is paid by %s, or by %s when extended', (orderedOn, payBy, extended) => {
    const driver = registered(plusDaysFast(orderedOn, -40));
    driver.now = `${orderedOn}T12:00:00Z`;
    must(driver, 'give-statement', prosecutor, { on: orderedOn });
    const late = { ...theOrder, orderedOn, payBy: plusDaysFast(payBy, 1) };
    expect(codeOf(driver.send('record-order', prosecutor, late))).toBe('time-to-pay-too-long');
    must(driver, 'record-order', prosecutor, { ...theOrder, orderedOn, payBy });
    const more = { appliedOn: orderedOn, orderedOn, reasons };
    const tooLate = { ...more, payBy: plusDaysFast(extended, 1) };
    expect(codeOf(driver.send('extend-time-to-pay', prosecutor, tooLate))).toBe('extension-too-long');
    must(driver, 'extend-time-to-pay', prosecutor, { ...more, payBy: extended });
    expect(stateOf(driver).order?.payBy).toBe(extended);
  });
});
