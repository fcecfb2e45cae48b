import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { startApi, type RunningApi } from '../../api/server';
import { demoPeople } from '../../local/people';
import { freePort, isPortFree } from '../../local/ports';
import { adult } from '../../local/rehearsals/script';
import { allProcesses, findProcess, workflowIdOf } from '../../workflows/registry';
import { freshConfig, startWorld, until, type World } from '../helpers/world';
import { handleOf, Ledger, noGaps } from '../kernel/cases';
import { proxyTo, type Proxy } from '../kernel/proxy';
import { takenBy } from './examples';
import { wayTo, type SilentWay } from './silence';

const police = 'fr-met-police-1';
const opening = '/v1/nrm-referral';
/** The worker reaches both servers all the time; only the API's ways to them are cut. */
let world: World;
let api: RunningApi;
let record: Proxy;
let engine: Proxy;
let ledger: Ledger;
let ref: string;
beforeAll(async () => {
  world = await startWorld();
  ledger = await Ledger.open(world);
  record = await proxyTo(world.config.databaseUrl);
  engine = await proxyTo(`tcp://${world.config.temporalAddress}`);
  api = await startApi(
    {
      ...world.config,
      databaseUrl: record.url,
      temporalAddress: new URL(engine.url).host,
      metricsPort: await freePort(),
      recordWaitMs: 1_000,
    },
    pino({ level: 'silent' }),
  );
});
beforeEach(async () => {
  ref = String((await post(opening, adult)).body['ref']);
  // What the opening starts is done: from here on the record changes by what a test does alone.
  await until(async () => (await ledger.count('task where case_ref = $1', [ref])) > 0, 'the first task');
});
afterEach(async () => {
  record.mend();
  engine.mend();
  await until(async () => (await health()).status === 200, 'everything to be back');
});
afterAll(async () => {
  await api.stop();
  await Promise.all([record.stop(), engine.stop()]);
  await ledger.close();
  await world.stop();
});

interface Reply {
  status: number;
  type: string | null;
  retryAfter: string | null;
  body: Record<string, unknown>;
}

async function replyOf(response: Response): Promise<Reply> {
  const { status, headers } = response;
  const body: unknown = await response.json();
  return {
    status,
    type: headers.get('content-type'),
    retryAfter: headers.get('retry-after'),
    body: { ...(typeof body === 'object' ? body : {}) },
  };
}

async function get(route: string, person = police, url = api.url): Promise<Reply> {
  const authorization = `Bearer ${await world.api.token(person)}`;
  return replyOf(await fetch(`${url}${route}`, { headers: { authorization } }));
}

async function post(
  route: string,
  body: unknown,
  key: string = randomUUID(),
  person = police,
  url = api.url,
): Promise<Reply> {
  const headers = {
    authorization: `Bearer ${await world.api.token(person)}`,
    'content-type': 'application/json',
    'idempotency-key': key,
  };
  return replyOf(await fetch(`${url}${route}`, { method: 'POST', headers, body: JSON.stringify(body) }));
}

const health = async () => replyOf(await fetch(`${api.url}/health`));
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

/** Repeats a request, as a client would, until it is answered by something else than "away". */
function repeated(route: string, body: unknown, key: string): Promise<Reply> {
  return until(async () => {
    const reply = await post(route, body, key);
    return reply.status !== 503 && reply;
  }, 'an answer');
}

const isAway = (reply: Reply) =>
  reply.status === 503 &&
  Number(reply.retryAfter) > 0 &&
  reply.type?.includes('application/problem+json') === true &&
  reply.body['code'] === 'service-away';

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
  for (const table of tables) counts[table] = await ledger.count(table, []);
  return counts;
}

const eventsIn = ({ body }: Reply) => (Array.isArray(body['events']) ? body['events'].length : -1);
const eventsUnder = (key: string) => ledger.count('event where command_key = $1', [`${police}:${key}`]);

