import { createServer } from 'node:http';
import express from 'express';
import { pino } from 'pino';
import { connectEngine } from '../../activities/engine';
import { signedIn } from '../../api/auth';
import { confiscationRoutes } from '../../api/confiscation';
import { problemHandler } from '../../api/problems';
import { caseRoutes } from '../../api/routes';
import { RecordWatch } from '../../api/watch';
import { keysFrom } from '../../db/keys';
import { openPool } from '../../db/pool';
import { ApiClient } from '../../local/client';
import type { Config } from '../../worker/config';

export interface Door {
  api: ApiClient;
  stop: () => Promise<void>;
}

/** The register of prosecutions and the cases, behind the same sign-in as the whole API has. */
export async function openDoor(config: Config): Promise<Door> {
  const { issuer = '', audience, taskQueue, recordWaitMs } = config;
  const keys = keysFrom(config.secret);
  const pool = openPool(config.databaseUrl, 'concert_api', 10);
  const client = await connectEngine(config.temporalAddress, keys, config.namespace);
  const watch = new RecordWatch(config.databaseUrl);
  await watch.start();
  const log = pino({ level: 'silent' });
  const now = () => new Date();
  const services = { pool, client, keys, taskQueue, watch, log, issuer, audience, now, recordWaitMs };
  const app = express();
  app.use('/v1', express.json(), ...signedIn(services), confiscationRoutes(services), caseRoutes(services));
  app.use(problemHandler(log));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    api: new ApiClient(`http://127.0.0.1:${port}`, issuer),
    async stop() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      });
      await watch.close();
      await pool.end();
      await client.connection.close();
    },
  };
}
