import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { compileAgenda } from '../../db/agendas';
import { openPool } from '../../db/pool';
import { fastForward } from '../../local/clock';
import { missing } from '../../local/rehearsals/children';
import { addDays, meetingOf } from '../../workflows/operational-group/dates';
import { startWorld, until, type World } from '../helpers/world';
import { Ledger } from '../kernel/cases';

let world: World;
let pool: Pool;
beforeAll(async () => {
  world = await startWorld();
  pool = openPool(world.config.databaseUrl, 'concert_worker', 1);
});
afterAll(async () => {
  await pool.end();
  await world.stop();
});

const chair = 'gc-hillingdon-council-1';
const social = 'sw-hillingdon-council-1';

async function send(who: string, route: string, body: object): Promise<Record<string, unknown>> {
  const reply = await world.api.post(who, `/v1/${route}`, body, randomUUID());
  if (reply.status >= 300) throw new Error(`${route}: ${JSON.stringify(reply.body)}`);
  return reply.body;
}
const report = async (who: string, changes: object = {}) =>
  String((await send(who, 'missing-child', { ...missing, ...changes }))['ref']);
const locate = (ref: string) => send(social, `missing-child/${ref}/record-located`, { outcome: 'found' });
const viewOf = async (who: string, ref: string) => {
  const { view } = (await world.api.get(who, `/v1/cases/${ref}`)).body;
  return new Map<string, unknown>(typeof view === 'object' && view !== null ? Object.entries(view) : []);
};

describe('an agenda on the real record', () => {
  it('has every child of the authority who is missing at the cut-off, and nobody else, however late it is made', async () => {
    const [first, second, found] = [
      await report(social),
      await report(social, { situation: 'at-risk-on-arrival' }),
      await report(social),
    ];
    await report('sw-kent-council-1');
    await locate(found);
    const cutOff = new Date().toISOString();
    await locate(second);
    const late = await report(social);
    const at = async (instant: string) => {
      const { children, counted } = await compileAgenda(pool, {
        kind: 'compile-agenda',
        level: 'operational-group',
        authority: 'hillingdon-council',
        cutOff: instant,
      });
      expect(counted).toBe(children.length);
      return children.map(({ ref }) => ref).toSorted();
    };
    expect(await at(cutOff)).toEqual([first, second].toSorted());
    expect(await at(new Date().toISOString())).toEqual([first, late].toSorted());
    expect(await at('2011-07-01T12:00:00Z')).toEqual([]);
  });

  it('is met about: each child is discussed, the minutes end it, and the next meeting is called', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const { nominalOn: firstMeetingOn, cutOffOn } = meetingOf(addDays(today, 21), 1, 6, 3);
    const group = String((await send(chair, 'operational-group', { firstMeetingOn }))['ref']);
    const seconds = (Date.parse(addDays(cutOffOn, 1)) - Date.parse(today)) / 1000;
    await fastForward(world.client, 'operational-group', group, seconds);
    const agenda = await until(async () => {
      const children = (await viewOf(chair, group)).get('agenda');
      return Array.isArray(children) && children.length > 0 && children;
    }, 'the agenda');
    const act = (command: string, body: object) => send(chair, `operational-group/${group}/${command}`, body);
    await act('hold-meeting', { attended: ['hillingdon-council', 'met-police'] });
    for (const [i] of agenda.entries())
      await act('discuss-child', { item: i + 1, decision: 'search-as-planned', text: 'Made-up' });
    await act('record-minutes', { text: 'Made-up minutes' });
    expect((await viewOf(chair, group)).get('meeting')).toMatchObject({ number: 2 });
  });

  it('is not shown to another authority', async () => {
    const ref = await report(social);
    expect((await world.api.get('sw-kent-council-1', `/v1/cases/${ref}`)).status).toBe(404);
    expect((await world.api.get('cnl-ceop-1', `/v1/cases/${ref}`)).status).toBe(404);
    expect((await viewOf('di-met-police-1', ref)).get('particulars')).toMatchObject({ childName: 'Demo Child Two' });
  });
});

