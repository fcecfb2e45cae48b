-- Up Migration

-- A provider takes nobody new on a night on which it is not designated as one: the days between its designations, as
-- if all its places were suspended. Whoever is there already stays.
create or replace view place_suspended with (security_invoker = true) as
  select place, from_date, until_date, reason from place_suspension
  union all
  select p.place, s.from_date, s.until_date, s.reason from provider_suspension s join care_place p using (provider)
  union all
  select p.place, lower(gap), upper(gap) - 1, 'provider-not-designated'
  from care_place p,
    lateral unnest(datemultirange(daterange(null, null)) - coalesce(
      (select range_agg(daterange(d.from_date, d.until_date, '[]')) from designation d
       where d.agency = p.provider and d.designation = 'care-provider'), '{}')) as gap;
