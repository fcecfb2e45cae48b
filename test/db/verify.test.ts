import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { keysFrom } from '../../db/keys';
import { loadCase } from '../../db/cases';
import { recordBatch } from '../../db/records';
import { missing } from '../../local/rehearsals/children';
import { adult } from '../../local/rehearsals/script';
import { rebuild, verify } from '../../local/verify';
import { applyAll, tasksOf } from '../../workflows/kernel/case';
import { project } from '../../workflows/kernel/projection';
import { startWorld, until, type World } from '../helpers/world';
import { referrer } from '../kernel/cases';

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

/** What verify says of every case. */
async function saidOfAll(): Promise<string[]> {
  const lines: string[] = [];
  await verify(world.config.databaseUrl, (line) => lines.push(line));
  return lines;
}

/** What verify says of this test's own case. */
const said = async () => (await saidOfAll()).filter((line) => line.startsWith(ref));

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

/** Starts `work` on all cases; while it waits for `lock` in the first, a task of every case is claimed. */
async function goesOnDuring(lock: string, work: () => Promise<unknown>): Promise<void> {
  const { rows } = await db.query<{ ref: string }>('select distinct case_ref as ref from task');
  expect(rows.map((row) => row.ref)).toContain(ref);
  await db.query(`begin; ${lock}`);
  const working = work();
  try {
    await until(async () => {
      const { rowCount } = await db.query(
        "select from pg_locks join pg_stat_activity using (pid) where not granted and application_name = ''",
      );
      return rowCount === 1;
    }, 'the work to wait');
    for (const each of rows) await recordBatch(db, await claimed(each.ref));
  } finally {
    await db.query('commit');
  }
  await working;
}

/** What the worker would record when somebody claims a task of this case. */
async function claimed(of: string) {
  const stored = await loadCase(db, of);
  const task = stored && tasksOf(stored.process, stored.current)[0];
  if (!task) throw new Error(`${of} has no task to claim`);
  const stamp = { at: new Date().toISOString(), actor: referrer, key: randomUUID(), requestHash: '' };
  const event = { type: 'task-claimed', task: task.key, person: randomUUID() };
  const { state, facts } = applyAll(stored.process, stored.current, [event], stamp);
  return { ref: of, facts, projection: project(stored.process, state) };
}

it('says nothing of cases that go on meanwhile', async () => {
  const before = await saidOfAll();
  let during: string[] = [];
  await goesOnDuring('lock table task in access exclusive mode', async () => {
    during = await saidOfAll();
  });
  expect(during).toEqual(before);
});

it('rebuild takes nothing back from cases that go on meanwhile', async () => {
  const before = await saidOfAll();
  await goesOnDuring('lock table case_file in share row exclusive mode', () =>
    rebuild(world.config.databaseUrl, keysFrom(world.config.secret), () => undefined),
  );
  expect(await saidOfAll()).toEqual(before);
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
