import { childrenRehearsals } from '../../local/rehearsals/children';
import { play } from '../../local/rehearsals/play';
import { verify } from '../../local/verify';
import { startWorld, type World } from '../helpers/world';

/** Months of several cases, on a machine that may be busy. */
const patienceMs = 240_000;

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

describe('the rehearsals about children on the real engine', () => {
  it.each(childrenRehearsals.map((r) => [r.name, r] as const))(
    '%s goes as its script says',
    async (_name, rehearsal) => {
      const refs = await play(rehearsal, world.api, world.client, () => undefined);
      expect(Object.keys(refs).length).toBeGreaterThan(0);
    },
    patienceMs,
  );

  it('leave a record in which every chain and every projection agrees with its events', async () => {
    expect(await verify(world.config.databaseUrl, () => undefined)).toBe(0);
  });
});
