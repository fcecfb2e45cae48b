import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { adult } from '../../local/rehearsals/script';
import { startWorld, type World } from '../helpers/world';

const police = 'fr-met-police-1';
const opening = '/v1/nrm-referral';
let world: World;
let db: Client;
beforeAll(async () => {
  world = await startWorld();
  db = new Client({ connectionString: world.config.databaseUrl });
  await db.connect();
});
afterAll(async () => {
  await db.end();
  await world.stop();
});

async function opened(): Promise<string> {
  const reply = await world.api.post(police, opening, adult, randomUUID());
  return String(reply.body['ref']);
}

async function raw(body: string, headers: Record<string, string> = {}): Promise<number> {
  const authorization = `Bearer ${await world.api.token(police)}`;
  const given = { authorization, 'content-type': 'application/json', ...headers };
  return (await fetch(`${world.server.url}${opening}`, { method: 'POST', headers: given, body })).status;
}

it('answers a body that is not JSON, is too large, or has no key', async () => {
  expect(await raw('{', { 'idempotency-key': 'a' })).toBe(400);
  expect(await raw(JSON.stringify({ a: 'x'.repeat(110_000) }), { 'idempotency-key': 'b' })).toBe(413);
  expect(await raw(JSON.stringify(adult))).toBe(400);
});

it('points at unknown and missing fields', async () => {
  const { subject: _left, ...rest } = adult;
  const reply = await world.api.post(police, opening, { ...rest, nonsense: 1 }, randomUUID());
  expect(reply.status).toBe(400);
  expect(JSON.stringify(reply.body['errors'])).toMatch(/"\/subject".*"\/nonsense"|"\/nonsense".*"\/subject"/);
});

it('answers the same for what is not theirs and what is not there', async () => {
  const ref = await opened();
  const theirs = await world.api.get('fr-kent-council-1', `/v1/cases/${ref}`);
  const malformed = await world.api.get('fr-kent-council-1', '/v1/cases/NRM-0');
  expect(theirs.status).toBe(404);
  expect(malformed).toEqual(theirs);
});

it('refuses the wrong role, a key used for something else, and a cursor that is not ours', async () => {
  expect((await world.api.post('an-moj-1', opening, adult, randomUUID())).status).toBe(403);
  const key = randomUUID();
  expect((await world.api.post(police, opening, adult, key)).status).toBe(201);
  expect((await world.api.post(police, opening, { ...adult, countryOfOrigin: 'NG' }, key)).status).toBe(422);
  expect((await world.api.get(police, '/v1/cases?cursor=nonsense')).status).toBe(400);
});

it('opens one case for 50 openings at once, and records one event for 50 notes at once', async () => {
  const key = randomUUID();
  const times = Array.from({ length: 50 });
  const openings = await Promise.all(times.map(() => world.api.post(police, opening, adult, key)));
  expect(new Set(openings.map((reply) => JSON.stringify(reply))).size).toBe(1);
  const ref = String(openings[0]?.body['ref']);
  const note = `${opening}/${ref}/note`;
  const noteKey = randomUUID();
  const notes = await Promise.all(times.map(() => world.api.post(police, note, { text: 'Made up' }, noteKey)));
  expect(new Set(notes.map((reply) => JSON.stringify(reply))).size).toBe(1);
  expect(notes[0]?.status).toBe(200);
  const { rows } = await db.query<{ type: string; n: string }>(
    "select type, count(*) as n from event where case_ref = $1 and type in ('case-opened', 'noted') group by 1 order by 1",
    [ref],
  );
  expect(rows).toEqual([
    { type: 'case-opened', n: '1' },
    { type: 'noted', n: '1' },
  ]);
});
