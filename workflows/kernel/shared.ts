/**
 * What all cases of one worker share. The engine evaluates every module again for each case, which would build the
 * schemas of all processes for each of them: 10 ms and some 250 KB a case. This module alone it evaluates once and
 * freezes (`preloadModules` in worker/worker.ts); a frozen map still takes entries. Only pure code may be kept here:
 * nothing in it may remember one case (docs/adr/0009).
 */
const kept = new Map<string, unknown>();

/** Makes a value once for all cases. */
export function shared<T>(name: string, make: () => T): T {
  if (!kept.has(name)) kept.set(name, make());
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one name is one make, and so one type
  return kept.get(name) as T;
}
