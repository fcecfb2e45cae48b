import { createHash } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { closedAccount, type Behaviour, type Death } from './behaviour';
import { openFolder, readAll, writeWhole } from './durable';
import type { Order } from './payment-file';

const entry = z.object({
  endToEndId: z.string(),
  sortCode: z.string(),
  accountNumber: z.string(),
  pence: z.int(),
  state: z.enum(['paid', 'rejected', 'pending']),
  reason: z.string().optional(),
});
const record = z.object({
  messageId: z.string(),
  sha256: z.string(),
  takenAt: z.iso.datetime(),
  entries: z.array(entry),
});

export type Entry = z.infer<typeof entry>;
/** A file that was taken, and what became of each payment. It is written in one piece, so money moves with the taking. */
export type Taken = z.infer<typeof record>;

/** How often a payment was asked for, in how many files, and how often money moved. */
export interface Count {
  endToEndId: string;
  sortCode: string;
  accountNumber: string;
  pence: number;
  asked: number;
  paid: number;
}

/** The stub bank's books: one file on disk per payment file that it took. */
export class Books {
  private readonly folder: string;
  private readonly taken = new Map<string, Taken>();
  private readonly seen = new Set<string>();

  constructor(
    dataDir: string,
    private readonly passing: (moment: Death) => void,
  ) {
    this.folder = openFolder(path.join(dataDir, 'files'));
    for (const content of readAll(this.folder)) this.remember(record.parse(JSON.parse(content)));
  }

  find(messageId: string): Taken | undefined {
    return this.taken.get(messageId);
  }

  /**
   * Takes a file: decides every payment and moves the money, in one write and without letting anything else in between.
   * An end-to-end id that was in any file before is rejected as a duplicate (AM05), so none is ever paid twice.
   */
  take(
    file: { messageId: string; sha256: string; takenAt: string },
    orders: readonly Order[],
    behaviour: Behaviour,
  ): Taken {
    const entries = orders.map((order, at) => ({ ...order, ...this.decide(order, at, behaviour) }));
    const taken = { ...file, entries };
    this.passing('before-keeping');
    this.write(taken, () => this.passing('while-keeping'));
    this.remember(taken);
    this.passing('after-keeping');
    return taken;
  }

  /** Pays what was pending. */
  settle(taken: Taken): Taken {
    if (!taken.entries.some(({ state }) => state === 'pending')) return taken;
    const entries = taken.entries.map((each) =>
      each.state === 'pending' ? { ...each, state: 'paid' as const } : each,
    );
    const settled = { ...taken, entries };
    this.write(settled, () => this.passing('while-keeping'));
    this.remember(settled);
    return settled;
  }

  counts(): Count[] {
    const counts = new Map<string, Count>();
    for (const { entries } of this.taken.values())
      for (const { endToEndId, sortCode, accountNumber, pence, state } of entries) {
        const before = counts.get(endToEndId) ?? { endToEndId, sortCode, accountNumber, pence, asked: 0, paid: 0 };
        const paid = before.paid + (state === 'paid' ? 1 : 0);
        counts.set(endToEndId, { ...before, asked: before.asked + 1, paid });
      }
    return [...counts.values()];
  }

  private decide(order: Order, at: number, behaviour: Behaviour): Pick<Entry, 'state' | 'reason'> {
    if (this.seen.has(order.endToEndId)) return { state: 'rejected', reason: 'AM05' };
    if (order.accountNumber === closedAccount.accountNumber && order.sortCode === closedAccount.sortCode)
      return { state: 'rejected', reason: 'AC04' };
    if (behaviour.mode === 'reject-all') return { state: 'rejected', reason: 'AG01' };
    if (behaviour.mode === 'reject-some' && behaviour.reject.includes(order.endToEndId))
      return { state: 'rejected', reason: 'AC04' };
    if (behaviour.mode === 'reject-some' && behaviour.reject.includes(order.accountNumber))
      return { state: 'rejected', reason: 'AC01' };
    return { state: behaviour.mode === 'part' && at % 2 === 1 ? 'pending' : 'paid' };
  }

  private write(taken: Taken, meanwhile: () => void): void {
    // Ids that differ in case only are two files on every file system.
    const name = createHash('sha256').update(taken.messageId).digest('hex');
    writeWhole(path.join(this.folder, `${name}.json`), JSON.stringify(taken), meanwhile);
  }

  private remember(taken: Taken): void {
    this.taken.set(taken.messageId, taken);
    for (const { endToEndId } of taken.entries) this.seen.add(endToEndId);
  }
}
