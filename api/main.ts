import { pino } from 'pino';
import { readConfig } from '../worker/config';
import { startApi } from './server';

/** The API on its own: `node --import tsx api/main.ts`. */
async function main(): Promise<void> {
  const log = pino();
  const api = await startApi(readConfig(process.env), log);
  log.info('API started');
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void api.stop());
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
