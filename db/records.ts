import { createHash } from 'node:crypto';
import type { Fact } from '../workflows/kernel/contract';
import type { Projection } from '../workflows/kernel/projection';
import type { Batch, Opened } from '../workflows/kernel/recording';
import type { Queries } from './pool';

/** The channel on which every record is announced: `caseRef seq`. */
export const recordedChannel = 'concert_recorded';
const firstHash = '0'.repeat(64);

/** An event as it stands in the table; `data` and `actor` are the exact text over which the hash was taken. */
export interface EventRow {
  seq: number;
  type: string;
  data: string;
  actor: string;
  at: string;
  commandKey: string;
  part: number;
  requestHash: string;
}

/** SHA-256 over the hash of the event before and everything the event says. */
export function chainHash(previousHash: string, ref: string, row: EventRow): string {
  const fields = [
    previousHash,
    ref,
    row.seq,
    row.type,
    row.data,
    row.actor,
    row.at,
    row.commandKey,
    row.part,
    row.requestHash,
  ];
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}

export function rowOf(fact: Fact): EventRow {
  return {
    seq: fact.seq,
    type: fact.event.type,
    data: JSON.stringify(fact.event),
    actor: JSON.stringify(fact.actor),
    at: fact.at,
    commandKey: fact.key,
    part: fact.part,
    requestHash: fact.requestHash,
  };
}

/**
 * Appends a batch, its messages and its projection: all of it in one statement, or nothing.
 * A batch that is already there (the answer to an earlier try was lost) is left as it is.
 * @throws Error when the record and the engine do not agree on what came before
 */
export async function recordBatch(pool: Queries, { ref, facts, projection, tells = [] }: Batch): Promise<void> {
  const [first] = facts;
  const last = facts.at(-1);
  if (!first || !last) return;
  const before = await pool.query<{ seq: number; hash: string }>(
    'select seq, hash from event where case_ref = $1 order by seq desc limit 1',
    [ref],
  );
  const head = before.rows[0] ?? { seq: 0, hash: firstHash };
  if (head.seq >= last.seq && (await isRecorded(pool, ref, last))) return;
  if (head.seq !== first.seq - 1) {
    throw new Error(
      `The record of ${ref} ends at ${head.seq}, the engine goes on at ${first.seq}. Nothing was recorded. Restore the record or the engine to the same moment.`,
    );
  }
  const given = [
    ref,
    projection.caseFile.process,
    JSON.stringify(chained(head.hash, ref, facts)),
    JSON.stringify(projection.caseFile),
    JSON.stringify(tells),
  ];
  const announced = [recordedChannel, `${ref} ${last.seq}`];
  // Named: a connection plans each of them once.
  await pool.query(
    'tasks' in projection
      ? { name: 'append-all', text: appendAll, values: [...given, ...listValues(projection), ...announced] }
      : { name: 'append-facts', text: appendFacts, values: [...given, ...announced] },
  );
}

/**
 * Records the first batch of a case, all of it or nothing; the case then waits to be started in the engine.
 * @returns false when the case is in the record already; nothing is changed then
 */
export async function recordOpening(client: Queries, { batch }: Opened): Promise<boolean> {
  const { ref, facts, projection, tells = [] } = batch;
  const { rows } = await client.query<{ isFirst: boolean }>({
    name: 'record-opening',
    text: `select record_opening($1, $2, $3, $4, $5, $6, $7) as "isFirst", pg_notify($8, $9)`,
    values: [
      ref,
      JSON.stringify(chained(firstHash, ref, facts)),
      JSON.stringify(projection.caseFile),
      JSON.stringify(tells),
      ...listValues(projection),
      recordedChannel,
      `${ref} ${facts.at(-1)?.seq}`,
    ],
  });
  return rows[0]?.isFirst === true;
}

/** The facts as rows, each with the hash of the one before. */
function chained(headHash: string, ref: string, facts: readonly Fact[]) {
  let previousHash = headHash;
  return facts.map((fact) => {
    const row = rowOf(fact);
    const link = { ...row, previousHash, hash: chainHash(previousHash, ref, row) };
    previousHash = link.hash;
    return link;
  });
}

/** Whether what stands in the record at this place is this very fact, and not something the engine has forgotten. */
async function isRecorded(pool: Queries, ref: string, { seq, key, part, requestHash }: Fact): Promise<boolean> {
  const { rowCount } = await pool.query(
    'select from event where case_ref = $1 and seq = $2 and command_key = $3 and part = $4 and request_hash = $5',
    [ref, seq, key, part, requestHash],
  );
  return rowCount === 1;
}

/** $6..$8 of the statements below. */
function listValues({ tasks, deadlines, agencies }: Projection): string[] {
  return [JSON.stringify(tasks), JSON.stringify(deadlines), JSON.stringify(agencies)];
}

