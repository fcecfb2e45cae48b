import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/** True when the lock is ours now. One left by a process that is gone is taken over. */
export function takeLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    const holder = Number(existsSync(lock) ? readFileSync(lock, 'utf8') : 0);
    if (holder > 0 && isRunning(holder)) return false;
    rmSync(lock, { force: true });
    return takeLock(lock);
  }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
