import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { messageBytesLimit } from '../activities/bank/xml';
import type { behaviourRequest } from './bank/behaviour';
import type { Count } from './bank/books';
import { Counter, type Answer } from './bank/counter';
import { takeLock } from './lock';
import type { z } from 'zod';

/**
 * A stub of the bank, for this machine and for tests:
 *   PUT /files/<messageId>          a pain.001.001.09 file; taken once
 *   GET /files/<messageId>/report   its pain.002.001.12, or 404 while there is none
 *   GET /payments                   how often each was asked for and paid
 *   PUT /behaviour, GET /health
 * It moves no money. What it took is on disk before it answers.
 */
export interface StubBank {
  url: string;
  port: number;
  counts: () => Count[];
  /** Like PUT /behaviour. @throws Error when there is no such behaviour */
  behave: (behaviour: BehaviourRequest) => void;
  stop: () => Promise<void>;
}

export type BehaviourRequest = z.input<typeof behaviourRequest>;

export interface StubBankOptions {
  /** 0: any that is free. */
  port?: number;
  /** Else a folder that goes when the bank stops. */
  dataDir?: string;
  behaviour?: BehaviourRequest;
  /** Asked of every request, except for /health. */
  token?: string;
  /** Ends the process, where it is the bank's own. */
  die?: () => void;
}

/** @throws Error with a sentence that says what to do: port taken, folder in use */
export async function startStubBank(options: StubBankOptions = {}): Promise<StubBank> {
  const dataDir = options.dataDir ?? mkdtempSync(path.join(os.tmpdir(), 'concert-bank-'));
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const lock = path.join(dataDir, 'lock');
  if (!takeLock(lock))
    throw new Error(
      `Another stub bank works in ${dataDir}. Nothing was started. Stop that one, or choose another --data.`,
    );
  const leave = () => rmSync(options.dataDir === undefined ? dataDir : lock, { recursive: true, force: true });
  try {
    const counter = new Counter(dataDir, options.die);
    const behave = (behaviour: BehaviourRequest) => {
      const { status, json } = counter.behave(behaviour);
      if (status !== 200) throw new Error(JSON.stringify(json));
    };
    if (options.behaviour) behave(options.behaviour);
    const server = createServer((request, response) => void serve(counter, options.token, request, response));
    const port = await listen(server, options.port ?? 0);
    const stop = async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      leave();
    };
    return { url: `http://127.0.0.1:${port}`, port, counts: () => counter.counts(), behave, stop };
  } catch (error) {
    leave();
    throw error;
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(
              `Port ${port} is taken by another program. Nothing was started. Stop that program, or choose another port: --port ${port + 10}`,
            )
          : error,
      ),
    );
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

async function serve(
  counter: Counter,
  token: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let answer: Answer;
  try {
    answer = await answerTo(counter, token, request);
  } catch (error) {
    answer = { status: 500, json: { code: 'stub-bank-broke', message: error instanceof Error ? error.message : '' } };
  }
  if (answer.isLost) {
    request.socket.destroy();
    return;
  }
  // What is left of a body that was too big is not waited for.
  if (answer.status === 413) response.setHeader('connection', 'close');
  response.statusCode = answer.status;
  response.setHeader('content-type', answer.xml === undefined ? 'application/json' : 'application/xml');
  response.end(answer.xml ?? JSON.stringify(answer.json ?? {}));
}

async function answerTo(counter: Counter, token: string | undefined, request: IncomingMessage): Promise<Answer> {
  const { pathname } = new URL(request.url ?? '/', 'http://bank');
  const route = `${request.method} ${pathname}`;
  if (route === 'GET /health') return { status: 200, json: { status: 'ok' } };
  if (token !== undefined && request.headers.authorization !== `Bearer ${token}`)
    return { status: 401, json: { code: 'token-not-accepted' } };
  if (route === 'GET /payments') return { status: 200, json: { payments: counter.counts() } };
  if (route === 'PUT /behaviour') return counter.behave(jsonOf(await bodyOf(request)));
  const [, messageId, report] = /^\/files\/([^/]+)(\/report)?$/.exec(pathname) ?? [];
  if (messageId !== undefined && report && request.method === 'GET') return counter.report(messageId);
  if (messageId === undefined || report || request.method !== 'PUT')
    return { status: 404, json: { code: 'no-such-page' } };
  const body = await bodyOf(request);
  return body ? counter.take(messageId, body) : { status: 413, json: { code: 'message-too-big' } };
}

/** Undefined as soon as it is too big. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > messageBytesLimit) return undefined;
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > messageBytesLimit) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function jsonOf(body: Buffer | undefined): unknown {
  try {
    return JSON.parse(body?.toString('utf8') ?? '');
  } catch {
    return undefined;
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string' }, data: { type: 'string' } } });
  const port = Number(values.port ?? 3080);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port is "${values.port}". Nothing was started. Give a number from 0 (any) to 65535.`);
  const bank = await startStubBank({
    port,
    ...(values.data === undefined ? {} : { dataDir: path.resolve(values.data) }),
    ...(process.env['BANK_TOKEN'] ? { token: process.env['BANK_TOKEN'] } : {}),
    die: () => process.kill(process.pid, 'SIGKILL'),
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.once(signal, () => {
      console.log('The stub bank stops. What it took is kept.');
      bank.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  console.log(`The stub bank listens on ${bank.url}`);
}

if (require.main === module)
  main().catch((error: Error) => {
    console.error(error.message);
    process.exit(1);
  });
