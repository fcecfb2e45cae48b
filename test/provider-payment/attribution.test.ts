import fc from 'fast-check';
import { postingsOf } from '../../workflows/provider-payment/accounts';
import { changesOf, type CareLine, type Entry } from '../../workflows/provider-payment/attribution';
import { accrualOf, careRecordOf, owedFor, type CareRecord } from '../../workflows/provider-payment/owed';
import { bookOf, withCard, type Rate, type RateBook } from '../../workflows/provider-payment/rates';
import { nightsOf } from '../../workflows/victim-care/journey';
import { supportTypes } from '../../workflows/vocabulary';
import { cards, days, journeys, providers, supportLists } from './journeys';

const ash = 'ashgrove-house';
const line = (night: string, provider: string = ash, pence = 6_500): CareLine => ({
  line: `night:${night}`,
  on: night,
  provider,
  pence,
});
const short = (entries: readonly Entry[]) => entries.map((e) => `${e.kind} ${e.line} ${e.provider} ${e.pence}`);

describe('what the ledger is told', () => {
  it('a night that is new is accrued, and one that is booked already is left alone', () => {
    expect(short(changesOf([line('2011-08-01'), line('2011-08-02')], [line('2011-08-01')]))).toEqual([
      'accrual night:2011-08-02 ashgrove-house 6500',
    ]);
  });

  it.each([
    ['another provider', line('2011-08-01', 'cedar-trust')],
    ['another price', line('2011-08-01', ash, 7_000)],
  ])('a night that belongs to %s is reversed whole, then accrued', (_what, owed) => {
    expect(short(changesOf([owed], [line('2011-08-01')]))).toEqual([
      'reversal night:2011-08-01 ashgrove-house 6500',
      `accrual night:2011-08-01 ${owed.provider} ${owed.pence}`,
    ]);
  });

  it('a night that belongs to nobody is reversed', () => {
    expect(short(changesOf([], [line('2011-08-01')]))).toEqual(['reversal night:2011-08-01 ashgrove-house 6500']);
  });

  it('what was booked and taken back says nothing', () => {
    expect(changesOf([], [line('2011-08-01', ash, 0)])).toEqual([]);
    expect(changesOf([line('2011-08-01')], [line('2011-08-01', ash, 0)])).toHaveLength(1);
  });

  it('a support that moves to another day is told again, for that day', () => {
    const booked = { line: 'support:s1', on: '2011-08-01', provider: ash, pence: 4_000 };
    expect(changesOf([{ ...booked, on: '2011-09-01' }], [booked]).map(({ kind, on }) => [kind, on])).toEqual([
      ['reversal', '2011-08-01'],
      ['accrual', '2011-09-01'],
    ]);
  });
});

describe('what is owed', () => {
  const rates = bookOf([
    { provider: ash, type: 'accommodation', pence: 6_500, fromDate: '2011-08-02', changeRef: 'A' },
    { provider: ash, type: 'counselling', pence: 4_000, fromDate: '2011-07-01', changeRef: 'A' },
  ]);
  const record: CareRecord = {
    movements: [{ at: '2011-08-01T12:00:00Z', to: { provider: ash, place: 'ash-1' } }],
    supports: [
      { id: 's1', type: 'counselling', provider: ash, on: '2011-08-02', quantity: 2 },
      { id: 's2', type: 'counselling', provider: ash, on: '2011-08-02', quantity: 0 },
      { id: 's3', type: 'transport', provider: ash, on: '2011-08-02', quantity: 1 },
      { id: 's4', type: 'counselling', provider: ash, on: '2011-08-04', quantity: 1 },
    ],
  };

  it('is each night and each support up to the day, and what has no price is named', () => {
    expect(owedFor(record, rates, 3, '2011-08-03')).toEqual({
      lines: [
        line('2011-08-02'),
        line('2011-08-03'),
        { line: 'support:s1', on: '2011-08-02', provider: ash, pence: 8_000 },
      ],
      unpriced: [
        { line: 'night:2011-08-01', on: '2011-08-01', provider: ash, type: 'accommodation' },
        { line: 'support:s3', on: '2011-08-02', provider: ash, type: 'transport' },
      ],
    });
  });

  it('is read from a case, whatever else that keeps', () => {
    expect(careRecordOf({ ...record, stage: 'in-care', name: 'text:1' })).toEqual(record);
    expect(() => careRecordOf({ stage: 'in-care' })).toThrow(/movements/);
    expect(() => careRecordOf({ ...record, supports: [{ ...record.supports[0], quantity: 0.5 }] })).toThrow(/quantity/);
  });
});

/** A ledger in memory: transactions that are only ever added. */
class Books {
  readonly entries: Entry[] = [];

  /** One accrual of the case, as the activity does it. */
  accrue(record: CareRecord, rates: RateBook, untilDate: string, hold = 3): Entry[] {
    const { entries } = accrualOf(record, rates, hold, untilDate, this.booked());
    this.entries.push(...entries);
    return entries;
  }

