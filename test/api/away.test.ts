import { randomUUID } from 'node:crypto';
import { demoPeople } from '../../local/people';
import { adult } from '../../local/rehearsals/script';
import { allProcesses, findProcess, workflowIdOf } from '../../workflows/registry';
import { until } from '../helpers/world';
import { handleOf, noGaps } from '../kernel/cases';
import { CutWorld, isAway, opening, police, type Reply } from './cut-world';
import { takenBy } from './examples';

let cut: CutWorld;
let ref: string;
beforeAll(async () => {
  cut = await CutWorld.start();
});
beforeEach(async () => {
  ref = await cut.aReferral();
});
afterEach(() => cut.mend());
afterAll(() => cut.stop());

const routesOf = (of: string) => [
  '/v1/cases',
  '/v1/tasks',
  `/v1/cases/${of}`,
  `/v1/cases/${of}/events`,
  `/v1/cases/${of}/deadlines`,
];

function whoMay(by: readonly string[], agencies?: readonly string[]): string | undefined {
  return demoPeople.find((p) => p.roles.some((r) => by.includes(r)) && (agencies?.includes(p.agency) ?? true))?.id;
}

/** What was answered otherwise than "away". */
async function notAway(requests: readonly (readonly [what: string, send: () => Promise<Reply>])[]): Promise<string[]> {
  const wrong: string[] = [];
  const one = async ([what, send]: (typeof requests)[number]) => {
    const reply = await send();
    if (!isAway(reply)) wrong.push(`${what}: ${JSON.stringify(reply)}`);
  };
  await Promise.all(requests.map(one));
  return wrong;
}

/** How much stands in the tables that tell of what happened. */
async function size(): Promise<Record<string, number>> {
  const tables = ['event', 'case_file', 'case_access', 'task', 'deadline', 'notification'];
  const counts: Record<string, number> = {};
  for (const table of tables) counts[table] = await cut.ledger.count(table, []);
  return counts;
}

const eventsIn = ({ body }: Reply) => (Array.isArray(body['events']) ? body['events'].length : -1);
const eventsUnder = (key: string) => cut.ledger.count('event where command_key = $1', [`${police}:${key}`]);

describe('PostgreSQL away', () => {
  it('is 503 for every reading and every command, and nothing is half recorded', async () => {
    const before = await size();
    cut.record.cut();
    const commands = allProcesses.flatMap((process) => {
      const { opening: first, commands: rest } = takenBy(process);
      return [first, ...rest].flatMap(({ name, by, example }) => {
        const person = whoMay(by);
        const route = `/v1/${process.name}${name && `/${ref}/${name}`}`;
        return person ? [[route, () => cut.post(route, example, randomUUID(), person)] as const] : [];
      });
    });
    const readings = routesOf(ref).map((route) => [route, () => cut.get(route)] as const);
    const statistics = ['statistics', () => cut.get('/v1/statistics/nrm', 'an-moj-1')] as const;
    expect(await notAway([...readings, statistics, ...commands])).toEqual([]);
    expect(commands.length).toBeGreaterThan(60);
    expect(await size()).toEqual(before);
  });

  it('is over when it is back: each request again with its key is answered once and for all', async () => {
    const [openKey, noteKey] = [randomUUID(), randomUUID()];
    const note = `${opening}/${ref}/note`;
    cut.record.cut();
    expect(isAway(await cut.post(opening, adult, openKey))).toBe(true);
    expect(isAway(await cut.post(note, { text: 'Made up' }, noteKey))).toBe(true);
    cut.record.mend();
    const opened = await cut.repeated(opening, adult, openKey);
    const noted = await cut.repeated(note, { text: 'Made up' }, noteKey);
    expect([opened.status, noted.status]).toEqual([201, 200]);
    expect((await cut.post(opening, adult, openKey)).body).toEqual(opened.body);
    expect((await cut.post(note, { text: 'Made up' }, noteKey)).body).toEqual(noted.body);
    expect(await eventsUnder(openKey)).toBe(eventsIn(opened));
    expect(await eventsUnder(noteKey)).toBe(1);
    expect((await cut.get(`/v1/cases/${ref}`)).status).toBe(200);
  });
});

