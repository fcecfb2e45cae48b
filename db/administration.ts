import type { PoolClient } from 'pg';
import { policySetIds, type PolicySetId } from '../workflows/kernel/contract';

/** What the administration pages read: the register of agencies, adoptions of policy, and the registers of providers. */

export interface AgencyRow {
  code: string;
  name: string;
  designations: { designation: string; from: string; until: string | null; holds: boolean }[];
}

/** Every agency with its designations, also those that are over or have not begun on `today` (YYYY-MM-DD). */
export async function agenciesWithDesignations(client: PoolClient, today: string): Promise<AgencyRow[]> {
  const { rows } = await client.query<AgencyRow>(
    `select a.code, a.name, coalesce(json_agg(json_build_object(
         'designation', d.designation, 'from', d.from_date, 'until', d.until_date,
         'holds', d.from_date <= $1::date and (d.until_date is null or d.until_date >= $1::date))
         order by d.from_date, d.designation) filter (where d.agency is not null), '[]') as designations
     from agency a left join designation d on d.agency = a.code group by a.code, a.name order by a.name`,
    [today],
  );
  return rows;
}

export interface Adoption {
  policySet: PolicySetId;
  /** YYYY-MM-DD */
  from: string;
  ref: string;
}

/** Which policy sets were adopted from which day, by which change; the last first. Before all of them the strategy holds. */
export async function adoptions(client: PoolClient): Promise<Adoption[]> {
  const { rows } = await client.query<{ policySet: string; from: string; ref: string }>(
    `select policy_set as "policySet", from_date::text as "from", case_ref as ref from policy_adoption order by from_date desc, case_ref desc`,
  );
  return rows.flatMap(({ policySet, ...row }) => {
    const id = policySetIds.find((each) => each === policySet);
    return id ? [{ ...row, policySet: id }] : [];
  });
}

/** Changes of a register that are not decided yet, as far as the viewer sees them. */
export async function openChanges(client: PoolClient, process: string) {
  const { rows } = await client.query<{ ref: string; title: string; openedAt: Date }>(
    `select case_ref as ref, title, opened_at as "openedAt" from case_file
     where process = $1 and not is_closed order by opened_at desc limit 50`,
    [process],
  );
  return rows;
}

export interface PlaceRow {
  place: string;
  provider: string;
  takes: string;
  takesChildren: boolean;
  stepFree: boolean;
  languages: string[];
  area: string;
  capacity: number;
  suspensions: { from: string; until: string | null; reason: string }[];
}

/** Places of providers with the suspensions that are not over on `today` (YYYY-MM-DD). */
export async function placesOfProviders(client: PoolClient, today: string): Promise<PlaceRow[]> {
  const { rows } = await client.query<PlaceRow>(
    `select place, provider, takes, takes_children as "takesChildren", step_free as "stepFree", languages, area, capacity,
       coalesce((select json_agg(json_build_object('from', s.from_date, 'until', s.until_date, 'reason', s.reason) order by s.from_date)
         from place_suspension s where s.place = p.place and (s.until_date is null or s.until_date >= $1::date)), '[]') as suspensions
     from care_place p order by provider, place`,
    [today],
  );
  return rows;
}

export interface RateRow {
  provider: string;
  support: string;
  unit: string;
  pence: number;
  from: string;
  until: string | null;
  ref: string;
}

/** Every price of every provider the viewer may see, with the change that brought it; the latest first. */
export async function ratesOfProviders(client: PoolClient): Promise<RateRow[]> {
  const { rows } = await client.query<RateRow>(
    `select provider, support_type as support, unit, pence, from_date::text as "from", until_date::text as until, change_ref as ref
     from rate order by provider, support_type, from_date desc`,
  );
  return rows;
}
