import type { PoolClient } from 'pg';

/** What only the pages read. Row-level security shows what the viewer's agency may see. */

export interface TaskRow {
  ref: string;
  key: string;
  title: string;
  role: string;
  claimedBy: string | null;
  due: Date | null;
  why: string;
  commands: string[];
}

export interface TaskFilter {
  agency: string;
  roles: readonly string[];
  /** Three letters before a reference: one process alone. */
  prefix?: string;
  after?: readonly [due: string, ref: string, key: string];
  limit: number;
}

/**
 * Tasks of a person and the person's team, due first. Each role is read along the index of its own, so that a list costs
 * the same however many cases are open.
 */
export async function tasksOfTeam(client: PoolClient, filter: TaskFilter): Promise<TaskRow[]> {
  const [due, ref, key] = filter.after ?? ['-infinity', '', ''];
  const { rows } = await client.query<TaskRow>(
    `select t.* from unnest($2::text[]) as held (role) cross join lateral (
       select case_ref as ref, key, title, task.role, claimed_by as "claimedBy", due, why, commands
       from task
       where agency = $1 and task.role = held.role
         and (coalesce(due, 'infinity'), case_ref, key) > ($3::timestamptz, $4, $5)
         and ($7::text is null or case_ref like $7 || '-%')
       order by coalesce(due, 'infinity'), case_ref, key limit $6
     ) as t
     order by coalesce(t.due, 'infinity'), t.ref, t.key limit $6`,
    [filter.agency, filter.roles, due, ref, key, filter.limit, filter.prefix ?? null],
  );
  return rows;
}

/** Who has looked at a case, the last first. */
export async function viewingsOf(client: PoolClient, ref: string, limit: number) {
  const { rows } = await client.query<{ at: Date; person: string; agency: string }>(
    `select max(at) as at, person, agency from (
       select at, person, agency from case_viewing where case_ref = $1 order by at desc limit 500
     ) as latest group by person, agency order by 1 desc limit $2`,
    [ref, limit],
  );
  return rows;
}

/** The messages to some roles of the viewer's agency, newest first. */
export async function messagesTo(client: PoolClient, roles: readonly string[], limit: number) {
  const { rows } = await client.query<{ ref: string; message: string; role: string; at: Date }>(
    `select case_ref as ref, message, role, at from notification where role = any($1::text[]) and agency = current_agency()
     order by at desc limit $2`,
    [roles, limit],
  );
  return rows;
}

/** The names of all agencies of the register, by code. */
export async function agencyNames(client: Pick<PoolClient, 'query'>): Promise<Record<string, string>> {
  const { rows } = await client.query<{ code: string; name: string }>('select code, name from agency order by name');
  return Object.fromEntries(rows.map((row) => [row.code, row.name]));
}
