import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { demoPeople, type DemoPerson } from '../../local/people';
import { adult } from '../../local/rehearsals/script';
import { commonCommands } from '../../workflows/kernel/common-commands';
import type { AnyProcess } from '../../workflows/kernel/contract';
import { allProcesses } from '../../workflows/registry';
import { startWorld, type World } from '../helpers/world';

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

/** Well formed for the common commands, and of no consequence for who sees the case. */
const reason = 'Made-up reason';
const wellFormed: Record<string, object> = {
  'claim-task': { task: 'no-such-task' },
  'hand-on-task': { task: 'no-such-task', person: 'nobody' },
  'release-task': { task: 'no-such-task' },
  share: { agency: 'met-police', reason },
  'stop-sharing': { agency: 'met-police', reason },
  note: { text: 'Made-up note' },
  'extend-deadline': { deadline: 'no-such-deadline', count: 1, reason },
  'pause-deadline': { deadline: 'no-such-deadline', reason },
  'resume-deadline': { deadline: 'no-such-deadline', reason },
  'record-done-by-hand': { effect: 'no-such-effect', reason },
};

function mayDo(person: DemoPerson, by: readonly string[]): boolean {
  return person.roles.some((role) => by.includes(role));
}

function openings(process: AnyProcess): Try[] {
  const { by, input } = process.opening;
  const done = input.safeParse({}).success ? [201, 409] : [400];
  const route = `/v1/${process.name}`;
  return people.map((person) => ({
    person,
    route,
    body: {},
    expected: mayDo(person, by) ? done : [403],
  }));
}

/** On a referral's reference: for another process's commands it is not there. */
function commands(process: AnyProcess): Try[] {
  const isItsCase = process.name === 'nrm-referral';
  const given = Object.entries({ ...commonCommands, ...process.commands });
  return given.flatMap(([name, { by, input }]) =>
    [{}, ...(wellFormed[name] ? [wellFormed[name]] : [])].flatMap((body) =>
      people.map((person): Try => {
        const found = isItsCase && seeing.has(person.agency) ? [200, 409] : [404];
        const allowed = input.safeParse(body).success ? found : [400];
        const expected = mayDo(person, by) ? allowed : [403];
        return { person, route: `/v1/${process.name}/${ref}/${name}`, body, expected };
      }),
    ),
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
    ];
  });
}

/** What was answered otherwise than expected. */
async function mismatches(tries: readonly Try[]): Promise<string[]> {
  const wrong: string[] = [];
  for (let i = 0; i < tries.length; i += 20) {
    const batch = tries.slice(i, i + 20).map(async ({ person, route, body, expected }) => {
      const sent =
        body === undefined ? world.api.get(person.id, route) : world.api.post(person.id, route, body, randomUUID());
      const { status } = await sent;
      if (!expected.includes(status))
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
  const tries = [...allProcesses.flatMap(openings), ...allProcesses.flatMap(commands)];
  // What may change the case comes last: it could let another agency see it.
  const changing = ({ expected }: Try) => Number(expected.length > 1);
  expect(await mismatches(tries.toSorted((a, b) => changing(a) - changing(b)))).toEqual([]);
  for (const status of [200, 400, 403, 404]) expect(tries.some(({ expected }) => expected.includes(status))).toBe(true);
}, 240_000);
