import fc from 'fast-check';
import { foldCase } from '../../workflows/kernel/case';
import { findProcess } from '../../workflows/registry';
import { careFactsOf, needsOf } from '../../workflows/monitoring-pack/care-facts';
import { headlineOf, rowsOf, type Pack } from '../../workflows/monitoring-pack/contents';
import { Tally, type CaseThen } from '../../workflows/monitoring-pack/tally';
import { csvOf } from '../../db/pack';
import type { Event } from '../../workflows/victim-care/events';
import type { Fact } from '../../workflows/kernel/contract';
import { person, sealed } from '../helpers/driver';

const process = findProcess('victim-care');
const actor = person('made-up', 'salvation-army', 'case-manager');
const period = { fromDate: '2011-07-01', untilDate: '2011-09-30', closingInstant: '2011-09-30T23:00:00Z' };
const ash = { provider: 'ashgrove-house', place: 'ash-1' };
const cedar = { provider: 'cedar-trust', place: 'cedar-1' };

/** A case from what happened when, as the record would have it just before the closing instant. */
function caseOf(...happened: readonly [at: string, event: Event][]): CaseThen {
  const facts = happened.map(([at, event], i): Fact => ({
    seq: i + 1,
    at,
    actor,
    key: `k${i}`,
    part: 0,
    requestHash: '',
    event,
  }));
  return { state: foldCase(process, 'CAR-1', facts).state, facts, bedHoldNights: 3 };
}

const opened = (given: Partial<Extract<Event, { type: 'care-opened' }>> = {}): Event => ({
  type: 'care-opened',
  isEmergency: false,
  subject: 'adult',
  jurisdiction: 'england-and-wales',
  contractor: 'salvation-army',
  ...given,
});
const corrected = (...movements: Extract<Event, { type: 'journey-corrected' }>['movements']): Event => ({
  type: 'journey-corrected',
  movements,
  stays: [],
  reason: sealed,
});
const needs = {
  accommodation: 'urgent',
  medical: 'some',
  psychological: 'none',
  'training-and-education': 'none',
  translation: 'some',
  'legal-advice': 'none',
  'material-help': 'none',
} as const;
const placement = { gender: 'woman' as const, children: 0, stepFree: false, languages: [], areasToAvoid: [] };
const assessed: Event = { type: 'needs-assessed', needs, placement, text: sealed };

const result = (...cases: CaseThen[]) => {
  const tally = new Tally(period);
  for (const then of cases) tally.add(then);
  return tally.result();
};

