import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { applyProviderChange } from '../../db/provider-register';
import { inTransaction, openPool } from '../../db/pool';
import { holdBeds, offerPlaces } from '../../db/places';
import { loadRates } from '../../db/rates';
import { ProviderChange } from '../../workflows/provider-change/schemas';
import { startWorld, until, type World } from '../helpers/world';

let world: World;
let pool: Pool;
beforeAll(async () => {
  world = await startWorld();
  pool = openPool(world.config.databaseUrl, 'concert_worker', 2);
});
afterAll(async () => {
  await pool.end();
  await world.stop();
});

const provider = 'ashgrove-house';
const line = { type: 'accommodation', pence: 6_500, fromDate: '2011-07-01' };
const card = { change: 'rate-card', provider, lines: [line], reason: 'A made-up reason' };
const place = {
  change: 'place',
  provider,
  place: 'ash-1',
  takes: 'women',
  takesChildren: true,
  stepFree: false,
  languages: ['en', 'vi'],
  area: 'kent',
  capacity: 8,
};
const suspend = { change: 'suspend-place', provider, place: 'ash-1', fromDate: '2011-08-01', ground: 'building' };

async function propose(who: string, input: object): Promise<string> {
  const reply = await world.api.post(who, '/v1/provider-change', input, randomUUID());
  expect([reply.status, reply.body]).toEqual([201, expect.anything()]);
  return String(reply.body['ref']);
}

async function stageOf(who: string, ref: string): Promise<unknown> {
  return (await world.api.get(who, `/v1/cases/${ref}`)).body['stage'];
}

async function casesOf(): Promise<number | null> {
  return (await pool.query(`select from event where type = 'case-opened'`)).rowCount;
}

describe('a change of a provider, through the door', () => {
  it('takes two people, and then the rate is there and the provider sees it', async () => {
    const ref = await propose('po-salvation-army-1', card);
    const own = await world.api.post('po-salvation-army-1', `/v1/provider-change/${ref}/approve`, {}, randomUUID());
    expect([own.status, own.body['code']]).toEqual([expect.any(Number), 'same-person']);
    expect(own.status).toBeGreaterThanOrEqual(400);
    expect(await loadRates(pool, provider)).toEqual([]);
    const approved = await world.api.post('con-home-office-1', `/v1/provider-change/${ref}/approve`, {}, randomUUID());
    expect(approved.status).toBe(200);
    await until(async () => (await stageOf('po-salvation-army-2', ref)) === 'applied', 'the change to be applied');
    expect(await loadRates(pool, provider)).toEqual([{ ...line, provider, changeRef: ref }]);
    const seen = await until(async () => {
      const answer = await world.api.get('pm-ashgrove-house-1', `/v1/cases/${ref}`);
      return answer.status === 200 && answer;
    }, 'the provider to see it');
    expect(JSON.stringify(seen.body)).toContain('6500');
    expect(JSON.stringify(seen.body)).not.toContain('made-up reason');
    expect((await world.api.get('pm-beacon-refuge-1', `/v1/cases/${ref}`)).status).toBe(404);
  });

  it.each([
    ['a negative price', { ...card, lines: [{ ...line, pence: -1 }] }, '/lines/0/pence'],
    ['half a penny', { ...card, lines: [{ ...line, pence: 0.5 }] }, '/lines/0/pence'],
    ['an overlap', { ...card, lines: [line, line] }, '/lines/1'],
  ])('%s is refused, and nothing is recorded', async (_what, input, pointer) => {
    const before = await casesOf();
    const reply = await world.api.post('po-salvation-army-1', '/v1/provider-change', input, randomUUID());
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(reply.status).toBeLessThan(500);
    expect(JSON.stringify(reply.body)).toContain(pointer);
    expect(await casesOf()).toBe(before);
  });
});

