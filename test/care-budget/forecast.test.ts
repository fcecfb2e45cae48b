import fc from 'fast-check';
import { forecastOf, outlookOf, type Outlook, type PersonInCare } from '../../workflows/care-budget/forecast';
import { daysOfYear, endOfYear, financialYearOf, isFinancialYear, yearAfter } from '../../workflows/care-budget/year';
import type { Rate } from '../../workflows/provider-payment/rates';
import type { Movement } from '../../workflows/victim-care/journey';

const horizon = { trendDays: 28, trendHorizonNights: 91 };
const still: Outlook = {
  owedPence: 1_000,
  unpriced: 0,
  people: 2,
  peopleBefore: 2,
  nightlyPence: 13_000,
  supportPence: 0,
  nightsLeft: 10,
};

describe('a financial year', () => {
  it.each([
    ['2011-03-31', '2010-11'],
    ['2011-04-01', '2011-12'],
    ['2012-03-31', '2011-12'],
    ['2099-12-31', '2099-00'],
  ])('of %s is %s', (day, year) => {
    expect(financialYearOf(day)).toBe(year);
    expect(isFinancialYear(year)).toBe(true);
  });

  it.each(['2011-13', '2011-11', '2011', '1999-00', '2011-1', '2011-12 ', 'x'])('is not written %j', (text) => {
    expect(isFinancialYear(text)).toBe(false);
    expect(() => daysOfYear(text)).toThrow(RangeError);
  });

  it('has its days, its end in London, and one after it', () => {
    expect(daysOfYear('2011-12')).toEqual({ fromDate: '2011-04-01', untilDate: '2012-03-31' });
    expect(endOfYear('2011-12')).toBe('2012-03-31T23:00:00Z');
    expect(yearAfter('2011-12')).toBe('2012-13');
  });
});

describe('the forecast', () => {
  it.each<[string, Partial<Outlook>, number]>([
    ['with as many people as before', {}, 1_000 + 13_000 * 10],
    ['with nobody in care', { people: 0, peopleBefore: 3, nightlyPence: 0 }, 1_000],
    // 2 people and one more every 28 days: 2 + 1/28 … 2 + 10/28 people at 6500 each.
    ['with one more than before', { peopleBefore: 1 }, 1_000 + Math.round(6_500 * (20 + 55 / 28))],
    ['with fewer than before', { peopleBefore: 30 }, 1_000 + Math.round(6_500 * (1 + 0))],
    ['with supports', { supportPence: 2_800 }, 1_000 + 130_000 + 1_000],
    ['when the year is over', { nightsLeft: 0, supportPence: 2_800, peopleBefore: 9 }, 1_000],
  ])('%s', (_what, given, pence) => {
    expect(forecastOf({ ...still, ...given }, horizon)).toBe(pence);
  });

  it('follows a trend no further than its horizon', () => {
    const growing = { ...still, peopleBefore: 1, nightsLeft: 200 };
    const people = Array.from({ length: 200 }, (_, i) => 2 + Math.min(i + 1, 91) / 28);
    const pence = 1_000 + Math.round(6_500 * people.reduce((a, b) => a + b, 0));
    expect(forecastOf(growing, horizon)).toBe(pence);
  });

  it('is whole pence, and never less than what is owed', () => {
    const natural = (max: number) => fc.integer({ min: 0, max });
    const property = fc.property(
      fc.record({
        owedPence: natural(400_000_000),
        unpriced: natural(10),
        people: natural(2_000),
        peopleBefore: natural(2_000),
        nightlyPence: natural(20_000_000),
        supportPence: natural(10_000_000),
        nightsLeft: natural(366),
      }),
      (outlook) => {
        const pence = forecastOf(outlook, horizon);
        expect(Number.isSafeInteger(pence)).toBe(true);
        expect(pence).toBeGreaterThanOrEqual(outlook.owedPence);
      },
    );
    expect(fc.defaultReportMessage(fc.check(property, { numRuns: 300 })) ?? 'holds').toBe('holds');
  });
});

describe('the outlook', () => {
  const rate = (type: 'accommodation' | 'counselling', pence: number, fromDate = '2011-01-01'): Rate => ({
    provider: 'ashgrove-house',
    type,
    pence,
    fromDate,
    changeRef: 'PRC-1',
  });
  const rates = [
    { ...rate('accommodation', 6_500), untilDate: '2011-07-31' },
    rate('accommodation', 7_000, '2011-08-01'),
    rate('counselling', 4_000),
  ];
  const stay = (at: string): Movement => ({ at, to: { provider: 'ashgrove-house', place: 'ash-1' } });
  const inCare = (movements: Movement[], supports: PersonInCare['record']['supports'] = []): PersonInCare => ({
    record: { movements, supports },
    bedHoldNights: 3,
  });
  const at = { fromDate: '2011-04-01', untilDate: '2012-03-31', on: '2011-08-05', trendDays: 28 };
  const session = { id: 's1', type: 'counselling' as const, provider: 'ashgrove-house', on: '2011-08-02', quantity: 2 };

  it('counts the nights that are over, at the prices of their days, and those in care now', () => {
    const people = [
      inCare([stay('2011-07-30T12:00:00Z')], [session]),
      inCare([stay('2011-03-30T12:00:00Z'), { at: '2011-04-03T12:00:00Z', to: 'left' }]),
      inCare([stay('2011-06-01T12:00:00Z'), { at: '2011-08-03T12:00:00Z', to: 'absent' }]),
      inCare([]),
    ];
    const nights = 2 * 6_500 + 4 * 7_000; // 30 and 31 July, 1 to 4 August
    const spring = 2 * 6_500; // 1 and 2 April
    const third = 61 * 6_500 + 4 * 7_000; // June and July, then 1 to 4 August: the bed is held
    expect(outlookOf(people, rates, at)).toEqual({
      owedPence: nights + 8_000 + spring + third,
      unpriced: 0,
      people: 2,
      peopleBefore: 1,
      nightlyPence: 14_000,
      supportPence: 8_000,
      nightsLeft: 27 + 30 + 31 + 30 + 31 + 31 + 29 + 31,
    });
  });

  it('says how much has no price, and foresees nothing for it', () => {
    expect(outlookOf([inCare([stay('2011-08-01T12:00:00Z')], [session])], [], at)).toMatchObject({
      owedPence: 0,
      unpriced: 5,
      people: 1,
      nightlyPence: 0,
    });
  });

  it.each([
    ['2011-03-01', 366],
    ['2012-03-31', 1],
    ['2012-04-01', 0],
    ['2012-09-01', 0],
  ])('on %s has %i nights left', (on, nightsLeft) => {
    expect(outlookOf([], rates, { ...at, on }).nightsLeft).toBe(nightsLeft);
  });

  it('of a year that is over holds no night of the next one', () => {
    const people = [inCare([stay('2012-03-30T12:00:00Z')])];
    expect(outlookOf(people, rates, { ...at, on: '2012-06-01' })).toMatchObject({ owedPence: 14_000, nightsLeft: 0 });
  });
});
