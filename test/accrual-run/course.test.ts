import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { balances, bookedLines } from '../../db/ledger';
import { openPool } from '../../db/pool';
import { londonDateOf } from '../../workflows/kernel/calendar';
import { startWorld, until, type World } from '../helpers/world';

const manager = 'cm-salvation-army-1';
const officer = 'po-salvation-army-1';
const reason = 'A made-up reason';
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

const daysAgo = (days: number) => londonDateOf(new Date(Date.now() - days * 86_400_000).toISOString());
const noon = (days: number) => `${daysAgo(days)}T12:00:00Z`;

async function post(who: string, route: string, input: object = {}): Promise<string> {
  const reply = await world.api.post(who, `/v1/${route}`, input, randomUUID());
  if (reply.status >= 300) throw new Error(`${route}: ${JSON.stringify(reply.body)}`);
  return String(reply.body['ref']);
}

function reached(who: string, ref: string, stage: string): Promise<unknown> {
  const stageOf = async () => (await world.api.get(who, `/v1/cases/${ref}`)).body['stage'];
  return until(async () => (await stageOf()) === stage, `${ref} to be ${stage}`, 60_000);
}

/** By two people, as a register changes. */
async function change([proposer, approver]: [string, string], input: object): Promise<void> {
  const ref = await post(proposer, 'provider-change', input);
  await post(approver, `provider-change/${ref}/approve`);
  await reached(proposer, ref, 'applied');
}
const rateCard = (provider: string, pence: number, fromDate: string) =>
  change([officer, 'po-salvation-army-2'], {
    change: 'rate-card',
    provider,
    lines: [{ type: 'accommodation', pence, fromDate }],
    reason,
  });
const newPlace = (provider: string, place: string) =>
  change([manager, 'cm-salvation-army-2'], {
    change: 'place',
    provider,
    place,
    takes: 'women',
    takesChildren: true,
    stepFree: true,
    languages: ['en'],
    area: 'kent',
    capacity: 2,
  });

async function accrued(): Promise<Record<string, number>> {
  await reached(officer, await post(officer, 'accrual-run', { untilDate: daysAgo(1) }), 'accrued');
  return Object.fromEntries(await balances(pool));
}

async function placed(): Promise<string> {
  const emergency = { subject: 'adult', jurisdiction: 'england-and-wales', emergencyReason: reason };
  const ref = await post(manager, 'victim-care', emergency);
  const needs = { gender: 'woman', children: 0, stepFree: false, languages: ['en'], areasToAvoid: [] };
  await post(manager, `victim-care/${ref}/ask-for-places`, { fromNight: daysAgo(0), needs });
  await recorded(ref, 'places-proposed');
  await post(manager, `victim-care/${ref}/place`, { place: 'ash-1', reason });
  await recorded(ref, 'placement-confirmed');
  await post(manager, `victim-care/${ref}/record-arrival`, { at: new Date().toISOString() });
  return ref;
}

function recorded(ref: string, type: string): Promise<unknown> {
  const rows = () => pool.query('select from event where case_ref = $1 and type = $2', [ref, type]);
  return until(async () => ((await rows()).rowCount ?? 0) > 0, `${type} of ${ref}`);
}

it('funding follows the victim: from a bed to the ledger, a late-reported move and a back-dated price', async () => {
  await newPlace('ashgrove-house', 'ash-1');
  await newPlace('cedar-trust', 'ced-1');
  await rateCard('ashgrove-house', 6_500, daysAgo(10));
  await rateCard('cedar-trust', 6_000, daysAgo(10));
  const ref = await placed();
  const arrived = { at: noon(4), to: 'place', place: 'ash-1' };
  const correct = (...movements: object[]) =>
    post(manager, `victim-care/${ref}/correct-journey`, { movements, reason });
  await correct(arrived);
  expect(await accrued()).toEqual({ 'care-cost': 4 * 6_500, 'payable:ashgrove-house': -4 * 6_500 });

  await correct(arrived, { at: noon(1), to: 'place', place: 'ced-1' });
  expect(await accrued()).toEqual({
    'care-cost': 3 * 6_500 + 6_000,
    'payable:ashgrove-house': -3 * 6_500,
    'payable:cedar-trust': -6_000,
  });

  await rateCard('ashgrove-house', 7_000, daysAgo(3));
  expect(await accrued()).toEqual({
    'care-cost': 6_500 + 2 * 7_000 + 6_000,
    'payable:ashgrove-house': -(6_500 + 2 * 7_000),
    'payable:cedar-trust': -6_000,
  });
  const lines = await bookedLines(pool, ref);
  expect(lines.reduce((sum, { transactions }) => sum + transactions, 0)).toBe(4 + 2 + 4);
}, 180_000);
