import { randomUUID } from 'node:crypto';
import { adult } from '../../local/rehearsals/script';
import { requestSystemToken } from '../../local/tokens';
import { environment, startWorld, type World } from '../helpers/world';
import { Ledger } from '../kernel/cases';

const system = 'sys-met-police';
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

async function post(route: string, body: unknown, who = system) {
  const token = await requestSystemToken(environment('TEST_ISSUER'), environment('TEST_DATA'), who);
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'idempotency-key': randomUUID(),
  };
  const response = await fetch(`${world.server.url}${route}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, body: Object(await response.json()) as Record<string, unknown> };
}

it('lets a system open a referral as itself, for its agency', async () => {
  const { status, body } = await post('/v1/nrm-referral', adult);
  expect(status).toBe(201);
  const ref = String(body['ref']);
  const actors = await ledger.count("event where case_ref = $1 and seq = 1 and actor ->> 'person' = $2", [ref, system]);
  expect(actors).toBe(1);
  // Its agency's people see it; another agency's do not.
  expect((await world.api.get('fr-met-police-1', `/v1/cases/${ref}`)).status).toBe(200);
  expect((await world.api.get('fr-kent-council-1', `/v1/cases/${ref}`)).status).toBe(404);
});

it("refuses a system another role's command, another agency's case, and another system's opening", async () => {
  const ref = String((await post('/v1/nrm-referral', adult)).body['ref']);
  const before = await ledger.types(ref);
  const decision = { outcome: 'positive', reasons: 'Made-up reasons' };
  const decided = await post(`/v1/nrm-referral/${ref}/decide-reasonable-grounds`, decision);
  expect(decided).toMatchObject({ status: 403, body: { code: 'wrong-role' } });
  expect(await post('/v1/nrm-referral', adult, 'sys-ukba')).toMatchObject({ status: 403 });

  const theirs = await world.api.post('fr-kent-council-1', '/v1/nrm-referral', adult, randomUUID());
  const noted = await post(`/v1/nrm-referral/${String(theirs.body['ref'])}/note`, { text: 'Made up' });
  expect(noted.status).toBe(404);
  expect(await ledger.types(ref)).toEqual(before);
});
