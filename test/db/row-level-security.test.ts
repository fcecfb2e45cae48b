import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { recordOpening } from '../../db/records';
import { adult } from '../../local/rehearsals/script';
import { demoPeople } from '../../local/people';
import type { Opening } from '../../workflows/kernel/case';
import { openingBatch } from '../../workflows/kernel/recording';
import { isRefusal } from '../../workflows/kernel/refusals';
import { findProcess } from '../../workflows/registry';
import { designatedOn, initialDesignations, makeCaseRef } from '../../workflows/vocabulary';
import { startWorld, until, type World } from '../helpers/world';
import { referrer, sealedAdult } from '../kernel/cases';

let world: World;
let db: Client;
/** What the police and the council opened; neither sees the other's. */
let ours: string;
let theirs: string;
beforeAll(async () => {
  world = await startWorld();
  db = new Client({ connectionString: world.config.databaseUrl });
  await db.connect();
  ours = await decided('fr-met-police-1');
  theirs = await decided('fr-kent-council-1');
});
afterAll(async () => {
  await db.end();
  await world.stop();
});

/** A referral that was decided, so that its opener is told; its opener and its decision-makers have looked at it. */
async function decided(who: string): Promise<string> {
  const { body } = await world.api.post(who, '/v1/nrm-referral', adult, randomUUID());
  const ref = String(body['ref']);
  const reasons = 'Made-up reasons';
  const steps: [string, string, object][] = [
    ['dm-ukhtc-1', 'decide-reasonable-grounds', { outcome: 'negative', reasons }],
    ['dm-ukhtc-2', 'take-review', { isIndependent: true }],
    ['dm-ukhtc-2', 'record-own-view', { outcome: 'negative', reasons }],
    ['dm-ukhtc-2', 'complete-review', { agrees: true, reasons }],
  ];
  for (const [person, name, input] of steps) {
    const { status } = await world.api.post(person, `/v1/nrm-referral/${ref}/${name}`, input, randomUUID());
    expect([name, status]).toEqual([name, 200]);
  }
  for (const viewer of [who, 'dm-ukhtc-1']) expect((await world.api.get(viewer, `/v1/cases/${ref}`)).status).toBe(200);
  await until(async () => {
    const { rowCount } = await db.query('select from notification where case_ref = $1', [ref]);
    return (rowCount ?? 0) > 0;
  }, 'the message to be told');
  return ref;
}

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

const visibleTables = ['event', 'case_file', 'case_access', 'task', 'deadline', 'personal_text', 'case_viewing'];
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

it.each(visibleTables)('has something in %s to tell apart, of the police and of the council', async (table) => {
  expect(await as('concert_api', 'met-police', () => refsIn(table))).toEqual([ours]);
  expect(await as('concert_api', 'kent-council', () => refsIn(table))).toEqual([theirs]);
});

it.each(agencies)('%s sees the messages to itself and no other', async (agency) => {
  const all = await db.query('select * from notification where agency = $1 order by case_ref, effect', [agency]);
  const seen = await as('concert_api', agency, () => db.query('select * from notification order by case_ref, effect'));
  expect(seen.rows).toEqual(all.rows);
});

it('has messages of more than one agency, and one that sees a case without seeing its messages', async () => {
  const { rows } = await db.query<{ agency: string }>('select distinct agency from notification');
  const told = rows.map((row) => row.agency);
  const { rows: seeing } = await db.query<{ agency: string }>('select distinct agency from case_access');
  expect(told.length).toBeGreaterThan(0);
  expect(seeing.some(({ agency }) => !told.includes(agency))).toBe(true);
});

it('shows who looked at a case to each agency that sees it', async () => {
  const viewers = () => db.query<{ person: string }>('select person from case_viewing where case_ref = $1', [ours]);
  const { rows } = await as('concert_api', 'ukhtc', viewers);
  expect(rows.map((row) => row.person).toSorted()).toEqual(['dm-ukhtc-1', 'fr-met-police-1']);
});

it.each([...visibleTables, 'notification'])('without an agency shows nothing of %s', async (table) => {
  expect(await as('concert_api', undefined, () => refsIn(table))).toEqual([]);
});

const written = ['event', 'case_file', 'case_access', 'task', 'deadline', 'notification'];
it.each(
  written.flatMap((table) => [
    `update ${table} set case_ref = case_ref`,
    `delete from ${table}`,
    `insert into ${table} (case_ref) select case_ref from ${table}`,
  ]),
)('refuses the API: %s', async (sql) => {
  await expect(as('concert_api', 'met-police', () => db.query(sql))).rejects.toMatchObject({ code: '42501' });
});

