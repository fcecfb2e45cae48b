-- Up Migration

-- A local authority has one group of each level [99 and box]: whoever opens one first settles here which case it is. The
-- place is free again when that group has ended.
create table standing_group (
  level text not null check (level in ('operational-group', 'lscb-subgroup', 'senior-board')),
  authority text not null references agency (code),
  case_ref text not null unique,
  claimed_at timestamptz not null default now(),
  primary key (level, authority)
);

-- Groups that were open before this table was there; of two of one level the older one stands, the other can be ended.
insert into standing_group (level, authority, case_ref, claimed_at)
select process, figures ->> 'authority', case_ref, opened_at from case_file
where process in ('operational-group', 'lscb-subgroup', 'senior-board') and not is_closed
order by opened_at, case_ref
on conflict do nothing;

-- Whether a group has the place: it meets still, or it was claimed so lately that it may be just about to.
create function is_standing(ref text, claimed_at timestamptz, grace interval) returns boolean
  language sql stable security definer set search_path = public as
  $$ select coalesce((select not f.is_closed from case_file f where f.case_ref = ref), claimed_at > now() - grace) $$;

alter table standing_group enable row level security;
create policy api_reads on standing_group for select to concert_api using (authority = current_agency());
create policy api_claims on standing_group for insert to concert_api with check (authority = current_agency());
create policy api_claims_again on standing_group for update to concert_api
  using (authority = current_agency()) with check (authority = current_agency());
grant select, insert, update on standing_group to concert_api;
