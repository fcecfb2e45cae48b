import fc from 'fast-check';
import { startOfLondonDay } from '../../workflows/kernel/calendar';
import type { RateLine } from '../../workflows/provider-payment/rates';
import { supportTypes } from '../../workflows/vocabulary';
import type { Movement } from '../../workflows/victim-care/journey';

const dayMs = 86_400_000;

/** The days from one through another, YYYY-MM-DD. */
export function daysFrom(first: string, last: string): string[] {
  const count = (Date.parse(last) - Date.parse(first)) / dayMs + 1;
  return Array.from({ length: count }, (_, i) => new Date(Date.parse(first) + i * dayMs).toISOString().slice(0, 10));
}

export const providers = ['ashgrove-house', 'beacon-refuge', 'cedar-trust'] as const;

/** Days around both clock changes, the leap day and the turns of month and year are drawn more often than others. */
const oddDays = [
  ...daysFrom('2011-03-25', '2011-03-29'),
  ...daysFrom('2011-10-28', '2011-11-01'),
  ...daysFrom('2011-12-30', '2012-01-02'),
  ...daysFrom('2012-02-27', '2012-03-02'),
];
export const days = fc.oneof(fc.constantFrom(...oddDays), fc.constantFrom(...daysFrom('2011-02-01', '2012-06-30')));

/** A moment in London; often within a moment of midnight. */
export const instants = fc
  .tuple(
    days,
    fc.oneof(
      fc.constantFrom(-60_000, -1, 0, 1, 60_000),
      fc.integer({ min: 0, max: 25 * 60 }).map((minutes) => minutes * 60_000),
    ),
  )
  .map(([date, offset]) => new Date(Date.parse(startOfLondonDay(date)) + offset).toISOString());

const places = fc.constantFrom(
  ...providers.flatMap((provider) => [1, 2].map((n) => ({ provider, place: `${provider}-${n}` }))),
);
const movements = fc.record<Movement>({
  at: instants,
  to: fc.oneof({ arbitrary: places, weight: 3 }, fc.constant('absent' as const), fc.constant('left' as const)),
});
export const journeys = fc.array(movements, { maxLength: 12 });

export const periods = fc
  .tuple(days, days)
  .map(([a, b]) => (a < b ? { fromDate: a, untilDate: b } : { fromDate: b, untilDate: a }));

export const supportLists = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom('s1', 's2', 's3', 's4', 's5'),
    type: fc.constantFrom(...supportTypes.filter((type) => type !== 'accommodation')),
    provider: fc.constantFrom(...providers),
    on: days,
    quantity: fc.integer({ min: 0, max: 3 }),
  }),
  { selector: ({ id }) => id, maxLength: 5 },
);

/** A card without gap or overlap for some of the supports, in force from a day; its prices change on later days. */
export const cards = fc.record({
  provider: fc.constantFrom(...providers),
  lines: fc
    .uniqueArray(
      fc.record({
        type: fc.constantFrom(...supportTypes),
        changes: fc.uniqueArray(days, { minLength: 1, maxLength: 3 }),
        pence: fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 3, maxLength: 3 }),
      }),
      { selector: ({ type }) => type, minLength: 1, maxLength: 4 },
    )
    .map((parts) =>
      parts.flatMap(({ type, changes, pence }) => {
        const firsts = changes.toSorted();
        return firsts.map((fromDate, i): RateLine => {
          const next = firsts[i + 1];
          const line = { type, pence: pence[i] ?? 1, fromDate };
          return next === undefined ? line : { ...line, untilDate: dayBefore(next) };
        });
      }),
    ),
});

function dayBefore(date: string): string {
  return new Date(Date.parse(date) - dayMs).toISOString().slice(0, 10);
}
