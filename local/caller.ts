import type { ApiClient, Reply } from './client';

/** Sends until there is an answer: what is away for a while is asked again with the same key. */
export class Caller {
  private api: ApiClient;

  constructor(
    private readonly connect: () => ApiClient,
    private readonly print: (line: string) => void,
    private readonly signal: AbortSignal | undefined,
  ) {
    this.api = connect();
  }

  post(who: string, route: string, key: string, input: unknown): Promise<Reply> {
    return this.send((api) => api.post(who, route, input, key), key);
  }

  async send(request: (api: ApiClient) => Promise<Reply>, what: string): Promise<Reply> {
    for (let tries = 1; ; tries++) {
      const reply = await request(this.api).catch(() => undefined);
      if (reply && reply.status < 300) return reply;
      const isAway = !reply || reply.status === 503;
      if (!isAway && reply.status !== 401)
        throw new Error(`${what} was answered ${reply.status}: ${String(reply.body['title'] ?? reply.body['code'])}`);
      if (tries >= 60 || (reply?.status === 401 && tries >= 3) || this.signal?.aborted)
        throw new Error(
          isAway ? 'The API is away. Is npm start still running?' : 'The API does not accept the sign-in.',
        );
      if (tries === 3 && isAway) this.print('  The API is away just now; asking again with the same keys.');
      this.api = this.connect();
      if (isAway) await new Promise((resolve) => setTimeout(resolve, Math.min(5_000, 500 * tries)));
    }
  }
}
