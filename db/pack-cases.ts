import type { Pool } from 'pg';
import { foldCase } from '../workflows/kernel/case';
import type { Actor, AnyProcess, CaseState, EventBase, Fact } from '../workflows/kernel/contract';
import { findProcess } from '../workflows/registry';
import type { CaseRef } from '../workflows/vocabulary';

/** A care case as it stood at some moment. */
export interface CareCase {
  ref: CaseRef;
  facts: readonly Fact[];
  state: unknown;
  bedHoldNights: number;
}

const casesPerQuery = 200;

/**
 * Every case of victim care in the order of references, folded from its events; with `before` (an instant) from those
 * that happened before it. What is in memory at once does not grow with the number of cases.
 */
export async function* careCases(pool: Pool, before = 'infinity'): AsyncGenerator<CareCase> {
  for (let after = '', isLast = false; !isLast;) {
    const { rows } = await pool.query<StoredFact>(
      `with page as (select case_ref from case_file where process = 'victim-care' and case_ref > $1 order by case_ref limit $2)
       select s.case_ref as ref, e.seq, e.at, e.actor, e.command_key as key, e.part, e.request_hash as "requestHash", e.data as event
       from page s left join event e on e.case_ref = s.case_ref and e.at < $3::timestamptz
       order by s.case_ref collate "C", e.seq`,
      [after, casesPerQuery, before],
    );
    const byCase = grouped(rows);
    for (const [ref, facts] of byCase) {
      const found = folded(ref, facts);
      if (found) yield found;
      if (ref > after) after = ref;
    }
    isLast = byCase.size < casesPerQuery;
  }
}

type StoredFact = { ref: string } & (
  | { seq: null }
  | { seq: number; at: Date; actor: Actor; key: string; part: number; requestHash: string; event: EventBase }
);

function grouped(rows: readonly StoredFact[]): Map<CaseRef, Fact[]> {
  const byCase = new Map<CaseRef, Fact[]>();
  for (const row of rows) {
    const facts = byCase.get(row.ref) ?? [];
    byCase.set(row.ref, facts);
    if (row.seq === null) continue; // opened later
    const { ref: _ref, at, ...fact } = row;
    facts.push({ ...fact, at: at.toISOString() });
  }
  return byCase;
}

function folded(ref: CaseRef, facts: readonly Fact[]): CareCase | undefined {
  const opened = facts[0]?.event;
  if (!opened || !isOpened(opened)) return undefined;
  const process = findProcess(opened.process, opened.processVersion);
  const current = foldCase(process, ref, facts);
  return { ref, facts, state: current.state, bedHoldNights: bedHoldNightsOf(process, current) };
}

function isOpened(event: EventBase): event is EventBase & { process: string; processVersion: number } {
  return event.type === 'case-opened';
}

/** By the set of policy under which the care was opened. */
function bedHoldNightsOf(process: AnyProcess, { file }: CaseState): number {
  const nights = process.policy[file.policySet]['bedHoldNights']?.value;
  if (typeof nights !== 'number') throw new Error(`The policy of ${process.name} has no bedHoldNights.`);
  return nights;
}
