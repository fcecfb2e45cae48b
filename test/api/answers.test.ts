import { randomUUID } from 'node:crypto';
import type { Reply } from '../../local/client';
import { adult } from '../../local/rehearsals/script';
import { startWorld, until, type World } from '../helpers/world';
import { Ledger } from '../kernel/cases';
import { noSuchCase, takenBy } from './examples';
import { findProcess } from '../../workflows/registry';

const police = 'fr-met-police-1';
const stranger = 'fr-kent-council-1';
const referral = '/v1/nrm-referral';
let world: World;
let ledger: Ledger;
beforeAll(async () => {
  world = await startWorld();
  ledger = await Ledger.open(world);
});
afterAll(async () => {
  await ledger.close();
  await world.stop();
});

const post = (who: string, route: string, body: unknown, key: string = randomUUID()) =>
  world.api.post(who, route, body, key);

async function opened(): Promise<string> {
  const reply = await post(police, referral, adult);
  expect(reply.status).toBe(201);
  return String(reply.body['ref']);
}

const textsOf = (ref: string) => ledger.count('personal_text where case_ref = $1', [ref]);

describe('a refusal by a rule', () => {
  async function allowedTo(who: string, ref: string): Promise<unknown> {
    const { status, body } = await world.api.get(who, `/v1/cases/${ref}`);
    expect(status).toBe(200);
    return body['allowed'];
  }

  it('says what this person may do now', async () => {
    const ref = await opened();
    const early = await post('dm-ukhtc-1', `${referral}/${ref}/take-review`, { isIndependent: true });
    expect(early.status).toBe(409);
    expect(early.body['allowed']).toEqual(await allowedTo('dm-ukhtc-1', ref));
    expect(early.body['allowed']).toContain('decide-reasonable-grounds');
    expect(early.body['allowed']).not.toContain('take-review');

    const reasons = 'Made-up reasons';
    await post('dm-ukhtc-1', `${referral}/${ref}/decide-reasonable-grounds`, { outcome: 'positive', reasons });
    const own = await post('dm-ukhtc-1', `${referral}/${ref}/take-review`, { isIndependent: true });
    expect(own.status).toBe(409);
    expect(own.body['allowed']).toEqual(await allowedTo('dm-ukhtc-1', ref));
    expect(own.body['allowed']).not.toContain('take-review');
    const again = await post('dm-ukhtc-2', `${referral}/${ref}/decide-reasonable-grounds`, {
      outcome: 'positive',
      reasons,
    });
    expect(again.status).toBe(409);
    expect(again.body['allowed']).toEqual(await allowedTo('dm-ukhtc-2', ref));
    expect(again.body['allowed']).toContain('take-review');
  });

  it('leaves no text behind', async () => {
    const ref = await opened();
    const before = await textsOf(ref);
    const refused = await post('dm-ukhtc-1', `${referral}/${ref}/record-own-view`, {
      outcome: 'positive',
      reasons: 'Made-up reasons',
    });
    expect([refused.status, await textsOf(ref)]).toEqual([409, before]);
  });
});

describe('a case that is closed', () => {
  it('answers what was recorded before as it did the first time, and refuses what is new', async () => {
    const admin = 'admin-home-office-1';
    const register = '/v1/register-change';
    const proposal = { change: 'adopt-policy-set', policySet: 'strategy-2011', fromDate: '2099-01-01' };
    const requests: [route: string, body: object, key: string][] = [[register, proposal, randomUUID()]];
    const first = await post(admin, ...(requests[0] ?? [register, {}, '']));
    expect(first.status).toBe(201);
    const ref = String(first.body['ref']);
    requests.push([`${register}/${ref}/note`, { text: 'Made up' }, randomUUID()]);
    requests.push([`${register}/${ref}/withdraw-proposal`, {}, randomUUID()]);
    const answers: Reply[] = [first];
    for (const [route, body, key] of requests.slice(1)) answers.push(await post(admin, route, body, key));
    expect(answers.map(({ status }) => status)).toEqual([201, 200, 200]);
    const workflow = world.client.workflow.getHandle(`register-change/${ref}`);
    await until(async () => (await workflow.describe()).status.name === 'COMPLETED', 'the case to close');

    const events = await ledger.types(ref);
    const repeated: Reply[] = [];
    for (const [route, body, key] of requests) repeated.push(await post(admin, route, body, key));
    expect(repeated).toEqual(answers);
    const texts = await textsOf(ref);
    const fresh = await post(admin, `${register}/${ref}/note`, { text: 'Made up, too late' });
    expect(fresh).toMatchObject({ status: 409, body: { code: 'case-closed', allowed: [] } });
    expect([await ledger.types(ref), await textsOf(ref)]).toEqual([events, texts]);
  });
});

