import type { Pool } from 'pg';
import type { Effect } from '../workflows/kernel/contract';

/** Puts a message of a case that began before messages were recorded with their events; the same effect twice is one message. */
export async function tellAgency(pool: Pool, ref: string, effect: Extract<Effect, { kind: 'tell' }>): Promise<void> {
  await pool.query(
    `insert into notification (case_ref, effect, agency, role, message, facts) values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
    [ref, effect.key, effect.to.agency, effect.to.role, effect.message, JSON.stringify(effect.facts ?? {})],
  );
}