describe('the tally of a quarter', () => {
  it('counts what was recorded in it, from its first instant to just before its closing instant', () => {
    const { care } = result(
      caseOf(['2011-06-30T22:59:59.999Z', opened()], ['2011-06-30T23:00:00Z', { type: 'care-accepted' }]),
      caseOf(['2011-06-30T23:00:00Z', opened({ isEmergency: true })]),
      caseOf(['2011-09-30T22:59:59.999Z', opened()]),
      caseOf(['2011-08-01T12:00:00Z', opened()], ['2011-08-02T12:00:00Z', { type: 'care-declined', reason: sealed }]),
      caseOf(
        ['2011-08-01T12:00:00Z', opened({ jurisdiction: 'scotland' })],
        ['2011-08-01T12:00:00Z', { type: 'care-handed-over', because: 'devolved' }],
      ),
    );
    expect(care).toMatchObject({ referred: 4, referredInEmergency: 1, accepted: 1, declined: 1, handedOver: 1 });
  });

  it('measures the waiting in hours, and the stay of who left in nights', () => {
    const tallied = result(
      caseOf(
        ['2011-07-01T12:00:00Z', opened()],
        ['2011-07-01T15:30:00Z', { type: 'care-accepted' }],
        ['2011-07-02T12:00:00Z', { type: 'arrived', at: '2011-07-02T12:00:00Z', ...ash }],
        [
          '2011-07-12T12:00:00Z',
          { type: 'exited', at: '2011-07-12T12:00:00Z', because: 'planned', destination: 'own-home' },
        ],
      ),
      caseOf(
        ['2011-07-01T12:00:00Z', opened()],
        ['2011-07-01T13:00:00Z', { type: 'care-accepted' }],
        // Somebody placed before the case was written down waited no time at all.
        ['2011-07-02T12:00:00Z', { type: 'arrived', at: '2011-06-30T12:00:00Z', ...ash }],
      ),
    );
    expect(tallied).toMatchObject({
      hoursToAcceptance: { count: 2, median: 1, longest: 4 },
      hoursToPlacement: { count: 2, median: 0, longest: 24 },
      lengthOfStay: { count: 1, median: 10, longest: 10 },
      care: { inCareAtStart: 1, inCareAtEnd: 1, inCareDuring: 2, left: 1 },
    });
    expect(result().lengthOfStay).toEqual({ count: 0 });
  });

  it('gives each night to its provider, those of a held bed among them, and counts moves', () => {
    const { providers, moves } = result(
      caseOf(
        ['2011-07-01T12:00:00Z', opened()],
        [
          '2011-09-20T12:00:00Z',
          corrected(
            { at: '2011-06-29T12:00:00Z', to: ash },
            { at: '2011-07-04T12:00:00Z', to: 'absent' },
            { at: '2011-07-05T12:00:00Z', to: ash },
            { at: '2011-07-06T12:00:00Z', to: cedar },
            { at: '2011-07-08T12:00:00Z', to: 'left' },
          ),
        ],
        [
          '2011-07-08T12:00:00Z',
          {
            type: 'support-recorded',
            id: 's1',
            support: 'counselling',
            provider: 'cedar-trust',
            on: '2011-07-07',
            quantity: 3,
          },
        ],
      ),
    );
    expect(moves).toEqual({ moves: 1, people: 1, corrections: 1 });
    expect(
      providers.map(({ provider, nights, bedHeldNights, supports }) => [provider, nights, bedHeldNights, supports]),
    ).toEqual([
      ['ashgrove-house', 5, 1, 0],
      ['cedar-trust', 2, 0, 3],
    ]);
  });

  it('counts needs of those in care in it, by the last word about each', () => {
    const then = caseOf(
      ['2011-07-01T12:00:00Z', opened()],
      ['2011-07-01T13:00:00Z', { type: 'care-accepted' }],
      ['2011-07-01T14:00:00Z', assessed],
      ['2011-07-02T12:00:00Z', { type: 'arrived', at: '2011-07-02T12:00:00Z', ...ash }],
      ['2011-07-10T12:00:00Z', { type: 'plan-reviewed', text: sealed, met: ['accommodation', 'medical'] }],
      [
        '2011-07-11T12:00:00Z',
        { type: 'outcome-recorded', provider: ash.provider, need: 'medical', isMet: false, text: sealed },
      ],
      [
        '2011-07-12T12:00:00Z',
        { type: 'outcome-recorded', provider: ash.provider, need: 'translation', isMet: true, text: sealed },
      ],
    );
    expect(needsOf(careFactsOf(then.state))).toEqual([
      { need: 'accommodation', isMet: true },
      { need: 'medical', isMet: false },
      { need: 'translation', isMet: true },
    ]);
    const { needs: tallied, providers } = result(then);
    expect(tallied.filter(({ needed }) => needed > 0)).toEqual([
      { need: 'accommodation', needed: 1, met: 1 },
      { need: 'medical', needed: 1, met: 0 },
      { need: 'translation', needed: 1, met: 1 },
    ]);
    expect(providers).toMatchObject([{ outcomesMet: 1, outcomesNotMet: 1 }]);
    expect(result(caseOf(['2011-07-01T12:00:00Z', opened()], ['2011-07-01T14:00:00Z', assessed])).needs[0]).toEqual({
      need: 'accommodation',
      needed: 0,
      met: 0,
    });
  });

  it('counts visits, complaints and incidents of each provider', () => {
    const provider = ash.provider;
    const { providers } = result(
      caseOf(
        ['2011-07-01T12:00:00Z', opened()],
        [
          '2011-06-30T12:00:00Z',
          { type: 'quality-visit-recorded', provider, on: '2011-06-30', result: 'unsafe', text: sealed },
        ],
        [
          '2011-07-02T12:00:00Z',
          { type: 'quality-visit-recorded', provider, on: '2011-07-02', result: 'good', text: sealed },
        ],
        [
          '2011-07-03T12:00:00Z',
          { type: 'quality-visit-recorded', provider, on: '2011-07-03', result: 'to-improve', text: sealed },
        ],
        ['2011-07-04T12:00:00Z', { type: 'complaint-made', id: 'c1', provider, text: sealed }],
        ['2011-07-04T12:00:00Z', { type: 'complaint-made', id: 'c2', provider, text: sealed }],
        ['2011-07-05T12:00:00Z', { type: 'complaint-answered', id: 'c1', isUpheld: true, answer: sealed }],
        [
          '2011-07-06T12:00:00Z',
          { type: 'incident-recorded', provider, kind: 'threat', isSerious: true, text: sealed },
        ],
      ),
    );
    expect(providers).toMatchObject([
      {
        visitsGood: 1,
        visitsToImprove: 1,
        visitsUnsafe: 0,
        complaints: 2,
        complaintsUpheld: 1,
        incidents: 1,
        seriousIncidents: 1,
      },
    ]);
  });

  it('is the same in whatever order the cases come', () => {
    const one = (n: number) =>
      caseOf(
        [`2011-07-0${n}T12:00:00Z`, opened()],
        [`2011-07-0${n}T13:00:00Z`, { type: 'care-accepted' }],
        [`2011-07-0${n}T14:00:00Z`, { type: 'arrived', at: `2011-07-0${n}T14:00:00Z`, ...(n % 2 ? ash : cedar) }],
      );
    const cases = [1, 2, 3, 4, 5, 6, 7].map(one);
    const property = fc.property(fc.shuffledSubarray(cases, { minLength: cases.length }), (shuffled) => {
      expect(JSON.stringify(result(...shuffled))).toBe(JSON.stringify(result(...cases)));
    });
    expect(fc.defaultReportMessage(fc.check(property, { numRuns: 30 })) ?? 'holds').toBe('holds');
  });
});

