import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { migrate } from '../../db/migrate';
import { findEngine, startEngine } from '../../local/engine';
import { startIdentity } from '../../local/identity';
import { freePort } from '../../local/ports';
import { startPostgres } from '../../local/postgres';
import { bundleWorkflows } from '../../worker/worker';
import { installChromium } from './chromium';

export const audience = 'https://concert.test/api';
export const templateDatabase = 'concert_template';
export const bundleFile = 'bundle.js';

/** One engine, one PostgreSQL and one sign-in service for every test file; a database per file comes from a template. */
export default async function globalSetup(): Promise<void> {
  const report = (line: string) => process.stderr.write(`${line}\n`);
  installChromium(report);
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'concert-test-'));
  chmodSync(dataDir, 0o755); // PostgreSQL's stand-in user must get in when we are root
  const [postgres, engine, identity] = await Promise.all([
    startDatabase(dataDir, report),
    findEngine(report).then((binary) => startEngine({ binary, dataDir, isDurable: false })),
    freePort().then((port) => startIdentity({ dataDir, port, audience, redirectUris: ['http://127.0.0.1/callback'] })),
    keepBundle(dataDir),
  ]);
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

/** PostgreSQL, with the database from which each file gets its own. */
async function startDatabase(dataDir: string, report: (line: string) => void) {
  const postgres = await startPostgres({ dataDir, report, isDurable: false });
  const template = new URL(postgres.url);
  template.pathname = `/${templateDatabase}`;
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`create database ${templateDatabase}`);
  await client.end();
  await migrate(template.toString(), report);
  return postgres;
}

/** The workflow bundle, made once for all test files. */
async function keepBundle(dataDir: string): Promise<void> {
  const { code } = await bundleWorkflows();
  writeFileSync(path.join(dataDir, bundleFile), code);
}
