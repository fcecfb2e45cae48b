import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { asViewer, openPool } from '../../db/pool';
import { registerProsecution } from '../../db/prosecutions';
import { fastForward } from '../../local/clock';
import { prosecution } from '../../local/rehearsals/confiscation';
import { makeCaseRef } from '../../workflows/vocabulary';
import { startWorld, until, type World } from '../helpers/world';

/** Every night, by itself: prosecutions without a confiscation case are found, and it is an alarm [91]. */
const dayS = 86_400;
const prosecutor = 'pros-cps-1';
const lead = 'arl-cps-1';
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const registered = { ...prosecution, prosecutionReference: 'OPENED/1' };
const { defendant: _, ...particulars } = prosecution;
const forgotten = {
  ...particulars,
  prosecutionReference: 'FORGOTTEN/1',
  registeredOn: '2026-01-01',
  caseRef: makeCaseRef('CON', Buffer.alloc(32, 3)),
};

async function query(sql: string, values: unknown[] = []) {
  const db = new Client({ connectionString: world.config.databaseUrl });
  await db.connect();
  const { rows } = await db.query<Record<string, unknown>>(sql, values);
  await db.end();
  return rows;
}

it('opens the case that was forgotten, once, raises the alarm, and leaves the others alone', async () => {
  const opened = await world.api.post(prosecutor, '/v1/prosecutions', registered, randomUUID());
  expect(opened.status).toBe(201);
  // What is left when the service dies between the register and the engine.
  const pool = openPool(world.config.databaseUrl, 'concert_api', 1);
  const viewer = { person: prosecutor, agency: 'cps' };
  await asViewer(pool, viewer, (client) => registerProsecution(client, viewer, forgotten));
  await pool.end();
  expect((await world.api.get(prosecutor, `/v1/cases/${forgotten.caseRef}`)).status).toBe(404);

  const { body } = await world.api.post(lead, '/v1/nightly-round', { work: 'prosecutions' }, randomUUID());
  const round = String(body['ref']);
  const afterRound = (n: number, found: number) =>
    until(async () => {
      const { view } = (await world.api.get(lead, `/v1/cases/${round}`)).body as { view: Record<string, unknown> };
      return view['rounds'] === n && view['foundWithoutCase'] === found;
    }, `round ${n}`);
  await fastForward(world.client, 'nightly-round', round, dayS);
  await afterRound(1, 1);
  await until(
    async () => (await world.api.get(prosecutor, `/v1/cases/${forgotten.caseRef}`)).status === 200,
    'the case of the forgotten prosecution',
  );
  const events = (await world.api.get(prosecutor, `/v1/cases/${forgotten.caseRef}/events`)).body['events'];
  expect(events).toEqual(expect.arrayContaining([expect.objectContaining({ type: 'found-without-case' })]));
  const alarms = () =>
    query(`select agency, role, case_ref from notification where message = 'prosecution-without-confiscation-case'`);
  await until(async () => (await alarms()).length === 2, 'the alarm to both leads');
  expect(await alarms()).toEqual(
    expect.arrayContaining(
      ['met-police', 'cps'].map((agency) => ({ agency, role: 'asset-recovery-lead', case_ref: forgotten.caseRef })),
    ),
  );

  // The next night finds nothing more.
  await fastForward(world.client, 'nightly-round', round, dayS);
  await afterRound(2, 1);
  expect(
    await query(`select figures->>'wasFoundWithoutCase' as f from case_file where process = 'confiscation'`),
  ).toEqual(expect.arrayContaining([{ f: 'true' }, { f: 'false' }]));
  expect(await alarms()).toHaveLength(2);

  // And whoever registers it now is led to that case.
  const { caseRef, ...again } = forgotten;
  const known = await world.api.post(prosecutor, '/v1/prosecutions', again, randomUUID());
  expect(known).toEqual({ status: 200, body: { ref: caseRef, registration: 'known' } });
}, 60_000);
