import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort, isPortFree } from './ports';
import { isMissing } from './secrets';

/**
 * The sign-in service's port: the one it had before, when that is free. Its address stands in every token, so only
 * with the same port do tokens outlive a restart.
 */
export async function identityPort(dataDir: string): Promise<number> {
  const file = path.join(dataDir, 'identity.port');
  const kept = portIn(file);
  if (kept !== undefined && (await isPortFree(kept))) return kept;
  const port = await freePort();
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(file, String(port), { mode: 0o600 });
  return port;
}

/** Undefined when there is no file, or when what it holds is no port. */
function portIn(file: string): number | undefined {
  try {
    const port = Number(readFileSync(file, 'utf8'));
    return Number.isInteger(port) && port > 0 && port <= 65_535 ? port : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
