import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readStatusReport } from '../../activities/bank/pain002';
import { validate } from '../../activities/bank/schema';
import { fetchReport, sendFile } from '../../activities/bank/transport';
import { startStubBank, type BehaviourRequest, type StubBank } from '../../local/bank';
import { codeOf, fileOf, paymentsOf, xmlOf } from './samples';

let bank: StubBank;
let dataDir: string;
const file = fileOf(paymentsOf(100, 250, 3, 40));
const [first, second] = file.payments;

beforeEach(async () => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'concert-bank-test-'));
  bank = await startStubBank({ dataDir });
});
afterEach(async () => {
  await bank.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const send = (some = file) => sendFile(bank, some.messageId, xmlOf(some));
const paid = () => bank.counts().map((count) => count.paid);

/** Statuses in order, or undefined while there is no report. */
async function report(some = file): Promise<unknown> {
  const message = await fetchReport(bank, some.messageId);
  if (message === undefined || 'refused' in message) return message;
  expect(await validate(message.toString('utf8'), 'pain.002.001.12')).toEqual({ valid: true });
  const read = await readStatusReport(message, some);
  return 'refused' in read
    ? read.code
    : [read.group, ...read.payments.map((payment) => payment.reason ?? payment.status)];
}

describe('the stub bank', () => {
  it('takes a file, pays once and reports', async () => {
    expect(await report()).toBeUndefined();
    expect(await send()).toMatchObject({ messageId: file.messageId });
    expect(await report()).toEqual(['accepted', 'accepted', 'accepted', 'accepted', 'accepted']);
    expect(paid()).toEqual([1, 1, 1, 1]);
  });

  it('answers the same file the same, also twenty at once, and pays once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => send()));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(paid()).toEqual([1, 1, 1, 1]);
    expect(bank.counts().map((count) => count.asked)).toEqual([1, 1, 1, 1]);
  });

  it('refuses another file under the same id, also of two at once', async () => {
    const other = fileOf(paymentsOf(999), file.messageId);
    const codes = (await Promise.all([send(), send(other)])).map((answer) => codeOf(answer));
    expect(codes.filter((code) => code === 'message-id-taken')).toHaveLength(1);
    expect(readdirSync(path.join(dataDir, 'files'))).toHaveLength(1);
  });

  it('never pays an end-to-end id twice, whatever file it comes in', async () => {
    await send();
    const again = fileOf(file.payments, 'PAY-7F3K-9Q2M-X-2');
    await send(again);
    expect(await report(again)).toEqual(['rejected', 'AM05', 'AM05', 'AM05', 'AM05']);
    expect(bank.counts()).toEqual(
      file.payments.map(({ endToEndId, pence }) => expect.objectContaining({ endToEndId, pence, asked: 2, paid: 1 })),
    );
  });

  it('forgets nothing when it starts again', async () => {
    bank.behave({ mode: 'reject-some', reject: [second?.endToEndId ?? ''] });
    await send();
    bank.behave({ mode: 'never', messageId: file.messageId });
    const before = bank.counts();
    await bank.stop();
    writeFileSync(path.join(dataDir, 'files', 'x.json.unfinished'), '{"messageId":');
    bank = await startStubBank({ dataDir });
    expect(bank.counts()).toEqual(before);
    expect(readdirSync(path.join(dataDir, 'files'))).toHaveLength(1);
    expect(await report()).toBeUndefined();
    bank.behave({ mode: 'normal', messageId: file.messageId });
    expect(await report()).toEqual(['part', 'accepted', 'AC04', 'accepted', 'accepted']);
    expect(await send()).toMatchObject({ messageId: file.messageId });
    expect(bank.counts()).toEqual(before);
  });

  it('is one to a folder and one to a port', async () => {
    const fresh = path.join(dataDir, 'other');
    await expect(startStubBank({ dataDir: fresh, port: bank.port })).rejects.toThrow(
      /^Port \d+ is taken .* --port \d+$/,
    );
    const again = await startStubBank({ dataDir: fresh });
    await again.stop();
  });
});

describe('the stub bank on request', () => {
  it('is slow', async () => {
    bank.behave({ mode: 'slow', ms: 3_600_000 });
    await send();
    expect(await report()).toBeUndefined();
    bank.behave({ mode: 'slow', ms: 0 });
    expect(await report()).toContain('accepted');
    expect(paid()).toEqual([1, 1, 1, 1]);
  });

  it('reports twice the same', async () => {
    bank.behave({ mode: 'twice' });
    await send();
    const messages = [await fetchReport(bank, file.messageId), await fetchReport(bank, file.messageId)].map(String);
    expect(messages[0]).not.toBe(messages[1]);
    const without = messages.map((message) => message.replace(/<MsgId>[^<]*/, ''));
    expect(without[0]).toBe(without[1]);
    expect(paid()).toEqual([1, 1, 1, 1]);
  });

  it('reports the same bytes in ordinary times', async () => {
    await send();
    expect(await fetchReport(bank, file.messageId)).toEqual(await fetchReport(bank, file.messageId));
  });

  it('never reports, though it paid', async () => {
    bank.behave({ mode: 'never' });
    await send();
    expect(await report()).toBeUndefined();
    expect(paid()).toEqual([1, 1, 1, 1]);
  });

  it.each<[string, BehaviourRequest, string[], number[]]>([
    ['all', { mode: 'reject-all' }, ['rejected', 'AG01', 'AG01', 'AG01', 'AG01'], [0, 0, 0, 0]],
    [
      'by id',
      { mode: 'reject-some', reject: [second?.endToEndId ?? ''] },
      ['part', 'accepted', 'AC04', 'accepted', 'accepted'],
      [1, 0, 1, 1],
    ],
    [
      'by account',
      { mode: 'reject-some', reject: [first?.creditor.accountNumber ?? ''] },
      ['part', 'AC01', 'accepted', 'accepted', 'AC01'],
      [0, 1, 1, 0],
    ],
  ])('rejects %s', async (_what, behaviour, statuses, counts) => {
    bank.behave(behaviour);
    await send();
    expect(await report()).toEqual(statuses);
    expect(paid()).toEqual(counts);
    bank.behave({ mode: 'normal' });
    expect(await report()).toEqual(statuses);
    expect(paid()).toEqual(counts);
  });

  it('pays a part first, and the rest when it is told to', async () => {
    bank.behave({ mode: 'part' });
    await send();
    expect(await report()).toEqual(['part', 'accepted', 'pending', 'accepted', 'pending']);
    expect(paid()).toEqual([1, 0, 1, 0]);
    bank.behave({ mode: 'normal' });
    expect(await report()).toEqual(['accepted', 'accepted', 'accepted', 'accepted', 'accepted']);
    await bank.stop();
    bank = await startStubBank({ dataDir });
    expect(paid()).toEqual([1, 1, 1, 1]);
  });

  it('does so for one file only', async () => {
    const other = fileOf(
      [...paymentsOf(5)].map((payment) => ({ ...payment, endToEndId: 'STM-OTHER' })),
      'PAY-OTHER',
    );
    bank.behave({ mode: 'reject-all', messageId: other.messageId });
    await send();
    await send(other);
    expect(await report()).toContain('accepted');
    expect(await report(other)).toEqual(['rejected', 'AG01']);
  });

  it('takes a file and loses its answer', async () => {
    bank.behave({ mode: 'normal', losesAnswers: true });
    await expect(send()).rejects.toMatchObject({ code: 'bank-unreachable' });
    bank.behave({ mode: 'normal' });
    expect(await send()).toMatchObject({ messageId: file.messageId });
    expect(paid()).toEqual([1, 1, 1, 1]);
  });
});
