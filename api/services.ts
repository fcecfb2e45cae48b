import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Pool } from 'pg';
import type { Keys } from '../db/keys';
import type { StartedCases } from './started';
import type { RecordWatch } from './watch';

/** What the API needs from the world; made in one place, in `main.ts`. */
export interface Services {
  pool: Pool;
  client: Client;
  keys: Keys;
  taskQueue: string;
  watch: RecordWatch;
  log: Logger;
  issuer: string;
  audience: string;
  now: () => Date;
  /** Calls to the engine that nobody waits for any more; its connection is not closed under them. */
  left: Set<Promise<unknown>>;
  started: StartedCases;
  /** How long a caller waits for the record before the answer is 503. */
  recordWaitMs: number;
}
