import { randomUUID } from 'node:crypto';
import { missing } from '../../local/rehearsals/children';
import { startWorld, until, type World } from '../helpers/world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const duty = 'duty-hillingdon-council-1';
const kentDuty = 'duty-kent-council-1';
const code = (n: number) => n.toString(16).padStart(16, '0');

function post(who: string, route: string, body: object) {
  return world.api.post(who, `/v1/missing-child${route}`, body, randomUUID());
}
async function report(body: object, who = duty): Promise<string> {
  const reply = await post(who, '', body);
  if (reply.status !== 201) throw new Error(JSON.stringify(reply.body));
  return String(reply.body['ref']);
}
async function caseOf(who: string, ref: string): Promise<Map<string, unknown>> {
  return new Map(Object.entries((await world.api.get(who, `/v1/cases/${ref}`)).body));
}
const stageOf = async (who: string, ref: string) => (await caseOf(who, ref)).get('stage');

describe('a report on the real engine', () => {
  it('of nothing but the fact is taken', async () => {
    expect(await stageOf(duty, await report({}))).toBe('missing');
  });

  it.each([
    [{ lastSeenAt: '2099-01-01T00:00:00Z' }, 'date-in-future', '/lastSeenAt'],
    [{ responsibleAuthority: 'met-police' }, 'not-a-local-authority', '/responsibleAuthority'],
  ])('with a field that cannot be is answered with the field: %j', async (input, refusal, pointer) => {
    const { status, body } = await post(duty, '', input);
    expect([status, body['code']]).toEqual([400, refusal]);
    expect(JSON.stringify(body)).toContain(pointer);
  });

  it('made twice at the same moment by two authorities is found, and linked into one', async () => {
    const input = { ...missing, childCode: code(1) };
    const [first, second] = await Promise.all([report(input), report(input, kentDuty)]);
    const offersOf = async (who: string, ref: string) => {
      const view = (await caseOf(who, ref)).get('view');
      return JSON.stringify(view);
    };
    const [finder, ref, other] = await until(async () => {
      if ((await offersOf(duty, first)).includes(second)) return [duty, first, second] as const;
      return (await offersOf(kentDuty, second)).includes(first) && ([kentDuty, second, first] as const);
    }, 'one of them to find the other');
    const linked = await post(finder, `/${ref}/link-episode`, { otherRef: other, relation: 'same-report' });
    expect(linked.status).toBe(200);
    await until(async () => (await stageOf(finder, ref)) === 'linked', 'the report to be taken');
    expect(await stageOf(finder === duty ? kentDuty : duty, other)).toBe('missing');
  });

  it('that would be taken by one that would be taken by it is not lost', async () => {
    const [a, b] = [await report(missing), await report(missing)];
    const [toB, toA] = await Promise.all([
      post(duty, `/${a}/link-episode`, { otherRef: b, relation: 'same-report' }),
      post(duty, `/${b}/link-episode`, { otherRef: a, relation: 'same-report' }),
    ]);
    expect([toB.status, toA.status]).toEqual([200, 200]);
    await until(async () => {
      const { body } = await world.api.get(duty, '/v1/tasks?limit=200');
      const stages = [await stageOf(duty, a), await stageOf(duty, b)];
      return stages.includes('linked') || JSON.stringify(body).includes(`not-searching`);
    }, 'an answer');
    expect([await stageOf(duty, a), await stageOf(duty, b)]).toContain('missing');
  });
});

describe('a referral from the search', () => {
  const encountered = {
    exploitationType: 'labour',
    encounteredWhere: 'A house that does not exist',
    encounteredOn: '2011-07-01',
    subjectToImmigrationControl: true,
  };
  const searching = () => report({ ...missing, trafficking: 'suspected', indicators: ['isolated'] });
  const referralOf = async (ref: string) => {
    const links: unknown = (await caseOf(duty, ref)).get('links');
    return new Map(Object.entries(typeof links === 'object' && links !== null ? links : {})).get('nrm-referral');
  };
  const started = (ref: string) =>
    until(async () => String((await referralOf(ref)) ?? '') || undefined, 'the referral');

  /** What the competent authority sees of the referral, when that knows the search. */
  const linked = (nrm: string, ref: string) =>
    until(async () => {
      const view = (await caseOf('tl-ukba-1', nrm)).get('view');
      return JSON.stringify(view ?? '').includes(ref) && view;
    }, 'the referral to know the search');

  it('is one, however many ask for it at the same moment, and is linked both ways', async () => {
    const ref = await searching();
    const key = randomUUID();
    const refer = (who: string, idempotencyKey: string) =>
      world.api.post(who, `/v1/missing-child/${ref}/refer-to-nrm`, encountered, idempotencyKey);
    const replies = await Promise.all([
      refer('sw-hillingdon-council-1', key),
      refer('sw-hillingdon-council-1', key),
      refer(duty, randomUUID()),
      refer('di-met-police-1', randomUUID()),
    ]);
    const refused = replies.filter(({ status }) => status === 409).map(({ body }) => body['code']);
    expect(new Set(refused)).toEqual(new Set(['referral-starting']));
    const nrm = await started(ref);
    await linked(nrm, ref);
    const { body } = await world.api.get('tl-ukba-1', '/v1/cases?process=nrm-referral');
    expect(JSON.stringify(body).split('NRM-').length - 1).toBe(1);
  });

  it('of the same child, when the child is reported again, waits for what is new', async () => {
    const again = { ...missing, trafficking: 'suspected', indicators: ['isolated'], childCode: code(2) };
    const first = await report(again);
    await post(duty, `/${first}/refer-to-nrm`, encountered);
    const nrm = await started(first);
    const second = await report(again);
    const knows = async () => JSON.stringify((await caseOf(duty, second)).get('view')).includes(nrm);
    await until(knows, 'the second report to know the referral');
    const refused = await post(duty, `/${second}/refer-to-nrm`, encountered);
    expect([refused.status, refused.body['code']]).toEqual([400, 'referred-before']);
    expect(String(refused.body['title'])).toContain(nrm);
    const taken = await post(duty, `/${second}/record-nrm-referral`, { nrmReferral: nrm });
    expect(taken.status).toBe(200);
    await linked(nrm, second);
  });

  it('is read with the names that the search knows by whoever decides, who does not see the search', async () => {
    const ref = await searching();
    const { status } = await post('sw-hillingdon-council-1', `/${ref}/refer-to-nrm`, encountered);
    expect(status).toBe(200);
    const nrm = await started(ref);
    const view = await linked(nrm, ref);
    expect(view).toMatchObject({
      referral: { name: missing.childName, birthDate: missing.birthDate, referredBy: 'hillingdon-council' },
    });
    expect(JSON.stringify(view)).not.toContain('(erased)');
    expect((await world.api.get('tl-ukba-1', `/v1/cases/${ref}`)).status).toBe(404);
  });
});
