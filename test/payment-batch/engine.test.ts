import { randomUUID } from 'node:crypto';
import { startStubBank, type StubBank } from '../../local/bank';
import { fastForward } from '../../local/clock';
import { verify } from '../../local/verify';
import { startWorld, until, type World } from '../helpers/world';
import { Books, debtor, goodAccount, newRef } from './books';

const [po1, po2, po3] = ['po-salvation-army-1', 'po-salvation-army-2', 'po-salvation-army-3'] as const;
const day = 86_400;
let world: World;
let books: Books;
let stub: StubBank;
beforeAll(async () => {
  stub = await startStubBank();
  world = await startWorld({ config: { bank: { url: stub.url, debtor } } });
  books = await Books.open(world.config);
});
afterAll(async () => {
  const lines: string[] = [];
  const different = await verify(world.config.databaseUrl, (line) => lines.push(line));
  await books.close();
  await world.stop();
  await stub.stop();
  if (different > 0) throw new Error(`The record is not whole. ${lines.slice(0, 5).join('; ')}`);
});
beforeEach(() => stub.behave({ mode: 'normal' }));

async function open(who: string, process: string, input: object): Promise<string> {
  const reply = await world.api.post(who, `/v1/${process}`, input, randomUUID());
  expect(reply).toMatchObject({ status: 201 });
  return String(reply.body['ref']);
}

const give = (who: string, route: string, input: object = {}) =>
  world.api.post(who, `/v1/${route}`, input, randomUUID());

async function must(who: string, route: string, input: object = {}): Promise<void> {
  const reply = await give(who, route, input);
  if (reply.status >= 300) throw new Error(JSON.stringify(reply.body));
}

async function viewOf(ref: string): Promise<Record<string, unknown>> {
  const { body } = await world.api.get(po1, `/v1/cases/${ref}`);
  const view: unknown = body['view'];
  return typeof view === 'object' && view !== null ? { ...view } : {};
}

const reaches = (ref: string, stage: string) =>
  until(async () => (await viewOf(ref))['stage'] === stage, `${ref} to be ${stage}`, 45_000);

async function agreedStatement(provider: string, nights: readonly string[]): Promise<string> {
  const care = newRef('CAR');
  for (const night of nights) await books.book(care, night, provider, 5000);
  const period = { provider, fromDate: '2011-07-01', untilDate: '2011-07-31' };
  const ref = await open(po1, 'provider-statement', period);
  await reaches(ref, 'with-provider');
  await must(`pm-${provider}-1`, `provider-statement/${ref}/agree`);
  await reaches(ref, 'agreed');
  return ref;
}

async function preparedBatch(...statements: string[]) {
  const ref = await open(po1, 'payment-batch', { statements });
  await reaches(ref, 'prepared');
  const { digest, totalPence, payments } = await viewOf(ref);
  const ids = Array.isArray(payments) ? payments.map((p: { endToEndId: string }) => p.endToEndId) : [];
  return { ref, ids, seen: { digest, totalPence } };
}

const paid = (id: string | undefined) => stub.counts().find((c) => c.endToEndId === id)?.paid ?? 0;

/** What the ledger still owes a provider, or has on its way. */
async function owedAndOnItsWay(provider: string) {
  const held = await books.balances();
  return [held[`payable:${provider}`] ?? 0, held[`in-transit:${provider}`] ?? 0];
}

describe('from a bank account to the money', () => {
  it('takes two officers for the account, the provider for the statement, and a third for the release', async () => {
    const provider = 'ashgrove-house';
    const change = await open(po1, 'payee-change', { provider, ...goodAccount, sortCode: '08-99-99' });
    await reaches(change, 'proposed');
    const confirmed = { confirmedWithProvider: true };
    expect((await give(po1, `payee-change/${change}/approve`, confirmed)).body['code']).toBe('same-person');
    await must(po2, `payee-change/${change}/approve`, confirmed);
    await until(
      async () => (await books.count('payee_edit where change_ref = $1', [change])) === 2,
      'both to be recorded',
    );
    await fastForward(world.client, 'payee-change', change, 10 * day);
    await reaches(change, 'changed');
    expect(await viewOf(change)).toMatchObject({ sortCode: '08-99-99', accountNumber: '66374958', check: 'valid' });

    const statement = await agreedStatement(provider, ['2011-07-01', '2011-07-02']);
    const { ref, ids, seen } = await preparedBatch(statement);
    await reaches(statement, 'in-batch');
    expect(seen.totalPence).toBe(10_000);
    const release = `payment-batch/${ref}/release`;
    expect((await give(po1, release, seen)).body['code']).toBe('releaser-is-preparer');
    expect((await give(po2, release, seen)).body['code']).toBe('releaser-edited-payee');
    expect((await give(po3, release, { ...seen, totalPence: 9_999 })).body['code']).toBe('total-different');
    expect(ids.map(paid)).toEqual([0]);
    await must(po3, release, seen);
    await reaches(ref, 'settled');
    await reaches(statement, 'paid');
    expect(ids.map(paid)).toEqual([1]);
    expect(await owedAndOnItsWay(provider)).toEqual([0, 0]);
    const { rows } = await books.owner.query<{ data: string }>(
      `select data::text || actor::text as data from event where process in ('payee-change', 'provider-statement', 'payment-batch')`,
    );
    for (const { data } of rows) expect(data).not.toMatch(/66374958|08-?99-?99/);
  });
});

