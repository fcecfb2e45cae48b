import type { Pool } from 'pg';
import type { Queries, Viewer } from './pool';

/** A registered prosecution; `registeredOn` is YYYY-MM-DD. Its case has this reference, whoever opens it. */
export interface Prosecution {
  caseRef: string;
  prosecutionReference: string;
  investigatingBody: string;
  prosecutingBody: string;
  region: string;
  offence: string;
  registeredOn: string;
}

const fields = `case_ref as "caseRef", reference as "prosecutionReference", investigating_body as "investigatingBody",
  prosecuting_body as "prosecutingBody", region, offence, registered_on::text as "registeredOn"`;

/**
 * Writes a prosecution into the register, once; its case is to have the reference that comes with whoever is first.
 * @returns what stands in the register
 */
export async function registerProsecution(client: Queries, viewer: Viewer, p: Prosecution): Promise<Prosecution> {
  await client.query(
    `insert into prosecution
       (prosecuting_body, reference, investigating_body, region, offence, registered_on, case_ref, registered_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (prosecuting_body, reference) do nothing`,
    [
      p.prosecutingBody,
      p.prosecutionReference,
      p.investigatingBody,
      p.region,
      p.offence,
      p.registeredOn,
      p.caseRef,
      viewer.person,
    ],
  );
  const stands = await findProsecution(client, p);
  if (!stands) throw new Error('A prosecution that was just registered is not there to be read.');
  return stands;
}

/** What the register says of a prosecution, and whether its case was opened; undefined when it is not there. */
export async function findProsecution(
  client: Queries,
  { prosecutingBody, prosecutionReference }: Pick<Prosecution, 'prosecutingBody' | 'prosecutionReference'>,
): Promise<(Prosecution & { hasCase: boolean }) | undefined> {
  const { rows } = await client.query<Prosecution & { hasCase: boolean }>(
    `select ${fields}, exists (select from case_file f where f.case_ref = p.case_ref) as "hasCase"
     from prosecution p where prosecuting_body = $1 and reference = $2`,
    [prosecutingBody, prosecutionReference],
  );
  return rows[0];
}

/**
 * The nightly reconciliation: prosecutions that have no confiscation case, the oldest first [91].
 * @param until only those recorded up to then, so that one whose case is just being opened is no false alarm
 */
export async function prosecutionsWithoutCase(pool: Pool, until: Date): Promise<Prosecution[]> {
  const { rows } = await pool.query<Prosecution>(
    `select ${fields} from prosecution p
     where p.recorded_at <= $1 and not exists (select from case_file f where f.case_ref = p.case_ref)
     order by p.registered_on, p.prosecuting_body, p.reference`,
    [until],
  );
  return rows;
}

export interface Officer {
  /** Who has taken it; nobody yet when null. */
  officer: string | null;
  role: string;
  agency: string;
}

/** How much is due up to `until` in confiscation cases that this viewer may see, and how much of it is late, by officer. */
export async function confiscationDueByOfficer(
  client: Queries,
  { now, until }: { now: Date; until: Date },
): Promise<(Officer & { due: number; late: number })[]> {
  const { rows } = await client.query<Officer & { due: number; late: number }>(
    `select t.claimed_by as officer, t.role, t.agency, count(*)::int as due,
       (count(*) filter (where t.due < $2))::int as late
     from task t join case_file f on f.case_ref = t.case_ref
     where f.process = 'confiscation' and t.due <= $1
     group by 1, 2, 3 order by t.claimed_by nulls last, t.agency, t.role`,
    [until, now],
  );
  return rows;
}

export interface DueRow extends Officer {
  ref: string;
  prosecutionReference: string;
  key: string;
  title: string;
  due: Date;
  why: string;
}

export interface DueFilter {
  until: Date;
  limit: number;
  of?: Officer;
  /** Due, reference and key of the last one before. */
  after?: readonly [string, string, string];
}

/** What is due up to an instant, and what is late, in confiscation cases that this viewer may see; due first. */
export async function confiscationDue(client: Queries, { until, limit, of, after }: DueFilter): Promise<DueRow[]> {
  const { rows } = await client.query<DueRow>(
    `select t.claimed_by as officer, t.role, t.agency, t.case_ref as ref, t.key, t.title, t.due, t.why,
       f.figures->>'prosecutionReference' as "prosecutionReference"
     from task t join case_file f on f.case_ref = t.case_ref
     where f.process = 'confiscation' and t.due <= $1
       and ($3::text is null or (t.agency = $3 and t.role = $4 and t.claimed_by is not distinct from $5))
       and (t.due, t.case_ref, t.key) > ($6::timestamptz, $7, $8)
     order by t.due, t.case_ref, t.key limit $2`,
    [until, limit, of?.agency ?? null, of?.role ?? null, of?.officer ?? null, ...(after ?? ['-infinity', '', ''])],
  );
  return rows;
}

/** The cases of prosecutions with this reference, whichever body prosecutes; of those that this viewer may see. */
export async function casesOfReference(client: Queries, reference: string): Promise<string[]> {
  const { rows } = await client.query<{ ref: string }>(
    'select case_ref as ref from prosecution where reference = $1 order by 1',
    [reference],
  );
  return rows.map(({ ref }) => ref);
}

export interface RegisterRow {
  ref: string;
  stage: string;
  isClosed: boolean;
  figures: Record<string, string | number | boolean>;
  due: { title: string; role: string; agency: string; due: Date | null; why: string }[];
}

/**
 * The register: each prosecution's case that this viewer may see, what was decided, and what is due under which section.
 * @param body only the prosecutions that this agency investigates or prosecutes
 */
export async function confiscationRegister(
  client: Queries,
  after: string,
  limit: number,
  body?: string,
): Promise<RegisterRow[]> {
  const { rows } = await client.query<RegisterRow>(
    `select f.case_ref as ref, f.stage, f.is_closed as "isClosed", f.figures,
       coalesce((select json_agg(json_build_object('title', t.title, 'role', t.role, 'agency', t.agency, 'due', t.due, 'why', t.why)
                 order by t.due, t.key) from task t where t.case_ref = f.case_ref), '[]') as due
     from case_file f where f.process = 'confiscation' and f.case_ref > $1
       and ($3::text is null or $3 in (f.figures->>'investigatingBody', f.figures->>'prosecutingBody'))
     order by f.case_ref limit $2`,
    [after, limit, body ?? null],
  );
  return rows;
}

/** The defendants of cases that one of the two bodies may see: references to sealed texts, by case. */
export async function defendantsOf(client: Queries, refs: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await client.query<{ ref: string; defendant: string }>(
    `select case_ref as ref, data->>'defendant' as defendant from event
     where case_ref = any($1) and type = 'prosecution-registered' and data->>'defendant' is not null`,
    [refs],
  );
  return new Map(rows.map(({ ref, defendant }) => [ref, defendant]));
}

export async function confiscationFigures(client: Queries): Promise<unknown[]> {
  const { rows } = await client.query<{ figures: unknown }>('select figures from confiscation_figures()');
  return rows.map(({ figures }) => figures);
}