describe('PostgreSQL away', () => {
  it('is 503 for every reading and every command, and nothing is half recorded', async () => {
    const before = await size();
    record.cut();
    const commands = allProcesses.flatMap((process) => {
      const { opening: first, commands: rest } = takenBy(process);
      return [first, ...rest].flatMap(({ name, by, example }) => {
        const person = whoMay(by);
        const route = `/v1/${process.name}${name && `/${ref}/${name}`}`;
        return person ? [[route, () => post(route, example, randomUUID(), person)] as const] : [];
      });
    });
    const readings = routesOf(ref).map((route) => [route, () => get(route)] as const);
    const statistics = ['statistics', () => get('/v1/statistics/nrm', 'an-moj-1')] as const;
    expect(await notAway([...readings, statistics, ...commands])).toEqual([]);
    expect(commands.length).toBeGreaterThan(60);
    expect(await size()).toEqual(before);
  });

  it('is over when it is back: each request again with its key is answered once and for all', async () => {
    const [openKey, noteKey] = [randomUUID(), randomUUID()];
    const note = `${opening}/${ref}/note`;
    record.cut();
    expect(isAway(await post(opening, adult, openKey))).toBe(true);
    expect(isAway(await post(note, { text: 'Made up' }, noteKey))).toBe(true);
    record.mend();
    const opened = await repeated(opening, adult, openKey);
    const noted = await repeated(note, { text: 'Made up' }, noteKey);
    expect([opened.status, noted.status]).toEqual([201, 200]);
    expect((await post(opening, adult, openKey)).body).toEqual(opened.body);
    expect((await post(note, { text: 'Made up' }, noteKey)).body).toEqual(noted.body);
    expect(await eventsUnder(openKey)).toBe(eventsIn(opened));
    expect(await eventsUnder(noteKey)).toBe(1);
    expect((await get(`/v1/cases/${ref}`)).status).toBe(200);
  });
});

describe('Temporal away', () => {
  it('is 503 for every command, readings go on, and nothing is recorded', async () => {
    const { rows } = await ledger.db.query<{ agency: string }>('select agency from case_access where case_ref = $1', [
      ref,
    ]);
    const seeing = rows.map((row) => row.agency);
    const before = await size();
    engine.cut();
    const commands = takenBy(findProcess('nrm-referral')).commands.flatMap(({ name, by, example }) => {
      const person = whoMay(by, seeing);
      const route = `${opening}/${ref}/${name}`;
      return person ? [[route, () => post(route, example, randomUUID(), person)] as const] : [];
    });
    const began = Date.now();
    expect(await notAway(commands)).toEqual([]);
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(commands.length).toBeGreaterThan(20);
    const readings = await Promise.all(routesOf(ref).map((route) => get(route)));
    expect(readings.map((reply) => reply.status)).toEqual(readings.map(() => 200));
    expect(await size()).toEqual(before);
  });

  it('keeps an opening whole, says so, and answers it when it is back, once', async () => {
    engine.cut();
    const key = randomUUID();
    const kept = await post(opening, adult, key);
    expect([isAway(kept), kept.body['title']]).toEqual([true, expect.stringContaining('is kept as NRM-')]);
    const mine = String(kept.body['ref']);
    expect(await ledger.types(mine)).toEqual(expect.arrayContaining(['case-opened', 'referred']));
    expect(await ledger.count('task where case_ref = $1', [mine])).toBeGreaterThan(0);
    expect((await get(`/v1/cases/${mine}`)).status).toBe(200);
    expect(isAway(await post(opening, adult, key))).toBe(true);
    engine.mend();
    const opened = await repeated(opening, adult, key);
    expect([opened.status, opened.body['ref']]).toEqual([201, mine]);
    expect(await eventsUnder(key)).toBe(eventsIn(opened));
    expect((await post(`${opening}/${mine}/note`, { text: 'Made up' })).status).toBe(200);
  });

  it('starts what was kept by itself, though nobody asks again', async () => {
    engine.cut();
    const mine = String((await post(opening, adult)).body['ref']);
    const waits = () => ledger.count('case_to_start where case_ref = $1', [mine]);
    expect(await waits()).toBe(1);
    await ledger.db.query(`update case_to_start set at = at - interval '1 hour' where case_ref = $1`, [mine]);
    await until(async () => (await waits()) === 0, 'the worker to start it');
    const { status } = await handleOf(world, mine).describe();
    expect(status.name).toBe('RUNNING');
  });

  it('takes a command for a case that was kept as soon as it is back', async () => {
    engine.cut();
    const mine = String((await post(opening, adult)).body['ref']);
    engine.mend();
    const note = () => post(`${opening}/${mine}/note`, { text: 'Made up' });
    await until(async () => (await note()).status === 200, 'the command to be taken');
    expect((await ledger.types(mine)).at(-1)).toBe('noted');
    noGaps(await ledger.events(mine));
  });

  it('answers what was recorded before, without the engine', async () => {
    const key = randomUUID();
    const note = `${opening}/${ref}/note`;
    const first = await post(note, { text: 'Made up' }, key);
    expect(first.status).toBe(200);
    engine.cut();
    expect(await post(note, { text: 'Made up' }, key)).toEqual(first);
  });

  it('is over when it is back: each request again with its key is answered once and for all', async () => {
    const [openKey, noteKey] = [randomUUID(), randomUUID()];
    const note = `${opening}/${ref}/note`;
    const texts = () => ledger.count('personal_text where case_ref = $1', [ref]);
    const before = await texts();
    engine.cut();
    expect(isAway(await post(opening, adult, openKey))).toBe(true);
    expect(isAway(await post(note, { text: 'Made up' }, noteKey))).toBe(true);
    expect(isAway(await post(note, { text: 'Made up' }, noteKey))).toBe(true);
    engine.mend();
    const opened = await repeated(opening, adult, openKey);
    const noted = await repeated(note, { text: 'Made up' }, noteKey);
    expect([opened.status, noted.status]).toEqual([201, 200]);
    expect((await post(opening, adult, openKey)).body).toEqual(opened.body);
    expect((await post(note, { text: 'Made up' }, noteKey)).body).toEqual(noted.body);
    expect(await eventsUnder(openKey)).toBe(eventsIn(opened));
    expect(await eventsUnder(noteKey)).toBe(1);
    expect(await texts()).toBe(before + 1);
  });
});

