import type { Pool, PoolClient } from 'pg';
import { careCasesAfter, keepShare, sharesOf } from '../db/accrual';
import { loadCase, type StoredCase } from '../db/cases';
import { bookedLines, lockCareCase, postEntries } from '../db/ledger';
import { inTransaction } from '../db/pool';
import { applyProviderChange } from '../db/provider-register';
import { loadRates } from '../db/rates';
import { groupsOf, toResult, type Chunk } from '../workflows/accrual-run/unpriced';
import { accrualOf, careRecordOf } from '../workflows/provider-payment/owed';
import { bookOf, type RateBook } from '../workflows/provider-payment/rates';
import { ProviderChange } from '../workflows/provider-change/schemas';
import type { CaseRef } from '../workflows/vocabulary';
import { refusalFailure } from './refusal';
import type { Handler } from './world';

export const ledger: { [K in 'apply-provider-change' | 'accrue']: Handler<K> } = {
  'apply-provider-change': async ({ pool }, from, effect) => {
    const change = ProviderChange.parse(effect.change);
    await inTransaction(pool, async (client) => {
      const code = await applyProviderChange(client, from, change);
      if (code !== undefined) throw refusalFailure(code);
    });
    return {};
  },

  accrue: async ({ pool }, from, { key, ...chunk }) => toResult(await accrueChunk(pool, `${from}:${key}`, chunk)),
};

/**
 * Accrues the next care cases. One transaction for each person: what is done stays done when the worker dies, nobody is
 * half accrued, and a chunk that is tried again counts what it did before.
 * @param effect the key of the chunk, unique among all runs
 */
export async function accrueChunk(
  pool: Pool,
  effect: string,
  { after, limit, untilDate }: { after: CaseRef; limit: number; untilDate: string },
): Promise<Chunk> {
  const rates = bookOf(await loadRates(pool));
  const refs = await careCasesAfter(pool, after, limit);
  for (const ref of refs) await inTransaction(pool, (client) => accrueCase(client, { effect, ref, rates, untilDate }));
  const shares = await sharesOf(pool, effect);
  return { after: refs.at(-1) ?? after, cases: refs.length, ...shares, isLast: refs.length < limit };
}

interface Accrual {
  effect: string;
  ref: CaseRef;
  rates: RateBook;
  untilDate: string;
}

/** The record is read after the lock is held: who waited for it then sees what the other one booked. */
async function accrueCase(client: PoolClient, { effect, ref, rates, untilDate }: Accrual): Promise<void> {
  await lockCareCase(client, ref);
  const stored = await loadCase(client, ref);
  if (!stored) throw new Error(`The record of ${ref} has no opening. Nothing was accrued. Run: concert verify`);
  const booked = await bookedLines(client, ref);
  const record = careRecordOf(stored.current.state);
  const { entries, unpriced } = accrualOf(record, rates, bedHoldNightsOf(stored), untilDate, booked);
  await postEntries(client, ref, booked, entries);
  const reversals = entries.filter(({ kind }) => kind === 'reversal').length;
  await keepShare(client, effect, ref, { entries: entries.length, reversals, unpriced: groupsOf(unpriced) });
}

/** By the set of policy under which the care was opened. */
function bedHoldNightsOf({ process, current }: StoredCase): number {
  const nights = process.policy[current.file.policySet]['bedHoldNights']?.value;
  if (typeof nights !== 'number') throw new Error(`The policy of ${process.name} has no bedHoldNights.`);
  return nights;
}
