import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { fetchReport, sendFile } from '../../activities/bank/transport';
import { startStubBank, type StubBank } from '../../local/bank';
import { fileOf, paymentsOf, xmlOf } from './samples';

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

/** What the bank's door says to a request written by hand. */
function ask(
  method: string,
  where: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; code: unknown }> {
  return new Promise((resolve, reject) => {
    const asked = request(`${bank.url}${where}`, { method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const answer = JSON.parse(Buffer.concat(parts).toString()) as { code?: unknown };
        resolve({ status: response.statusCode ?? 0, code: answer.code });
        asked.destroy();
      });
    });
    asked.on('error', reject);
    if (headers['content-length']) asked.flushHeaders();
    else asked.end(body);
  });
}

describe("the stub bank's door", () => {
  const xml = xmlOf(file);
  const where = `/files/${file.messageId}`;

  it.each([
    ['a text', 'Pay everybody.', 422, 'not-xml'],
    ['nothing', '', 422, 'not-xml'],
    ['what is not valid', xml.replace('<PmtMtd>TRF', '<PmtMtd>XXX'), 422, 'file-not-valid'],
    [
      'an entity',
      xml.replace('<Document', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Document'),
      422,
      'document-type',
    ],
    ['another id inside', xml.replace(`<MsgId>${file.messageId}`, '<MsgId>PAY-2'), 422, 'another-message-id'],
    ['another count', xml.replace('<NbOfTxs>4', '<NbOfTxs>5'), 422, 'totals-disagree'],
    ['another sum', xml.replace('<CtrlSum>3.93', '<CtrlSum>3.94'), 422, 'totals-disagree'],
    ['an amount that was changed', xml.replace('>2.50<', '>2.51<'), 422, 'totals-disagree'],
    ['part of a penny', xml.replace('>2.50<', '>2.505<'), 422, 'payment-not-valid'],
    ['euros', xml.replace('Ccy="GBP">2.50', 'Ccy="EUR">2.50'), 422, 'payment-not-valid'],
    ['nought', xml.replace('>2.50<', '>0.00<'), 422, 'payment-not-valid'],
    ['an id twice', xml.replace(second?.endToEndId ?? '', first?.endToEndId ?? ''), 422, 'duplicate-end-to-end-id'],
  ])('refuses %s and keeps nothing', async (_what, body, status, code) => {
    expect(await ask('PUT', where, body)).toEqual({ status, code });
    expect(bank.counts()).toEqual([]);
    expect(readdirSync(path.join(dataDir, 'files'))).toEqual([]);
  });

  it('refuses 50 MB before it comes', async () => {
    const size = { 'content-length': String(50 * 1024 * 1024) };
    expect(await ask('PUT', where, '', size)).toEqual({ status: 413, code: 'message-too-big' });
  });

  it('refuses 50 MB of which the size was not said', async () => {
    let leftMb = 50;
    const body = new ReadableStream<Uint8Array>({
      pull: (to) => (leftMb-- > 0 ? to.enqueue(new Uint8Array(1024 * 1024).fill(32)) : to.close()),
    });
    const outcome = await fetch(`${bank.url}${where}`, { method: 'PUT', body, duplex: 'half' }).then(
      (response) => response.status,
      () => 'connection closed',
    );
    expect([413, 'connection closed']).toContain(outcome);
    expect(bank.counts()).toEqual([]);
  });

  it.each([
    ['PUT', '/files/..%2F..%2Fetc', xml, 422, 'id-not-valid'],
    ['PUT', `/files/${'P'.repeat(36)}`, xml, 422, 'id-not-valid'],
    ['POST', where, xml, 404, 'no-such-page'],
    ['GET', '/', '', 404, 'no-such-page'],
    ['GET', '/files/PAY-OTHER/report', '', 404, 'no-such-file'],
    ['PUT', '/behaviour', '{"mode":"generous"}', 422, 'behaviour-not-known'],
    ['PUT', '/behaviour', '{"mode":"slow"}', 422, 'behaviour-not-known'],
    ['PUT', '/behaviour', 'slow', 422, 'behaviour-not-known'],
    ['PUT', '/behaviour', '{"mode":"normal","diesAt":"while-keeping"}', 422, 'cannot-die'],
    ['PUT', '/behaviour', '{"mode":"normal"}', 200, undefined],
    ['GET', '/payments', '', 200, undefined],
    ['GET', '/health', '', 200, undefined],
  ])('%s %s', async (method, to, body, status, code) => {
    expect(await ask(method, to, body)).toEqual({ status, code });
  });

  it('asks for its token', async () => {
    const guarded = await startStubBank({ token: 'open' });
    try {
      const access = { url: guarded.url, timeoutMs: 5_000 };
      await expect(sendFile({ ...access, token: 'shut' }, file.messageId, xml)).rejects.toMatchObject({
        code: 'bank-refuses-us',
      });
      await expect(fetchReport(access, file.messageId)).rejects.toMatchObject({ code: 'bank-refuses-us' });
      expect(await sendFile({ ...access, token: 'open' }, file.messageId, xml)).toMatchObject({
        messageId: file.messageId,
      });
    } finally {
      await guarded.stop();
    }
  });
});