describe('away while a request is under way', () => {
  afterEach(() => ledger.db.query('rollback'));

  const recording = (by: string) =>
    ledger.count(
      `pg_stat_activity where application_name = $1 and wait_event_type = 'Lock' and datname = current_database()`,
      [by],
    );

  // A command: the engine has it, the worker has decided and waits to record. An opening: the door itself waits.
  it.each([
    ['PostgreSQL', 'an opening', () => record, () => [opening, adult] as const, 'concert_api'],
    [
      'PostgreSQL',
      'a command',
      () => record,
      () => [`${opening}/${ref}/note`, { text: 'Made up' }] as const,
      'concert_worker',
    ],
    [
      'Temporal',
      'a command',
      () => engine,
      () => [`${opening}/${ref}/note`, { text: 'Made up' }] as const,
      'concert_worker',
    ],
  ])('%s, %s: never 500, and one answer when it is back', async (_what, _request, proxy, request, by) => {
    const [route, body] = request();
    const key = randomUUID();
    await ledger.db.query('begin');
    await ledger.db.query('lock table event in share row exclusive mode');
    const first = post(route, body, key);
    await until(async () => (await recording(by)) > 0, 'it to be recording');
    proxy().cut();
    expect(await first).toMatchObject({ status: 503, retryAfter: '5' });
    expect(await eventsUnder(key)).toBe(0);
    await ledger.db.query('commit');
    proxy().mend();
    const answer = await repeated(route, body, key);
    expect(answer.status).toBe(route === opening ? 201 : 200);
    expect((await post(route, body, key)).body).toEqual(answer.body);
    expect(await eventsUnder(key)).toBe(eventsIn(answer));
  });

  it.each([
    ['PostgreSQL', () => record],
    ['Temporal', () => engine],
  ])('%s: a command that the engine has kept is answered by the other, at once', async (_what, proxy) => {
    const key = randomUUID();
    await ledger.db.query('begin');
    await ledger.db.query('lock table event in share row exclusive mode');
    const first = post(`${opening}/${ref}/note`, { text: 'Made up' }, key);
    await until(async () => (await recording('concert_worker')) > 0, 'the worker to be recording');
    proxy().cut();
    await ledger.db.query('commit');
    expect(await first).toMatchObject({ status: 200, body: { ref, events: ['noted'] } });
    expect(await eventsUnder(key)).toBe(1);
  });
});

describe('a case that the engine has lost', () => {
  const isRunning = () =>
    handleOf(world, ref)
      .describe()
      .then(
        ({ status }) => status.name === 'RUNNING',
        () => false,
      );
  beforeEach(async () => {
    const workflowExecution = { workflowId: workflowIdOf('nrm-referral', ref) };
    await world.client.workflowService.deleteWorkflowExecution({
      namespace: world.config.namespace,
      workflowExecution,
    });
    await until(async () => !(await isRunning()), 'the engine to have lost it');
  });

  it('goes on from its record with the next command', async () => {
    expect((await post(`${opening}/${ref}/note`, { text: 'Made up' })).status).toBe(200);
    noGaps(await ledger.events(ref));
    expect(await isRunning()).toBe(true);
  });

  it('goes on from its record when the owner of the database asks for all, as docs/adr/0017 says', async () => {
    await until(async () => (await ledger.count('case_to_start', [])) === 0, 'its first start to be written down');
    await ledger.db.query(
      'insert into case_to_start select case_ref, opened_at from case_file where not is_closed on conflict do nothing',
    );
    await ledger.db.query(`update case_to_start set at = at - interval '1 minute'`);
    await until(isRunning, 'it to run again');
    expect((await post(`${opening}/${ref}/note`, { text: 'Made up' })).status).toBe(200);
    noGaps(await ledger.events(ref));
  });
});

