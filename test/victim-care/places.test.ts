import { Client, type Pool } from 'pg';
import { holdBeds, offerPlaces } from '../../db/places';
import { openPool } from '../../db/pool';
import { demoPlaces, seedPlaces, type DemoPlace } from '../../local/places';
import { freshConfig } from '../helpers/world';

const small: DemoPlace = {
  place: 'small',
  provider: 'cedar-trust',
  takes: 'anyone',
  takesChildren: false,
  stepFree: true,
  languages: ['en'],
  area: 'wales',
  capacity: 2,
};
const one = { ...small, place: 'one', capacity: 1 };

let pool: Pool;
let owner: Client;
let url: string;
beforeAll(async () => {
  const config = await freshConfig();
  url = config.databaseUrl;
  pool = openPool(url, 'concert_worker', 8);
  owner = new Client({ connectionString: url });
  await owner.connect();
  await seedPlaces(pool, [small, one]);
});
afterEach(async () => {
  await owner.query('truncate bed_stay, bed_hold, place_suspension');
  await owner.query('update care_place set capacity = 2 where place = $1', ['small']);
});
afterAll(async () => {
  await pool.end();
  await owner.end();
});

const stay = (place: string, fromNight: string, untilNight: string | null = null) => ({ place, fromNight, untilNight });
const from3 = [stay('small', '2011-08-03')];

async function freeAt(place: string, night: string, ref = 'CAR-X'): Promise<number | undefined> {
  return (await offerPlaces(pool, ref, night)).find((offer) => offer.place === place)?.freeBeds;
}

async function suspend(place: string, fromDate: string, untilDate: string | null): Promise<void> {
  await pool.query('insert into place_suspension values ($1, $2, $3, $4)', [
    place,
    fromDate,
    untilDate,
    'under-review',
  ]);
}

async function rows(ref: string) {
  const { rows: found } = await owner.query<{ stay: string }>(
    `select place || ' ' || bed || ' ' || nights as stay from bed_stay where case_ref = $1 order by nights`,
    [ref],
  );
  return found.map((row) => row.stay);
}

describe('the beds, straight on the table', () => {
  const insert = (ref: string, place: string, bed: number, nights: string) =>
    owner.query('insert into bed_stay values ($1, $2, $3, $4)', [ref, place, bed, nights]);

  it('cannot be given twice on one night, whoever writes', async () => {
    await insert('CAR-A', 'small', 1, '[2011-08-03,2011-08-05)');
    await insert('CAR-B', 'small', 1, '[2011-08-05,)');
    await expect(insert('CAR-C', 'small', 1, '[2011-08-04,2011-08-05)')).rejects.toThrow('a_bed_is_given_once');
    await expect(insert('CAR-C', 'small', 1, '[2012-01-01,2012-01-02)')).rejects.toThrow('a_bed_is_given_once');
    await insert('CAR-C', 'small', 2, '[2011-08-04,2011-08-05)');
  });

  it('cannot be two for one person on one night', async () => {
    await insert('CAR-A', 'small', 1, '[2011-08-03,)');
    await expect(insert('CAR-A', 'one', 1, '[2011-09-01,2011-09-02)')).rejects.toThrow('one_place_a_night');
    await expect(insert('CAR-A', 'small', 2, '[2011-08-03,2011-08-04)')).rejects.toThrow('one_place_a_night');
    await insert('CAR-A', 'one', 1, '[2011-08-02,2011-08-03)');
  });

  it.each([
    ['no night at all', '[2011-08-03,2011-08-03)', 1],
    ['no first night', '(,2011-08-03)', 1],
    ['a bed that is no bed', '[2011-08-03,)', 0],
  ])('are never for %s', async (_what, nights, bed) => {
    await expect(insert('CAR-A', 'small', bed, nights)).rejects.toThrow('check');
  });

  it('are nothing for the API to read or write', async () => {
    const api = openPool(url, 'concert_api', 1);
    for (const table of ['bed_stay', 'bed_hold'])
      await expect(api.query(`select from ${table}`)).rejects.toThrow('permission denied');
    // What a place is may be read by its provider and by who keeps the contract; this connection is neither, and none writes.
    for (const table of ['care_place', 'place_suspension']) {
      expect((await api.query(`select from ${table}`)).rowCount).toBe(0);
      await expect(api.query(`delete from ${table}`)).rejects.toThrow('permission denied');
    }
    await api.end();
  });
});