describe('the register', () => {
  let changes = 0;
  function apply(given: object, ref?: string) {
    changes += 1;
    const { reason: _reason, ...change } = { reason: '', ...given };
    return inTransaction(pool, (client) =>
      applyProviderChange(client, ref ?? `PRC-${changes}`, ProviderChange.parse(change)),
    );
  }
  const suspensions = async () =>
    (
      await pool.query(
        `select place, from_date::text as "fromDate", until_date::text as "untilDate", reason from place_suspension order by 2`,
      )
    ).rows;

  it('keeps a place, and changes it; another provider cannot take it over', async () => {
    expect(await apply(place)).toBeUndefined();
    expect(await apply({ ...place, capacity: 6, languages: [] })).toBeUndefined();
    expect(await apply({ ...place, provider: 'cedar-trust' })).toBe('place-of-another-provider');
    const { rows } = await pool.query('select provider, takes, capacity, languages from care_place');
    expect(rows).toEqual([{ provider, takes: 'women', capacity: 6, languages: [] }]);
  });

  it('suspends a place and takes it up again', async () => {
    await apply(place);
    expect(await apply(suspend)).toBeUndefined();
    expect(await apply({ ...suspend, fromDate: '2011-09-01' })).toBe('already-suspended');
    const resume = { change: 'resume-place', provider, place: 'ash-1', untilDate: '2011-08-20' };
    expect(await apply({ ...resume, untilDate: '2011-07-31' })).toBe('not-suspended');
    expect(await apply(resume)).toBeUndefined();
    expect(await apply(resume)).toBe('not-suspended');
    expect(await apply({ ...suspend, fromDate: '2011-08-21', untilDate: '2011-08-22' })).toBeUndefined();
    expect(await suspensions()).toEqual([
      { place: 'ash-1', fromDate: '2011-08-01', untilDate: '2011-08-20', reason: 'building' },
      { place: 'ash-1', fromDate: '2011-08-21', untilDate: '2011-08-22', reason: 'building' },
    ]);
  });

  it('suspends a provider with every place that it has or gets, and takes it up again', async () => {
    await apply(place);
    const [all, resume] = [
      { change: 'suspend-provider', provider, fromDate: '2011-09-01', ground: 'safeguarding' },
      { change: 'resume-provider', provider, untilDate: '2011-09-20' },
    ];
    expect(await apply(all)).toBeUndefined();
    expect(await apply({ ...all, fromDate: '2012-01-01' })).toBe('already-suspended');
    await apply({ ...place, place: 'ash-2' });
    await apply({ ...place, provider: 'cedar-trust', place: 'ced-1' });
    const closed = async (night: string) =>
      (await offerPlaces(pool, 'CAR-X', night)).map((one) => [one.place, one.suspended]);
    expect(await closed('2011-08-31')).not.toContainEqual(['ash-2', 'safeguarding']);
    const [before, then] = [await closed('2011-09-20'), await closed('2011-09-21')];
    for (const places of [before, then]) {
      expect(places).toContainEqual(['ash-2', 'safeguarding']);
      expect(places).toContainEqual(['ced-1', undefined]);
    }
    const stay = { place: 'ash-2', fromNight: '2011-09-10', untilNight: null };
    expect(await holdBeds(pool, 'CAR-X', 1, [stay])).toBe('place-suspended');
    expect(await apply({ ...resume, untilDate: '2011-08-31' })).toBe('not-suspended');
    expect(await apply(resume)).toBeUndefined();
    expect(await closed('2011-09-21')).toContainEqual(['ash-2', undefined]);
    expect(await holdBeds(pool, 'CAR-X', 2, [{ ...stay, fromNight: '2011-09-21' }])).toHaveLength(1);
  });

  it.each<[string, object, string]>([
    ['an agency that gives no care', { ...card, provider: 'gla' }, 'no-such-provider'],
    ['an agency nobody knows', { ...card, provider: 'nobody' }, 'no-such-provider'],
    ['a place nobody knows', { ...suspend, place: 'ash-9' }, 'no-such-place'],
    ["another provider's place", { ...suspend, provider: 'cedar-trust' }, 'no-such-place'],
  ])('refuses %s', async (_what, change, code) => {
    expect(await apply(change)).toBe(code);
  });

  it('makes a change once: tried again after another, it does not come back', async () => {
    const of = (pence: number) => ({ ...card, provider: 'beacon-refuge', lines: [{ ...line, pence }] });
    await apply(of(1), 'PRC-A');
    await apply(of(2), 'PRC-B');
    await apply(of(1), 'PRC-A');
    expect((await loadRates(pool, 'beacon-refuge')).map(({ pence }) => pence)).toEqual([2]);
  });
});
