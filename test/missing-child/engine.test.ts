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
