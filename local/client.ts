import { readFileSync } from 'node:fs';
import path from 'node:path';
import { request } from 'undici';
import { z } from 'zod';
import { requestPersonToken } from './tokens';

const Running = z.object({
  url: z.string(),
  config: z.object({
    databaseUrl: z.string(),
    temporalAddress: z.string(),
    namespace: z.string(),
    taskQueue: z.string(),
    audience: z.string(),
    secret: z.string(),
    issuer: z.string(),
  }),
});
export type Running = z.infer<typeof Running>;

/** The stack that `npm start` runs. @throws Error that says how to start it */
export function findRunning(dataDir: string): Running {
  try {
    return Running.parse(JSON.parse(readFileSync(path.join(dataDir, 'running.json'), 'utf8')));
  } catch {
    throw new Error(
      `No running stack keeps its data in ${dataDir}, or it is not ready yet. Start one with npm start, in another terminal, wait until it has printed its addresses, and try again.`,
    );
  }
}

export interface Reply {
  status: number;
  body: Record<string, unknown>;
}

const Body = z.record(z.string(), z.unknown());

/** Speaks to the API as demo people; tokens are asked for once. */
export class ApiClient {
  private readonly tokens = new Map<string, Promise<string>>();

  constructor(
    readonly url: string,
    private readonly issuer: string,
  ) {}

  token(person: string): Promise<string> {
    const known = this.tokens.get(person) ?? requestPersonToken(this.issuer, person);
    this.tokens.set(person, known);
    return known;
  }

  async post(person: string, route: string, input: unknown, key: string): Promise<Reply> {
    const { statusCode: status, body } = await request(`${this.url}${route}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await this.token(person)}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify(input),
    });
    return { status, body: Body.parse(await body.json()) };
  }

  async get(person: string, route: string): Promise<Reply> {
    const authorization = `Bearer ${await this.token(person)}`;
    const { statusCode: status, headers, body } = await request(`${this.url}${route}`, { headers: { authorization } });
    // A file, such as a CSV, is nothing to look into here.
    const isJson = String(headers['content-type']).includes('json');
    const text = await body.text();
    return { status, body: isJson ? Body.parse(JSON.parse(text)) : {} };
  }
}
