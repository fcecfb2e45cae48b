-- Up Migration

-- Places and prices are read by the provider itself, and by those who manage and oversee the care contract. A place says
-- what it is, never where; who sleeps there stays with the worker.
create function keeps_contract() returns boolean language sql stable security definer set search_path = public as
  $$ select exists (select from designation d where d.agency = current_setting('concert.agency', true)
       and d.designation in ('central-contractor', 'oversight')
       and d.from_date <= (now() at time zone 'Europe/London')::date
       and (d.until_date is null or d.until_date >= (now() at time zone 'Europe/London')::date)) $$;

create policy register_is_read on rate for select to concert_api using (provider = current_agency() or keeps_contract());
create policy register_is_read on care_place for select to concert_api using (provider = current_agency() or keeps_contract());
create policy register_is_read on place_suspension for select to concert_api
  using (exists (select from care_place p where p.place = place_suspension.place));
grant select on rate, care_place, place_suspension to concert_api;
