import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { openPool } from '../../db/pool';
import { seedPlaces } from '../../local/places';
import { londonDateOf } from '../../workflows/kernel/calendar';
import { startWorld, until, type World } from '../helpers/world';

const manager = 'cm-salvation-army-1';
const needs = { gender: 'woman', children: 0, stepFree: false, languages: ['en'], areasToAvoid: [] };
const text = 'Made-up words';
let world: World;
let pool: Pool;
beforeAll(async () => {
  world = await startWorld();
  pool = openPool(world.config.databaseUrl, 'concert_worker', 2);
});
beforeEach(async () => {
  await pool.query('delete from bed_stay');
  await pool.query(`update care_place set capacity = 0`);
  const last = { takesChildren: false, stepFree: true, languages: ['en'], area: 'wales', capacity: 1 };
  await seedPlaces(pool, [{ ...last, place: 'last-bed', provider: 'cedar-trust', takes: 'women' }]);
  await pool.query(`update care_place set capacity = 1 where place = 'last-bed'`);
});
afterAll(async () => {
  await pool.end();
  await world.stop();
});

const now = () => new Date().toISOString();
const tonight = () => londonDateOf(now());

async function send(who: string, ref: string, command: string, input: object = {}) {
  const reply = await world.api.post(who, `/v1/victim-care/${ref}/${command}`, input, randomUUID());
  if (reply.status >= 300) throw new Error(`${command}: ${JSON.stringify(reply.body)}`);
  return reply;
}

async function emergency(): Promise<string> {
  const input = { subject: 'adult', jurisdiction: 'england-and-wales', emergencyReason: text };
  const reply = await world.api.post(manager, '/v1/victim-care', input, randomUUID());
  if (reply.status !== 201) throw new Error(JSON.stringify(reply.body));
  return String(reply.body['ref']);
}

async function types(ref: string): Promise<string[]> {
  const { rows } = await pool.query<{ type: string }>('select type from event where case_ref = $1 order by seq', [ref]);
  return rows.map(({ type }) => type);
}

const sees = (ref: string, type: string) => until(async () => (await types(ref)).includes(type), `${type} of ${ref}`);

async function proposedTo(ref: string): Promise<void> {
  await send(manager, ref, 'ask-for-places', { fromNight: tonight(), needs });
  await sees(ref, 'places-proposed');
}

async function sight(who: string, ref: string): Promise<number> {
  return (await world.api.get(who, `/v1/cases/${ref}`)).status;
}

describe('on the real engine', () => {
  it('a person is taken in, placed, and arrives; the provider sees its part while it has them', async () => {
    const ref = await emergency();
    await proposedTo(ref);
    expect(await sight('spw-cedar-trust-1', ref)).toBe(404);
    await send(manager, ref, 'place', { place: 'last-bed' });
    await sees(ref, 'case-shared');
    await sees(ref, 'placement-confirmed');
    await until(async () => (await sight('spw-cedar-trust-1', ref)) === 200, 'the provider to see the case');
    await send('spw-cedar-trust-1', ref, 'record-arrival', { at: now() });
    const { body } = await world.api.get('spw-cedar-trust-1', `/v1/cases/${ref}`);
    expect(body['stage']).toBe('in-care');
    expect(JSON.stringify(body)).not.toContain(text);
    expect(await sight('spw-beacon-refuge-1', ref)).toBe(404);

    await send(manager, ref, 'record-exit', { at: now(), because: 'own-wish', destination: 'unknown', reason: text });
    await until(async () => (await sight('spw-cedar-trust-1', ref)) === 404, 'the provider to see it no more');
    await until(
      async () => (await pool.query('select from bed_stay where case_ref = $1', [ref])).rowCount === 0,
      'the bed to be given back',
    );
    expect(JSON.stringify((await world.api.get(manager, `/v1/cases/${ref}`)).body)).toContain(text);
  });

  it('two cases ask for the last bed at the same instant: one has it, the other is told and sees what is left', async () => {
    const refs = [await emergency(), await emergency()];
    for (const ref of refs) await proposedTo(ref);
    await Promise.all(refs.map((ref) => send(manager, ref, 'place', { place: 'last-bed' })));
    await until(async () => {
      const all = await Promise.all(refs.map(types));
      return all.every((one) => one.includes('placement-confirmed') || one.includes('placement-refused'));
    }, 'both to be answered');
    const all = await Promise.all(refs.map(types));
    expect(all.map((one) => one.includes('placement-confirmed')).toSorted()).toEqual([false, true]);
    const loser = refs[all.findIndex((one) => one.includes('placement-refused'))] ?? '';
    const { rows } = await pool.query('select from bed_stay');
    expect(rows).toHaveLength(1);
    await until(async () => (await types(loser)).filter((t) => t === 'places-proposed').length === 2, 'a new proposal');
    await until(async () => {
      const told = await pool.query(
        `select from notification where case_ref = $1 and message = 'placement-refused' and facts->>'code' = 'bed-taken'`,
        [loser],
      );
      return told.rowCount === 1;
    }, 'the case manager to be told');
    const { body } = await world.api.get(manager, `/v1/cases/${loser}`);
    expect(JSON.stringify(body)).toContain('no-free-bed');
    const tasks = await pool.query<{ key: string }>('select key from task where case_ref = $1', [loser]);
    expect(tasks.rows.map(({ key }) => key).filter((key) => key.startsWith('by-hand'))).toEqual([]);
  });
});
