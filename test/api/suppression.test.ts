import fc from 'fast-check';
import { confiscationStatistics, type ConfiscationFigures } from '../../api/confiscation-figures';
import { nrmStatistics, type NrmFigures } from '../../api/statistics';
import { leftOut, published, smallCountThreshold } from '../../api/suppression';

/** Every list of counts that would be published in the same way, with the same total. */
function alike(counts: readonly number[]): number[][] {
  const shown = JSON.stringify(published(counts));
  const total = counts.reduce((sum, n) => sum + n, 0);
  const lists = (left: number, places: number): number[][] =>
    places === 0
      ? left === 0
        ? [[]]
        : []
      : Array.from({ length: left + 1 }, (_, n) => n).flatMap((n) => lists(left - n, places - 1).map((l) => [n, ...l]));
  return lists(total, counts.length).filter((list) => JSON.stringify(published(list)) === shown);
}

const counts = fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 4 });

it('shows no small number, and leaves out nothing when there is none', () => {
  fc.assert(
    fc.property(counts, (list) => {
      const small = list.some((n) => n > 0 && n < smallCountThreshold);
      const said = published(list);
      expect(said.filter((n) => typeof n === 'number' && n > 0 && n < smallCountThreshold)).toEqual([]);
      expect(said.includes('suppressed')).toBe(small);
    }),
  );
});

it('leaves out so much that nobody can work out a number, who knows the total and the rule', () => {
  fc.assert(
    fc.property(counts, (list) => {
      const total = list.reduce((sum, n) => sum + n, 0);
      // A total below the threshold is not published either.
      if (total < smallCountThreshold) return;
      const others = alike(list);
      for (const i of leftOut(list)) expect(new Set(others.map((other) => other[i])).size).toBeGreaterThan(1);
    }),
    { numRuns: 300 },
  );
});

it.each([
  [
    [3, 20, 9, 0],
    [0, 2],
  ],
  [
    [1, 1, 30, 8],
    [0, 1, 3],
  ],
  [
    [4, 4, 5],
    [0, 1, 2],
  ],
  [
    [5, 5, 4, 0],
    [0, 1, 2],
  ],
  [
    [2, 4, 9],
    [0, 1],
  ],
  [[5, 6], []],
  [[2], [0]],
])('of %j it leaves out the places %j', (list, places) => {
  expect([...leftOut(list)].toSorted()).toEqual(places);
});

const referral = (change: Partial<NrmFigures>): NrmFigures => ({
  isReferral: true,
  subject: 'adult',
  exploitationType: 'labour',
  route: 'police',
  countryOfOrigin: 'VN',
  outcome: 'open',
  ...change,
});
const times = <T>(count: number, one: T) => Array.from({ length: count }, () => one);

describe('referrals as they are published', () => {
  const few = [...times(20, referral({ daysToReasonableGrounds: 4 })), ...times(3, referral({ subject: 'child' }))];

  it('are not broken down for adults either, when there are few children', () => {
    const { referrals, byRoute } = nrmStatistics(few, true);
    expect([referrals.total, byRoute]).toEqual([23, { police: 23 }]);
    expect([referrals.child.total, referrals.adult.total]).toEqual(['suppressed', 'suppressed']);
    expect(Object.values(referrals.adult).filter((n) => n !== 'suppressed' && n > 0)).toEqual([]);
  });

  it('say no median of a few', () => {
    const one = referral({ daysToConclusive: 50 });
    expect(nrmStatistics([...few, one], true)).toMatchObject({
      medianDaysToReasonableGrounds: 4,
      medianDaysToConclusiveGrounds: 'suppressed',
    });
    expect(nrmStatistics([...few, one], false)).toMatchObject({ medianDaysToConclusiveGrounds: 50 });
  });

  it('are all there for those who work with them', () => {
    expect(nrmStatistics(few, false).referrals).toMatchObject({
      child: { total: 3 },
      adult: { total: 20, labour: 20 },
    });
  });
});

it('publishes no group of prosecutions that could be worked out from the others', () => {
  const one = (region: string): ConfiscationFigures => ({
    region,
    quarter: '2011-Q3',
    stage: 'open',
    endedAs: '',
    investigating: 'none',
    prosecuting: 'none',
    isConsidered: false,
    isInTime: true,
    wasFoundWithoutCase: false,
    identifiedPence: 100,
    restrainedPence: 0,
    realisedPence: 0,
    orderedPence: 0,
    collectedPence: 0,
    toVictimsPence: 0,
    toStatePence: 0,
    recoveredOtherwisePence: 0,
  });
  const all = [
    ...times(1, one('wales')),
    ...times(1, one('london')),
    ...times(6, one('north-east')),
    ...times(9, one('east')),
  ];
  const { byRegion } = confiscationStatistics(all, true);
  // The first two together would be two prosecutions: the smallest of the others goes with them.
  expect(
    Object.entries(byRegion)
      .filter(([, group]) => group === 'suppressed')
      .map(([region]) => region),
  ).toEqual(['london', 'north-east', 'wales']);
  expect(byRegion['east']).toMatchObject({ prosecutions: 9 });
});
