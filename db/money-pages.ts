import type { PoolClient } from 'pg';
import type { SupportType } from '../workflows/vocabulary';
import type { StatementLine } from './statements';

/** What only the pages of money read. Row-level security shows what the viewer's agency may see. */

export interface MoneyCase {
  ref: string;
  stage: string;
  title: string;
  isClosed: boolean;
  openedAt: Date;
  /** As the process gives them. */
  figures: unknown;
}

/** The cases of one process, newest first; `before`: a reference of the list, after which it goes on. */
export async function moneyCases(
  client: PoolClient,
  process: string,
  page: { before?: string; limit: number },
): Promise<MoneyCase[]> {
  const { rows } = await client.query<MoneyCase>(
    `select case_ref as ref, stage, title, is_closed as "isClosed", opened_at as "openedAt", figures from case_file
     where process = $1 and ($2::text is null or (opened_at, case_ref) < (
       select b.opened_at, b.case_ref from case_file b where b.case_ref = $2))
     order by opened_at desc, case_ref desc limit $3`,
    [process, page.before ?? null, page.limit],
  );
  return rows;
}

/** A line with the day that it counts for (YYYY-MM-DD) and what was given. */
export type DatedLine = StatementLine & { on: string; support: SupportType };

/** The lines of a statement after a number, those that were taken out too. */
export async function datedLines(
  client: PoolClient,
  ref: string,
  page: { after: number; limit: number },
): Promise<DatedLine[]> {
  const { rows } = await client.query<Omit<DatedLine, 'pence'> & { pence: string }>(
    `select line_no as "lineNo", care_ref as "careRef", line, on_date::text as "on", support, pence::text as pence,
       taken_out as "takenOut"
     from statement_lines($1, $2, $3)`,
    [ref, page.after, page.limit],
  );
  return rows.map((row) => ({ ...row, pence: Number(row.pence) }));
}

/** Part of a statement's sum: nights one after the other, or supports of one kind, of one case of care. */
export interface Origin {
  statement: string;
  careRef: string;
  support: SupportType;
  /** The first and the last day, YYYY-MM-DD. */
  fromDate: string;
  untilDate: string;
  lines: number;
  pence: number;
}

/** What the sums of statements are made of; those whose statement the viewer may not see are not there. */
export async function originsOf(client: PoolClient, statements: readonly string[]): Promise<Origin[]> {
  const { rows } = await client.query<Omit<Origin, 'lines' | 'pence'> & { lines: string; pence: string }>(
    `select statement_ref as statement, care_ref as "careRef", support, from_date::text as "fromDate",
       until_date::text as "untilDate", lines::text as lines, pence::text as pence
     from statement_origins($1)`,
    [statements],
  );
  return rows.map((row) => ({ ...row, lines: Number(row.lines), pence: Number(row.pence) }));
}
