import { rmSync } from 'node:fs';

export default async function globalTeardown(): Promise<void> {
  const { stopTestServers } = globalThis as { stopTestServers?: () => Promise<void> };
  await stopTestServers?.();
  if (process.env['TEST_DATA']) rmSync(process.env['TEST_DATA'], { recursive: true, force: true });
}
