import { openTexts } from '../../db/texts';
import { payments } from '../../activities/payments';
import type { Bank } from '../../activities/world';
import { inTransaction } from '../../db/pool';
import { drawStatement } from '../../db/statements';
import { startStubBank, type StubBank } from '../../local/bank';
import type { EffectResult } from '../../workflows/kernel/contract';
import { readBankAnswer, readPrepared } from '../../workflows/payment-batch/results';
import {
  Books,
  debtor,
  failureOf,
  goodAccount,
  newRef,
  notYet,
  otherGoodAccount,
  refusal,
} from '../payment-batch/books';
import { until } from '../helpers/world';

let books: Books;
let stub: StubBank;
let bank: Bank;
beforeAll(async () => {
  books = await Books.open();
  stub = await startStubBank();
  bank = { url: stub.url, debtor };
});
afterAll(async () => {
  await stub.stop();
  await books.close();
});
beforeEach(() => stub.behave({ mode: 'normal' }));

const [preparedAt, releasedAt] = ['2011-08-02T09:00:00.000Z', '2011-08-02T10:00:00.000Z'];
const editsSince = '2011-07-25T23:00:00.000Z';
const delivery = { key: 'k', deliverWithinHours: 1 };

const prepare = (ref: string, statements: readonly string[], changes: object = {}, at: Bank | null = bank) =>
  payments['prepare-batch'](books.world(at ?? undefined), ref, {
    kind: 'prepare-batch',
    statements,
    preparedBy: 'ada',
    preparedAt,
    executionDate: '2011-08-04',
    editsSince,
    ...delivery,
    ...changes,
  });
const send = (ref: string, digest: string, changes: object = {}, at: Bank | null = bank) =>
  payments['send-batch'](books.world(at ?? undefined), ref, {
    kind: 'send-batch',
    digest,
    preparedBy: 'ada',
    releasedBy: 'ben',
    releasedAt,
    editsSince,
    ...delivery,
    ...changes,
  });
const awaitBank = (ref: string) =>
  payments['await-bank'](books.world(bank), ref, { kind: 'await-bank', messageId: ref, ...delivery });
const change = (ref: string, fields: object) => books.changePayee(ref, fields);

/** A provider with an account in use, changed long before. */
async function newProvider(account = goodAccount): Promise<string> {
  const provider = newRef('PRV').toLowerCase();
  await books.owner.query('insert into agency values ($1, $2)', [provider, `Made-up ${provider}`]);
  await books.usePayee(provider, account);
  return provider;
}

/** An agreed statement over a number of nights at 50 pounds. */
async function agreed(provider: string, nights = 1): Promise<string> {
  const care = newRef('CAR');
  for (let n = 1; n <= nights; n += 1) await books.book(care, `2011-07-0${n}`, provider, 5000);
  const ref = newRef('STM');
  await drawStatement(books.pool, ref, { provider, fromDate: '2011-07-01', untilDate: '2011-07-31' });
  await books.stage(ref, 'agreed');
  return ref;
}

async function preparedBatch(...statements: string[]) {
  const ref = newRef('PAY');
  const result = readPrepared(await prepare(ref, statements));
  return { ref, ...result };
}

const statusOf = async (ref: string) => {
  const { rows } = await books.owner.query<{ status: string }>(
    'select status from payment where batch_ref = $1 order by end_to_end_id',
    [ref],
  );
  return rows.map(({ status }) => status);
};
const paidBy = (endToEndId: string | undefined) => stub.counts().find((c) => c.endToEndId === endToEndId);

