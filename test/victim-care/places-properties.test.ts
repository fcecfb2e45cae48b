import fc from 'fast-check';
import { Client, type Pool } from 'pg';
import { holdBeds, offerPlaces } from '../../db/places';
import { openPool } from '../../db/pool';
import { seedPlaces } from '../../local/places';
import { isSame } from '../../workflows/victim-care/stays';
import type { BedStay } from '../../workflows/vocabulary';
import { freshConfig } from '../helpers/world';

const capacities = { small: 1, middle: 2, large: 4 };
let pool: Pool;
let owner: Client;
beforeAll(async () => {
  const { databaseUrl } = await freshConfig();
  pool = openPool(databaseUrl, 'concert_worker', 10);
  owner = new Client({ connectionString: databaseUrl });
  await owner.connect();
  const made = { provider: 'cedar-trust', takes: 'anyone', takesChildren: true, stepFree: true } as const;
  const places = Object.entries(capacities).map(([place, capacity]) => ({ ...made, place, capacity }));
  await seedPlaces(
    pool,
    places.map((place) => ({ ...place, languages: [], area: 'wales' })),
  );
});
afterAll(async () => {
  await pool.end();
  await owner.end();
});

const day = (n: number) => `2011-08-${String(n).padStart(2, '0')}`;
/** The stays of one person: one after another, the last perhaps open. */
const stays = fc
  .array(fc.record({ place: fc.constantFrom('small', 'middle', 'large'), nights: fc.integer({ min: 1, max: 6 }) }), {
    maxLength: 3,
  })
  .chain((parts) =>
    fc.record({ parts: fc.constant(parts), first: fc.integer({ min: 1, max: 8 }), isOpen: fc.boolean() }),
  )
  .map(({ parts, first, isOpen }) => {
    let from = first;
    return parts.map(({ place, nights }, i): BedStay => {
      const stay = { place, fromNight: day(from), untilNight: day(from + nights) };
      from += nights;
      return isOpen && i === parts.length - 1 ? { ...stay, untilNight: null } : stay;
    });
  });
const question = fc.record({ person: fc.integer({ min: 0, max: 5 }), stays });
/** Each inner list is asked at one instant. */
const rounds = fc.array(fc.array(question, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 });

interface Row extends BedStay {
  ref: string;
  bed: number;
}

async function stored(): Promise<Row[]> {
  const { rows } = await owner.query<Row>(
    `select case_ref as ref, place, bed, lower(nights)::text as "fromNight", upper(nights)::text as "untilNight"
     from bed_stay order by case_ref, nights`,
  );
  return rows;
}

function inUse(rows: readonly Row[], place: string, night: string): Row[] {
  const isThere = ({ fromNight, untilNight }: Row) => fromNight <= night && (untilNight === null || night < untilNight);
  return rows.filter((row) => row.place === place && isThere(row));
}

it('whoever asks for what, in any order and at once: a bed is one person’s, a person is in one bed, answers are true', async () => {
  let number = 0;
  const property = fc.asyncProperty(rounds, async (asked) => {
    await owner.query('truncate bed_stay, bed_hold');
    const last = new Map<string, readonly BedStay[]>();
    for (const round of asked) {
      // One case asks one question at a time; different cases ask at once.
      const one = new Map(round.map((q) => [`CAR-${q.person}`, q.stays]));
      const answers = await Promise.all(
        [...one].map(async ([ref, list]) => {
          const answer = await holdBeds(pool, ref, (number += 1), list);
          return { ref, list, answer };
        }),
      );
      for (const { ref, list, answer } of answers) {
        expect(['bed-taken', 'object']).toContain(typeof answer === 'string' ? answer : 'object');
        if (typeof answer !== 'string') last.set(ref, list);
      }
      const rows = await stored();
      for (const [ref, list] of last)
        expect(
          isSame(
            rows.filter((row) => row.ref === ref),
            list,
          ),
        ).toBe(true);
      for (let n = 1; n <= 31; n += 1) {
        const everybody = Object.keys(capacities).flatMap((place) => inUse(rows, place, day(n)));
        expect(new Set(everybody.map(({ ref }) => ref)).size).toBe(everybody.length);
        expect(new Set(everybody.map(({ place, bed }) => `${place} ${bed}`)).size).toBe(everybody.length);
        for (const [place, capacity] of Object.entries(capacities))
          expect(inUse(rows, place, day(n)).length).toBeLessThanOrEqual(capacity);
      }
    }
    // What is offered as free can be had, and nothing more.
    for (const { place, freeBeds } of await offerPlaces(pool, 'CAR-NEW', day(5))) {
      const answer = await holdBeds(pool, 'CAR-NEW', (number += 1), [{ place, fromNight: day(5), untilNight: null }]);
      expect([place, freeBeds > 0]).toEqual([place, typeof answer !== 'string']);
    }
  });
  await fc.assert(property, { numRuns: 40 });
});
