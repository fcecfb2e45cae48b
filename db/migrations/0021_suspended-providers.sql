-- Up Migration

-- From the night of `from_date` up to and with the night of `until_date` no place of a provider takes anybody new.
create table provider_suspension (
  provider text not null references agency (code),
  from_date date not null,
  until_date date check (until_date >= from_date),
  reason text not null check (reason ~ '^[a-z][a-z-]{1,59}$'),
  primary key (provider, from_date),
  constraint one_suspension_at_a_time exclude using gist (provider with =, daterange(from_date, until_date, '[]') with &&)
);
alter table provider_suspension enable row level security;
create policy worker_keeps on provider_suspension to concert_worker using (true) with check (true);
grant select, insert, update on provider_suspension to concert_worker;

-- When a place takes nobody, whether it is suspended by itself or with its provider.
create view place_suspended with (security_invoker = true) as
  select place, from_date, until_date, reason from place_suspension
  union all
  select p.place, s.from_date, s.until_date, s.reason from provider_suspension s join care_place p using (provider);
grant select on place_suspended to concert_worker;

-- As before, and with the suspensions of providers.
create or replace function place_nights(first_night date, nights integer)
  returns table (place text, provider text, takes text, capacity integer, night date, given bigint, suspended text)
  language sql stable security definer set search_path = public as $$
  select p.place, p.provider, p.takes, p.capacity, n.night,
    (select count(distinct s.bed) from bed_stay s where s.place = p.place and s.nights @> n.night),
    (select min(x.reason) from place_suspended x where x.place = p.place and n.night <@ daterange(x.from_date, x.until_date, '[]'))
  from care_place p,
    lateral (select first_night + i as night from generate_series(0, least(greatest(nights, 1), 92) - 1) as i) as n
  where p.provider = current_agency() or exists (
    select from designation d
    where d.agency = current_agency() and d.designation = 'central-contractor'
      and (now() at time zone 'Europe/London')::date between d.from_date and coalesce(d.until_date, 'infinity'))
  order by p.provider, p.place, n.night $$;
