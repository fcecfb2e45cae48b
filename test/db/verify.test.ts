import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { keysFrom } from '../../db/keys';
import { missing } from '../../local/rehearsals/children';
import { adult } from '../../local/rehearsals/script';
import { rebuild, verify } from '../../local/verify';
import { startWorld, type World } from '../helpers/world';

let world: World;
let db: Client;
let ref = '';
beforeAll(async () => {
  world = await startWorld();
  db = new Client({ connectionString: world.config.databaseUrl });
  await db.connect();
});
beforeEach(async () => {
  const reply = await world.api.post('fr-met-police-1', '/v1/nrm-referral', adult, randomUUID());
  ref = String(reply.body['ref']);
});
afterAll(async () => {
  await db.end();
  await world.stop();
});

/** What verify says of this test's own case. */
async function said(): Promise<string[]> {
  const lines: string[] = [];
  await verify(world.config.databaseUrl, (line) => lines.push(line));
  return lines.filter((line) => line.startsWith(ref));
}

async function tamper(sql: string): Promise<void> {
  await db.query('alter table event disable trigger user');
  const { rowCount } = await db.query(sql, [ref]);
  await db.query('alter table event enable trigger user');
  expect(rowCount).toBe(1);
}

it('says nothing of a case that is whole', async () => {
  expect(await said()).toEqual([]);
});

it('names the event that was changed', async () => {
  await tamper(`update event set data = (data::jsonb || '{"added":true}')::json where case_ref = $1 and seq = 2`);
  expect(await said()).toEqual([`${ref}: event 2 was changed after it was recorded`]);
});

it('names the event that is missing', async () => {
  await tamper('delete from event where case_ref = $1 and seq = 2');
  expect(await said()).toEqual([`${ref}: event 2 is missing`]);
});

it.each([
  ['caseFile', "update case_file set stage = 'closed' where case_ref = $1"],
  ['tasks', 'delete from task where (case_ref, key) in (select case_ref, key from task where case_ref = $1 limit 1)'],
  [
    'deadlines',
    "update deadline set due = due + interval '1 day' where (case_ref, key) in (select case_ref, key from deadline where case_ref = $1 limit 1)",
  ],
  ['agencies', "insert into case_access (case_ref, agency) values ($1, 'gla')"],
])('names %s that differ from the events, and rebuild mends them', async (part, sql) => {
  await db.query(sql, [ref]);
  expect(await said()).toEqual([expect.stringContaining(`${ref}: ${part} differs`)]);
  await rebuild(world.config.databaseUrl, keysFrom(world.config.secret), () => undefined);
  expect(await said()).toEqual([]);
});

it('makes the index of names again, for cases from before there was one', async () => {
  const prosecution = { prosecutionReference: 'NAMES/1', investigatingBody: 'met-police', prosecutingBody: 'cps' };
  const found = {
    childName: 'Demo Child Three',
    birthDate: '1995-11-12',
    childrensServices: 'hillingdon-council',
    indicators: ['child-found-in-crime'],
    foundAt: 'arrest',
  };
  const refs = [ref];
  for (const [who, route, input] of [
    ['carer-hillingdon-council-1', 'missing-child', missing],
    [
      'pros-cps-1',
      'prosecutions',
      { ...prosecution, region: 'wales', offence: 'related', defendant: 'Demo Defendant' },
    ],
    ['di-met-police-1', 'child-safeguarding', found],
  ] as const) {
    const { body } = await world.api.post(who, `/v1/${route}`, input, randomUUID());
    refs.push(String(body['ref']));
  }
  const words = async () => {
    const sql = `select case_ref as ref, encode(word, 'hex') as word, text_id as text from name_word
                 where case_ref = any($1) order by 1, 2`;
    return (await db.query<{ ref: string; word: string; text: string }>(sql, [refs])).rows;
  };
  const before = await words();
  expect([...new Set(before.map((row) => row.ref))]).toEqual(refs.toSorted());
  await db.query('delete from name_word');
  await rebuild(world.config.databaseUrl, keysFrom(world.config.secret), () => undefined);
  expect(await words()).toEqual(before);
});
