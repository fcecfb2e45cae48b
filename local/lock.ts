import { execFileSync } from 'node:child_process';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * True when the lock is ours now. One left by a process that is gone is taken over, also when its number has gone to
 * another program since (after a restart of the machine, or of a container, where numbers repeat).
 * @throws Error of the file system when the lock can be neither made nor read
 */
export function takeLock(lock: string): boolean {
  const mine = `${lock}.${process.pid}`;
  // Written first and then linked into place: nobody can read half a claim.
  writeFileSync(mine, `${process.pid}\n${commandOf(process.pid)}`, { mode: 0o600 });
  try {
    while (!isDone(() => linkSync(mine, lock), 'EEXIST')) {
      const seen = readOrEmpty(lock);
      if (isHeld(seen)) return false;
      const stale = `${mine}.stale`;
      isDone(() => renameSync(lock, stale), 'ENOENT');
      // Between reading and moving, another start may have taken it over: then give it back.
      if (readOrEmpty(stale) !== seen) isDone(() => linkSync(stale, lock), 'EEXIST', 'ENOENT');
      rmSync(stale, { force: true });
    }
    return true;
  } finally {
    rmSync(mine, { force: true });
  }
}

/** The command line of a running process; empty when there is none. Works where there is no `ps` (slim containers). */
export function commandOf(pid: number): string {
  if (!Number.isInteger(pid) || pid < 1) return '';
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

/** Whether the process of a claim (its number, then its command line) still runs. */
function isHeld(claim: string): boolean {
  const [number = '', command = ''] = claim.split('\n');
  const pid = Number(number);
  return pid !== process.pid && command !== '' && commandOf(pid) === command;
}

function readOrEmpty(file: string): string {
  let text = '';
  isDone(() => {
    text = readFileSync(file, 'utf8');
  }, 'ENOENT');
  return text;
}

/** False when `step` failed with one of `codes`. Not by `instanceof Error`: under jest, Node's errors are of another realm. */
function isDone(step: () => void, ...codes: string[]): boolean {
  try {
    step();
    return true;
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && codes.includes(String(error.code)))
      return false;
    throw error;
  }
}
