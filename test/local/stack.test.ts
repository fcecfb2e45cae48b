import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startStack } from '../../local/stack';
import { freshConfig } from '../helpers/world';

let dataDir: string;
const before = { ...process.env };
beforeEach(() => void (dataDir = mkdtempSync(path.join(os.tmpdir(), 'concert-stack-'))));
afterEach(() => {
  for (const name of ['DATABASE_URL', 'TEMPORAL_ADDRESS']) {
    const value = before[name];
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  rmSync(dataDir, { recursive: true, force: true });
});

const start = () => startStack({ dataDir, port: 0, report: () => undefined });

describe('servers that the environment names', () => {
  it.each([
    ['nothing listens', 'postgres://concert:not-to-be-shown@127.0.0.1:1/concert', '127.0.0.1:1'],
    ['it is not an address', 'not-to-be-shown', 'the address given'],
  ])('PostgreSQL where %s: one sentence, a way out, and no password', async (_when, url, where) => {
    process.env['DATABASE_URL'] = url;
    const failure = await start().catch((error: Error) => error.message);
    expect(failure).toContain(`PostgreSQL at ${where} cannot be used`);
    expect(failure).toContain('unset DATABASE_URL');
    expect(failure).not.toContain('not-to-be-shown');
  });

  it('Temporal where nothing listens: one sentence and a way out', async () => {
    process.env['DATABASE_URL'] = (await freshConfig()).databaseUrl;
    process.env['TEMPORAL_ADDRESS'] = '127.0.0.1:1';
    await expect(start()).rejects.toThrow(/^Temporal at 127\.0\.0\.1:1 cannot be used: .*unset TEMPORAL_ADDRESS/);
  });
});
