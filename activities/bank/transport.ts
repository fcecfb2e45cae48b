import { createHash } from 'node:crypto';
import { refuse, type Refusal } from '../../workflows/kernel/refusals';
import { validate } from './schema';
import { messageBytesLimit, safeText } from './xml';

/** How the bank is reached: all of it comes from the deployment's settings. */
export interface BankAccess {
  /** For example `http://127.0.0.1:3080`. */
  url: string;
  token?: string;
  timeoutMs?: number;
}

/**
 * The bank could not be asked, or did not say whether it took the file: try again, it is done once. Never take this for a
 * refusal: an attempt before may have been taken, and paying under another id would pay twice.
 */
export class BankUnavailable extends Error {
  override name = 'BankUnavailable';
  constructor(
    readonly code: 'bank-unreachable' | 'bank-busy' | 'bank-refuses-us' | 'bank-answer-unclear',
    message: string,
  ) {
    super(message);
  }
}

const source = 'Concert: the bank takes each message id once';
const defaultTimeoutMs = 10_000;

/**
 * Gives the bank a payment file (PUT /files/<messageId>). Sending the same again is answered the same and pays nothing
 * twice; keep the text and send that, because one that was written anew (another `createdAt`) is another file. A refusal
 * is the bank's last word: it has not taken this file. The file is checked against its schema first.
 * @throws BankUnavailable when it must be tried again
 */
export async function sendFile(
  bank: BankAccess,
  messageId: string,
  xml: string,
): Promise<{ messageId: string; sha256: string } | Refusal> {
  const text = safeText(xml);
  if (typeof text !== 'string') return text;
  const validity = await validate(xml, 'pain.001.001.09');
  if (!validity.valid)
    return refuse(
      'file-not-valid',
      `The file does not hold against its schema: ${validity.faults.join('; ')}.`,
      source,
    );
  const sha256 = createHash('sha256').update(xml).digest('hex');
  const { status, body } = await ask(bank, `/files/${encodeURIComponent(messageId)}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/xml' },
    body: xml,
  });
  if (status === 200 || status === 201) {
    const taken = fieldsOf(body);
    if (taken['messageId'] === messageId && taken['sha256'] === sha256) return { messageId, sha256 };
    throw new BankUnavailable('bank-answer-unclear', 'The bank did not confirm the file that was sent.');
  }
  if (status === 409)
    return refuse('message-id-taken', `The bank has another file under ${messageId}. This one was not taken.`, source);
  if (status === 413) return refuse('file-too-big', 'The bank does not take files of this size.', source);
  if (status === 400 || status === 422)
    return refuse('bank-refused-file', `The bank refused the file: ${codeIn(body)}.`, source);
  throw unexpected(status);
}

/**
 * The newest status report on a file (GET /files/<messageId>/report), unread: see `readStatusReport`. Undefined: not yet.
 * @throws BankUnavailable when it must be tried again
 */
export async function fetchReport(bank: BankAccess, messageId: string): Promise<Buffer | Refusal | undefined> {
  const { status, body } = await ask(bank, `/files/${encodeURIComponent(messageId)}/report`, {});
  if (status === 404) return undefined;
  if (status !== 200) throw unexpected(status);
  const text = safeText(body);
  return typeof text === 'string' ? body : text;
}

function unexpected(status: number): BankUnavailable {
  if (status === 401 || status === 403)
    return new BankUnavailable('bank-refuses-us', `The bank does not accept our token (${status}). Put it right.`);
  if (status === 429 || status >= 500) return new BankUnavailable('bank-busy', `The bank is not ready (${status}).`);
  return new BankUnavailable('bank-answer-unclear', `The bank gave an answer that is not expected (${status}).`);
}

async function ask(bank: BankAccess, path: string, request: RequestInit): Promise<{ status: number; body: Buffer }> {
  const timeoutMs = bank.timeoutMs ?? defaultTimeoutMs;
  const headers = new Headers(request.headers);
  if (bank.token !== undefined) headers.set('authorization', `Bearer ${bank.token}`);
  try {
    const response = await fetch(`${bank.url.replace(/\/+$/, '')}${path}`, {
      ...request,
      headers,
      // The token goes to the configured address only.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, body: await bodyOf(response) };
  } catch (error) {
    // Not by `instanceof Error`: under jest, Node's errors are of another realm.
    const isLate = typeof error === 'object' && error !== null && 'name' in error && error.name === 'TimeoutError';
    throw new BankUnavailable(
      'bank-unreachable',
      isLate ? `The bank did not answer within ${timeoutMs} ms.` : 'The bank cannot be reached.',
    );
  }
}

/** At most one byte over the limit is read: enough to see that it is too big. */
async function bodyOf(response: Response): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    parts.push(part);
    bytes += part.byteLength;
    if (bytes > messageBytesLimit) break;
  }
  return Buffer.concat(parts, Math.min(bytes, messageBytesLimit + 1));
}

function fieldsOf(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** The bank's code only: what else it writes may name somebody. */
function codeIn(body: Buffer): string {
  const { code } = fieldsOf(body);
  return typeof code === 'string' && /^[a-z0-9-]{1,40}$/.test(code) ? code : 'no reason given';
}