/** Writes what stands at $1 (reference) and $4. */
const writeCaseFile = `
  case_written as (
    insert into case_file (case_ref, process, process_version, policy_set, opened_at, opened_by, stage, title, is_closed, seq, figures, links)
    select $1, f->>'process', (f->>'processVersion')::int, f->>'policySet', (f->>'openedAt')::timestamptz, f->>'openedBy', f->>'stage',
           f->>'title', (f->>'isClosed')::boolean, (f->>'seq')::int, f->'figures', f->'links'
    from (select $4::jsonb as f) as given
    on conflict (case_ref) do update set stage = excluded.stage, title = excluded.title, is_closed = excluded.is_closed,
      seq = excluded.seq, figures = excluded.figures, links = excluded.links)`;

/** Writes the lists at $6..$8. A row that does not change is not touched. */
const writeLists = `
  given_task as (
    select g->>'key' as key, g->>'title' as title, g->>'role' as role, g->>'agency' as agency,
           array(select jsonb_array_elements_text(g->'commands')) as commands, g->>'claimedBy' as claimed_by,
           (g->>'due')::timestamptz as due, g->>'why' as why, g->>'about' as about
    from jsonb_array_elements($6::jsonb) as g),
  task_gone as (delete from task where case_ref = $1 and key not in (select key from given_task)),
  task_written as (
    insert into task (case_ref, key, title, role, agency, commands, claimed_by, due, why, about)
    select $1, key, title, role, agency, commands, claimed_by, due, why, about from given_task
    on conflict (case_ref, key) do update set title = excluded.title, role = excluded.role, agency = excluded.agency,
      commands = excluded.commands, claimed_by = excluded.claimed_by, due = excluded.due, why = excluded.why, about = excluded.about
    where (task.title, task.role, task.agency, task.commands, task.claimed_by, task.due, task.why, task.about)
      is distinct from (excluded.title, excluded.role, excluded.agency, excluded.commands, excluded.claimed_by, excluded.due, excluded.why, excluded.about)),
  given_deadline as (
    select g->>'key' as key, g->>'title' as title, g->>'role' as role, g->>'agency' as agency, (g->>'base')::timestamptz as base,
           (g->>'added')::int as added, (g->>'paused')::int as paused, g->>'unit' as unit, (g->>'isPaused')::boolean as is_paused,
           (g->>'isPassed')::boolean as is_passed, (g->>'due')::timestamptz as due, g->>'why' as why
    from jsonb_array_elements($7::jsonb) as g),
  deadline_gone as (delete from deadline where case_ref = $1 and key not in (select key from given_deadline)),
  deadline_written as (
    insert into deadline (case_ref, key, title, role, agency, base, added, paused, unit, is_paused, is_passed, due, why)
    select $1, key, title, role, agency, base, added, paused, unit, is_paused, is_passed, due, why from given_deadline
    on conflict (case_ref, key) do update set title = excluded.title, role = excluded.role, agency = excluded.agency, base = excluded.base,
      added = excluded.added, paused = excluded.paused, unit = excluded.unit, is_paused = excluded.is_paused,
      is_passed = excluded.is_passed, due = excluded.due, why = excluded.why
    where deadline is distinct from excluded),
  given_agency as (select jsonb_array_elements_text($8::jsonb) as agency),
  access_gone as (delete from case_access where case_ref = $1 and agency not in (select agency from given_agency)),
  access_written as (insert into case_access (case_ref, agency) select $1, agency from given_agency on conflict do nothing)`;

/** Inserts the events at $3 and the messages at $5. */
const append = `
  told as (
    insert into notification (case_ref, effect, agency, role, message, facts)
    select $1, t->>'key', t->'to'->>'agency', t->'to'->>'role', t->>'message', coalesce(t->'facts', '{}')
    from jsonb_array_elements($5::jsonb) as t on conflict do nothing),
  appended as (
    insert into event (case_ref, seq, process, type, data, actor, at, command_key, part, request_hash, previous_hash, hash)
    select $1, (r->>'seq')::int, $2, r->>'type', (r->>'data')::json, (r->>'actor')::json, (r->>'at')::timestamptz, r->>'commandKey',
           (r->>'part')::int, r->>'requestHash', r->>'previousHash', r->>'hash'
    from jsonb_array_elements($3::jsonb) as r)`;

const appendFacts = `with ${append}, ${writeCaseFile} select pg_notify($6, $7)`;
const appendAll = `with ${append}, ${writeCaseFile}, ${writeLists} select pg_notify($9, $10)`;

/** Lays one case's projection anew, for `concert rebuild`. */
export async function rewriteProjection(client: Queries, ref: string, projection: Projection): Promise<void> {
  await client.query(
    `with ignored as (select $2::text, $3::text, $5::text), ${writeCaseFile}, ${writeLists} select 1`,
    [ref, '', '', JSON.stringify(projection.caseFile), '', ...listValues(projection)],
  );
}
