import { isDeepStrictEqual } from 'node:util';
import { Pool, type PoolClient } from 'pg';
import { loadFacts } from '../db/cases';
import type { Keys } from '../db/keys';
import { inTransaction, type Queries } from '../db/pool';
import { keepNamesOf } from '../db/names';
import { chainHash, rewriteProjection } from '../db/records';
import { foldCase } from '../workflows/kernel/case';
import { textRefPattern } from '../workflows/kernel/command';
import type { AnyProcess, Fact } from '../workflows/kernel/contract';
import { project, type Projection } from '../workflows/kernel/projection';
import { findProcess, processOfRef } from '../workflows/registry';

type Report = (line: string) => void;
const everyCases = 500;

/**
 * Walks every case, each in a transaction of its own; `what` names the first difference of one, or nothing.
 * Long work: it says how far it is.
 */
async function eachCase(
  url: string,
  report: Report,
  begin: string,
  what: (client: PoolClient, ref: string) => Promise<string | undefined>,
): Promise<number> {
  const pool = new Pool({ connectionString: url, max: 1 });
  let different = 0;
  try {
    const { rows } = await pool.query<{ ref: string }>(
      'select case_ref as ref from event union select case_ref from case_file order by 1',
    );
    for (const [index, { ref }] of rows.entries()) {
      const difference = await inTransaction(
        pool,
        (client) => what(client, ref),
        () => begin,
      );
      if (difference !== undefined) {
        different += 1;
        report(`${ref}: ${difference}`);
      }
      if ((index + 1) % everyCases === 0) report(`  ${index + 1} of ${rows.length} cases`);
    }
    report(`${rows.length} cases, ${different} different`);
    return different;
  } finally {
    await pool.end();
  }
}

/** Checks every chain and every projection against its events, as of one moment: cases may go on meanwhile. @returns how many cases differ */
export function verify(url: string, report: Report): Promise<number> {
  return eachCase(
    url,
    report,
    'begin isolation level repeatable read, read only',
    async (client, ref) => (await brokenChain(client, ref)) ?? differentProjection(client, ref),
  );
}

/** Makes every projection again from the events, and the words of names by which a case is found. Cases may go on meanwhile. */
export async function rebuild(url: string, keys: Keys, report: Report): Promise<void> {
  // Nothing is recorded of any case while one is laid: its events are not overtaken, also when its file is missing.
  const begin = 'begin; lock table case_file in share row exclusive mode';
  await eachCase(url, report, begin, async (client, ref) => {
    const stored = await factsOf(client, ref);
    if (!stored) return undefined;
    await rewriteProjection(client, ref, projectionOf(stored, ref));
    await keepNamesOf(client, keys, ref, namesIn(stored));
    return undefined;
  });
}

interface Stored {
  process: AnyProcess;
  facts: readonly Fact[];
}

/** Undefined when the case belongs to no process that is deployed here. */
async function factsOf(client: Queries, ref: string): Promise<Stored | undefined> {
  const facts = await loadFacts(client, ref);
  const opened = facts[0]?.event;
  const version = opened && 'processVersion' in opened ? Number(opened.processVersion) : undefined;
  const name = processOfRef(ref)?.name;
  if (name === undefined || facts.length === 0) return undefined;
  return { process: findProcess(name, version), facts };
}

const projectionOf = ({ process, facts }: Stored, ref: string): Projection =>
  project(process, foldCase(process, ref, facts));

/** The texts of a case that are names: an event calls a name's field as the command did that brought it. */
function namesIn({ process, facts }: Stored): string[] {
  const definitions = [process.opening, ...Object.values(process.commands)];
  const fields = new Set(definitions.flatMap(({ names }) => [...names]).map((path) => path.split('.').at(-1)));
  const ids: string[] = [];
  JSON.stringify(
    facts.map(({ event }) => event),
    (field, value: unknown) => {
      if (fields.has(field) && typeof value === 'string' && textRefPattern.test(value))
        ids.push(value.slice('text:'.length));
      return value;
    },
  );
  return ids;
}

async function brokenChain(client: Queries, ref: string): Promise<string | undefined> {
  const { rows } = await client.query<{
    seq: number;
    type: string;
    data: string;
    actor: string;
    at: Date;
    commandKey: string;
    part: number;
    requestHash: string;
    previousHash: string;
    hash: string;
  }>(
    `select seq, type, data::text, actor::text, at, command_key as "commandKey", part, request_hash as "requestHash",
            previous_hash as "previousHash", hash from event where case_ref = $1 order by seq`,
    [ref],
  );
  let previousHash = '0'.repeat(64);
  for (const [index, row] of rows.entries()) {
    if (row.seq !== index + 1) return `event ${index + 1} is missing`;
    if (row.previousHash !== previousHash) return `event ${row.seq} does not follow from the one before`;
    const hash = chainHash(previousHash, ref, { ...row, at: row.at.toISOString() });
    if (hash !== row.hash) return `event ${row.seq} was changed after it was recorded`;
    previousHash = hash;
  }
  return rows.length === 0 ? 'has a case file and no events' : undefined;
}

async function differentProjection(client: Queries, ref: string): Promise<string | undefined> {
  const stored = await factsOf(client, ref);
  if (!stored) return 'belongs to no process that is deployed here';
  const made = projectionOf(stored, ref);
  const kept = await keptProjection(client, ref);
  for (const [part, expected] of Object.entries(plain(made))) {
    const actual = plain(kept)[part];
    if (!isDeepStrictEqual(actual, expected))
      return `${part} differs: kept ${JSON.stringify(actual)}, from the events ${JSON.stringify(expected)}`;
  }
  return undefined;
}

/** As JSON, lists in the order of their keys, instants with milliseconds. */
function plain(projection: object): Record<string, unknown> {
  const sorted = Object.entries(projection).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)) : value,
  ]);
  return JSON.parse(JSON.stringify(Object.fromEntries(sorted)), (_key, value: unknown) =>
    typeof value === 'string' && instantPattern.test(value) ? new Date(value).toISOString() : value,
  );
}

const instantPattern = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

function keyOf(item: unknown): string {
  return typeof item === 'object' && item !== null && 'key' in item ? String(item.key) : String(item);
}

async function keptProjection(client: Queries, ref: string): Promise<object> {
  const caseFile = await client.query<object>(
    `select process, process_version as "processVersion", policy_set as "policySet", opened_at as "openedAt", opened_by as "openedBy",
            stage, title, is_closed as "isClosed", seq, figures, links from case_file where case_ref = $1`,
    [ref],
  );
  const tasks = await client.query<object>(
    'select key, title, role, agency, commands, claimed_by as "claimedBy", due, why, about from task where case_ref = $1',
    [ref],
  );
  const deadlines = await client.query<object>(
    `select key, title, role, agency, base, added, paused, unit, is_paused as "isPaused", is_passed as "isPassed", due, why
     from deadline where case_ref = $1`,
    [ref],
  );
  const agencies = await client.query<{ agency: string }>('select agency from case_access where case_ref = $1', [ref]);
  return {
    caseFile: caseFile.rows[0] ?? null,
    tasks: tasks.rows,
    deadlines: deadlines.rows,
    agencies: agencies.rows.map((row) => row.agency),
  };
}
