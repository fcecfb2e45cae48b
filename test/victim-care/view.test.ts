import type { Actor } from '../../workflows/kernel/contract';
import { person, sealed, text } from '../helpers/driver';
import {
  acceptedCare,
  ashley,
  assessed,
  bea,
  beaHead,
  cedric,
  decider,
  inCare,
  keeper,
  mia,
  missingCare,
  moveStarted,
  payer,
  placedCare,
  police,
} from './world';

/** Everything there can be to see: moved from ash to bea, with texts of both providers. */
function full() {
  const driver = inCare().give('assess-needs', mia, { ...assessed, text: text(2) });
  driver.give('agree-support-plan', mia, { plan: text(3) });
  driver.give('record-incident', ashley, {
    provider: 'ashgrove-house',
    kind: 'threat',
    isSerious: false,
    text: text(4),
  });
  const support = { support: 'counselling', on: '2011-08-03', quantity: 1 };
  driver.give('record-support', ashley, { ...support, provider: 'ashgrove-house' });
  moveStarted(driver.at('2011-08-10T09:00:00Z'), 'bea', '2011-08-10').hours(2).arrive(bea).deliver();
  driver.give('record-incident', bea, { provider: 'beacon-refuge', kind: 'other', isSerious: false, text: text(5) });
  driver.give('make-complaint', mia, { provider: 'beacon-refuge', text: text(6) });
  return driver;
}

const stranger = person('sue', 'kent-council', 'social-worker');
const texts = (seen: unknown) => [...new Set(JSON.stringify(seen).match(/text:[0-9a-f-]+/g) ?? [])].toSorted();
const places = (seen: unknown) =>
  ['ash"', 'bea"', 'cedar"', 'city"'].filter((place) => JSON.stringify(seen).includes(`"${place}`));

describe('who sees what', () => {
  it.each<[string, Actor, string[], number[]]>([
    ['the case manager: everything', mia, ['ash"', 'bea"', 'cedar"', 'city"'], [1, 2, 3, 4, 5, 6]],
    ['the payment officer: nights and support', payer, ['ash"', 'bea"'], []],
    ['the provider that has the person: its own part', bea, ['bea"'], [3, 5]],
    ['its manager: the same', beaHead, ['bea"'], [3, 5]],
    ['the provider that had the person: its own past', ashley, ['ash"'], [4]],
    ['a provider that never had them: no place', cedric, [], []],
    ['the competent authority: no place', decider, [], []],
    ['the police who opened: no place', police, [], []],
    ['the contract’s keeper: no place', keeper, [], []],
    ['anybody else: no place', stranger, [], []],
  ])('%s', (_who, viewer, seen, refs) => {
    const view = full().view(viewer);
    expect(places(view)).toEqual(seen);
    expect(texts(view)).toEqual(refs.map(text));
  });

  it('a provider sees the journey until the person left it, and not where they went', () => {
    const driver = full();
    expect(driver.view(ashley)).toMatchObject({
      stage: 'moved-on',
      movements: [
        { at: '2011-08-03T17:00:00Z', to: { provider: 'ashgrove-house', place: 'ash' } },
        { at: '2011-08-10T11:00:00.000Z', to: 'left' },
      ],
      supports: [{ id: 's1' }],
    });
    expect(driver.view(ashley)).not.toHaveProperty('needs');
    expect(driver.view(bea)).toMatchObject({ stage: 'in-care', needs: assessed.needs, supports: [] });
  });

  it('a provider sees the person’s needs from when the bed is confirmed, and not where they were before', () => {
    const driver = placedCare();
    expect(driver.view(ashley)).toMatchObject({ placement: { place: 'ash' }, movements: [] });
    const moving = moveStarted(inCare(), 'bea', '2011-08-03');
    expect(places(moving.view(bea))).toEqual(['bea"']);
    expect(places(moving.view(ashley))).toEqual(['ash"']);
  });

  it('the competent authority sees that somebody is missing, and how care ended', () => {
    expect(missingCare().view(decider)).toMatchObject({ stage: 'missing', isMissing: true });
    const driver = inCare();
    const exit = { at: driver.now, because: 'own-wish', destination: 'abroad', reason: sealed };
    const seen = driver.give('record-exit', mia, exit).view(decider);
    expect(seen).toMatchObject({ exit: { because: 'own-wish' } });
    expect(JSON.stringify(seen)).not.toContain('abroad');
  });

  it('nobody sees a text in figures', () => {
    for (const driver of [acceptedCare(), full(), missingCare()])
      expect(JSON.stringify(driver.figures())).not.toContain('text:');
  });
});