describe('Temporal away', () => {
  it('is 503 for every command, readings go on, and nothing is recorded', async () => {
    const { rows } = await cut.ledger.db.query<{ agency: string }>(
      'select agency from case_access where case_ref = $1',
      [ref],
    );
    const seeing = rows.map((row) => row.agency);
    const before = await size();
    cut.engine.cut();
    const commands = takenBy(findProcess('nrm-referral')).commands.flatMap(({ name, by, example }) => {
      const person = whoMay(by, seeing);
      const route = `${opening}/${ref}/${name}`;
      return person ? [[route, () => cut.post(route, example, randomUUID(), person)] as const] : [];
    });
    const began = Date.now();
    expect(await notAway(commands)).toEqual([]);
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(commands.length).toBeGreaterThan(20);
    const readings = await Promise.all(routesOf(ref).map((route) => cut.get(route)));
    expect(readings.map((reply) => reply.status)).toEqual(readings.map(() => 200));
    expect(await size()).toEqual(before);
  });

  it('keeps an opening whole, says so, and answers it when it is back, once', async () => {
    cut.engine.cut();
    const key = randomUUID();
    const kept = await cut.post(opening, adult, key);
    expect([isAway(kept), kept.body['title']]).toEqual([true, expect.stringContaining('is kept as NRM-')]);
    const mine = String(kept.body['ref']);
    expect(await cut.ledger.types(mine)).toEqual(expect.arrayContaining(['case-opened', 'referred']));
    expect(await cut.ledger.count('task where case_ref = $1', [mine])).toBeGreaterThan(0);
    expect((await cut.get(`/v1/cases/${mine}`)).status).toBe(200);
    expect(isAway(await cut.post(opening, adult, key))).toBe(true);
    cut.engine.mend();
    const opened = await cut.repeated(opening, adult, key);
    expect([opened.status, opened.body['ref']]).toEqual([201, mine]);
    expect(await eventsUnder(key)).toBe(eventsIn(opened));
    expect((await cut.post(`${opening}/${mine}/note`, { text: 'Made up' })).status).toBe(200);
  });

  it('starts what was kept by itself, though nobody asks again', async () => {
    cut.engine.cut();
    const mine = String((await cut.post(opening, adult)).body['ref']);
    const waits = () => cut.ledger.count('case_to_start where case_ref = $1', [mine]);
    expect(await waits()).toBe(1);
    await cut.ledger.db.query(`update case_to_start set at = at - interval '1 hour' where case_ref = $1`, [mine]);
    await until(async () => (await waits()) === 0, 'the worker to start it');
    const { status } = await handleOf(cut.world, mine).describe();
    expect(status.name).toBe('RUNNING');
  });

  it('takes a command for a case that was kept as soon as it is back', async () => {
    cut.engine.cut();
    const mine = String((await cut.post(opening, adult)).body['ref']);
    cut.engine.mend();
    const note = () => cut.post(`${opening}/${mine}/note`, { text: 'Made up' });
    await until(async () => (await note()).status === 200, 'the command to be taken');
    expect((await cut.ledger.types(mine)).at(-1)).toBe('noted');
    noGaps(await cut.ledger.events(mine));
  });

  it('answers what was recorded before, without the engine', async () => {
    const key = randomUUID();
    const note = `${opening}/${ref}/note`;
    const first = await cut.post(note, { text: 'Made up' }, key);
    expect(first.status).toBe(200);
    cut.engine.cut();
    expect(await cut.post(note, { text: 'Made up' }, key)).toEqual(first);
  });

  it('is over when it is back: each request again with its key is answered once and for all', async () => {
    const [openKey, noteKey] = [randomUUID(), randomUUID()];
    const note = `${opening}/${ref}/note`;
    const texts = () => cut.ledger.count('personal_text where case_ref = $1', [ref]);
    const before = await texts();
    cut.engine.cut();
    expect(isAway(await cut.post(opening, adult, openKey))).toBe(true);
    expect(isAway(await cut.post(note, { text: 'Made up' }, noteKey))).toBe(true);
    expect(isAway(await cut.post(note, { text: 'Made up' }, noteKey))).toBe(true);
    cut.engine.mend();
    const opened = await cut.repeated(opening, adult, openKey);
    const noted = await cut.repeated(note, { text: 'Made up' }, noteKey);
    expect([opened.status, noted.status]).toEqual([201, 200]);
    expect((await cut.post(opening, adult, openKey)).body).toEqual(opened.body);
    expect((await cut.post(note, { text: 'Made up' }, noteKey)).body).toEqual(noted.body);
    expect(await eventsUnder(openKey)).toBe(eventsIn(opened));
    expect(await eventsUnder(noteKey)).toBe(1);
    expect(await texts()).toBe(before + 1);
  });
});

