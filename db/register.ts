import type { Pool } from 'pg';
import { designatedOn, designationNames, type Designated, type DesignationName } from '../workflows/vocabulary';
import type { Queries } from './pool';
import { policySetIds, type PolicySetId } from '../workflows/kernel/contract';

/** What an agency is designated as on a day (YYYY-MM-DD); undefined when the agency is not in the register. */
export async function designationsOf(pool: Pool, agency: string, on: string): Promise<DesignationName[] | undefined> {
  const { rows } = await pool.query<{ designation: string | null }>({
    name: 'designations-of',
    text: `select d.designation from agency a
           left join designation d on d.agency = a.code and d.from_date <= $2::date and (d.until_date is null or d.until_date >= $2::date)
           where a.code = $1`,
    values: [agency, on],
  });
  if (rows.length === 0) return undefined;
  return designationNames.filter((name) => rows.some((row) => row.designation === name));
}

/** What a case that opens on a day (YYYY-MM-DD) takes from the register and keeps. */
export interface RegisterOnDay {
  designated: Designated;
  /** The set in force: the last one adopted from that day or before; the strategy's own until then. */
  policySet: PolicySetId;
}

export async function registerOn(client: Queries, day: string): Promise<RegisterOnDay> {
  const { rows } = await client.query<{ policySet: string | null; designations: Registered[] }>({
    name: 'register-on',
    text: `select
       (select policy_set from policy_adoption where from_date <= $1::date order by from_date desc, case_ref desc limit 1) as "policySet",
       (select coalesce(jsonb_agg(jsonb_build_object('agency', agency, 'designation', designation, 'from', from_date, 'until', until_date) order by agency), '[]')
        from designation where from_date <= $1::date and (until_date is null or until_date >= $1::date)) as designations`,
    values: [day],
  });
  const [row] = rows;
  const known = (row?.designations ?? []).flatMap(({ designation: name, agency, from, until }) => {
    const designation = designationNames.find((each) => each === name);
    return designation ? [{ agency, designation, from, ...(until === null ? {} : { until }) }] : [];
  });
  const policySet = policySetIds.find((id) => id === row?.policySet) ?? 'strategy-2011';
  return { policySet, designated: designatedOn(known, day) };
}

interface Registered {
  agency: string;
  designation: string;
  from: string;
  until: string | null;
}

/** Writes an approved change of the register; doing it twice changes nothing. */
export async function applyRegisterChange(pool: Pool, ref: string, change: Record<string, unknown>): Promise<void> {
  const { change: kind, agency, designation, policySet, fromDate, untilDate } = change;
  switch (kind) {
    case 'adopt-policy-set':
      await pool.query(
        'insert into policy_adoption (policy_set, from_date, case_ref) values ($1, $2, $3) on conflict do nothing',
        [policySet, fromDate, ref],
      );
      return;
    case 'designate':
      await pool.query(
        'insert into designation (agency, designation, from_date, until_date) values ($1, $2, $3, $4) on conflict do nothing',
        [agency, designation, fromDate, untilDate ?? null],
      );
      return;
    case 'withdraw-designation':
      await pool.query(
        'update designation set until_date = $3::date where agency = $1 and designation = $2 and from_date <= $3::date and (until_date is null or until_date > $3::date)',
        [agency, designation, untilDate],
      );
      return;
    default:
      throw new Error(`The register has no change called ${String(kind)}. Nothing was changed.`);
  }
}
