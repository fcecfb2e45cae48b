import { setTimeout as wait } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import type { Offer } from '../workflows/missing-child/offers';

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
  const { rows } = await pool.query<
    Omit<Offer, 'reportedAt' | 'nrmReferral'> & { reportedAt: Date; nrmReferral: string | null }
  >(
    `with given as (select key as kind, value as code from jsonb_each_text($2::jsonb)),
     found as (
       select e.case_ref, array_agg(distinct g.kind order by g.kind) as kinds
       from event e join given g on e.data->'codes'->>g.kind = g.code
       where e.process = 'missing-child' and e.type in ('reported', 'report-completed') and e.case_ref <> $1
       group by e.case_ref)
     select f.case_ref as ref, f.kinds, r.data->>'authority' as authority, r.at as "reportedAt", c.stage,
            (select n.data->'details'->>'nrmReferral' from event n
             where n.case_ref = f.case_ref and n.type = 'nrm-referral-recorded' order by n.seq desc limit 1) as "nrmReferral"
     from found f
     join case_file c on c.case_ref = f.case_ref
     join event r on r.case_ref = f.case_ref and r.process = 'missing-child' and r.type = 'reported'
     order by r.at desc, ref limit $3`,
    [from, JSON.stringify(codes), mostOffers],
  );
  return rows.map(({ reportedAt, nrmReferral, ...row }) => ({
    ...row,
    reportedAt: reportedAt.toISOString(),
    ...(nrmReferral === null ? {} : { nrmReferral }),
  }));
}

async function untilRecorded(pool: Pool, ref: string): Promise<void> {
  for (let tries = 1; tries <= triesUntilRecorded; tries += 1) {
    const { rowCount } = await pool.query('select from case_file where case_ref = $1', [ref]);
    if (rowCount === 1) return;
    await wait(millisecondsBetweenTries);
  }
  throw new Error(`The report ${ref} is not recorded yet. Nothing was looked for.`);
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