describe('away while a request is under way', () => {
  afterEach(() => cut.ledger.db.query('rollback'));

  const recording = (by: string) =>
    cut.ledger.count(
      `pg_stat_activity where application_name = $1 and wait_event_type = 'Lock' and datname = current_database()`,
      [by],
    );

  // A command: the engine has it, the worker has decided and waits to record. An opening: the door itself waits.
  it.each([
    ['PostgreSQL', 'an opening', () => cut.record, () => [opening, adult] as const, 'concert_api'],
    [
      'PostgreSQL',
      'a command',
      () => cut.record,
      () => [`${opening}/${ref}/note`, { text: 'Made up' }] as const,
      'concert_worker',
    ],
    [
      'Temporal',
      'a command',
      () => cut.engine,
      () => [`${opening}/${ref}/note`, { text: 'Made up' }] as const,
      'concert_worker',
    ],
  ])('%s, %s: never 500, and one answer when it is back', async (_what, _request, proxy, request, by) => {
    const [route, body] = request();
    const key = randomUUID();
    await cut.ledger.db.query('begin');
    await cut.ledger.db.query('lock table event in share row exclusive mode');
    const first = cut.post(route, body, key);
    await until(async () => (await recording(by)) > 0, 'it to be recording');
    proxy().cut();
    expect(await first).toMatchObject({ status: 503, retryAfter: '5' });
    expect(await eventsUnder(key)).toBe(0);
    await cut.ledger.db.query('commit');
    proxy().mend();
    const answer = await cut.repeated(route, body, key);
    expect(answer.status).toBe(route === opening ? 201 : 200);
    expect((await cut.post(route, body, key)).body).toEqual(answer.body);
    expect(await eventsUnder(key)).toBe(eventsIn(answer));
  });

  it.each([
    ['PostgreSQL', () => cut.record],
    ['Temporal', () => cut.engine],
  ])('%s: a command that the engine has kept is answered by the other, at once', async (_what, proxy) => {
    const key = randomUUID();
    await cut.ledger.db.query('begin');
    await cut.ledger.db.query('lock table event in share row exclusive mode');
    const first = cut.post(`${opening}/${ref}/note`, { text: 'Made up' }, key);
    await until(async () => (await recording('concert_worker')) > 0, 'the worker to be recording');
    proxy().cut();
    await cut.ledger.db.query('commit');
    expect(await first).toMatchObject({ status: 200, body: { ref, events: ['noted'] } });
    expect(await eventsUnder(key)).toBe(1);
  });
});

describe('a case that the engine has lost', () => {
  const isRunning = () =>
    handleOf(cut.world, ref)
      .describe()
      .then(
        ({ status }) => status.name === 'RUNNING',
        () => false,
      );
  beforeEach(async () => {
    const workflowExecution = { workflowId: workflowIdOf('nrm-referral', ref) };
    await cut.world.client.workflowService.deleteWorkflowExecution({
      namespace: cut.world.config.namespace,
      workflowExecution,
    });
    await until(async () => !(await isRunning()), 'the engine to have lost it');
  });

  it('goes on from its record with the next command', async () => {
    expect((await cut.post(`${opening}/${ref}/note`, { text: 'Made up' })).status).toBe(200);
    noGaps(await cut.ledger.events(ref));
    expect(await isRunning()).toBe(true);
  });

  it('goes on from its record when the owner of the database asks for all, as docs/adr/0017 says', async () => {
    await until(async () => (await cut.ledger.count('case_to_start', [])) === 0, 'its first start to be written down');
    await cut.ledger.db.query(
      'insert into case_to_start select case_ref, opened_at from case_file where not is_closed on conflict do nothing',
    );
    await cut.ledger.db.query(`update case_to_start set at = at - interval '1 minute'`);
    await until(isRunning, 'it to run again');
    expect((await cut.post(`${opening}/${ref}/note`, { text: 'Made up' })).status).toBe(200);
    noGaps(await cut.ledger.events(ref));
  });
});

it.each([
  ['postgresql', () => cut.record],
  ['temporal', () => cut.engine],
])('/health is 503 while %s is away, and 200 when it is back', async (name, proxy) => {
  expect(await cut.health()).toMatchObject({ status: 200, body: { status: 'UP' } });
  proxy().cut();
  expect(await cut.health()).toMatchObject({ status: 503, body: { status: 'DOWN', components: { [name]: 'DOWN' } } });
  proxy().mend();
  await until(async () => (await cut.health()).status === 200, 'health');
});
