import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { asViewer, openPool } from '../../db/pool';
import { registerProsecution } from '../../db/prosecutions';
import { prosecutionColumns } from '../../api/prosecutions-csv';
import { registerProsecutions } from '../../local/prosecutions';
import { prosecution } from '../../local/rehearsals/confiscation';
import { startWorld, type World } from '../helpers/world';

const prosecutor = 'pros-cps-1';
let world: World;
let folder: string;
let printed: string[] = [];
beforeAll(async () => {
  world = await startWorld();
  folder = mkdtempSync(path.join(os.tmpdir(), 'concert-prosecutions-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.stop();
});
beforeEach(() => {
  printed = [];
});

type Line = Partial<Record<(typeof prosecutionColumns)[number], string>>;
const good = (reference: string): Line => ({
  prosecution_reference: reference,
  investigating_body: 'met-police',
  prosecuting_body: 'cps',
  region: 'london',
  offence: 'related',
});

function fileOf(lines: readonly (Line | string)[], header: readonly string[] = prosecutionColumns): string {
  const file = path.join(folder, `${randomUUID()}.csv`);
  const rows = lines.map((line) =>
    typeof line === 'string' ? line : prosecutionColumns.map((column) => line[column] ?? '').join(','),
  );
  writeFileSync(file, [header.join(','), ...rows].join('\r\n'));
  return file;
}

function run(file: string, person = prosecutor) {
  return registerProsecutions({ file, api: world.api, person, print: (line) => printed.push(line) });
}

async function casesOf(prefix: string): Promise<number> {
  const db = new Client({ connectionString: world.config.databaseUrl });
  await db.connect();
  const { rows } = await db.query<{ n: number }>(
    `select count(*)::int as n from case_file where figures->>'prosecutionReference' like $1`,
    [`${prefix}%`],
  );
  await db.end();
  return rows[0]?.n ?? -1;
}

describe('one prosecution', () => {
  it('is registered once and opens one case, whoever registers it again', async () => {
    const input = { ...prosecution, prosecutionReference: 'ONE/1' };
    const first = await world.api.post(prosecutor, '/v1/prosecutions', input, randomUUID());
    expect(first).toMatchObject({ status: 201, body: { registration: 'new' } });
    for (const person of [prosecutor, 'inv-met-police-1']) {
      const again = await world.api.post(person, '/v1/prosecutions', input, randomUUID());
      expect(again).toEqual({ status: 200, body: { ref: first.body['ref'], registration: 'known' } });
    }
    expect(await casesOf('ONE/1')).toBe(1);
  });

  it.each([
    ['wrong-role', 403, 'an-cps-1', {}],
    ['invalid-input', 400, prosecutor, { surprise: 1 }],
    ['invalid-input', 400, prosecutor, { foundWithoutCase: true }],
    ['one-body', 400, prosecutor, { investigatingBody: 'cps' }],
    ['in-the-future', 400, prosecutor, { registeredOn: '2199-01-01' }],
    ['no-such-agency', 400, prosecutor, { investigatingBody: 'no-such-force' }],
    ['not-your-prosecution', 409, prosecutor, { prosecutingBody: 'ukba' }],
    ['prosecution-differs', 409, prosecutor, { prosecutionReference: 'ONE/1', region: 'wales' }],
  ])('is refused with %s', async (code, status, person, change) => {
    const input = { ...prosecution, prosecutionReference: 'BAD/1', ...change };
    const reply = await world.api.post(person, '/v1/prosecutions', input, randomUUID());
    expect([reply.status, reply.body['code']]).toEqual([status, code]);
    expect(await casesOf('BAD/1')).toBe(0);
  });

  it('shows in the register, with what is due, by when and under which section', async () => {
    const reply = await world.api.get(prosecutor, '/v1/prosecutions?limit=200');
    const list = reply.body['prosecutions'] as { figures: Record<string, unknown>; due: { why: string }[] }[];
    const one = list.find(({ figures }) => figures['prosecutionReference'] === 'ONE/1');
    expect(one?.figures).toMatchObject({ investigating: 'not-considered', prosecuting: 'not-considered' });
    expect(one?.due.map(({ why }) => why)).toEqual([
      expect.stringMatching(/^14 calendar days.*strategy paragraph 91/),
      expect.stringMatching(/^28 calendar days.*strategy paragraph 91/),
    ]);
    const stranger = await world.api.get('fr-kent-council-1', '/v1/prosecutions');
    expect(stranger.body['prosecutions']).toEqual([]);
  });

  it('shows what is due in 28 days by officer, and who has taken it', async () => {
    const { body } = await world.api.post(
      prosecutor,
      '/v1/prosecutions',
      { ...prosecution, prosecutionReference: 'DUE/1' },
      randomUUID(),
    );
    const ref = String(body['ref']);
    const task = { task: 'consideration.prosecuting' };
    expect((await world.api.post(prosecutor, `/v1/confiscation/${ref}/claim-task`, task, randomUUID())).status).toBe(
      200,
    );
    const due = await world.api.get(prosecutor, '/v1/prosecutions/due?days=29');
    const officers = due.body['officers'] as { officer: string; due: { ref: string }[] }[];
    expect(officers.map(({ officer }) => officer)).toEqual(
      ['investigating-officer of met-police', prosecutor, 'prosecutor of cps'].toSorted(),
    );
    expect(officers.find(({ officer }) => officer === prosecutor)?.due.map((one) => one.ref)).toEqual([ref]);
    const soon = await world.api.get(prosecutor, '/v1/prosecutions/due?days=1');
    expect(soon.body['officers']).toEqual([]);
    expect((await world.api.get(prosecutor, '/v1/prosecutions/due?days=9999')).status).toBe(400);
  });
});

describe('a CSV file', () => {
  it('with a thousand good lines and a bad one: the good are taken, the bad is reported with its line', async () => {
    const lines: Line[] = Array.from({ length: 1001 }, (_, i) => good(`BULK/${i}`));
    lines[500] = { ...good('BULK/BAD'), region: 'atlantis' };
    const report = await run(fileOf(lines));
    expect(report).toEqual({
      registered: 1000,
      known: 0,
      bad: [
        {
          line: 502,
          code: 'invalid-input',
          message: expect.stringMatching(/^region: Give one of: north-east, .*, wales\.$/),
        },
      ],
    });
    expect(printed).toHaveLength(1002);
    expect(printed.find((line) => line.startsWith('line 502:'))).not.toContain('atlantis,');
    expect(await casesOf('BULK/')).toBe(1000);
  }, 600_000);

  it('can be run again: what is registered stays, and what was put right is added', async () => {
    const file = fileOf([good('TWICE/1'), good('TWICE/2')]);
    expect(await run(file)).toEqual({ registered: 2, known: 0, bad: [] });
    expect(await run(file)).toEqual({ registered: 0, known: 2, bad: [] });
    const same = fileOf([good('TWICE/3'), good('TWICE/3'), good('TWICE/3')]);
    const { registered, known, bad } = await run(same);
    expect([registered + known, bad]).toEqual([3, []]);
    expect(await casesOf('TWICE/')).toBe(3);
  });

  it.each([
    ['one column too few', prosecutionColumns.slice(1), /columns must be/],
    ['a column too many', [...prosecutionColumns, 'name'], /columns must be/],
    ['a column twice', ['region', ...prosecutionColumns.slice(1)], /columns must be/],
    ['a wrong name', ['reference', ...prosecutionColumns.slice(1)], /columns must be/],
  ])('with %s: nothing is taken', async (_what, header, why) => {
    await expect(run(fileOf([good('WRONG/1')], header))).rejects.toThrow(why);
    await expect(run(fileOf([good('WRONG/1')], header))).rejects.toThrow(/Nothing was registered/);
    expect(await casesOf('WRONG/')).toBe(0);
  });

  it('that is no CSV, or no text: nothing is taken', async () => {
    await expect(run(fileOf([good('WRONG/1'), 'a,"b,c']))).rejects.toThrow(/line 3: a quote is not closed/);
    const latin = path.join(folder, 'latin.csv');
    writeFileSync(latin, Buffer.from([0x61, 0xe9, 0x0a]));
    await expect(run(latin)).rejects.toThrow(/UTF-8/);
    await expect(run(path.join(folder, 'none.csv'))).rejects.toThrow(/cannot be read/);
  });

  it('reports a line with too few fields, and one of another agency, and takes the rest', async () => {
    const foreign = { ...good('MIX/2'), prosecuting_body: 'ukba' };
    const { bad, registered } = await run(fileOf(['MIX/0,met-police', foreign, good('MIX/3')]));
    expect(registered).toBe(1);
    expect(bad.map(({ line, code }) => [line, code])).toEqual([
      [2, 'wrong-number-of-fields'],
      [3, 'not-your-prosecution'],
    ]);
  });

  it('may hold a formula: it is kept as text, and escaped when it is exported', async () => {
    const formula = '=HYPERLINK("http://example.test";"Click")';
    const line = [...prosecutionColumns].map((column) =>
      column === 'defendant' ? `"${formula.replaceAll('"', '""')}"` : (good('FORM/1')[column] ?? ''),
    );
    expect((await run(fileOf([line.join(',')]))).registered).toBe(1);
    const list = await world.api.get(prosecutor, '/v1/prosecutions?limit=200');
    const rows = list.body['prosecutions'] as { ref: string; figures: Record<string, unknown> }[];
    expect(JSON.stringify(list.body)).not.toContain('HYPERLINK');
    const found = await exported('FORM/1', prosecutor, rows.length === 200);
    expect(found).toContain(`"'=HYPERLINK(""http://example.test"";""Click"")"`);
    const view = await defendantOf('FORM/1');
    expect(view).toBe(formula);
    expect(await exported('FORM/1', 'fr-kent-council-1', false)).toBeUndefined();
  });
});

/** The exported line of a prosecution. The references are random: every page is looked at. */
async function exported(reference: string, person: string, _hasMore: boolean): Promise<string | undefined> {
  const token = await world.api.token(person);
  for (let after = ''; ;) {
    const route = `/v1/prosecutions/export?limit=200&after=${after}`;
    const response = await fetch(`${world.api.url}${route}`, { headers: { authorization: `Bearer ${token}` } });
    expect(response.headers.get('content-type')).toContain('text/csv');
    const lines = (await response.text()).trim().split('\r\n').slice(1);
    const found = lines.find((line) => line.includes(`,${reference},`));
    if (found !== undefined || lines.length < 200) return found;
    after = lines.at(-1)?.split(',')[0] ?? '';
  }
}

async function defendantOf(reference: string): Promise<unknown> {
  const db = new Client({ connectionString: world.config.databaseUrl });
  await db.connect();
  const { rows } = await db.query<{ ref: string }>(
    `select case_ref as ref from case_file where figures->>'prosecutionReference' = $1`,
    [reference],
  );
  await db.end();
  const reply = await world.api.get(prosecutor, `/v1/cases/${rows[0]?.ref}`);
  return (reply.body['view'] as Record<string, unknown>)['defendant'];
}

describe('two people at the same moment', () => {
  it('open one case, whichever way each of them goes', async () => {
    const input = { ...prosecution, prosecutionReference: 'RACE/1' };
    const replies = await Promise.all([
      world.api.post(prosecutor, '/v1/confiscation', input, randomUUID()),
      world.api.post('inv-met-police-1', '/v1/confiscation', input, randomUUID()),
      world.api.post('inv-met-police-2', '/v1/prosecutions', input, randomUUID()),
    ]);
    expect(new Set(replies.map(({ body }) => body['ref'])).size).toBe(1);
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    const refused = replies.slice(0, 2).filter(({ status }) => status !== 201);
    expect(refused.map(({ status, body }) => [status, body['code']])).toEqual(
      refused.map(() => [409, 'prosecution-known']),
    );
    expect(await casesOf('RACE/1')).toBe(1);
  });
});

describe('the register', () => {
  it('cannot be misled: the register is only added to, and only by one of the two bodies', async () => {
    const api = openPool(world.config.databaseUrl, 'concert_api', 1);
    const row = { ...prosecution, prosecutionReference: 'RLS/1', registeredOn: '2026-01-01', caseRef: 'CON-RLS' };
    const kent = { person: 'x', agency: 'kent-council' };
    await expect(asViewer(api, kent, (client) => registerProsecution(client, kent, row))).rejects.toThrow(
      /row-level security/,
    );
    const seen = await asViewer(api, kent, (client) => client.query('select from prosecution'));
    expect(seen.rowCount).toBe(0);
    const cps = { person: 'x', agency: 'cps' };
    for (const statement of ['delete from prosecution', `update prosecution set region = 'wales'`])
      await expect(asViewer(api, cps, (client) => client.query(statement))).rejects.toThrow(/permission denied/);
    await api.end();
  });
});

describe('figures', () => {
  it('are for analysts', async () => {
    expect((await world.api.get(prosecutor, '/v1/statistics/confiscation')).status).toBe(403);
    const reply = await world.api.get('an-cps-1', '/v1/statistics/confiscation');
    expect(reply.status).toBe(200);
    expect(reply.body['total']).toMatchObject({ foundWithoutCase: 0 });
    expect(JSON.stringify(reply.body)).not.toContain('BULK/');
  });
});
