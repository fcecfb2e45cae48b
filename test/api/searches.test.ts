import { randomUUID } from 'node:crypto';
import { adult } from '../../local/rehearsals/script';
import { Ledger } from '../kernel/cases';
import { startWorld, type World } from '../helpers/world';

/** Searching by name through the API: the same rule as on the page, and written down. */
let world: World;
let ledger: Ledger;
let ref: string;
beforeAll(async () => {
  world = await startWorld();
  ledger = await Ledger.open(world);
  const input = { ...adult, name: 'Zofia Łęcka-Madeup' };
  ref = String((await world.api.post('fr-met-police-1', '/v1/nrm-referral', input, randomUUID())).body['ref']);
});
afterAll(async () => {
  await ledger.close();
  await world.stop();
});

const search = (person: string, input: object) => world.api.post(person, '/v1/searches', input, randomUUID());
const written = () => ledger.count('name_search', []);
const asked = { name: 'madeup LECKA', reason: 'Made up: the same person again?' };

it('finds the case, and the search can be read again by its agency alone', async () => {
  const answer = await search('dm-ukhtc-1', asked);
  expect(answer).toMatchObject({
    status: 201,
    body: { ...asked, person: 'dm-ukhtc-1', isMore: false, cases: [{ ref, process: 'nrm-referral' }] },
  });
  const route = `/v1/searches/${String(answer.body['id'])}`;
  expect((await world.api.get('dm-ukhtc-2', route)).body).toEqual(answer.body);
  expect((await world.api.get('fr-met-police-1', route)).status).toBe(404);
  const { body } = await world.api.get('dm-ukhtc-2', '/v1/searches');
  expect(body['searches']).toEqual([expect.objectContaining({ ...asked, found: 1 })]);
  expect((await world.api.get('fr-met-police-1', '/v1/searches')).body['searches']).toEqual([]);
});

it('writes down a search that finds nothing, and finds nothing that the page of the case would not show', async () => {
  const before = await written();
  for (const [person, name] of [
    ['dm-ukhtc-1', 'Nobody'],
    ['dm-ukba-1', 'Madeup'],
    ['inv-met-police-1', 'Madeup'],
  ] as const)
    expect([person, (await search(person, { ...asked, name })).body['cases']]).toEqual([person, []]);
  expect(await written()).toBe(before + 3);
});

it.each([
  ['a role that does not search', 'an-home-office-1', asked, 403],
  ['no reason', 'dm-ukhtc-1', { name: 'Madeup' }, 400],
  ['an empty reason', 'dm-ukhtc-1', { ...asked, reason: ' ' }, 400],
  ['no word of a name', 'dm-ukhtc-1', { ...asked, name: '…' }, 400],
  ['a field that is not known', 'dm-ukhtc-1', { ...asked, exact: true }, 400],
])('refuses %s, and writes nothing down', async (_what, person, input, status) => {
  const before = await written();
  expect((await search(person, input)).status).toBe(status);
  expect(await written()).toBe(before);
});

it.each([
  ['dm-ukhtc-1', '/v1/searches/nonsense', 404],
  ['dm-ukhtc-1', '/v1/searches/4d0d9a3e-8f3b-4a44-8f5e-5d4cb4a6f2aa', 404],
  ['an-home-office-1', '/v1/searches', 403],
])('answers %s who reads %s', async (person, route, status) => {
  expect((await world.api.get(person, route)).status).toBe(status);
});
