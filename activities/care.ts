import { holdBeds, offerPlaces } from '../db/places';
import type { CareEffect } from '../workflows/vocabulary';
import { refusalFailure } from './refusal';
import type { Handler } from './world';

/** What the care of a victim asks of the world: places and beds. */
export const care: { [K in CareEffect['kind']]: Handler<K> } = {
  'propose-places': async ({ pool }, from, { fromNight }) => ({
    places: JSON.stringify(await offerPlaces(pool, from, fromNight)),
  }),
  'hold-beds': async ({ pool }, from, { key, stays }) => {
    const answer = await holdBeds(pool, from, questionOf(key), stays);
    if (typeof answer === 'string') throw refusalFailure(answer);
    return { placements: JSON.stringify(answer) };
  },
};

/** The number of the event that asked: within a case it only grows. */
function questionOf(key: string): number {
  const number = Number.parseInt(key, 10);
  if (!Number.isSafeInteger(number)) throw new Error(`The key ${key} does not begin with the number of its event.`);
  return number;
}
