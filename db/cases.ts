import type { PoolClient } from 'pg';
import { foldCase } from '../workflows/kernel/case';
import type { Actor, AnyProcess, CaseState, EventBase, Fact } from '../workflows/kernel/contract';
import { findProcess } from '../workflows/registry';
import type { Queries } from './pool';

export interface StoredCase {
  process: AnyProcess;
  current: CaseState;
  facts: Fact[];
}

/** A case folded from its events; undefined when there is none that this viewer may see. */
export async function loadCase(client: Queries, ref: string): Promise<StoredCase | undefined> {
  const facts = await loadFacts(client, ref);
  const opened = facts[0]?.event;
  if (!opened || !isOpened(opened)) return undefined;
  const process = findProcess(opened.process, opened.processVersion);
  return { process, facts, current: foldCase(process, ref, facts) };
}

export async function loadFacts(client: Queries, ref: string): Promise<Fact[]> {
  const { rows } = await client.query<{
    seq: number;
    at: Date;
    actor: Actor;
    key: string;
    part: number;
    requestHash: string;
    event: EventBase;
  }>(
    `select seq, at, actor, command_key as key, part, request_hash as "requestHash", data as event
     from event where case_ref = $1 order by seq`,
    [ref],
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

function isOpened(event: EventBase): event is EventBase & { process: string; processVersion: number } {
  return event.type === 'case-opened';
}

/** What was recorded under a command's key: the request's hash and the last event's number; undefined when nothing was. */
export async function recordedUnder(client: Queries, ref: string, key: string) {
  const { rows } = await client.query<{ requestHash: string; seq: number; events: string[] }>({
    name: 'recorded-under',
    text: `select min(request_hash) as "requestHash", max(seq) as seq, array_agg(type order by seq) as events
           from event where case_ref = $1 and command_key = $2 having count(*) > 0`,
    values: [ref, key],
  });
  return rows[0];
}

/** Cases that wait to be started in the engine for longer than `seconds`: whoever recorded them did not get so far. */
export async function casesToStart(client: Queries, seconds: number, limit: number) {
  const { rows } = await client.query<{ ref: string }>(
    `select case_ref as ref from case_to_start where at < clock_timestamp() - make_interval(secs => $1) order by at limit $2`,
    [seconds, limit],
  );
  return rows.map(({ ref }) => ref);
}

export async function isToStart(client: Queries, ref: string): Promise<boolean> {
  const { rowCount } = await client.query('select from case_to_start where case_ref = $1', [ref]);
  return rowCount === 1;
}

/** The engine has them. */
export async function haveStarted(client: Queries, refs: readonly string[]): Promise<void> {
  await client.query('select have_started($1)', [refs]);
}

export interface CaseRow {
  ref: string;
  process: string;
  stage: string;
  title: string;
  isClosed: boolean;
  openedAt: Date;
}

const caseColumns = `case_ref as ref, process, stage, title, is_closed as "isClosed", opened_at as "openedAt"`;

/** Of which process a case is, and what was recorded under a command's key; undefined when this viewer may not see it. */
export async function findCommand(client: PoolClient, ref: string, key: string) {
  const { rows } = await client.query<{ process: string; requestHash: string; seq: number; events: string[] | null }>(
    `select f.process, min(e.request_hash) as "requestHash", max(e.seq) as seq, array_agg(e.type order by e.seq) filter (where e.seq is not null) as events
     from case_file f left join event e on e.case_ref = f.case_ref and e.command_key = $2
     where f.case_ref = $1 group by f.process`,
    [ref, key],
  );
  const [row] = rows;
  if (!row) return undefined;
  const { process, requestHash, seq, events } = row;
  return { process, earlier: events ? { requestHash, seq, events } : undefined };
}

export async function findCase(client: PoolClient, ref: string): Promise<CaseRow | undefined> {
  const { rows } = await client.query<CaseRow>(`select ${caseColumns} from case_file where case_ref = $1`, [ref]);
  return rows[0];
}

/** Cases this viewer may see, newest first; `before`: the cursor's opening instant and reference. */
export async function listCases(
  client: PoolClient,
  filter: { process?: string; before?: [string, string]; limit: number },
): Promise<CaseRow[]> {
  const [at, ref] = filter.before ?? ['infinity', ''];
  const { rows } = await client.query<CaseRow>(
    `select ${caseColumns} from case_file
     where ($1::text is null or process = $1) and (opened_at, case_ref) < ($2::timestamptz, $3)
     order by opened_at desc, case_ref desc limit $4`,
    [filter.process ?? null, at, ref, filter.limit],
  );
  return rows;
}

export async function listTasks(
  client: PoolClient,
  owner: { agency: string; roles: readonly string[] },
  page: { after?: [string, string, string]; limit: number },
) {
  const [due, ref, key] = page.after ?? ['-infinity', '', ''];
  const { rows } = await client.query<{
    ref: string;
    key: string;
    title: string;
    role: string;
    claimedBy: string | null;
    due: Date | null;
    why: string;
    commands: string[];
    about: string | null;
  }>(
    `select case_ref as ref, key, title, role, claimed_by as "claimedBy", due, why, commands, about from task
     where agency = $1 and role = any($2::text[])
       and (coalesce(due, 'infinity'), case_ref, key) > ($3::timestamptz, $4, $5)
     order by coalesce(due, 'infinity'), case_ref, key limit $6`,
    [owner.agency, owner.roles, due, ref, key, page.limit],
  );
  return rows;
}

export async function listDeadlines(client: PoolClient, ref: string) {
  const { rows } = await client.query(
    `select key, title, role, agency, base, added, paused, unit, is_paused as "isPaused", is_passed as "isPassed", due, why
     from deadline where case_ref = $1 order by due, key`,
    [ref],
  );
  return rows;
}

/** Writes down who looked at what of a case. */
export async function recordViewing(
  client: PoolClient,
  ref: string,
  viewer: { person: string; agency: string },
  what: string,
): Promise<void> {
  await client.query('insert into case_viewing (case_ref, person, agency, what) values ($1, $2, $3, $4)', [
    ref,
    viewer.person,
    viewer.agency,
    what,
  ]);
}