describe('holding beds', () => {
  it('gives the lowest free bed, and the same answer to the same question', async () => {
    expect(await holdBeds(pool, 'CAR-A', 5, from3)).toEqual([{ place: 'small', bed: 1 }]);
    expect(await holdBeds(pool, 'CAR-B', 7, from3)).toEqual([{ place: 'small', bed: 2 }]);
    expect(await holdBeds(pool, 'CAR-A', 5, from3)).toEqual([{ place: 'small', bed: 1 }]);
    expect(await holdBeds(pool, 'CAR-C', 3, from3)).toBe('bed-taken');
    expect(await rows('CAR-C')).toEqual([]);
  });

  it('takes the list in the place of the one before, all of it or nothing', async () => {
    await holdBeds(pool, 'CAR-A', 5, from3);
    await holdBeds(pool, 'CAR-B', 5, [stay('one', '2011-08-01')]);
    const moved = [stay('small', '2011-08-03', '2011-08-09'), stay('one', '2011-08-09')];
    expect(await holdBeds(pool, 'CAR-A', 8, moved)).toBe('bed-taken');
    expect(await rows('CAR-A')).toEqual(['small 1 [2011-08-03,)']);
    await holdBeds(pool, 'CAR-B', 9, [stay('one', '2011-08-01', '2011-08-09')]);
    expect(await holdBeds(pool, 'CAR-A', 12, moved)).toEqual([
      { place: 'small', bed: 1 },
      { place: 'one', bed: 1 },
    ]);
    expect(await rows('CAR-A')).toEqual(['small 1 [2011-08-03,2011-08-09)', 'one 1 [2011-08-09,)']);
    expect(await holdBeds(pool, 'CAR-A', 15, [])).toEqual([]);
    expect(await rows('CAR-A')).toEqual([]);
  });

  it('does nothing for a question that comes after the next one', async () => {
    await holdBeds(pool, 'CAR-A', 8, [stay('small', '2011-08-03', '2011-08-04')]);
    expect(await holdBeds(pool, 'CAR-A', 5, from3)).toBe('asked-too-late');
    expect(await rows('CAR-A')).toEqual(['small 1 [2011-08-03,2011-08-04)']);
  });

  it('refuses a place that is suspended on the first new night, and leaves whoever is there', async () => {
    await holdBeds(pool, 'CAR-A', 5, [stay('small', '2011-08-03', '2011-08-10')]);
    await suspend('small', '2011-08-05', '2011-08-20');
    expect(await holdBeds(pool, 'CAR-B', 5, [stay('small', '2011-08-05')])).toBe('place-suspended');
    expect(await holdBeds(pool, 'CAR-B', 8, [stay('small', '2011-08-20')])).toBe('place-suspended');
    expect(await holdBeds(pool, 'CAR-B', 9, [stay('small', '2011-08-21')])).toHaveLength(1);
    expect(await holdBeds(pool, 'CAR-A', 8, [stay('small', '2011-08-03', '2011-08-07')])).toHaveLength(1);
    expect(await holdBeds(pool, 'CAR-A', 9, from3)).toBe('place-suspended');
  });

  it('counts a bed above the capacity as one of its beds', async () => {
    await holdBeds(pool, 'CAR-A', 5, from3);
    await holdBeds(pool, 'CAR-B', 5, from3);
    await holdBeds(pool, 'CAR-A', 8, []);
    await owner.query(`update care_place set capacity = 1 where place = 'small'`);
    expect(await freeAt('small', '2011-08-03')).toBe(0);
    expect(await holdBeds(pool, 'CAR-C', 5, from3)).toBe('bed-taken');
    expect(await holdBeds(pool, 'CAR-B', 8, [stay('small', '2011-08-03', '2011-09-01')])).toEqual([
      { place: 'small', bed: 2 },
    ]);
  });

  it('knows no place that is not there, and no two places on one night', async () => {
    expect(await holdBeds(pool, 'CAR-A', 5, [stay('nowhere', '2011-08-03')])).toBe('no-such-place');
    expect(await holdBeds(pool, 'CAR-A', 6, [...from3, stay('one', '2011-08-05')])).toBe('stays-overlap');
  });

  it('gives two beds to two of twelve who ask at the same instant, and crosswise moves do not wait for each other', async () => {
    const asked = Array.from({ length: 12 }, (_, i) => holdBeds(pool, `CAR-${i}`, 5, from3));
    const answers = await Promise.all(asked);
    expect(answers.filter((answer) => typeof answer !== 'string')).toHaveLength(2);
    expect(answers.filter((answer) => answer === 'bed-taken')).toHaveLength(10);
    await owner.query('truncate bed_stay, bed_hold');
    const crosswise = Array.from({ length: 20 }, (_, i) => {
      const [first, second] = i % 2 === 0 ? ['small', 'one'] : ['one', 'small'];
      const night = `2011-09-${String(i + 1).padStart(2, '0')}`;
      const next = `2011-09-${String(i + 2).padStart(2, '0')}`;
      const after = `2011-09-${String(i + 3).padStart(2, '0')}`;
      return holdBeds(pool, `CAR-X${i}`, 5, [stay(first ?? '', night, next), stay(second ?? '', next, after)]);
    });
    expect((await Promise.all(crosswise)).filter((answer) => typeof answer !== 'string').length).toBeGreaterThan(0);
  });
});