describe('what is not theirs, and what is not there', () => {
  /** All that a client can see of an answer, but for when it was given. */
  async function seen(method: string, route: string, body?: unknown): Promise<unknown> {
    const headers = {
      authorization: `Bearer ${await world.api.token(stranger)}`,
      'content-type': 'application/json',
      'idempotency-key': 'the-same',
    };
    const sent = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
    const response = await fetch(`${world.server.url}${route}`, sent);
    const shown = [...response.headers].filter(([name]) => name !== 'date');
    return { status: response.status, headers: shown, text: await response.text() };
  }

  it('cannot be told apart, byte by byte', async () => {
    const ref = await opened();
    const texts = await textsOf(ref);
    const readings = ['', '/events', '/deadlines'].map((part) => ['GET', (of: string) => `/v1/cases/${of}${part}`]);
    const commands = takenBy(findProcess('nrm-referral')).commands.filter(({ by }) => by.includes('first-responder'));
    expect(commands.length).toBeGreaterThan(8);
    for (const [method, route] of readings as ['GET', (of: string) => string][]) {
      const theirs = await seen(method, route(ref));
      expect(theirs).toMatchObject({ status: 404 });
      expect(await seen(method, route(noSuchCase))).toEqual(theirs);
    }
    for (const { name, example } of commands) {
      const route = (of: string) => `${referral}/${of}/${name}`;
      const theirs = await seen('POST', route(ref), example);
      expect(theirs).toMatchObject({ status: 404 });
      expect(await seen('POST', route(noSuchCase), example)).toEqual(theirs);
    }
    expect([await textsOf(ref), await textsOf(noSuchCase)]).toEqual([texts, 0]);
  });
});

describe('pages', () => {
  const who = 'dm-ukhtc-1';
  let before: string[];
  beforeAll(async () => {
    before = await Promise.all(Array.from({ length: 12 }, opened));
    await until(
      async () => (await ledger.count("task where role = 'decision-maker' and agency = 'ukhtc'", [])) >= 12,
      'the tasks of every case',
    );
  });

  interface Item {
    ref: string;
    key?: string;
  }

  const isItem = (value: unknown): value is Item => typeof value === 'object' && value !== null && 'ref' in value;
  const nameOf = ({ ref, key }: Item) => (key === undefined ? ref : `${ref} ${key}`);

  /** Walks from the first page to the last; `between` happens after each. */
  async function walk(list: 'cases' | 'tasks', limit: number, between = async (): Promise<unknown> => undefined) {
    const found: string[] = [];
    let cursor = '';
    for (;;) {
      const { status, body } = await world.api.get(who, `/v1/${list}?limit=${limit}${cursor}`);
      expect(status).toBe(200);
      const items = Array.isArray(body[list]) ? body[list].filter(isItem) : [];
      expect(items.length).toBeLessThanOrEqual(limit);
      found.push(...items.map(nameOf));
      if (typeof body['next'] !== 'string') return found;
      cursor = `&cursor=${encodeURIComponent(body['next'])}`;
      await between();
    }
  }

  async function expected(list: 'cases' | 'tasks'): Promise<string[]> {
    const all = await walk(list, 200);
    expect(all.map((name) => name.split(' ')[0])).toEqual(expect.arrayContaining(before));
    return all;
  }

  it.each([
    ['cases', 1],
    ['cases', 5],
    ['cases', 12],
    ['tasks', 1],
    ['tasks', 5],
    ['tasks', 12],
  ] as const)('of %s, %d at a time, hold each exactly once and in the same order', async (list, limit) => {
    expect(await walk(list, limit)).toEqual(await expected(list));
  });

  it.each(['cases', 'tasks'] as const)('of %s hold each exactly once while new cases open', async (list) => {
    const there = await expected(list);
    let left = 6;
    const found = await walk(list, 2, async () => left-- > 0 && opened());
    expect(new Set(found).size).toBe(found.length);
    expect(found.filter((name) => there.includes(name))).toEqual(there);
    expect(left).toBeLessThan(0);
  });

  it('of tasks say nothing of another agency or role', async () => {
    const { body } = await world.api.get(stranger, '/v1/tasks');
    expect(body).toEqual({ tasks: [] });
  });
});
