import { chmodSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { migrate } from '../../db/migrate';
import { findEngine, startEngine } from '../../local/engine';
import { startIdentity } from '../../local/identity';
import { freePort } from '../../local/ports';
import { startPostgres } from '../../local/postgres';
import { installChromium } from './chromium';

export const audience = 'https://concert.test/api';
export const templateDatabase = 'concert_template';

/** One engine, one PostgreSQL and one sign-in service for every test file; a database per file comes from a template. */
export default async function globalSetup(): Promise<void> {
  const report = (line: string) => process.stderr.write(`${line}\n`);
  installChromium(report);
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'concert-test-'));
  chmodSync(dataDir, 0o755); // PostgreSQL's stand-in user must get in when we are root
  const postgres = await startPostgres({ dataDir, report, isDurable: false });
  const template = new URL(postgres.url);
  template.pathname = `/${templateDatabase}`;
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`create database ${templateDatabase}`);
  await client.end();
  await migrate(template.toString(), report);
  const engine = await startEngine({ binary: await findEngine(report), dataDir, report, isDurable: false });
  const identity = await startIdentity({
    dataDir,
    port: await freePort(),
    audience,
    redirectUris: ['http://127.0.0.1/callback'],
  });
  process.env['TEST_DATABASE_URL'] = postgres.url;
  process.env['TEST_TEMPORAL_ADDRESS'] = engine.address;
  process.env['TEST_ISSUER'] = identity.issuer;
  process.env['TEST_DATA'] = dataDir;
  // Any free one, for the workers that tests start as processes of their own.
  process.env['WORKER_METRICS_PORT'] = '0';
  Object.assign(globalThis, {
    stopTestServers: async () => void (await Promise.all([postgres.stop(), engine.stop(), identity.stop()])),
  });
}
