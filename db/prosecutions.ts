import type { Pool, PoolClient } from 'pg';
import type { Viewer } from './pool';

type Client = Pick<PoolClient, 'query'>;

/** A registered prosecution; `registeredOn` is YYYY-MM-DD. */
export interface Prosecution {
  prosecutionReference: string;
  investigatingBody: string;
  prosecutingBody: string;
  region: string;
  offence: string;
  registeredOn: string;
}

/** Only what may be registered again: the same words on another day are the same prosecution. */
const fields = `reference as "prosecutionReference", investigating_body as "investigatingBody",
  prosecuting_body as "prosecutingBody", region, offence, registered_on::text as "registeredOn"`;

/**
 * Writes a prosecution into the register of the viewer's agency, once.
 * @returns what stands in the register, and whether this call put it there; undefined when somebody else's row is hidden
 */
export async function registerProsecution(
  client: Client,
  viewer: Viewer,
  p: Prosecution,
): Promise<{ stands: Prosecution; isNew: boolean } | undefined> {
  const { rowCount } = await client.query(
    `insert into prosecution (prosecuting_body, reference, investigating_body, region, offence, registered_on, registered_by)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [
      p.prosecutingBody,
      p.prosecutionReference,
      p.investigatingBody,
      p.region,
      p.offence,
      p.registeredOn,
      viewer.person,
    ],
  );
  const { rows } = await client.query<Prosecution>(
    `select ${fields} from prosecution where prosecuting_body = $1 and reference = $2`,
    [p.prosecutingBody, p.prosecutionReference],
  );
  const [stands] = rows;
  return stands && { stands, isNew: rowCount === 1 };
}

/** The confiscation case of a prosecution that this viewer may see; the first of them when there are more. */
export async function caseOfProsecution(
  client: Client,
  { prosecutingBody, prosecutionReference }: Pick<Prosecution, 'prosecutingBody' | 'prosecutionReference'>,
): Promise<string | undefined> {
  const { rows } = await client.query<{ ref: string }>(
    `select case_ref as ref from case_file
     where process = 'confiscation' and figures->>'prosecutingBody' = $1 and figures->>'prosecutionReference' = $2
     order by opened_at, case_ref limit 1`,
    [prosecutingBody, prosecutionReference],
  );
  return rows[0]?.ref;
}

/**
 * The nightly reconciliation: prosecutions that have no confiscation case, the oldest first [91].
 * @param until only those recorded up to then, so that one whose case is just being opened is no false alarm
 */
export async function prosecutionsWithoutCase(pool: Pool, until: Date, limit = 100): Promise<Prosecution[]> {
  const { rows } = await pool.query<Prosecution>(
    `select ${fields} from prosecution p
     where p.recorded_at <= $1 and not exists (
       select from case_file f where f.process = 'confiscation'
         and f.figures->>'prosecutingBody' = p.prosecuting_body and f.figures->>'prosecutionReference' = p.reference)
     order by p.registered_on, p.prosecuting_body, p.reference limit $2`,
    [until, limit],
  );
  return rows;
}

/** The same reconciliation the other way: prosecutions with more than one case, which two people opened at once. */
export async function prosecutionsWithMoreCases(pool: Pool): Promise<{ prosecution: string; refs: string[] }[]> {
  const { rows } = await pool.query<{ prosecution: string; refs: string[] }>(
    `select figures->>'prosecutionReference' as prosecution, array_agg(case_ref order by opened_at, case_ref) as refs
     from case_file where process = 'confiscation'
     group by figures->>'prosecutingBody', figures->>'prosecutionReference' having count(*) > 1 order by 1`,
  );
  return rows;
}

export interface DueRow {
  officer: string | null;
  role: string;
  agency: string;
  ref: string;
  prosecutionReference: string;
  key: string;
  title: string;
  due: Date;
  why: string;
}

/** What is due up to an instant, and what is late, in confiscation cases that this viewer may see; by officer. */
export async function confiscationDue(client: Client, until: Date, limit: number): Promise<DueRow[]> {
  const { rows } = await client.query<DueRow>(
    `select t.claimed_by as officer, t.role, t.agency, t.case_ref as ref, t.key, t.title, t.due, t.why,
       f.figures->>'prosecutionReference' as "prosecutionReference"
     from task t join case_file f on f.case_ref = t.case_ref
     where f.process = 'confiscation' and t.due <= $1
     order by t.due, t.case_ref, t.key limit $2`,
    [until, limit],
  );
  return rows;
}

export interface RegisterRow {
  ref: string;
  stage: string;
  isClosed: boolean;
  figures: Record<string, string | number | boolean>;
  due: { title: string; role: string; agency: string; due: Date | null; why: string }[];
}

/** The register: each prosecution's case that this viewer may see, what was decided, and what is due under which section. */
export async function confiscationRegister(client: Client, after: string, limit: number): Promise<RegisterRow[]> {
  const { rows } = await client.query<RegisterRow>(
    `select f.case_ref as ref, f.stage, f.is_closed as "isClosed", f.figures,
       coalesce((select json_agg(json_build_object('title', t.title, 'role', t.role, 'agency', t.agency, 'due', t.due, 'why', t.why)
                 order by t.due, t.key) from task t where t.case_ref = f.case_ref), '[]') as due
     from case_file f where f.process = 'confiscation' and f.case_ref > $1 order by f.case_ref limit $2`,
    [after, limit],
  );
  return rows;
}

/** The defendants of cases that one of the two bodies may see: references to sealed texts, by case. */
export async function defendantsOf(client: Client, refs: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await client.query<{ ref: string; defendant: string }>(
    `select case_ref as ref, data->>'defendant' as defendant from event
     where case_ref = any($1) and type = 'prosecution-registered' and data->>'defendant' is not null`,
    [refs],
  );
  return new Map(rows.map(({ ref, defendant }) => [ref, defendant]));
}

export async function confiscationFigures(client: Client): Promise<unknown[]> {
  const { rows } = await client.query<{ figures: unknown }>('select figures from confiscation_figures()');
  return rows.map(({ figures }) => figures);
}
