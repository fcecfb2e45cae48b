import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { adult } from '../../local/rehearsals/script';
import { demoPeople } from '../../local/people';
import { startWorld, type World } from '../helpers/world';

let world: World;
let db: Client;
beforeAll(async () => {
  world = await startWorld();
  db = new Client({ connectionString: world.config.databaseUrl });
  await db.connect();
  for (const who of ['fr-met-police-1', 'fr-kent-council-1']) {
    const reply = await world.api.post(who, '/v1/nrm-referral', adult, randomUUID());
    expect(reply.status).toBe(201);
  }
});
afterAll(async () => {
  await db.end();
  await world.stop();
});

/** One transaction in a role, always undone. */
async function as<T>(role: string, agency: string | undefined, work: () => Promise<T>): Promise<T> {
  await db.query('begin');
  try {
    await db.query(`set local role ${role}`);
    if (agency !== undefined) await db.query("select set_config('concert.agency', $1, true)", [agency]);
    return await work();
  } finally {
    await db.query('rollback');
  }
}

async function refsIn(table: string): Promise<string[]> {
  const { rows } = await db.query<{ ref: string }>(`select distinct case_ref as ref from ${table} order by 1`);
  return rows.map((row) => row.ref);
}

const visibleTables = ['event', 'case_file', 'case_access', 'task', 'deadline', 'personal_text'];
const agencies = [...new Set(demoPeople.map((person) => person.agency))];

it('guards every table that tells of a case; policy_adoption holds only the register', async () => {
  const { rows } = await db.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attname = 'case_ref' and not c.relrowsecurity`,
  );
  expect(rows.map((row) => row.name)).toEqual(['policy_adoption']);
});

it.each(agencies)('%s sees its own cases and no other, in every table', async (agency) => {
  for (const table of visibleTables) {
    const { rows } = await db.query<{ ref: string }>(
      `select distinct t.case_ref as ref from ${table} t join case_access a on a.case_ref = t.case_ref and a.agency = $1 order by 1`,
      [agency],
    );
    expect([table, await as('concert_api', agency, () => refsIn(table))]).toEqual([table, rows.map((row) => row.ref)]);
  }
});

it('has two cases to tell apart, one for each police force and council', async () => {
  const refs = await as('concert_api', 'met-police', () => refsIn('case_file'));
  const others = await as('concert_api', 'kent-council', () => refsIn('case_file'));
  expect([refs.length, others.length, refs[0] === others[0]]).toEqual([1, 1, false]);
});

it.each([...visibleTables, 'case_viewing', 'notification'])('without an agency shows nothing of %s', async (table) => {
  expect(await as('concert_api', undefined, () => refsIn(table))).toEqual([]);
});

const written = ['event', 'case_file', 'case_access', 'task', 'deadline', 'notification'];
it.each(
  written.flatMap((table) => [
    `update ${table} set case_ref = case_ref`,
    `delete from ${table}`,
    `insert into ${table} select * from ${table}`,
  ]),
)('refuses the API: %s', async (sql) => {
  await expect(as('concert_api', 'met-police', () => db.query(sql))).rejects.toMatchObject({ code: '42501' });
});

it.each(['update event set type = type', 'delete from event', 'truncate event'])(
  'refuses worker and owner alike: %s',
  async (sql) => {
    await expect(as('concert_worker', undefined, () => db.query(sql))).rejects.toMatchObject({ code: '42501' });
    await expect(db.query(sql)).rejects.toMatchObject({
      code: '23000',
    });
  },
);
