import { createServer, type Server } from 'node:http';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Logger } from 'pino';
import { connectEngine } from '../activities/engine';
import { keysFrom } from '../db/keys';
import { openPool } from '../db/pool';
import type { Config } from '../worker/config';
import { createApp } from './app';
import type { MorePages } from './pages/sign-in';
import { describeError } from './problems';
import { StartedCases } from './started';
import { RecordWatch } from './watch';

export interface RunningApi {
  url: string;
  stop: () => Promise<void>;
}

const poolSize = 20;

/**
 * Starts the API, and its metrics on a port of their own. `more`: pages that a stack brings along; `now`: another clock
 * is for rehearsing other days.
 */
export async function startApi(
  config: Config,
  log: Logger,
  { more, now = () => new Date() }: { more?: MorePages; now?: () => Date } = {},
): Promise<RunningApi> {
  if (config.issuer === undefined)
    throw new Error('Concert cannot start its API: set CONCERT_ISSUER to the OpenID provider.');
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const undo of stops.splice(0).toReversed()) await undo();
  };
  try {
    const keys = keysFrom(config.secret);
    const pool = openPool(config.databaseUrl, 'concert_api', poolSize);
    stops.push(() => pool.end());
    const client = await connectEngine(config.temporalAddress, keys, config.namespace);
    stops.push(() => client.connection.close());
    const started = new StartedCases(pool, (error) =>
      log.warn({ err: describeError(error) }, 'starts not written down'),
    );
    stops.push(() => started.writeDown());
    const left = new Set<Promise<unknown>>();
    stops.push(() => Promise.allSettled(left));
    const watch = new RecordWatch(config.databaseUrl);
    stops.push(() => watch.close());
    await watch.start();
    const { issuer, audience } = config;
    const services = {
      pool,
      client,
      keys,
      taskQueue: config.taskQueue,
      watch,
      left,
      started,
      log,
      issuer,
      audience,
      now,
      recordWaitMs: config.recordWaitMs,
    };
    const sessionSecret = keys.digest('request', ['session of the pages']).toString('base64url');
    const app = createApp(services, config.pages && { ...config.pages, sessionSecret, ...(more ? { more } : {}) });
    const metrics = await listen(createServer(metricsPage()), config.metricsPort, config.host);
    stops.push(() => closed(metrics));
    const server = await listen(createServer(app), config.port, config.host);
    stops.push(() => closed(server));
    stops.push(() => Promise.resolve(watch.release()));
    return { url: `http://127.0.0.1:${portOf(server)}`, stop };
  } catch (error) {
    // What is open would keep the program running, half an API.
    await stop();
    throw error;
  }
}

/** Lets the requests in hand be answered. */
function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}

function metricsPage(): Parameters<typeof createServer>[1] {
  const register = new Registry();
  collectDefaultMetrics({ register });
  return (request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    register.metrics().then(
      (text) => response.writeHead(200, { 'content-type': register.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  };
}

function listen(server: Server, port: number, host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