describe('what the subgroup looks at besides children', () => {
  it('are the links between reports of its authority, as they were at the cut-off, each pair once', async () => {
    const code = { phoneCode: '00000000000000f1', recruiterCode: '00000000000000f2' };
    const first = await report(social, code);
    const second = await report(social, code);
    const elsewhere = await report('sw-kent-council-1', { phoneCode: code.phoneCode });
    const link = (who: string, ref: string, otherRef: string) =>
      send(who, `missing-child/${ref}/link-episode`, { otherRef, relation: 'pattern' });
    const offered = async (ref: string, who: string, count: number) =>
      until(async () => {
        const offers = (await viewOf(who, ref)).get('offers');
        return Array.isArray(offers) && offers.length >= count;
      }, 'the links to be offered');
    await offered(second, social, 1);
    await offered(elsewhere, 'sw-kent-council-1', 2);
    const at = async (authority: string, cutOff: string) => {
      const asked = { kind: 'compile-agenda', level: 'lscb-subgroup', authority, cutOff } as const;
      const { patterns, countedPatterns } = await compileAgenda(pool, asked);
      expect(countedPatterns).toBe(patterns.length);
      return patterns;
    };
    await link('di-met-police-1', second, first);
    const cutOff = new Date().toISOString();
    await link('di-met-police-1', first, second);
    await link('sw-kent-council-1', elsewhere, first);
    await locate(second);
    const pair = { refs: [first, second].toSorted(), kinds: ['phone', 'recruiter'] };
    expect(await at('hillingdon-council', cutOff)).toEqual([pair]);
    expect(await at('hillingdon-council', new Date().toISOString())).toEqual([pair]);
    expect(await at('kent-council', cutOff)).toEqual([]);
    expect(await at('kent-council', new Date().toISOString())).toEqual([
      { refs: [elsewhere, first].toSorted(), kinds: ['phone'] },
    ]);
  });
});

describe('a second group of one level', () => {
  const kent = 'gc-kent-council-1';
  const firstMeetingOn = addDays(new Date().toISOString().slice(0, 10), 28);
  const open = (who: string, level: string) => world.api.post(who, `/v1/${level}`, { firstMeetingOn }, randomUUID());

  it.each([
    ['operational-group', kent],
    ['lscb-subgroup', kent],
    ['senior-board', 'lscb-kent-council-1'],
  ])('is refused, also when both are opened at the same moment: %s', async (level, who) => {
    const replies = await Promise.all([open(who, level), open(who, level), open(who, level)]);
    expect(replies.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
    const stands = replies.find(({ status }) => status === 201)?.body['ref'];
    for (const { body } of replies.filter(({ status }) => status === 409)) {
      expect(body).toMatchObject({ code: 'group-exists', ref: stands, source: 'Strategy paragraph 99 and box' });
      expect(body['title']).toContain(String(stands));
    }
    expect((await open(who, level)).status).toBe(409);
    await send('lscb-kent-council-1', `${level}/${String(stands)}/wind-up`, { reason: 'Made-up reason' });
    expect((await open(who, level)).status).toBe(201);
  });

  it('is no matter of another authority, and an opening that was refused takes no place', async () => {
    const who = 'gc-hillingdon-council-1';
    const tooSoon = { firstMeetingOn: new Date().toISOString().slice(0, 10) };
    expect((await world.api.post(who, '/v1/lscb-subgroup', tooSoon, randomUUID())).status).toBe(400);
    expect((await open(who, 'lscb-subgroup')).status).toBe(201);
  });

  it('has one place in the database', async () => {
    const owner = await Ledger.open(world);
    try {
      const insert = (ref: string) =>
        owner.db.query(
          `insert into standing_group (level, authority, case_ref) values ('senior-board', 'hillingdon-council', $1)`,
          [ref],
        );
      await insert('SEN-ONE');
      await expect(insert('SEN-ANOTHER')).rejects.toThrow('standing_group_pkey');
    } finally {
      await owner.close();
    }
  });
});
