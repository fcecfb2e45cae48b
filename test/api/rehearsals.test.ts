import { startStubBank, type StubBank } from '../../local/bank';
import { demoDebtor, layAccounts, seedDemo } from '../../local/demo';
import { play } from '../../local/rehearsals/play';
import { rehearsals } from '../../local/rehearsals';
import { paymentRehearsals } from '../../local/rehearsals/payments';
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

/** Those of the payments are played, each twice and in either order, in test/payment-batch/rehearsals.test.ts. */
const others = rehearsals.filter((one) => !paymentRehearsals.includes(one));

/** What the documentation names. */
const named = `adult-positive adult-negative-reconsidered child review-disagrees reviewer-excluded no-consent
  more-information-pauses overdue-reflection withdrawn placed-and-moved-twice emergency-placement absent-and-bed-hold
  late-reported-move disputed-line rejected-by-bank payee-changed quarter-closes missing-and-back-in-three-hours
  missing-six-weeks missing-again ladder-to-the-chair cannabis-farm charged-then-discontinued asked-to-recount-again
  port-arrival group-agenda meeting-not-held both-consider-and-proceed prosecution-says-no forgotten-then-found
  urgent-restraint two-year-limit acquitted third-party-claim time-to-pay-extended compensation-first`;

describe('rehearsals on the real engine', () => {
  it('are there by every name that was promised, each once', () => {
    const names = rehearsals.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(named.split(/\s+/)));
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(others.map((r) => [r.name, r] as const))(
    '%s goes as its script says',
    async (_name, rehearsal) => {
      const refs = await play(rehearsal, world.api, world.client);
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
