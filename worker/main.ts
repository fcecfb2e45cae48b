import { readConfig } from './config';
import { bundleWorkflows, quietEngineLibrary, startWorker } from './worker';

/** A worker on its own: `node --import tsx worker/main.ts`. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  quietEngineLibrary(`${config.host}:${config.workerMetricsPort}`);
  const worker = await startWorker(config, await bundleWorkflows());
  console.log('worker started');
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void worker.stop());
  await worker.finished;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
