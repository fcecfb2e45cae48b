import path from 'node:path';

/** Where the local stack keeps everything: `CONCERT_DATA`, else `.concert/` in the repository. */
export function dataDirOf(env: NodeJS.ProcessEnv): string {
  return path.resolve(env['CONCERT_DATA'] || path.join(__dirname, '..', '.concert'));
}
