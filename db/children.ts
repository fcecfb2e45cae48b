import { setTimeout as wait } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { compareInstants } from '../workflows/kernel/calendar';
import { foldCase } from '../workflows/kernel/case';
import type { Offer } from '../workflows/missing-child/offers';
import type { AgendaChild } from '../workflows/operational-group/agenda';
import { findProcess } from '../workflows/registry';
import { loadFacts } from './cases';

/** The question is asked and the report recorded at the same time: usually a moment is enough. */
const triesUntilRecorded = 20;
const millisecondsBetweenTries = 50;
const mostOffers = 50;

/**
 * Other reports that share a code with the report `from`, newest first. Each report looks only after it is recorded
 * itself: so of two that are made at the same moment one finds the other.
 * @throws Error when `from` is not recorded yet; the engine asks again
 */
export async function matchEpisodes(pool: Pool, from: string, codes: Record<string, string>): Promise<Offer[]> {
  await untilRecorded(pool, from);
  const { rows } = await pool.query<Omit<Offer, 'reportedAt'> & { reportedAt: Date }>(
    `with given as (select key as kind, value as code from jsonb_each_text($2::jsonb)),
     found as (
       select e.case_ref, array_agg(distinct g.kind order by g.kind) as kinds
       from event e join given g on e.data->'codes'->>g.kind = g.code
       where e.process = 'missing-child' and e.type in ('reported', 'report-completed') and e.case_ref <> $1
       group by e.case_ref)
     select f.case_ref as ref, f.kinds, r.data->>'authority' as authority, r.at as "reportedAt", c.stage
     from found f
     join case_file c on c.case_ref = f.case_ref
     join event r on r.case_ref = f.case_ref and r.process = 'missing-child' and r.type = 'reported'
     order by r.at desc, ref limit $3`,
    [from, JSON.stringify(codes), mostOffers],
  );
  return rows.map((row) => ({ ...row, reportedAt: row.reportedAt.toISOString() }));
}

async function untilRecorded(pool: Pool, ref: string): Promise<void> {
  for (let tries = 1; tries <= triesUntilRecorded; tries += 1) {
    const { rowCount } = await pool.query('select from case_file where case_ref = $1', [ref]);
    if (rowCount === 1) return;
    await wait(millisecondsBetweenTries);
  }
  throw new Error(`The report ${ref} is not recorded yet. Nothing was looked for.`);
}

/**
 * Every child of an authority who was missing or at risk on arrival at an instant: each case is folded as it stood then,
 * however late the question is asked. `counted` says the same by the events alone, without the code that folds them.
 */
export async function compileAgenda(
  pool: Pool,
  authority: string,
  cutOff: string,
): Promise<{ children: AgendaChild[]; counted: number }> {
  const { rows } = await pool.query<{ ref: string }>(
    // A case whose last event closed it before then needs no folding.
    `select r.case_ref as ref from event r
     join case_file f on f.case_ref = r.case_ref
     join event last on last.case_ref = f.case_ref and last.seq = f.seq
     where r.process = 'missing-child' and r.type = 'reported' and r.data->>'authority' = $1 and r.at <= $2
       and not (f.is_closed and last.at <= $2)
     order by r.at, r.case_ref`,
    [authority, cutOff],
  );
  const children: AgendaChild[] = [];
  for (const { ref } of rows) {
    const child = await childAt(pool, ref, cutOff);
    if (child) children.push(child);
  }
  return { children, counted: await countMissing(pool, authority, cutOff) };
}

async function childAt(pool: Pool, ref: string, instant: string): Promise<AgendaChild | undefined> {
  const facts = (await loadFacts(pool, ref)).filter(({ at }) => compareInstants(at, instant) <= 0);
  const process = findProcess('missing-child');
  const figures = process.figures(foldCase(process, ref, facts).state);
  if (figures['isMissing'] !== true) return undefined;
  return { ref, situation: String(figures['situation']), risk: String(figures['risk']) };
}

/** How many were reported and neither located nor found to be another report's child, by the events alone. */
export async function countMissing(pool: Pool, authority: string, instant: string): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    `select count(*)::int as n from event r
     where r.process = 'missing-child' and r.type = 'reported' and r.data->>'authority' = $1 and r.at <= $2
       and not exists (select from event e where e.case_ref = r.case_ref and e.type in ('located', 'linked-as-same') and e.at <= $2)`,
    [authority, instant],
  );
  return rows[0]?.n ?? 0;
}

/** The children of an authority who are missing or at risk now; those of them whom the viewer may see. */
export async function missingNow(client: PoolClient, authority: string): Promise<string[]> {
  const { rows } = await client.query<{ ref: string }>(
    `select case_ref as ref from case_file
     where process = 'missing-child' and not is_closed and figures->>'authority' = $1 and (figures->>'isMissing')::boolean
     order by opened_at, case_ref`,
    [authority],
  );
  return rows.map(({ ref }) => ref);
}