describe('the rows of a pack', () => {
  const pack: Pack = {
    version: 1,
    quarter: '2011-Q3',
    ...period,
    ...result(
      caseOf(
        ['2011-07-01T12:00:00Z', opened()],
        ['2011-07-02T12:00:00Z', { type: 'arrived', at: '2011-07-02T12:00:00Z', ...ash }],
      ),
    ),
    budget: {
      year: '2011-12',
      budgetPence: 200_000_000,
      committedPence: 5,
      paidPence: 1,
      percent: 0,
      warnings: [80, 95],
    },
  };

  it('are all figures, one each', () => {
    const rows = rowsOf(pack);
    expect(new Set(rows.map(({ section, of, figure }) => `${section}/${of}/${figure}`)).size).toBe(rows.length);
    expect(rows).toContainEqual({ section: 'care', of: '', figure: 'referred', value: 1 });
    expect(rows).toContainEqual({ section: 'providers', of: 'ashgrove-house', figure: 'nights', value: 91 });
    expect(rows).toContainEqual({ section: 'budget', of: '2011-12', figure: 'warnings', value: '80 95' });
    expect(headlineOf(pack)).toMatchObject({ referred: 1, nights: 91, inCareAtEnd: 1 });
  });

  it('become lines of a CSV, in which nothing is a formula', () => {
    const lines = csvOf(pack).split('\r\n');
    expect(lines[0]).toBe('section,of,figure,value');
    expect(lines).toContain('care,,referred,1');
    expect(lines.at(-1)).toBe('');
    const hostile = { ...pack, providers: pack.providers.map((one) => ({ ...one, provider: '=cmd|calc' })) };
    expect(csvOf(hostile)).toContain("providers,'=cmd|calc,nights,91");
    expect(csvOf(hostile)).not.toMatch(/(^|,)=/m);
  });
});
