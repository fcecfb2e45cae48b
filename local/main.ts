import { connectEngine } from '../activities/engine';
import { keysFrom } from '../db/keys';
import { ApiClient } from './client';
import { dataDirOf } from './data-dir';
import { layAccounts } from './demo';
import { freePort } from './ports';
import { rehearsals } from './rehearsals';
import { play } from './rehearsals/play';
import { startStack, type Stack } from './stack';
import { quietEngineLibrary } from '../worker/worker';

const shownAtStart = ['adult-positive', 'child', 'review-disagrees', 'overdue-reflection', 'disputed-line'];
const demoSignIns = [
  'fr-met-police-1',
  'dm-ukhtc-1',
  'dm-ukhtc-2',
  'io-ukba-1',
  'sw-kent-council-1',
  'po-salvation-army-1',
  'an-home-office-1',
];

const report = (line: string) => console.log(line);

/** `npm start`: the whole of Concert on this machine. */
async function main(): Promise<void> {
  const workerMetricsPort = await freePort();
  quietEngineLibrary(`127.0.0.1:${workerMetricsPort}`);
  const dataDir = dataDirOf(process.env);
  const port = Number(process.env['PORT'] ?? 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`PORT is "${process.env['PORT']}". Nothing was started. Give a number from 1 to 65535.`);
  let isStopping = false;
  const stack = await startStack({ dataDir, port, report, isFresh: process.argv.includes('--fresh') });
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    report('\nStopping. Your data is kept; the next npm start goes on where this one ended.');
    stack.stop().then(
      () => process.exit(0),
      (error: Error) => {
        console.error(error.message);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);

  try {
    await beginWork(stack, () => isStopping);
  } catch (error) {
    if (!isStopping)
      report(
        `\n${error instanceof Error ? error.message : String(error)}\nConcert runs on; this rehearsal did not go as its script says.`,
      );
  }
  if (isStopping) return;
  stack.announce();
  report(`
Concert is running.
  Pages        ${stack.url}   (choose a demo person; no password)
  API          ${stack.url}/v1   (description: ${stack.url}/docs, health: ${stack.url}/health)
  Sign-in      ${stack.config.issuer}
  Metrics      http://127.0.0.1:${stack.config.metricsPort}/metrics (API), http://127.0.0.1:${workerMetricsPort}/metrics (worker)
  Data         ${dataDir}
Demo people (no password): ${demoSignIns.join(', ')} …
  npm run concert -- token dm-ukhtc-1        a token for one of them; token --list names all
  npm run concert -- rehearse                what can be rehearsed
Ctrl-C stops everything.`);
}

/** What happens every night, by who answers for it; the key makes it one case, however often the stack starts. */
async function beginRounds(api: ApiClient): Promise<void> {
  const rounds = [
    ['po-salvation-army-1', {}, 'local-nightly-round'],
    ['arl-cps-1', { work: 'prosecutions' }, 'local-prosecutions-round'],
  ] as const;
  for (const [person, input, key] of rounds) {
    const { status, body } = await api.post(person, '/v1/nightly-round', input, key);
    if (status >= 300) throw new Error(`The nightly rounds did not begin: ${String(body['title'])}`);
  }
}

/** What goes on by itself, the made-up accounts, and a few rehearsals where there is nothing yet, so that there is something to see. */
async function beginWork(stack: Stack, isOver: () => boolean): Promise<void> {
  const { config } = stack;
  const api = new ApiClient(stack.url, config.issuer ?? '');
  const isNew = await isEmpty(api);
  const client = await connectEngine(config.temporalAddress, keysFrom(config.secret), config.namespace);
  try {
    await beginRounds(api);
    await layAccounts(api, client);
    for (const rehearsal of rehearsals.filter((r) => isNew && shownAtStart.includes(r.name))) {
      if (isOver()) return;
      await play(rehearsal, api, client, report);
    }
  } finally {
    await client.connection.close();
  }
}

async function isEmpty(api: ApiClient): Promise<boolean> {
  const { body } = await api.get('dm-ukhtc-1', '/v1/cases?limit=1');
  return Array.isArray(body['cases']) && body['cases'].length === 0;
}

main().catch((error: Error) => {
  console.error(`\n${error.message}`);
  process.exit(1);
});
