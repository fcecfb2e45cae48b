import type { PoolClient } from 'pg';
import type { Queries, Viewer } from './pool';

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
         ${filter.prefix === undefined ? '' : 'and task.prefix = $7'}
       order by coalesce(due, 'infinity'), case_ref, key limit $6
     ) as t
     order by coalesce(t.due, 'infinity'), t.ref, t.key limit $6`,
    [filter.agency, filter.roles, due, ref, key, filter.limit, ...(filter.prefix === undefined ? [] : [filter.prefix])],
  );
  return rows;
}

/** The number of a case's last event; undefined when the viewer may not see the case. */
export async function lastEventOf(client: PoolClient, ref: string): Promise<number | undefined> {
  const { rows } = await client.query<{ seq: number }>('select seq from case_file where case_ref = $1', [ref]);
  return rows[0]?.seq;
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

export interface Message {
  ref: string;
  message: string;
  role: string;
  /** With microseconds, so that reading up to this one leaves out none that came just before it. */
  at: string;
  isNew: boolean;
  /** Whether the viewer's agency sees the case now. */
  isVisible: boolean;
}

const unread = `at > coalesce((select until from message_read where person = current_setting('concert.person', true)), '-infinity')`;

/** The messages to some roles of the viewer's agency, newest first. */
export async function messagesTo(client: PoolClient, roles: readonly string[], limit: number): Promise<Message[]> {
  const { rows } = await client.query<Message>(
    `select case_ref as ref, message, role, to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, ${unread} as "isNew",
       exists (select from case_file f where f.case_ref = n.case_ref) as "isVisible"
     from notification n where role = any($1::text[]) and agency = current_agency() order by n.at desc limit $2`,
    [roles, limit],
  );
  return rows;
}

/** How many messages to these roles the viewer has not read, counted up to `most`. */
export async function countUnread(client: PoolClient, roles: readonly string[], most: number): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::int as count from (
       select from notification where role = any($1::text[]) and agency = current_agency() and ${unread} limit $2) as counted`,
    [roles, most],
  );
  return rows[0]?.count ?? 0;
}

/** Marks the messages up to an instant as read by the viewer; what was read stays read. */
export async function markRead(client: PoolClient, viewer: Viewer, until: string): Promise<void> {
  await client.query(
    `insert into message_read (person, agency, until) values ($1, $2, least($3::timestamptz, now()))
     on conflict (person, agency) do update set until = greatest(message_read.until, excluded.until)`,
    [viewer.person, viewer.agency, until],
  );
}

/** Which of these cases the viewer may see: a link to another would lead to nothing, and tell that it is there. */
export async function visibleAmong(client: PoolClient, refs: readonly string[]): Promise<ReadonlySet<string>> {
  if (refs.length === 0) return new Set();
  const { rows } = await client.query<{ ref: string }>(
    'select case_ref as ref from case_file where case_ref = any($1::text[])',
    [refs],
  );
  return new Set(rows.map((row) => row.ref));
}

/** The names of all agencies of the register, by code. */
export async function agencyNames(client: Queries): Promise<Record<string, string>> {
  const { rows } = await client.query<{ code: string; name: string }>('select code, name from agency order by name');
  return Object.fromEntries(rows.map((row) => [row.code, row.name]));
}
