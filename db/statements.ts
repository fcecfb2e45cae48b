import type { Pool } from 'pg';
import type { EffectResult } from '../workflows/kernel/contract';
import type { AgencyCode, CaseRef } from '../workflows/vocabulary';
import { inTransaction, type Queries } from './pool';

/** A year of nights is drawn in one statement; it may take longer than what a page waits for. */
const longQueryMs = 50_000;
const long = (text: string, values: unknown[]) => ({ text, values, query_timeout: longQueryMs });

export interface StatementRequest {
  provider: AgencyCode;
  /** The first and the last day, YYYY-MM-DD. Lines of earlier days that became known late are drawn too. */
  fromDate: string;
  untilDate: string;
}

/** A line as the provider reads it: its net in pence, minus for what the provider owes back. */
export interface StatementLine {
  lineNo: number;
  careRef: CaseRef;
  line: string;
  pence: number;
  takenOut: 'disputed' | 'carried' | null;
}

/**
 * Draws what is owed to a provider for days up to the last, and stands in no statement yet. A line that was taken out of
 * a statement waits until the ledger has something new about it. When nothing is owed in all (or less than nothing) no
 * line is drawn, so that it is set off next time. The same statement twice is drawn once.
 * @returns `lines`, `totalPence` (integer pence) and `digest`
 */
export async function drawStatement(pool: Pool, ref: CaseRef, request: StatementRequest): Promise<EffectResult> {
  const { provider, fromDate, untilDate } = request;
  return inTransaction(pool, async (client) => {
    await client.query(`select pg_advisory_xact_lock(hashtextextended('statements:' || $1, 0))`, [provider]);
    const { rowCount } = await client.query('select from statement where statement_ref = $1', [ref]);
    if (rowCount === 1) return sumOf(client, ref);
    await client.query('savepoint undrawn');
    await client.query(
      'insert into statement (statement_ref, provider, from_date, until_date) values ($1, $2, $3, $4)',
      [ref, provider, fromDate, untilDate],
    );
    await client.query(long('select draw_entries($1)', [ref]));
    const sum = await sumOf(client, ref);
    if (Number(sum['totalPence']) > 0) return sum;
    await client.query('rollback to savepoint undrawn');
    return nothing;
  });
}

const nothing: EffectResult = { lines: '0', totalPence: '0', digest: '' };

/**
 * Takes disputed lines out of a statement. When nothing is left to pay the others go too, into the next statement.
 * Taking out twice is taking out once.
 * @returns `lines`, `totalPence` and `digest` of what stays
 * @throws Error when the statement is being paid
 */
export async function settleStatement(
  pool: Pool,
  ref: CaseRef,
  withoutLines: readonly number[],
): Promise<EffectResult> {
  return inTransaction(pool, async (client) => {
    await client.query(
      `update statement_entry set taken_out = 'disputed' where statement_ref = $1 and line_no = any($2::int[]) and taken_out is null`,
      [ref, withoutLines],
    );
    const sum = await sumOf(client, ref);
    if (Number(sum['totalPence']) > 0) return sum;
    await client.query(
      `update statement_entry set taken_out = 'carried' where statement_ref = $1 and taken_out is null`,
      [ref],
    );
    return nothing;
  });
}

/** How many lines stand in a statement, what they come to, and a digest over each of them. */
async function sumOf(client: Queries, ref: CaseRef): Promise<EffectResult> {
  const { rows } = await client.query<{ lines: string; totalPence: string; digest: string | null }>(
    long(
      `select count(*)::text as lines, coalesce(sum(pence), 0)::text as "totalPence",
       encode(sha256(convert_to(string_agg(line_no || '|' || care_ref || '|' || line || '|' || pence, E'\\n' order by line_no), 'UTF8')), 'hex') as digest
     from statement_line where statement_ref = $1 and taken_out is null`,
      [ref],
    ),
  );
  const [sum] = rows;
  if (!sum) throw new Error(`The statement ${ref} has no sum.`);
  const { lines, totalPence, digest } = sum;
  if (!Number.isSafeInteger(Number(totalPence)))
    throw new RangeError(`A sum of ${totalPence} pence is not exact here.`);
  return { lines, totalPence, digest: digest ?? '' };
}

/** The lines of a statement from a number on, those that were taken out too; what this viewer may not see is not there. */
export async function linesOf(
  client: Queries,
  ref: CaseRef,
  page: { after?: number; limit: number },
): Promise<StatementLine[]> {
  const { rows } = await client.query<Omit<StatementLine, 'pence'> & { pence: string }>(
    `select line_no as "lineNo", care_ref as "careRef", line, pence::text as pence, taken_out as "takenOut"
     from statement_line where statement_ref = $1 and line_no > $2 order by line_no limit $3`,
    [ref, page.after ?? 0, page.limit],
  );
  return rows.map((row) => ({ ...row, pence: Number(row.pence) }));
}
