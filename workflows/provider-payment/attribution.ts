import type { AgencyCode } from '../vocabulary';

/** One night or one support of one person, and the provider to whom it is owed. */
export interface CareLine {
  /** 'night:2011-08-03' or 'support:<id>': unique within a care case. */
  line: string;
  /** The day it counts for, YYYY-MM-DD. */
  on: string;
  provider: AgencyCode;
  pence: number;
}

/** What the ledger is to be told: a line is accrued, or what was accrued for it is taken back. */
export type Entry = CareLine & { kind: 'accrual' | 'reversal' };

export const nightLine = (night: string) => `night:${night}`;
export const supportLine = (id: string) => `support:${id}`;

/**
 * What leads from `booked` to `owed`: nothing is edited, what is wrong is reversed whole and accrued anew.
 * Pure; a second time there is nothing left to do. In the order of days, reversals of a line before its accrual.
 * @param owed at most one of each line (the later one holds)
 * @param booked the sum of the postings of each line, provider and day; sums of 0 say nothing
 */
export function changesOf(owed: readonly CareLine[], booked: readonly CareLine[]): Entry[] {
  const missing = new Map(owed.map((line) => [line.line, line]));
  const entries: Entry[] = [];
  for (const held of booked) {
    if (held.pence === 0) continue;
    const right = missing.get(held.line);
    if (right && isSame(right, held)) missing.delete(held.line);
    else entries.push({ ...held, kind: 'reversal' });
  }
  for (const line of missing.values()) entries.push({ ...line, kind: 'accrual' });
  return entries.toSorted(inOrder);
}

function isSame(a: CareLine, b: CareLine): boolean {
  return a.provider === b.provider && a.pence === b.pence && a.on === b.on;
}

function inOrder(a: Entry, b: Entry): number {
  if (a.on !== b.on) return a.on < b.on ? -1 : 1;
  if (a.line !== b.line) return a.line < b.line ? -1 : 1;
  return a.kind === b.kind ? 0 : a.kind === 'reversal' ? -1 : 1;
}
