import { startStubBank, type StubBank } from '../../local/bank';
import { demoDebtor, layAccounts, seedDemo } from '../../local/demo';
import { play } from '../../local/rehearsals/play';
import { rehearsals } from '../../local/rehearsals';
import { childrenRehearsals } from '../../local/rehearsals/children';
import { confiscationRehearsals } from '../../local/rehearsals/confiscation';
import { paymentRehearsals } from '../../local/rehearsals/payments';
import type { Rehearsal } from '../../local/rehearsals/script';
import { verify } from '../../local/verify';
import { startWorld, type World } from '../helpers/world';

/** Months of several cases, on a machine that may be busy. */
const patienceMs = 240_000;

/** Those of the payments are played, each twice and in either order, in test/payment-batch/rehearsals.test.ts. */
const others = rehearsals.filter((one) => !paymentRehearsals.includes(one));
/** Each waits for the engine most of the time: so three are played at once, those that may meet one after the other. */
const lanes: readonly (readonly Rehearsal[])[] = [
  childrenRehearsals,
  confiscationRehearsals,
  others.filter((one) => !childrenRehearsals.includes(one) && !confiscationRehearsals.includes(one)),
];
const played = new Map<string, Promise<Record<string, string>>>();

let world: World;
let stub: StubBank;
beforeAll(async () => {
  stub = await startStubBank();
  world = await startWorld({ config: { bank: { url: stub.url, debtor: demoDebtor } } });
  await seedDemo(world.config.databaseUrl);
  await layAccounts(world.api, world.client);
  for (const lane of lanes) playAll(lane);
}, 120_000);
afterAll(async () => {
  await Promise.allSettled(played.values());
  await world.stop();
  await stub.stop();
});

/** One after the other; each test waits for its own. */
function playAll(lane: readonly Rehearsal[]): void {
  let before: Promise<unknown> = Promise.resolve();
  for (const one of lane) {
    const playing = before.then(() => play(one, world.api, world.client));
    played.set(one.name, playing);
    before = playing.catch(() => undefined);
  }
}

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

  it.each(others.map(({ name }) => [name]))(
    '%s goes as its script says',
    async (name) => {
      expect(Object.keys((await played.get(name)) ?? {}).length).toBeGreaterThan(0);
    },
    patienceMs,
  );

  it('leave a record in which every chain and every projection agrees with its events', async () => {
    const lines: string[] = [];
    expect(await verify(world.config.databaseUrl, (line) => lines.push(line))).toBe(0);
    expect(lines.at(-1)).toMatch(/^\d+ cases, 0 different$/);
  });
});
