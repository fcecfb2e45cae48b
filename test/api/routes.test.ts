import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { demoPeople, type DemoPerson } from '../../local/people';
import { adult } from '../../local/rehearsals/script';
import type { AnyProcess } from '../../workflows/kernel/contract';
import { allProcesses } from '../../workflows/registry';
import { startWorld, type World } from '../helpers/world';
import { takenBy, type Taken } from './examples';

/** One person of every role of every agency. */
const people = demoPeople.filter((person) => person.id.endsWith('-1'));
let world: World;
let ref: string;
let seeing: Set<string>;
beforeAll(async () => {
  world = await startWorld();
  ref = String((await world.api.post('fr-met-police-1', '/v1/nrm-referral', adult, randomUUID())).body['ref']);
  const db = new Client({ connectionString: world.config.databaseUrl });
  await db.connect();
  const { rows } = await db.query<{ agency: string }>('select agency from case_access where case_ref = $1', [ref]);
  seeing = new Set(rows.map((row) => row.agency));
  await db.end();
});
afterAll(() => world.stop());

interface Try {
  person: DemoPerson;
  route: string;
  body?: object; // without one it is a GET
  expected: readonly number[];
}

function mayDo(person: DemoPerson, by: readonly string[]): boolean {
  return person.roles.some((role) => by.includes(role));
}

/** To a body of the right form: done, or not now. A rule may also refuse a field, under a code of its own. */
const ruled = [200, 201, 409];

/** A body of the right form by everybody; one with nothing in it only by who may, for the others cannot tell. */
function triesOf(
  { by, input, example }: Taken,
  route: string,
  doneBy: (person: DemoPerson) => readonly number[],
): Try[] {
  const holders = people.filter((person) => mayDo(person, by));
  const takesNothing = input.safeParse({}).success;
  return [
    ...people.map((person) => ({ person, route, body: example, expected: mayDo(person, by) ? doneBy(person) : [403] })),
    ...(takesNothing ? [] : holders.map((person) => ({ person, route, body: {}, expected: [400] }))),
  ];
}

function openings(process: AnyProcess): Try[] {
  return triesOf(takenBy(process).opening, `/v1/${process.name}`, () => ruled);
}

/** On a referral's reference: for another process's commands it is not there. */
function commands(process: AnyProcess): Try[] {
  const isThere = ({ agency }: DemoPerson) => process.name === 'nrm-referral' && seeing.has(agency);
  return takenBy(process).commands.flatMap((taken) =>
    triesOf(taken, `/v1/${process.name}/${ref}/${taken.name}`, (person) => (isThere(person) ? ruled : [404])),
  );
}

function readings(): Try[] {
  return people.flatMap((person) => {
    const sight = [seeing.has(person.agency) ? 200 : 404];
    const ofCase = ['', '/events', '/deadlines'].map((part) => `/v1/cases/${ref}${part}`);
    const figures = person.roles.includes('analyst') ? 200 : 403;
    return [
      ...ofCase.map((route) => ({ person, route, expected: sight })),
      { person, route: '/v1/statistics/nrm', expected: [figures] },
      { person, route: '/v1/statistics/confiscation', expected: [figures] },
      ...['', '/due', '/export'].map((part) => ({ person, route: `/v1/prosecutions${part}`, expected: [200] })),
    ];
  });
}

const answered = new Set<number>();

/** What was answered otherwise than expected. */
async function mismatches(tries: readonly Try[]): Promise<string[]> {
  const wrong: string[] = [];
  for (let i = 0; i < tries.length; i += 20) {
    const batch = tries.slice(i, i + 20).map(async ({ person, route, body, expected }) => {
      const sent =
        body === undefined ? world.api.get(person.id, route) : world.api.post(person.id, route, body, randomUUID());
      const { status, body: answer } = await sent;
      answered.add(status);
      const isFieldRuledOut = expected === ruled && status === 400 && answer['code'] !== 'invalid-input';
      if (!expected.includes(status) && !isFieldRuledOut)
        wrong.push(`${person.id} ${route} ${JSON.stringify(body)}: ${status}, not ${expected.join(' or ')}`);
    });
    await Promise.all(batch);
  }
  return wrong;
}

it('answers every reading by who sees the case, and figures by role', async () => {
  expect(seeing).toContain('met-police');
  expect(seeing).not.toContain('kent-council');
  expect(await mismatches(readings())).toEqual([]);
});

it('answers every command by role, then by form, then by who sees the case', async () => {
  const all = [...allProcesses.flatMap(openings), ...allProcesses.flatMap(commands)];
  // What may change the case comes last: it could let another agency see it.
  const changing = ({ expected }: Try) => Number(expected.length > 1);
  expect(await mismatches(all.toSorted((a, b) => changing(a) - changing(b)))).toEqual([]);
  expect([...answered].toSorted()).toEqual([200, 201, 400, 403, 404, 409]);
}, 480_000);
