import { createServer, type RequestListener, type Server } from 'node:http';
import { BankUnavailable, fetchReport, sendFile } from '../../activities/bank/transport';
import { messageBytesLimit } from '../../activities/bank/xml';
import { codeOf, fileOf, paymentsOf, xmlOf } from './samples';

const file = fileOf(paymentsOf(100));
const xml = xmlOf(file);
let server: Server | undefined;

/** A program that answers as some bank, or something in between, might. */
async function answering(listener: RequestListener): Promise<string> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const address = started.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}

afterEach(async () => {
  const started = server;
  server = undefined;
  if (!started) return;
  await new Promise<void>((resolve) => {
    started.close(() => resolve());
    started.closeAllConnections();
  });
});

/** The code of what was thrown or answered. */
async function outcome(asked: Promise<unknown>): Promise<unknown> {
  try {
    const answer = await asked;
    return typeof answer === 'object' && answer !== null ? codeOf(answer) : answer;
  } catch (error) {
    return error instanceof BankUnavailable ? `again: ${error.code}` : error;
  }
}

const json =
  (status: number, body: object): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

describe('sending a payment file', () => {
  it.each([
    ['refuses it', 422, { code: 'totals-disagree' }, 'bank-refused-file'],
    ['cannot read it', 400, {}, 'bank-refused-file'],
    ['has another file under this id', 409, {}, 'message-id-taken'],
    ['finds it too big', 413, {}, 'file-too-big'],
    ['does not know our token', 401, {}, 'again: bank-refuses-us'],
    ['does not let us', 403, {}, 'again: bank-refuses-us'],
    ['has no such page', 404, {}, 'again: bank-answer-unclear'],
    ['wants less of us', 429, {}, 'again: bank-busy'],
    ['broke', 500, {}, 'again: bank-busy'],
    ['is closed', 503, {}, 'again: bank-busy'],
    ['says yes to something else', 200, { messageId: file.messageId, sha256: 'other' }, 'again: bank-answer-unclear'],
    ['says yes without a word', 200, {}, 'again: bank-answer-unclear'],
  ])('to a bank that %s', async (_what, status, body, result) => {
    const url = await answering(json(status, body));
    expect(await outcome(sendFile({ url }, file.messageId, xml))).toBe(result);
  });

  it('does not take a sign-in page for a yes', async () => {
    const url = await answering((_request, response) => void response.end('<html>Sign in</html>'));
    expect(await outcome(sendFile({ url }, file.messageId, xml))).toBe('again: bank-answer-unclear');
  });

  it('does not follow the bank elsewhere with our token', async () => {
    const paths: (string | undefined)[] = [];
    const url = await answering((request, response) => {
      paths.push(request.url);
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    expect(await outcome(sendFile({ url, token: 'secret' }, file.messageId, xml))).toBe('again: bank-unreachable');
    expect(paths).toEqual([`/files/${file.messageId}`]);
  });

  it('gives up in time on a bank that says nothing', async () => {
    const url = await answering(() => {});
    expect(await outcome(sendFile({ url, timeoutMs: 100 }, file.messageId, xml))).toBe('again: bank-unreachable');
  });

  it('gives up in time on a bank that does not finish', async () => {
    const url = await answering((_request, response) => void response.writeHead(200).write('{'));
    expect(await outcome(fetchReport({ url, timeoutMs: 100 }, file.messageId))).toBe('again: bank-unreachable');
  });

  it('to nobody, or nowhere, is tried again', async () => {
    const url = await answering(() => {});
    await new Promise<void>((resolve) => server?.close(() => resolve()));
    expect(await outcome(sendFile({ url }, file.messageId, xml))).toBe('again: bank-unreachable');
    expect(await outcome(sendFile({ url: 'not a url' }, file.messageId, xml))).toBe('again: bank-unreachable');
  });

  it.each([
    ['not valid', xml.replace('<MsgId>', '<Other>x</Other><MsgId>'), 'file-not-valid'],
    ['not XML', 'Pay everybody.', 'file-not-valid'],
    ['too big', ' '.repeat(messageBytesLimit + 1), 'message-too-big'],
  ])('does not let a file out that is %s', async (_what, content, code) => {
    let isAsked = false;
    const url = await answering(() => {
      isAsked = true;
    });
    expect(await outcome(sendFile({ url }, file.messageId, content))).toBe(code);
    expect(isAsked).toBe(false);
  });

  it('shows nothing of what the bank writes but a code', async () => {
    const url = await answering(json(422, { code: 'Jane Doe 12345678', message: 'Jane Doe' }));
    const refusal = await sendFile({ url }, file.messageId, xml);
    expect(JSON.stringify(refusal)).not.toContain('Jane');
  });
});

describe('fetching a status report', () => {
  it.each([
    [404, undefined],
    [401, 'again: bank-refuses-us'],
    [204, 'again: bank-answer-unclear'],
    [502, 'again: bank-busy'],
  ])('answered %i', async (status, result) => {
    const url = await answering((_request, response) => void response.writeHead(status).end());
    expect(await outcome(fetchReport({ url }, file.messageId))).toBe(result);
  });

  it('stops at the limit of a report that does not end', async () => {
    let given = 0;
    const url = await answering((_request, response) => {
      const block = Buffer.alloc(256 * 1024, ' ');
      const more = () => {
        while (given < 50 * 1024 * 1024) {
          given += block.length;
          if (!response.write(block)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    });
    expect(await outcome(fetchReport({ url }, file.messageId))).toBe('message-too-big');
    expect(given).toBeLessThan(20 * 1024 * 1024);
  });
});