it.each([
  ['postgresql', () => record],
  ['temporal', () => engine],
])('/health is 503 while %s is away, and 200 when it is back', async (name, proxy) => {
  expect(await health()).toMatchObject({ status: 200, body: { status: 'UP' } });
  proxy().cut();
  expect(await health()).toMatchObject({ status: 503, body: { status: 'DOWN', components: { [name]: 'DOWN' } } });
  proxy().mend();
  await until(async () => (await health()).status === 200, 'health');
});

describe('a server that does not answer any more, though its connections stay', () => {
  let way: SilentWay;
  let silent: RunningApi;
  afterEach(async () => {
    // First the way: what waits for the silent server then ends at once.
    await way.stop();
    await silent.stop();
  });

  /** An API whose way to one server is now silent. */
  async function silenced(server: 'PostgreSQL' | 'Temporal'): Promise<void> {
    const { databaseUrl, temporalAddress } = world.config;
    const target = new URL(server === 'PostgreSQL' ? databaseUrl : `tcp://${temporalAddress}`);
    way = await wayTo(target.hostname, Number(target.port));
    target.host = `127.0.0.1:${way.port}`;
    const config = server === 'PostgreSQL' ? { databaseUrl: target.toString() } : { temporalAddress: target.host };
    silent = await startApi(
      { ...world.config, ...config, metricsPort: await freePort(), recordWaitMs: 1_000 },
      pino({ level: 'silent' }),
    );
    expect((await replyOf(await fetch(`${silent.url}/health`))).status).toBe(200);
    expect((await get('/v1/cases', police, silent.url)).status).toBe(200);
    way.silence();
  }

  it.each([
    ['PostgreSQL', 'postgresql'],
    ['Temporal', 'temporal'],
  ] as const)('%s: 503 for health within 5 s, and for a command within 25 s', async (server, name) => {
    await silenced(server);
    const began = Date.now();
    const answer = await replyOf(await fetch(`${silent.url}/health`));
    expect(answer).toMatchObject({ status: 503, body: { components: { [name]: 'DOWN' } } });
    expect(Date.now() - began).toBeLessThan(5_000);
    const note = post(`${opening}/${ref}/note`, { text: 'Made up' }, randomUUID(), police, silent.url);
    const opened = post(opening, adult, randomUUID(), police, silent.url);
    expect([isAway(await note), isAway(await opened)]).toEqual([true, true]);
    expect(Date.now() - began).toBeLessThan(25_000);
  });
});

describe('an API that cannot start', () => {
  it.each([
    ['its port is taken', () => ({ port: Number(new URL(api.url).port) }), 'EADDRINUSE'],
    ['the port of its metrics is taken', () => ({ metricsPort: Number(new URL(api.url).port) }), 'EADDRINUSE'],
    ['PostgreSQL is away', () => ({ databaseUrl: record.url }), /ECONN|Connection terminated/],
    ['Temporal is away', () => ({ temporalAddress: new URL(engine.url).host }), 'Failed to connect'],
  ])('says so and leaves nothing running: %s', async (_why, wrong, message) => {
    const mine = { ...(await freshConfig()), port: await freePort() };
    record.cut();
    engine.cut();
    const starting = startApi({ ...mine, ...wrong() }, pino({ level: 'silent' }));
    await expect(starting).rejects.toThrow(message);
    const database = new URL(mine.databaseUrl).pathname.slice(1);
    const connections = () => ledger.count('pg_stat_activity where datname = $1', [database]);
    await until(async () => (await connections()) === 0, 'its connections to be closed');
    expect([await isPortFree(mine.port), await isPortFree(mine.metricsPort)]).toEqual([true, true]);
  });
});

it('does not call a token wrong because the sign-in service is away', async () => {
  const issuer = `http://127.0.0.1:${await freePort()}`;
  const alone = await startApi({ ...world.config, issuer, metricsPort: await freePort() }, pino({ level: 'silent' }));
  try {
    const reply = await get('/v1/cases', police, alone.url);
    expect([isAway(reply), reply.body['title']]).toEqual([true, expect.stringContaining('sign-in service')]);
  } finally {
    await alone.stop();
  }
});
