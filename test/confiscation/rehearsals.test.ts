import { confiscationRehearsals } from '../../local/rehearsals/confiscation';
import { rehearsals } from '../../local/rehearsals';
import { play } from '../../local/rehearsals/play';
import { verify } from '../../local/verify';
import { startWorld, type World } from '../helpers/world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const nine = `both-consider-and-proceed prosecution-says-no forgotten-then-found urgent-restraint two-year-limit acquitted
  third-party-claim time-to-pay-extended compensation-first`;

describe('rehearsals of confiscation on the real engine', () => {
  it('are nine, and can all be played by name', () => {
    expect(confiscationRehearsals.map(({ name }) => name)).toEqual(nine.split(/\s+/));
    expect(rehearsals).toEqual(expect.arrayContaining([...confiscationRehearsals]));
  });

  it.each(confiscationRehearsals.map((r) => [r.name, r] as const))('%s goes as its script says', async (_name, one) => {
    const refs = await play(one, world.api, world.client, () => undefined);
    expect(refs['case']).toMatch(/^CON-/);
  });

  it('leave a record in which every chain and every projection agrees with its events', async () => {
    const lines: string[] = [];
    expect(await verify(world.config.databaseUrl, (line) => lines.push(line))).toBe(0);
    expect(lines.at(-1)).toBe(`${confiscationRehearsals.length} cases, 0 different`);
  });
});
