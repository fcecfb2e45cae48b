import fc from 'fast-check';
import { rankPlaces, type PlaceOffer } from '../../workflows/victim-care/suitability';
import type { PlacementNeeds } from '../../workflows/vocabulary';

const woman: PlacementNeeds = { gender: 'woman', children: 0, stepFree: false, languages: [], areasToAvoid: [] };
const offer = (place: string, changes: Partial<PlaceOffer> = {}): PlaceOffer => ({
  place,
  provider: 'cedar-trust',
  takes: 'anyone',
  takesChildren: false,
  stepFree: false,
  languages: ['en'],
  area: 'wales',
  freeBeds: 1,
  ...changes,
});
const order = (offers: readonly PlaceOffer[], needs = woman) => rankPlaces(offers, needs).map(({ place }) => place);
const only = (changes: Partial<PlaceOffer>, needs: Partial<PlacementNeeds> = {}) =>
  rankPlaces([offer('p', changes)], { ...woman, ...needs })[0];

describe('a place', () => {
  it.each<[string, Partial<PlaceOffer>, Partial<PlacementNeeds>, boolean, string[]]>([
    ['for women, a woman', { takes: 'women' }, {}, true, ['women-only']],
    ['for men, a woman', { takes: 'men' }, {}, false, ['does-not-take-women']],
    ['for women, a man', { takes: 'women' }, { gender: 'man' }, false, ['does-not-take-men']],
    ['for men, a man', { takes: 'men' }, { gender: 'man' }, true, ['men-only']],
    ['for anyone, a man', {}, { gender: 'man' }, true, ['takes-anyone']],
    ['without children, a mother', {}, { children: 1 }, false, ['takes-anyone', 'takes-no-children']],
    ['with children, a mother', { takesChildren: true }, { children: 2 }, true, ['takes-anyone', 'takes-children']],
    ['with steps, a wheelchair', {}, { stepFree: true }, false, ['takes-anyone', 'not-step-free']],
    ['without steps, a wheelchair', { stepFree: true }, { stepFree: true }, true, ['takes-anyone', 'step-free']],
    ['one of two languages', {}, { languages: ['vi', 'en'] }, true, ['takes-anyone', 'language-spoken']],
    ['none of the languages', {}, { languages: ['vi'] }, true, ['takes-anyone', 'language-not-spoken']],
    ['where exploiters are', {}, { areasToAvoid: ['wales'] }, false, ['takes-anyone', 'area-to-avoid']],
    ['far from exploiters', {}, { areasToAvoid: ['london'] }, true, ['takes-anyone', 'away-from-exploiters']],
    ['that is full', { freeBeds: 0 }, {}, false, ['takes-anyone', 'no-free-bed']],
    ['that is suspended', { suspended: 'under-review' }, {}, false, ['takes-anyone', 'suspended']],
  ])('%s', (_what, changes, needs, isSuitable, reasons) => {
    expect(only(changes, needs)).toMatchObject({ isSuitable, reasons, rank: 1 });
  });
});

describe('the ranking', () => {
  it('puts one’s own house before a shared language, that before free beds, and those before the name', () => {
    const needs: PlacementNeeds = { ...woman, languages: ['vi'] };
    const offers = [
      offer('b'),
      offer('a'),
      offer('roomy', { freeBeds: 5 }),
      offer('talks', { languages: ['vi'] }),
      offer('women', { takes: 'women' }),
      offer('best', { takes: 'women', languages: ['vi'] }),
      offer('wrong', { takes: 'men', freeBeds: 9 }),
    ];
    expect(order(offers, needs)).toEqual(['best', 'women', 'talks', 'roomy', 'a', 'b', 'wrong']);
  });

  it('has every place once, the suitable ones first, in an order that does not hang on how they came', () => {
    const anOffer = fc.record({
      takes: fc.constantFrom('women' as const, 'men' as const, 'anyone' as const),
      takesChildren: fc.boolean(),
      stepFree: fc.boolean(),
      languages: fc.subarray(['en', 'vi', 'pl']),
      area: fc.constantFrom('wales', 'london'),
      freeBeds: fc.integer({ min: 0, max: 3 }),
      suspended: fc.constantFrom(undefined, 'under-review'),
    });
    const someNeeds = fc.record({
      gender: fc.constantFrom('woman' as const, 'man' as const),
      children: fc.integer({ min: 0, max: 2 }),
      stepFree: fc.boolean(),
      languages: fc.subarray(['en', 'vi', 'pl']),
      areasToAvoid: fc.subarray(['wales', 'london']),
    });
    const property = fc.property(fc.array(anOffer, { maxLength: 12 }), someNeeds, fc.integer(), (made, needs, turn) => {
      const offers = made.map(({ suspended, ...rest }, i) =>
        offer(`p${i}`, suspended === undefined ? rest : { ...rest, suspended }),
      );
      const ranked = rankPlaces(offers, needs);
      const cut = offers.length === 0 ? 0 : Math.abs(turn) % offers.length;
      expect(rankPlaces([...offers.slice(cut), ...offers.slice(0, cut)], needs)).toEqual(ranked);
      expect(ranked.map(({ rank }) => rank)).toEqual(offers.map((_, i) => i + 1));
      expect(ranked.map(({ place }) => place).toSorted()).toEqual(offers.map(({ place }) => place).toSorted());
      const firstUnsuitable = ranked.findIndex(({ isSuitable }) => !isSuitable);
      expect(firstUnsuitable < 0 || ranked.slice(firstUnsuitable).every(({ isSuitable }) => !isSuitable)).toBe(true);
      for (const { isSuitable, freeBeds, suspended } of ranked)
        expect(isSuitable && (freeBeds === 0 || suspended !== undefined)).toBe(false);
    });
    fc.assert(property, { numRuns: 300 });
  });
});
