import fc from 'fast-check';
import { isRefusal } from '../../workflows/kernel/refusals';
import { bookOf, checkRateCard, priceOn, RateLine, withCard, type Rate } from '../../workflows/provider-payment/rates';
import { supportTypes } from '../../workflows/vocabulary';
import { cards, days } from './journeys';

const night = (pence: number, fromDate: string, untilDate?: string): RateLine => ({
  type: 'accommodation',
  pence,
  fromDate,
  ...(untilDate === undefined ? {} : { untilDate }),
});
const session: RateLine = { type: 'counselling', pence: 4_000, fromDate: '2011-07-15' };

describe('a line', () => {
  it.each([-1, 0, 6_500.5, 0.1, NaN, Infinity, 1e15, '6500', null])('of %p pence is none', (pence) => {
    const answer = RateLine.safeParse({ ...night(1, '2011-07-01'), pence });
    expect(answer.error?.issues.map(({ path }) => path)).toEqual([['pence']]);
  });
  it.each(['2011-02-30', '1 July 2011', '20110701', ''])('from %p is none', (fromDate) => {
    expect(RateLine.safeParse(night(1, fromDate)).success).toBe(false);
  });
});

describe('a card', () => {
  it.each<[string, RateLine[], string, string, RegExp]>([
    [
      'a gap of one day',
      [night(1, '2011-07-01', '2011-07-31'), session, night(2, '2011-08-02')],
      'rate-gap',
      '/lines/2',
      /Lines 1 and 3 \(accommodation\).*2011-08-01/,
    ],
    [
      'an overlap of one day',
      [night(1, '2011-07-01', '2011-08-01'), night(2, '2011-08-01')],
      'rate-overlap',
      '/lines/1',
      /Lines 1 and 2 \(accommodation\).*2011-08-01/,
    ],
    ['two that never end', [night(2, '2011-08-01'), night(1, '2011-07-01')], 'rate-overlap', '/lines/0', /2 and 1/],
    ['the same line twice', [session, session], 'rate-overlap', '/lines/1', /counselling/],
    ['an end before the beginning', [night(1, '2011-07-01', '2011-06-30')], 'rate-dates-reversed', '/lines/0', /1/],
  ])('with %s is refused, and the lines are named', (_what, lines, code, pointer, message) => {
    const answer = checkRateCard(lines);
    expect(answer).toMatchObject({ code, fields: [{ pointer, message: expect.stringMatching(message) }] });
    expect(answer?.source).toMatch(/33 and 36/);
  });

  it('whose prices follow each other, in any order and for several supports, is taken', () => {
    const lines = [night(3, '2012-03-01'), session, night(1, '2011-07-01', '2012-02-29')];
    expect(checkRateCard(lines)).toBeUndefined();
  });
});

describe('the price on a day', () => {
  const provider = 'ashgrove-house';
  const card = (lines: RateLine[], changeRef: string) => ({ provider, lines, changeRef });
  const first = withCard([], card([night(6_500, '2011-07-01'), session], 'A'));
  const other: Rate = { ...night(1, '2011-07-01'), provider: 'beacon-refuge', changeRef: 'B' };

  it('is known from the first day of the card on, for its provider and its support', () => {
    const book = bookOf(mustBe(first));
    expect(priceOn(book, provider, 'accommodation', '2011-06-30')).toBeUndefined();
    expect(priceOn(book, provider, 'accommodation', '2011-07-01')).toBe(6_500);
    expect(priceOn(book, provider, 'counselling', '2011-07-14')).toBeUndefined();
    expect(priceOn(book, provider, 'transport', '2011-08-01')).toBeUndefined();
    expect(priceOn(book, 'beacon-refuge', 'accommodation', '2011-08-01')).toBeUndefined();
  });

  it('changes from a day on, also from one that is over; other supports and providers keep theirs', () => {
    const rates = mustBe(withCard([...mustBe(first), other], card([night(7_000, '2011-08-01')], 'C')));
    const book = bookOf(rates);
    expect(priceOn(book, provider, 'accommodation', '2011-07-31')).toBe(6_500);
    expect(priceOn(book, provider, 'accommodation', '2011-08-01')).toBe(7_000);
    expect(priceOn(book, provider, 'counselling', '2011-08-01')).toBe(4_000);
    expect(priceOn(book, 'beacon-refuge', 'accommodation', '2011-08-01')).toBe(1);
    expect(rates.find(({ pence }) => pence === 6_500)).toMatchObject({ untilDate: '2011-07-31', changeRef: 'A' });
  });

  it('cannot be left open between two cards', () => {
    const bounded = mustBe(withCard([], card([night(1, '2011-07-01', '2011-07-31')], 'A')));
    expect(withCard(bounded, card([night(2, '2011-08-02')], 'B'))).toBe('rate-gap');
    expect(withCard(bounded, card([night(2, '2011-08-01')], 'B'))).toHaveLength(2);
  });
});

describe('whatever cards follow each other', () => {
  it('each day has one price at most, the one of the last card that speaks of it', () => {
    const property = fc.property(fc.array(cards, { maxLength: 5 }), fc.array(days, { minLength: 5 }), (all, on) => {
      let rates: Rate[] = [];
      for (const [i, { provider, lines }] of all.entries()) {
        expect(checkRateCard(lines)).toBeUndefined();
        rates = mustBe(withCard(rates, { provider, lines, changeRef: `${i}` }));
      }
      for (const { fromDate, untilDate = '9' } of rates) expect(untilDate >= fromDate).toBe(true);
      const book = bookOf(rates);
      for (const date of on)
        for (const type of supportTypes) {
          const spoken = all.flatMap(({ provider, lines }) =>
            lines
              .filter((l) => l.type === type && l.fromDate <= date && (l.untilDate ?? '9999') >= date)
              .map(({ pence }) => ({ provider, pence })),
          );
          for (const provider of new Set(spoken.map((s) => s.provider))) {
            const last = spoken.findLast((s) => s.provider === provider);
            expect(priceOn(book, provider, type, date)).toBe(last?.pence);
            const holding = rates.filter(
              (r) => r.provider === provider && r.type === type && r.fromDate <= date && (r.untilDate ?? '9') >= date,
            );
            expect(holding).toHaveLength(1);
          }
        }
    });
    expect(fc.defaultReportMessage(fc.check(property, { numRuns: 200 })) ?? 'holds').toBe('holds');
  });
});

function mustBe(answer: Rate[] | 'rate-gap'): Rate[] {
  if (answer === 'rate-gap' || isRefusal(answer)) throw new Error('refused');
  return answer;
}
