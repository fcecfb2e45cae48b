import { startStubBank, type StubBank } from '../../local/bank';
import { demoDebtor, layAccounts, seedDemo } from '../../local/demo';
import { play } from '../../local/rehearsals/play';
import { rehearsals } from '../../local/rehearsals';
import { verify } from '../../local/verify';
import { startWorld, type World } from '../helpers/world';

/** Months of several cases, on a machine that may be busy. */
const patienceMs = 240_000;

let world: World;
let stub: StubBank;
beforeAll(async () => {
  stub = await startStubBank();
  world = await startWorld({ config: { bank: { url: stub.url, debtor: demoDebtor } } });
  await seedDemo(world.config.databaseUrl);
  await layAccounts(world.api, world.client);
}, 120_000);
afterAll(async () => {
  await world.stop();
  await stub.stop();
});

describe('rehearsals on the real engine', () => {
  it.each(rehearsals.map((r) => [r.name, r] as const))(
    '%s goes as its script says',
    async (_name, rehearsal) => {
      const refs = await play(rehearsal, world.api, world.client, () => undefined);
      expect(Object.keys(refs).length).toBeGreaterThan(0);
    },
    patienceMs,
  );

  it('leave a record in which every chain and every projection agrees with its events', async () => {
    const lines: string[] = [];
    expect(await verify(world.config.databaseUrl, (line) => lines.push(line))).toBe(0);
    expect(lines.at(-1)).toMatch(/^\d+ cases, 0 different$/);
  });
});