describe('what the API may write', () => {
  const viewing = "insert into case_viewing (case_ref, person, agency, what) values ($1, 'somebody', $2, 'case')";
  const text =
    "insert into personal_text (id, case_ref, agency, key_id, sealed) values (gen_random_uuid(), $1, $2, 'k', 'made up')";
  const refused = { code: '42501' };

  it('is its own viewing of a case it sees, and its own text', async () => {
    for (const sql of [viewing, text]) {
      const { rowCount } = await as('concert_api', 'met-police', () => db.query(sql, [ours, 'met-police']));
      expect(rowCount).toBe(1);
    }
  });

  it.each([
    ['a viewing by another agency', viewing, () => [ours, 'ukhtc']],
    ['a viewing of a case it does not see', viewing, () => [theirs, 'met-police']],
    ['a text of another agency', text, () => [ours, 'kent-council']],
    ["another agency's text on another agency's case", text, () => [theirs, 'kent-council']],
  ])('is not %s', async (_what, sql, values) => {
    await expect(as('concert_api', 'met-police', () => db.query(sql, values()))).rejects.toMatchObject(refused);
    await expect(as('concert_api', undefined, () => db.query(sql, values()))).rejects.toMatchObject(refused);
  });

  it.each([
    'update case_viewing set what = what',
    'delete from case_viewing',
    'truncate case_viewing',
    'update personal_text set sealed = sealed',
    'truncate personal_text',
    'truncate event',
    'update agency set name = name',
    'delete from designation',
  ])('is not: %s', async (sql) => {
    await expect(as('concert_api', 'met-police', () => db.query(sql))).rejects.toMatchObject(refused);
  });

  it("is never the end of a text that an event holds, or of another agency's", async () => {
    const gone = (values: string[]) => async () => {
      await db.query(text, values);
      await db.query("select set_config('concert.agency', 'met-police', true)");
      return (await db.query<{ agency: string }>('delete from personal_text returning agency')).rows;
    };
    expect(await as('concert_api', 'met-police', gone([ours, 'met-police']))).toEqual([{ agency: 'met-police' }]);
    expect(await as('concert_api', 'kent-council', gone([theirs, 'kent-council']))).toEqual([]);
  });
});

describe('the opening of a case', () => {
  const opening: Opening = {
    ref: makeCaseRef('NRM', Buffer.alloc(8, 7)),
    process: 'nrm-referral',
    processVersion: 1,
    policySet: 'strategy-2011',
    openedAt: '2011-07-01T12:00:00.000Z',
    actor: referrer,
    key: 'made-up',
    requestHash: 'made-up',
    designated: designatedOn(initialDesignations, '2011-07-01'),
    input: sealedAdult(),
  };
  const record = (ref = opening.ref) => {
    const opened = openingBatch(findProcess('nrm-referral'), { ...opening, ref });
    if (isRefusal(opened)) throw new Error(opened.code);
    return recordOpening(db, opened);
  };
  it('is recorded by the API for the agency that asks, once', async () => {
    const twice = async () => [await record(), await record()];
    expect(await as('concert_api', 'met-police', twice)).toEqual([true, false]);
  });

  it.each(['kent-council', undefined])('is never recorded by the API for another: %s', async (agency) => {
    await expect(as('concert_api', agency, () => record())).rejects.toMatchObject({ code: '42501' });
  });

  it.each([
    ['its own', () => ours],
    ["another's", () => theirs],
  ])('changes nothing of a case that is there: %s', async (_whose, ref) => {
    const events = () => db.query('select * from event where case_ref = $1 order by seq', [ref()]);
    const before = await events();
    const after = await as('concert_api', 'met-police', async () => {
      const isFirst = await record(ref());
      await db.query('reset role');
      return { isFirst, rows: (await events()).rows };
    });
    expect(after).toEqual({ isFirst: false, rows: before.rows });
  });

  it('waits to be started, as its own agency sees', async () => {
    const waiting = async (agency: string) => {
      await record();
      await db.query("select set_config('concert.agency', $1, true)", [agency]);
      return refsIn('case_to_start');
    };
    expect(await as('concert_api', 'met-police', () => waiting('met-police'))).toContain(opening.ref);
    expect(await as('concert_api', 'met-police', () => waiting('kent-council'))).not.toContain(opening.ref);
  });
});

it.each(['update case_viewing set what = what', 'delete from case_viewing'])('refuses the owner: %s', async (sql) => {
  await expect(db.query(sql)).rejects.toMatchObject({ code: '23000' });
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