describe('the offer of places', () => {
  it('counts the beds free on the night and after it, without those of the person who asks', async () => {
    expect(await freeAt('small', '2011-08-03')).toBe(2);
    await holdBeds(pool, 'CAR-A', 5, [stay('small', '2011-08-05', '2011-08-07')]);
    expect(await freeAt('small', '2011-08-03')).toBe(1);
    expect(await freeAt('small', '2011-08-07')).toBe(2);
    expect(await freeAt('small', '2011-08-03', 'CAR-A')).toBe(2);
  });

  it('lists a suspended place with the reason, on the days of the suspension only', async () => {
    await suspend('small', '2011-08-05', '2011-08-20');
    await suspend('one', '2011-08-05', null);
    const suspended = async (night: string) =>
      (await offerPlaces(pool, 'CAR-X', night)).flatMap((offer) => offer.suspended ?? []);
    expect(await suspended('2011-08-04')).toEqual([]);
    expect(await suspended('2011-08-20')).toEqual(['under-review', 'under-review']);
    expect(await suspended('2031-08-21')).toEqual(['under-review']);
  });

  it('has no place of a provider on nights on which it is not designated; whoever is there stays', async () => {
    await holdBeds(pool, 'CAR-A', 5, from3);
    const designated = (from: string, until: string | null) =>
      owner.query(`insert into designation values ('cedar-trust', 'care-provider', $1, $2)`, [from, until]);
    const suspended = async (night: string) =>
      (await offerPlaces(pool, 'CAR-X', night)).flatMap((offer) => offer.suspended ?? []);
    await owner.query(`delete from designation where agency = 'cedar-trust'`);
    await designated('2011-07-01', '2011-08-10');
    await designated('2011-09-01', null);
    expect(await suspended('2011-08-10')).toEqual([]);
    for (const night of ['2011-06-30', '2011-08-11', '2011-08-31'])
      expect(await suspended(night)).toEqual(['provider-not-designated', 'provider-not-designated']);
    expect(await suspended('2011-09-01')).toEqual([]);
    expect(await holdBeds(pool, 'CAR-B', 5, [stay('one', '2011-08-11')])).toBe('place-suspended');
    expect(await holdBeds(pool, 'CAR-A', 6, [stay('small', '2011-08-03', '2011-08-20')])).toEqual([
      { place: 'small', bed: 1 },
    ]);
    expect(await holdBeds(pool, 'CAR-B', 6, [stay('one', '2011-09-01')])).toEqual([{ place: 'one', bed: 1 }]);
    await owner.query(`delete from designation where agency = 'cedar-trust'`);
    await designated('2011-07-01', null);
  });

  it('has the made-up places of the local stack, however often they are laid', async () => {
    await seedPlaces(pool);
    await seedPlaces(pool);
    const offers = await offerPlaces(pool, 'CAR-X', '2011-08-03');
    expect(offers).toHaveLength(demoPlaces.length + 2);
    expect(offers[0]).toEqual({
      place: 'ashgrove-flats',
      provider: 'ashgrove-house',
      takes: 'anyone',
      takesChildren: true,
      stepFree: false,
      languages: ['en', 'pl'],
      area: 'yorkshire',
      freeBeds: 6,
    });
  });
});
