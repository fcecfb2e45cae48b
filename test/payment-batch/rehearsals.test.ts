import { startStubBank, type StubBank } from '../../local/bank';
import { demoDebtor, layAccounts, seedDemo } from '../../local/demo';
import { paymentRehearsals } from '../../local/rehearsals/payments';
import { play } from '../../local/rehearsals/play';
import { verify } from '../../local/verify';
import { startWorld, type World } from '../helpers/world';
import { Books } from './books';

let world: World;
let stub: StubBank;
let books: Books;
beforeAll(async () => {
  stub = await startStubBank();
  world = await startWorld({ config: { bank: { url: stub.url, debtor: demoDebtor } } });
  await seedDemo(world.config.databaseUrl);
  await layAccounts(world.api, world.client);
  books = await Books.open(world.config);
}, 120_000);
afterAll(async () => {
  await books.close();
  await world.stop();
  await stub.stop();
});

/** Each twice, and before and after each of the others. */
const twice = [...paymentRehearsals, ...paymentRehearsals.toReversed()].map(
  (r, i) => [`${i + 1}. ${r.name}`, r] as const,
);

describe('rehearsals of the payments on the real engine', () => {
  it.each(twice)(
    '%s goes as its script says',
    async (_name, one) => {
      expect(Object.keys(await play(one, world.api, world.client)).length).toBeGreaterThan(0);
    },
    120_000,
  );

  it('laying the accounts again changes nothing', async () => {
    // What was delivered a moment ago may still come into the record.
    const done = `event where type <> 'effect-done'`;
    const events = await books.count(done);
    await layAccounts(world.api, world.client);
    expect(await books.count(done)).toBe(events);
    expect(await books.count('payee')).toBe(3);
  });

  it('leave books in which nothing is on its way, and the bank has paid what they say, each payment once', async () => {
    const counts = stub.counts();
    const paid = counts.reduce((sum, { pence, paid: times }) => sum + pence * times, 0);
    expect(counts.filter(({ paid: times }) => times > 1)).toEqual([]);
    expect(counts.filter(({ paid: times }) => times === 0)).toHaveLength(2); // to the closed account
    const held = await books.balances();
    expect(held['bank']).toBe(-paid);
    expect(Object.keys(held).filter((account) => account.startsWith('in-transit'))).toEqual([]);
    expect(Object.values(held).reduce((a, b) => a + b, 0)).toBe(0);
  });

  it('leave a record in which every chain and every projection agrees with its events', async () => {
    const lines: string[] = [];
    expect(await verify(world.config.databaseUrl, (line) => lines.push(line))).toBe(0);
    expect(lines.at(-1)).toMatch(/^\d+ cases, 0 different$/);
  });
});