describe('a batch', () => {
  it('is frozen once, with a digest over the whole file; nothing personal is in the answer', async () => {
    const [a, b] = [await newProvider(), await newProvider(otherGoodAccount)];
    const statements = [await agreed(a, 2), await agreed(b)];
    const ref = newRef('PAY');
    const result = await prepare(ref, statements);
    const read = readPrepared(result);
    expect(read).toMatchObject({ totalPence: 15_000, editors: [], digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(read.payments.map(({ provider, pence }) => [provider, pence])).toEqual([
      [a, 10_000],
      [b, 5000],
    ]);
    expect(await prepare(ref, statements)).toEqual(result);
    expect(JSON.stringify(result)).not.toMatch(/text:|66374958|63748472|089999/);
    const other = await prepare(newRef('PAY'), statements).catch((error: Error) => error.message);
    expect(other).toBe('statement-in-batch');
  });

  it('has another digest for another account that pays', async () => {
    const statement = await agreed(await newProvider());
    const { ref, digest } = await preparedBatch(statement);
    const elsewhere = { ...bank, debtor: { ...debtor, ...otherGoodAccount } };
    expect(await failureOf(send(ref, digest, {}, elsewhere))).toEqual(refusal('batch-altered'));
    expect(await statusOf(ref)).toEqual(['prepared']);
  });

  it('takes a statement once, whoever asks at the same moment', async () => {
    const statement = await agreed(await newProvider());
    const answers = await Promise.all([1, 2, 3, 4].map(() => failureOf(prepare(newRef('PAY'), [statement]))));
    expect(answers.filter((answer) => answer === 'done')).toHaveLength(1);
    expect(answers.filter((answer) => answer !== 'done')).toEqual(Array(3).fill(refusal('statement-in-batch')));
  });

  it.each<[string, () => Promise<string[]>, string]>([
    ['no such statement', () => Promise.resolve([newRef('STM')]), 'no-such-statement'],
    ['a disputed one', async () => [await staged('disputed')], 'statement-not-agreed'],
    ['one in a batch', async () => [await staged('in-batch')], 'statement-in-batch'],
    ['a paid one', async () => [await staged('paid')], 'statement-not-agreed'],
    ['an altered sum', async () => [await withAnotherSum()], 'statement-not-agreed'],
    ['two of one provider', () => twoOfOne(), 'provider-twice'],
    ['a provider without an account', async () => [await agreed('cedar-trust')], 'no-payee'],
    ['an account that was erased', async () => [await erased()], 'text-erased'],
  ])('is refused for %s, and nothing is frozen', async (_what, statements, code) => {
    const ref = newRef('PAY');
    expect(await failureOf(prepare(ref, await statements()))).toEqual(refusal(code));
    expect(await books.count('payment_batch where batch_ref = $1', [ref])).toBe(0);
    expect(await books.count('payment where batch_ref = $1', [ref])).toBe(0);
  });

  const staged = async (stage: string) => {
    const statement = await agreed(await newProvider());
    await books.stage(statement, stage);
    return statement;
  };
  const withAnotherSum = async () => {
    const statement = await agreed(await newProvider(), 2);
    await books.owner.query(
      `update statement_entry set taken_out = 'disputed' where statement_ref = $1 and line_no = 1`,
      [statement],
    );
    return statement;
  };
  const twoOfOne = async () => {
    const provider = await newProvider();
    return [await agreed(provider), await agreed(provider)];
  };
  const erased = async () => {
    const provider = await newProvider();
    await books.owner.query(
      `delete from personal_text t using payee p where p.provider = $1 and 'text:' || t.id = p.account_number`,
      [provider],
    );
    return agreed(provider);
  };

  it('that is withdrawn frees its statements, and is sent no more', async () => {
    const statement = await agreed(await newProvider());
    const { ref, digest } = await preparedBatch(statement);
    expect(readPrepared(await prepare(ref, []))).toMatchObject({ payments: [], totalPence: 0 });
    await prepare(ref, []);
    expect(await failureOf(send(ref, digest))).toEqual(refusal('batch-withdrawn'));
    expect(await failureOf(prepare(ref, [statement]))).toEqual(refusal('batch-withdrawn'));
    expect((await preparedBatch(statement)).payments).toHaveLength(1);
  });

  it('waits for a bank to be configured', async () => {
    const statement = await agreed(await newProvider());
    const ref = newRef('PAY');
    expect(await failureOf(prepare(ref, [statement], {}, null))).toEqual(notYet('bank-not-configured'));
    const { digest } = readPrepared(await prepare(ref, [statement]));
    expect(await failureOf(send(ref, digest, {}, null))).toEqual(notYet('bank-not-configured'));
    expect(await statusOf(ref)).toEqual(['prepared']);
  });

  it('knows who has edited one of its payees, and since when', async () => {
    const provider = await newProvider();
    await books.usePayee(provider, otherGoodAccount, '2011-07-26T09:00:00.000Z', ['eva', 'fay']);
    const { editors } = await preparedBatch(await agreed(provider));
    expect(editors).toEqual(['eva', 'fay'].map((person) => ({ person, provider, at: '2011-08-03T09:00:00.000Z' })));
  });
});

describe('a release', () => {
  it('moves the money in the ledger, keeps the file sealed, and gives it to the bank once', async () => {
    const provider = await newProvider();
    const {
      ref,
      digest,
      payments: [payment],
    } = await preparedBatch(await agreed(provider));
    const before = await books.balances();
    for (let i = 0; i < 3; i += 1) expect(await send(ref, digest)).toEqual({ messageId: ref });
    expect(await statusOf(ref)).toEqual(['sent']);
    const after = await books.balances();
    expect([before[`payable:${provider}`], after[`payable:${provider}`], after[`in-transit:${provider}`]]).toEqual([
      -5000,
      undefined,
      -5000,
    ]);
    expect(paidBy(payment?.endToEndId)).toMatchObject({ pence: 5000, paid: 1, accountNumber: '66374958' });
    const { rows } = await books.owner.query<{ sealed: Buffer }>(
      'select sealed from bank_message where batch_ref = $1',
      [ref],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.sealed.includes('66374958')).toBe(false);
    expect(books.keys.open('text', rows[0]?.sealed ?? Buffer.alloc(0)).toString()).toContain('66374958');
  });

  it('twice at the same moment is once', async () => {
    const {
      ref,
      digest,
      payments: [payment],
    } = await preparedBatch(await agreed(await newProvider()));
    await Promise.all([send(ref, digest), send(ref, digest), send(ref, digest)]);
    expect(paidBy(payment?.endToEndId)?.paid).toBe(1);
    expect(await books.count('ledger_transaction where batch_ref = $1', [ref])).toBe(1);
    expect(await books.count('bank_message where batch_ref = $1', [ref])).toBe(1);
  });

  it.each([
    ['by the preparer', { releasedBy: 'ada' }, 'releaser-is-preparer'],
    ['by the preparer, who says another prepared it', { releasedBy: 'ada', preparedBy: 'ben' }, 'batch-altered'],
    ['of another digest', { digest: 'f'.repeat(64) }, 'batch-altered'],
  ])('%s is refused by the accounts', async (_what, changes, code) => {
    const { ref, digest } = await preparedBatch(await agreed(await newProvider()));
    expect(await failureOf(send(ref, digest, changes))).toEqual(refusal(code));
    expect(await statusOf(ref)).toEqual(['prepared']);
    expect(await books.count('ledger_transaction where batch_ref = $1', [ref])).toBe(0);
    expect(await books.count('bank_message where batch_ref = $1', [ref])).toBe(0);
  });

  it.each([
    ['within the window', '2011-07-25T23:00:00.000Z', refusal('releaser-edited-payee')],
    ['before the window', '2011-07-25T22:59:59.999Z', 'done'],
  ])('by who edited a payee %s, also after the batch was prepared', async (_when, at, answer) => {
    const provider = await newProvider();
    const { ref, digest } = await preparedBatch(await agreed(provider));
    await change(newRef('PYE'), { step: 'record', provider, people: ['ben', 'eva'], at });
    expect(await failureOf(send(ref, digest))).toEqual(answer);
  });

  it('waits for an edit that is being recorded, and then sees it', async () => {
    const provider = await newProvider();
    const { ref, digest } = await preparedBatch(await agreed(provider));
    await books.owner.query('begin');
    await books.owner.query(`insert into payee_edit values ($1, 'approved', 'ben', $2, '2011-08-02T09:59:59Z')`, [
      newRef('PYE'),
      provider,
    ]);
    const released = failureOf(send(ref, digest));
    await until(
      async () => (await books.count(`pg_locks where locktype = 'advisory' and not granted`)) > 0,
      'the release to wait',
    );
    await books.owner.query('commit');
    expect(await released).toEqual(refusal('releaser-edited-payee'));
    expect(await books.count('ledger_transaction where batch_ref = $1', [ref])).toBe(0);
  });

  it('of a batch that was altered behind the triggers is refused, and nothing leaves', async () => {
    const provider = await newProvider();
    const alterations = [
      `update payment set pence = pence + 1`,
      `update payment set payee_name = 'Somebody else'`,
      `update payment set sort_code = account_number`,
      `update payment set end_to_end_id = end_to_end_id || '9'`,
      `update payment set reference = 'other'`,
    ];
    for (const alteration of alterations) {
      const { ref, digest } = await preparedBatch(await agreed(provider));
      await books.owner.query('alter table payment disable trigger user');
      await books.owner.query(`${alteration} where batch_ref = $1`, [ref]);
      await books.owner.query('alter table payment enable trigger user');
      const failure = await failureOf(send(ref, digest));
      expect([refusal('batch-altered'), refusal('text-erased')]).toContainEqual(failure);
      expect(stub.counts().filter((c) => c.endToEndId.startsWith(ref))).toEqual([]);
      expect(await books.count('ledger_transaction where batch_ref = $1', [ref])).toBe(0);
      await prepare(ref, []);
    }
  });
});

describe('the bank', () => {
  const sentBatch = async (...statements: string[]) => {
    const batch = await preparedBatch(...statements);
    await send(batch.ref, batch.digest);
    return batch;
  };
  const answerOf = async (ref: string) => readBankAnswer(await awaitBank(ref));

  it('settles: the ledger of the provider is at nought, and the bank has paid', async () => {
    const provider = await newProvider();
    const {
      ref,
      payments: [payment],
    } = await sentBatch(await agreed(provider));
    const first: EffectResult = await awaitBank(ref);
    expect(readBankAnswer(first)).toEqual({ status: 'settled', settled: [payment?.endToEndId], rejected: [] });
    expect(await awaitBank(ref)).toEqual(first);
    const held = await books.balances();
    expect([held[`payable:${provider}`], held[`in-transit:${provider}`]]).toEqual([undefined, undefined]);
    expect(await books.count('ledger_transaction where batch_ref = $1', [ref])).toBe(2);
  });

  it('rejects: the money is owed again, and is paid in a later batch under another id, once', async () => {
    const provider = await newProvider();
    const statement = await agreed(provider);
    stub.behave({ mode: 'reject-all' });
    const rejected = await sentBatch(statement);
    const answer = await answerOf(rejected.ref);
    expect(answer).toMatchObject({ status: 'rejected', settled: [] });
    expect(answer.rejected[0]).toMatchObject({ reasonCode: expect.stringMatching(/^[A-Z0-9]{4}$/) });
    expect((await books.balances())[`payable:${provider}`]).toBe(-5000);
    stub.behave({ mode: 'normal' });
    const later = await sentBatch(statement);
    expect(later.payments[0]?.endToEndId).not.toBe(rejected.payments[0]?.endToEndId);
    expect((await answerOf(later.ref)).status).toBe('settled');
    expect((await books.balances())[`payable:${provider}`]).toBeUndefined();
    const paid = stub.counts().filter((c) => [rejected.ref, later.ref].some((ref) => c.endToEndId.startsWith(ref)));
    expect(paid.map((c) => c.paid).toSorted()).toEqual([0, 1]);
    expect(await failureOf(prepare(newRef('PAY'), [statement]))).toEqual(refusal('statement-in-batch'));
  });

  it('answers in part: what is settled is booked, and the rest is waited for', async () => {
    stub.behave({ mode: 'part' });
    const batch = await sentBatch(await agreed(await newProvider()), await agreed(await newProvider()));
    expect(await failureOf(awaitBank(batch.ref))).toEqual(notYet('report-not-final'));
    expect((await statusOf(batch.ref)).toSorted()).toEqual(['sent', 'settled']);
    stub.behave({ mode: 'normal' });
    expect((await answerOf(batch.ref)).settled).toHaveLength(2);
    expect(await books.count('ledger_transaction where batch_ref = $1', [batch.ref])).toBe(4);
  });

  it('rejects some: each payment has its own end', async () => {
    const [good, bad] = [await newProvider(), await newProvider(otherGoodAccount)];
    stub.behave({ mode: 'reject-some', reject: [otherGoodAccount.accountNumber] });
    const { ref } = await sentBatch(await agreed(good), await agreed(bad));
    const answer = await answerOf(ref);
    expect([answer.status, answer.settled.length, answer.rejected.length]).toEqual(['part-settled', 1, 1]);
    const held = await books.balances();
    expect([held[`payable:${good}`], held[`payable:${bad}`]]).toEqual([undefined, -5000]);
  });

  it('that reports twice is booked once; that never reports is waited for', async () => {
    stub.behave({ mode: 'twice' });
    const twice = await sentBatch(await agreed(await newProvider()));
    for (let i = 0; i < 3; i += 1) expect((await answerOf(twice.ref)).status).toBe('settled');
    expect(await books.count('ledger_transaction where batch_ref = $1', [twice.ref])).toBe(2);
    stub.behave({ mode: 'never' });
    const never = await sentBatch(await agreed(await newProvider()));
    expect(await failureOf(awaitBank(never.ref))).toEqual(notYet('no-report-yet'));
    expect(await statusOf(never.ref)).toEqual(['sent']);
  });

  it('that takes the file and loses its answer is asked again, and has paid once', async () => {
    stub.behave({ mode: 'normal', losesAnswers: true });
    const {
      ref,
      digest,
      payments: [payment],
    } = await preparedBatch(await agreed(await newProvider()));
    const lost = await failureOf(send(ref, digest));
    expect(lost).toMatchObject({ isFinal: false });
    stub.behave({ mode: 'normal' });
    expect(await send(ref, digest)).toEqual({ messageId: ref });
    expect(paidBy(payment?.endToEndId)?.paid).toBe(1);
    expect((await answerOf(ref)).status).toBe('settled');
  });

  it('is not asked about what was never sent', async () => {
    const { ref } = await preparedBatch(await agreed(await newProvider()));
    expect(await failureOf(awaitBank(ref))).toEqual(refusal('not-sent'));
    expect(await failureOf(awaitBank(newRef('PAY')))).toEqual(refusal('not-sent'));
  });
});

describe('the database by itself', () => {
  it.each([
    ['update payment set pence = pence + 1 where batch_ref = $1', 'payment_altered'],
    [`update payment set sort_code = account_number where batch_ref = $1`, 'payment_altered'],
    [`update payment set status = 'settled' where batch_ref = $1`, 'payment_altered'],
    [`update payment set status = 'sent' where batch_ref = $1`, 'payment_altered'],
    [`update payment set status = 'withdrawn' where batch_ref = $1`, 'payment_altered'],
    ['delete from payment where batch_ref = $1', undefined],
    [`update payment_batch set digest = 'x' where batch_ref = $1`, 'batch_altered'],
    [`update payment_batch set prepared_by = 'x' where batch_ref = $1`, 'batch_altered'],
    [`update payment_batch set execution_date = '2012-01-01' where batch_ref = $1`, 'batch_altered'],
    [
      `update payment_batch set released_by = 'ada', released_at = now(), edits_since = now() where batch_ref = $1`,
      'releaser_is_preparer',
    ],
    [
      `insert into payment select end_to_end_id || 'x', batch_ref, statement_ref, 'cedar-trust', pence, payee_name, sort_code, account_number, reference from payment where batch_ref = $1`,
      'batch_altered',
    ],
    [
      `update statement_entry e set taken_out = 'disputed' from payment p where p.statement_ref = e.statement_ref and p.batch_ref = $1`,
      'statement_in_batch',
    ],
  ])('refuses: %s', async (sql, constraint) => {
    const { ref } = await preparedBatch(await agreed(await newProvider()));
    await expect(books.owner.query(sql, [ref])).rejects.toMatchObject(constraint ? { constraint } : { code: /^23/ });
  });

  it('refuses to take back what was settled, and to alter a message or an edit', async () => {
    const { ref, digest } = await preparedBatch(await agreed(await newProvider()));
    await send(ref, digest);
    await awaitBank(ref);
    for (const sql of [
      `update payment set status = 'rejected' where batch_ref = $1`,
      `update payment set status = 'sent' where batch_ref = $1`,
      `update payment_batch set released_by = 'eva' where batch_ref = $1`,
      `update payment_batch set is_withdrawn = true where batch_ref = $1`,
      `update bank_message set sha256 = 'x' where batch_ref = $1`,
      `delete from bank_message where batch_ref = $1`,
    ])
      await expect(books.owner.query(sql, [ref])).rejects.toMatchObject({ code: expect.stringMatching(/^23/) });
    await expect(books.owner.query('update payee_edit set at = now()')).rejects.toThrow('append-only');
    await expect(books.owner.query('delete from payee_edit')).rejects.toThrow('append-only');
    for (const table of ['statement', 'statement_entry', 'payment', 'payment_batch', 'bank_message', 'payee_edit'])
      await expect(books.owner.query(`truncate ${table} cascade`)).rejects.toThrow('append-only');
  });

  it('refuses a payment of another sum, or to another provider, than its statement', async () => {
    const statement = await agreed(await newProvider());
    const ref = newRef('PAY');
    await books.owner.query(`insert into payment_batch values ($1, $1, 'ada', now(), '2011-08-04')`, [ref]);
    const { rows } = await books.owner.query<{ provider: string }>(
      'select provider from statement where statement_ref = $1',
      [statement],
    );
    const account = `text:${'0'.repeat(8)}-0000-4000-8000-${'0'.repeat(12)}`;
    const insert = `insert into payment values ('e-' || $1, $1, $2, $3, $4, 'n', $5, $5, 'r')`;
    for (const [provider, pence] of [
      [rows[0]?.provider, 4999],
      ['cedar-trust', 5000],
    ])
      await expect(books.owner.query(insert, [ref, statement, provider, pence, account])).rejects.toMatchObject({
        constraint: 'payment_not_owed',
      });
    await books.owner.query(insert, [ref, statement, rows[0]?.provider, 5000, account]);
  });
});

describe('a change of a bank account', () => {
  it.each([
    ['fits', goodAccount, 'valid'],
    ['does not fit', { ...goodAccount, accountNumber: '66374959' }, 'invalid'],
    ['is typed with hyphens', { ...goodAccount, sortCode: '08-99-99' }, 'valid'],
    ['has a sort code nobody knows', { sortCode: '000000', accountNumber: '12345678' }, 'unknown-sort-code'],
  ])('that %s', async (_what, account, check) => {
    const ref = newRef('PYE');
    const sealed = await books.sealAccount(ref, account);
    expect(await change(ref, { step: 'check', provider: 'cedar-trust', ...sealed })).toEqual({ check });
  });

  it('whose numbers were erased is refused', async () => {
    const ref = newRef('PYE');
    const sealed = await books.sealAccount(ref);
    await books.owner.query('delete from personal_text where case_ref = $1', [ref]);
    expect(await failureOf(change(ref, { step: 'check', provider: 'cedar-trust', ...sealed }))).toEqual(
      refusal('text-erased'),
    );
  });

  it('needs two people and its cooling period, in the database too', async () => {
    const ref = newRef('PYE');
    const provider = await newProvider();
    const sealed = await books.sealAccount(ref, otherGoodAccount);
    const at = '2011-07-10T09:00:00.000Z';
    const apply = (people: string[], when: string) =>
      change(ref, { step: 'apply', provider, ...sealed, people, at: when });
    expect(await failureOf(apply(['ada', 'ada'], at))).toEqual(refusal('payee-by-one-person'));
    expect(await failureOf(apply(['ada', 'ben'], at))).toEqual(refusal('payee-not-cooled'));
    await change(ref, { step: 'record', provider, people: ['ada', 'ben'], at });
    expect(await failureOf(apply(['ada', 'ben'], at))).toEqual(refusal('payee-not-cooled'));
    expect(await failureOf(apply(['ada', 'ben'], '2011-07-18T00:00:00.000Z'))).toBe('done');
    expect(await failureOf(apply(['ada', 'ben'], '2011-07-18T00:00:00.000Z'))).toBe('done');
    expect(await books.count('payee where provider = $1 and change_ref = $2', [provider, ref])).toBe(1);
    expect(await books.count('payee_edit where change_ref = $1', [ref])).toBe(4);
  });

  it('is all the worker opens of personal texts', async () => {
    const sealed = await books.sealAccount(newRef('NRM'));
    const opened = await inTransaction(books.pool, (client) => openTexts(client, books.keys, [sealed.sortCode]));
    expect(opened).toEqual(['(erased)']);
  });
});
