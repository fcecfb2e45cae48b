import type { Pool } from 'pg';
import type { AgencyCode, PlaceKind } from '../workflows/vocabulary';

/** A place as the register keeps it: what it is, never where. */
export interface DemoPlace {
  place: string;
  provider: AgencyCode;
  takes: PlaceKind;
  takesChildren: boolean;
  stepFree: boolean;
  languages: readonly string[];
  area: string;
  capacity: number;
}

/** Made-up places of the made-up providers. A deployment brings its own by two people's changes. */
export const demoPlaces: readonly DemoPlace[] = [
  {
    place: 'ashgrove-women',
    provider: 'ashgrove-house',
    takes: 'women',
    takesChildren: true,
    stepFree: true,
    languages: ['en', 'vi', 'ro'],
    area: 'north-west',
    capacity: 8,
  },
  {
    place: 'ashgrove-flats',
    provider: 'ashgrove-house',
    takes: 'anyone',
    takesChildren: true,
    stepFree: false,
    languages: ['en', 'pl'],
    area: 'yorkshire',
    capacity: 6,
  },
  {
    place: 'beacon-men',
    provider: 'beacon-refuge',
    takes: 'men',
    takesChildren: false,
    stepFree: true,
    languages: ['en', 'vi', 'lt'],
    area: 'west-midlands',
    capacity: 8,
  },
  {
    place: 'beacon-women',
    provider: 'beacon-refuge',
    takes: 'women',
    takesChildren: false,
    stepFree: false,
    languages: ['en', 'sq', 'yo'],
    area: 'london',
    capacity: 5,
  },
  {
    place: 'cedar-anyone',
    provider: 'cedar-trust',
    takes: 'anyone',
    takesChildren: false,
    stepFree: true,
    languages: ['en', 'zh'],
    area: 'wales',
    capacity: 10,
  },
  {
    place: 'cedar-families',
    provider: 'cedar-trust',
    takes: 'anyone',
    takesChildren: true,
    stepFree: true,
    languages: ['en', 'ro', 'sq'],
    area: 'south-west',
    capacity: 4,
  },
];

/** Puts places into the register; those that are there stay as they are. `pool` of the worker's role or the owner's. */
export async function seedPlaces(pool: Pool, places: readonly DemoPlace[] = demoPlaces): Promise<void> {
  await pool.query(
    `insert into care_place (place, provider, takes, takes_children, step_free, languages, area, capacity)
     select x->>'place', x->>'provider', x->>'takes', (x->>'takesChildren')::boolean, (x->>'stepFree')::boolean,
       array(select jsonb_array_elements_text(x->'languages')), x->>'area', (x->>'capacity')::int
     from jsonb_array_elements($1::jsonb) as x on conflict do nothing`,
    [JSON.stringify(places)],
  );
}
