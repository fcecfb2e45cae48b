import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { startApi, type RunningApi } from '../../api/server';
import { freePort } from '../../local/ports';
import { adult } from '../../local/rehearsals/script';
import { startWorld, until, type World } from '../helpers/world';
import { Ledger } from '../kernel/cases';
import { proxyTo, type Proxy } from '../kernel/proxy';

export const police = 'fr-met-police-1';
export const opening = '/v1/nrm-referral';

export interface Reply {
  status: number;
  type: string | null;
  retryAfter: string | null;
  body: Record<string, unknown>;
}

export async function replyOf(response: Response): Promise<Reply> {
  const { status, headers } = response;
  const body: unknown = await response.json();
  return {
    status,
    type: headers.get('content-type'),
    retryAfter: headers.get('retry-after'),
    body: { ...(typeof body === 'object' ? body : {}) },
  };
}

export const isAway = (reply: Reply) =>
  reply.status === 503 &&
  Number(reply.retryAfter) > 0 &&
  reply.type?.includes('application/problem+json') === true &&
  reply.body['code'] === 'service-away';

/** The worker reaches both servers all the time; only the API's ways to them, `record` and `engine`, are cut. */
export class CutWorld {
  private constructor(
    readonly world: World,
    readonly api: RunningApi,
    readonly record: Proxy,
    readonly engine: Proxy,
    readonly ledger: Ledger,
  ) {}

  static async start(): Promise<CutWorld> {
    const world = await startWorld();
    const record = await proxyTo(world.config.databaseUrl);
    const engine = await proxyTo(`tcp://${world.config.temporalAddress}`);
    const config = {
      ...world.config,
      databaseUrl: record.url,
      temporalAddress: new URL(engine.url).host,
      metricsPort: await freePort(),
      recordWaitMs: 1_000,
    };
    const api = await startApi(config, pino({ level: 'silent' }));
    return new CutWorld(world, api, record, engine, await Ledger.open(world));
  }

  /** What its opening starts is done: from here on the record changes by what a test does alone. */
  async aReferral(): Promise<string> {
    const ref = String((await this.post(opening, adult)).body['ref']);
    await until(async () => (await this.ledger.count('task where case_ref = $1', [ref])) > 0, 'the first task');
    return ref;
  }

  async mend(): Promise<void> {
    this.record.mend();
    this.engine.mend();
    await until(async () => (await this.health()).status === 200, 'everything to be back');
  }

  async stop(): Promise<void> {
    await this.api.stop();
    await Promise.all([this.record.stop(), this.engine.stop()]);
    await this.ledger.close();
    await this.world.stop();
  }

  async health(): Promise<Reply> {
    return replyOf(await fetch(`${this.api.url}/health`));
  }

  async get(route: string, person = police, url = this.api.url): Promise<Reply> {
    const authorization = `Bearer ${await this.world.api.token(person)}`;
    return replyOf(await fetch(`${url}${route}`, { headers: { authorization } }));
  }

  async post(
    route: string,
    body: unknown,
    key: string = randomUUID(),
    person = police,
    url = this.api.url,
  ): Promise<Reply> {
    const headers = {
      authorization: `Bearer ${await this.world.api.token(person)}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    };
    return replyOf(await fetch(`${url}${route}`, { method: 'POST', headers, body: JSON.stringify(body) }));
  }

  /** Repeats a request, as a client would, until it is answered by something else than "away". */
  repeated(route: string, body: unknown, key: string): Promise<Reply> {
    return until(async () => {
      const reply = await this.post(route, body, key);
      return reply.status !== 503 && reply;
    }, 'an answer');
  }
}
