import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Pool } from 'pg';
import { quarterOf } from '../workflows/case-review/quarter';
import { drawnBefore, drawStrata, toResult, type SampledCase } from '../workflows/case-review/sample';
import type { EffectResult } from '../workflows/kernel/contract';

export interface SampleRequest {
  competentAuthority: string;
  /** The first and the last day, YYYY-MM-DD, London. */
  fromDate: string;
  untilDate: string;
  percent: number;
  minimum: number;
  /** What makes this draw another one than the next: the reference of the review. */
  seed: string;
}

type Row = Omit<SampledCase, 'participants'>;

/** The draw is asked for and the opening recorded at the same time: usually a moment is enough. */
const triesUntilRecorded = 20;
const millisecondsBetweenTries = 50;

/** Draws the sample of a quarter, unless another review has it: nobody draws again until the sample pleases. */
export async function drawSample(pool: Pool, request: SampleRequest): Promise<EffectResult> {
  const other = await otherReview(pool, request);
  return other === undefined ? stratifiedSample(pool, request) : drawnBefore(other);
}

/**
 * The other review of this authority and quarter that has a sample, or may be drawing one. Of two that are opened at
 * the same moment each looks only after its own opening is recorded, in one snapshot: so one of them sees the other,
 * and never do both draw. (Both may see each other, and close; then the quarter is opened again.)
 * @throws Error when this review is not recorded yet; the engine asks again
 */
async function otherReview(
  pool: Pool,
  { competentAuthority, fromDate, seed }: SampleRequest,
): Promise<string | undefined> {
  for (let tries = 1; tries <= triesUntilRecorded; tries += 1) {
    const { rows } = await pool.query<{ isRecorded: boolean; other: string | null }>(
      `select exists (select from case_file where case_ref = $1) as "isRecorded",
         (select case_ref from case_file
          where process = 'case-review' and case_ref <> $1 and figures->>'competentAuthority' = $2 and figures->>'quarter' = $3
            and (stage = 'drawing' or (figures->>'sampled')::int > 0)
          order by opened_at, case_ref limit 1) as other`,
      [seed, competentAuthority, quarterOf(fromDate)],
    );
    if (rows[0]?.isRecorded) return rows[0].other ?? undefined;
    await wait(millisecondsBetweenTries);
  }
  throw new Error(`The review ${seed} is not recorded yet. Nothing was drawn.`);
}

/**
 * Draws a stratified random sample of the cases that an authority closed in these days. The same seed over the same
 * cases draws the same sample. A notification and a duplicate hold no decision and are left out. A case counts for the
 * day of its last event.
 */
export async function stratifiedSample(pool: Pool, request: SampleRequest): Promise<EffectResult> {
  const { competentAuthority, fromDate, untilDate, percent, minimum, seed } = request;
  const { rows } = await pool.query<Row>(
    `select f.case_ref as ref, f.figures->>'subject' as subject, f.figures->>'outcome' as outcome, f.figures->>'route' as route
     from case_file f
     join event last on last.case_ref = f.case_ref and last.seq = f.seq
     where f.process = 'nrm-referral' and f.is_closed
       and f.figures->>'competentAuthority' = $1 and (f.figures->>'isReferral')::boolean
       and (last.at at time zone 'Europe/London')::date between $2::date and $3::date`,
    [competentAuthority, fromDate, untilDate],
  );
  const candidates = rows.map((row) => ({ ref: row.ref, stratum: stratumOf(row), order: orderOf(seed, row.ref) }));
  const drawn = new Set(drawStrata(candidates, percent, minimum));
  const sampled = rows.filter(({ ref }) => drawn.has(ref)).toSorted((a, b) => (a.ref < b.ref ? -1 : 1));
  const took = await participantsOf(pool, [...drawn]);
  const cases = sampled.map((row) => ({ ...row, participants: took.get(row.ref) ?? [] }));
  return { ...toResult(cases), strata: strataOf(rows, drawn) };
}

function stratumOf({ subject, outcome }: Row): string {
  return `${subject}/${outcome}`;
}

/** An order that nobody can choose, and that can be repeated. */
function orderOf(seed: string, ref: string): string {
  return createHash('sha256')
    .update(seed + ref)
    .digest('hex');
}

/** Everybody who did anything in these cases; what Concert did by itself is nobody's part. */
async function participantsOf(pool: Pool, refs: readonly string[]): Promise<Map<string, string[]>> {
  const { rows } = await pool.query<{ ref: string; people: string[] }>(
    `select case_ref as ref, array_agg(distinct actor->>'person' order by actor->>'person') as people
     from event where case_ref = any($1) and actor->>'person' not like 'system:%' group by case_ref`,
    [refs],
  );
  return new Map(rows.map(({ ref, people }) => [ref, people]));
}

/** How many were drawn of how many, for each stratum: `adult/withdrawn:3/12,…`. */
function strataOf(rows: readonly Row[], drawn: ReadonlySet<string>): string {
  return [...new Set(rows.map(stratumOf))]
    .toSorted()
    .map((stratum) => {
      const of = rows.filter((row) => stratumOf(row) === stratum);
      return `${stratum}:${of.filter(({ ref }) => drawn.has(ref)).length}/${of.length}`;
    })
    .join(',');
}
