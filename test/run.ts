import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';

const Results = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numFailedTestSuites: z.number(),
  numRuntimeErrorTestSuites: z.number(),
});

/**
 * `npm test`: every test, four files at a time, and a last line that counts them. Four on two cores, because most files wait for
 * the engine or a browser half of their time; all share one engine and one PostgreSQL, with a database each.
 */
const folder = mkdtempSync(path.join(os.tmpdir(), 'concert-results-'));
const file = path.join(folder, 'results.json');
const jest = require.resolve('jest/bin/jest');
/** Young objects die young in tests: with room for them less time goes into collecting. The workers inherit it. */
const youngMb = 64;
const run = spawnSync(
  process.execPath,
  [
    `--max-semi-space-size=${youngMb}`,
    jest,
    '--maxWorkers=4',
    '--json',
    `--outputFile=${file}`,
    ...process.argv.slice(2),
  ],
  { stdio: ['ignore', 'ignore', 'inherit'] },
);
try {
  const results = Results.parse(JSON.parse(readFileSync(file, 'utf8')));
  // A file that could not even be loaded counts as one failure.
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  console.log(`${results.numPassedTests} passed, ${failed} failed`);
  process.exitCode = failed === 0 && run.status === 0 && results.numPassedTests > 0 ? 0 : 1;
} catch {
  console.log('The tests did not run to their end.\n0 passed, 1 failed');
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
