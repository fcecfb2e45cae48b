import type { CaseRef } from '../workflows/vocabulary';
import { merged, UnpricedGroup } from '../workflows/accrual-run/unpriced';
import type { Queries } from './pool';

/** Care cases in the order of their references, those after `after` ('' for the first), so many at most. */
export async function careCasesAfter(client: Queries, after: CaseRef, limit: number): Promise<CaseRef[]> {
  const { rows } = await client.query<{ ref: string }>(
    `select case_ref as ref from case_file where process = 'victim-care' and case_ref > $1 order by case_ref limit $2`,
    [after, limit],
  );
  return rows.map(({ ref }) => ref);
}

/** What a chunk did for one person. */
export interface Share {
  entries: number;
  reversals: number;
  unpriced: readonly UnpricedGroup[];
}

/**
 * Keeps what this chunk did for one person, in the transaction that did it. A chunk that is tried again adds what its
 * earlier try had not done.
 * @param effect the key of the chunk
 */
export async function keepShare(client: Queries, effect: string, careRef: CaseRef, share: Share): Promise<void> {
  const { entries, reversals, unpriced } = share;
  if (entries === 0 && unpriced.length === 0) return;
  await client.query(
    `insert into accrual_share (effect, care_ref, entries, reversals, unpriced) values ($1, $2, $3, $4, $5)
     on conflict (effect, care_ref) do update set entries = accrual_share.entries + excluded.entries,
       reversals = accrual_share.reversals + excluded.reversals, unpriced = excluded.unpriced`,
    [effect, careRef, entries, reversals, JSON.stringify(unpriced)],
  );
}

/** What a chunk did for everybody, however often it was tried. */
export async function sharesOf(client: Queries, effect: string): Promise<Share> {
  const { rows } = await client.query<{ entries: number; reversals: number; unpriced: unknown }>(
    'select entries, reversals, unpriced from accrual_share where effect = $1',
    [effect],
  );
  return {
    entries: rows.reduce((sum, row) => sum + row.entries, 0),
    reversals: rows.reduce((sum, row) => sum + row.reversals, 0),
    unpriced: merged(rows.flatMap((row) => UnpricedGroup.array().parse(row.unpriced))),
  };
}