  booked(): CareLine[] {
    const sums = new Map<string, CareLine>();
    for (const { kind, ...entry } of this.entries) {
      const key = `${entry.line} ${entry.provider} ${entry.on}`;
      const pence = (sums.get(key)?.pence ?? 0) + (kind === 'accrual' ? entry.pence : -entry.pence);
      sums.set(key, { ...entry, pence });
    }
    return [...sums.values()];
  }

  standing(): CareLine[] {
    return this.booked()
      .filter(({ pence }) => pence !== 0)
      .toSorted((a, b) => (a.line < b.line ? -1 : 1));
  }

  balances(): Map<string, number> {
    const sums = new Map<string, number>();
    for (const { account, pence } of this.entries.flatMap(postingsOf))
      sums.set(account, (sums.get(account) ?? 0) + pence);
    return sums;
  }
}

const everyPrice = (pence: number): Rate[] =>
  providers.flatMap((provider) =>
    supportTypes.map((type) => ({ provider, type, pence, fromDate: '2010-01-01', changeRef: 'first' })),
  );

/** What is known at one time: all of it may change by the next, in any order. */
const knowledge = fc.record({ movements: journeys, supports: supportLists, untilDate: days });
const truth = fc.record({ movements: journeys, supports: supportLists });
const end = '2012-07-31';

describe('whatever was known, and in whatever order', () => {
  it('the books come to what they would hold had the truth been known from the start', () => {
    const steps = fc.array(fc.oneof(knowledge, cards), { maxLength: 8 });
    const property = fc.property(steps, truth, (history, known) => {
      let rates = everyPrice(5_000);
      const books = new Books();
      for (const step of history) {
        if ('lines' in step) rates = mustBe(withCard(rates, { ...step, changeRef: 'later' }));
        else books.accrue(step, bookOf(rates), step.untilDate);
        expect(sumOf(books.balances())).toBe(0);
        expect(new Set(books.standing().map((l) => l.line)).size).toBe(books.standing().length);
      }
      books.accrue(known, bookOf(rates), end);
      const fresh = new Books();
      fresh.accrue(known, bookOf(rates), end);
      expect(books.standing()).toEqual(fresh.standing());
      expect(nonZero(books.balances())).toEqual(nonZero(fresh.balances()));

      const nights = nightsOf(known.movements, 3, '2010-01-01', end);
      const accrued = books.standing().filter((l) => l.line.startsWith('night:'));
      expect(accrued.map(({ on, provider }) => [on, provider])).toEqual(
        nights.map(({ night, provider }) => [night, provider]),
      );
      expect(books.accrue(known, bookOf(rates), end)).toEqual([]);
      expect(books.accrue(known, bookOf(rates), '2011-03-01')).toEqual([]);
    });
    expect(fc.defaultReportMessage(fc.check(property, { numRuns: 200 })) ?? 'holds').toBe('holds');
  });

  it('an accrual by parts is the accrual of the whole', () => {
    const property = fc.property(truth, fc.array(days, { maxLength: 6 }), (known, dates) => {
      const rates = bookOf(everyPrice(6_500));
      const books = new Books();
      for (const untilDate of dates) books.accrue(known, rates, untilDate);
      books.accrue(known, rates, end);
      const whole = new Books();
      whole.accrue(known, rates, end);
      expect(books.entries.every(({ kind }) => kind === 'accrual')).toBe(true);
      expect(books.standing()).toEqual(whole.standing());
    });
    expect(fc.defaultReportMessage(fc.check(property, { numRuns: 200 })) ?? 'holds').toBe('holds');
  });

  it('every line is either owed or named as without a price', () => {
    const property = fc.property(truth, fc.array(cards, { maxLength: 3 }), (known, all) => {
      let rates: Rate[] = [];
      for (const card of all) rates = mustBe(withCard(rates, { ...card, changeRef: 'x' }));
      const { lines, unpriced } = owedFor(known, bookOf(rates), 3, end);
      const nights = nightsOf(known.movements, 3, '2010-01-01', end).length;
      const supports = known.supports.filter(({ quantity, on }) => quantity > 0 && on <= end).length;
      expect(lines.length + unpriced.length).toBe(nights + supports);
      expect(new Set([...lines, ...unpriced].map((l) => l.line)).size).toBe(nights + supports);
    });
    expect(fc.defaultReportMessage(fc.check(property, { numRuns: 200 })) ?? 'holds').toBe('holds');
  });
});

function sumOf(balances: Map<string, number>): number {
  return [...balances.values()].reduce((a, b) => a + b, 0);
}

function nonZero(balances: Map<string, number>): Record<string, number> {
  return Object.fromEntries([...balances].filter(([, pence]) => pence !== 0));
}

function mustBe(answer: Rate[] | 'rate-gap'): Rate[] {
  if (answer === 'rate-gap') throw new Error(answer);
  return answer;
}