describe('with accounts that were there before', () => {
  const provider = 'beacon-refuge';
  beforeAll(() => books.usePayee(provider));

  it('two officers who release at once: exactly one does, and the bank pays once', async () => {
    stub.behave({ mode: 'twice' });
    const statement = await agreedStatement(provider, ['2011-07-03']);
    const { ref, ids, seen } = await preparedBatch(statement);
    const route = `payment-batch/${ref}/release`;
    const replies = await Promise.all([po2, po3, po2, po3].map((who) => give(who, route, seen)));
    expect(replies.map((r) => r.status).toSorted()).toEqual([200, 409, 409, 409]);
    expect(replies.filter((r) => r.status === 409).map((r) => r.body['code'])).toEqual(
      Array(3).fill('already-decided'),
    );
    await reaches(statement, 'paid');
    expect(await books.count('event where case_ref = $1 and type = $2', [ref, 'batch-released'])).toBe(1);
    expect(ids.map(paid)).toEqual([1]);
    expect(await owedAndOnItsWay(provider)).toEqual([0, 0]);
  });

  it('rejected by the bank: put right, and paid in a later batch under another id', async () => {
    stub.behave({ mode: 'reject-all' });
    const statement = await agreedStatement(provider, ['2011-07-04']);
    const first = await preparedBatch(statement);
    await must(po2, `payment-batch/${first.ref}/release`, first.seen);
    await reaches(first.ref, 'rejected');
    await reaches(statement, 'payment-rejected');
    expect(await owedAndOnItsWay(provider)).toEqual([-5000, 0]);
    stub.behave({ mode: 'normal' });
    const second = await preparedBatch(statement);
    expect(second.ids).not.toEqual(first.ids);
    await must(po2, `payment-batch/${second.ref}/release`, second.seen);
    await reaches(statement, 'paid');
    expect([...first.ids, ...second.ids].map(paid)).toEqual([0, 1]);
    expect(await owedAndOnItsWay(provider)).toEqual([0, 0]);
  });

  it('a report that does not come is waited for', async () => {
    stub.behave({ mode: 'never' });
    const statement = await agreedStatement(provider, ['2011-07-05']);
    const { ref, ids, seen } = await preparedBatch(statement);
    await must(po3, `payment-batch/${ref}/release`, seen);
    await reaches(ref, 'sent');
    expect(await owedAndOnItsWay(provider)).toEqual([0, -5000]);
    expect((await give(po2, `payment-batch/${ref}/withdraw-batch`, { reason: 'Made-up reason' })).status).toBe(409);
    stub.behave({ mode: 'normal' });
    await reaches(ref, 'settled');
    expect(ids.map(paid)).toEqual([1]);
  });

  it('a batch altered after it was prepared is refused, withdrawn, and its statement paid in another', async () => {
    const statement = await agreedStatement(provider, ['2011-07-06']);
    const { ref, ids, seen } = await preparedBatch(statement);
    await books.owner.query('alter table payment disable trigger user');
    await books.owner.query(`update payment set payee_name = 'Somebody else' where batch_ref = $1`, [ref]);
    await books.owner.query('alter table payment enable trigger user');
    await must(po2, `payment-batch/${ref}/release`, seen);
    await until(async () => (await viewOf(ref))['code'] === 'batch-altered', 'the accounts to refuse');
    expect((await give(po3, `payment-batch/${ref}/release`, seen)).body['code']).toBe('batch-altered');
    await must(po1, `payment-batch/${ref}/withdraw-batch`, { reason: 'Made-up reason' });
    await reaches(ref, 'withdrawn');
    await reaches(statement, 'agreed');
    const later = await preparedBatch(statement);
    await must(po2, `payment-batch/${later.ref}/release`, later.seen);
    await reaches(statement, 'paid');
    expect([...ids, ...later.ids].map(paid)).toEqual([0, 1]);
  });

  it('a disputed line is taken out before the statement is agreed', async () => {
    const care = newRef('CAR');
    for (const night of ['2011-07-07', '2011-07-08']) await books.book(care, night, provider, 5000);
    const period = { provider, fromDate: '2011-07-01', untilDate: '2011-07-31' };
    const ref = await open(po1, 'provider-statement', period);
    await reaches(ref, 'with-provider');
    const manager = `pm-${provider}-1`;
    const dispute = { line: 1, reasonCode: 'wrong-price', text: 'Made-up words' };
    await must(manager, `provider-statement/${ref}/dispute-line`, dispute);
    await must(manager, `provider-statement/${ref}/agree`);
    const settle = { line: 1, outcome: 'upheld', reason: 'Made-up words' };
    await must(po1, `provider-statement/${ref}/settle-dispute`, settle);
    await reaches(ref, 'agreed');
    expect(await viewOf(ref)).toMatchObject({ lines: 1, totalPence: 5000 });
    const { seen } = await preparedBatch(ref);
    expect(seen.totalPence).toBe(5000);
  });
});
