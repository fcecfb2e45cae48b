-- Up Migration

-- The application's roles own nothing. The API's sees what the signed-in person's agency may see; the worker's records.
do $$ begin
  create role concert_api nologin;
exception when duplicate_object then null; end $$;
do $$ begin
  create role concert_worker nologin;
exception when duplicate_object then null; end $$;

create table agency (code text primary key, name text not null);

-- When an organisation was designated, and until when [strategy 28, 29].
create table designation (
  agency text not null references agency (code),
  designation text not null,
  from_date date not null,
  until_date date check (until_date >= from_date),
  primary key (agency, designation, from_date)
);

create table policy_adoption (
  policy_set text not null,
  from_date date not null,
  case_ref text not null primary key
);

-- One row per event, never changed. `data` is json, not jsonb: the hash is over its exact text.
create table event (
  case_ref text not null,
  seq integer not null check (seq > 0),
  process text not null,
  type text not null,
  data json not null,
  actor json not null,
  at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  command_key text not null,
  part integer not null,
  request_hash text not null,
  previous_hash text not null,
  hash text not null,
  primary key (case_ref, seq),
  -- A command is recorded once, whatever the engine has forgotten of it.
  unique (case_ref, command_key, part)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'The record is append-only: % on % is refused.', tg_op, tg_table_name using errcode = 'integrity_constraint_violation';
end $$;
create trigger event_is_append_only before update or delete on event for each row execute function refuse_change();
create trigger event_is_never_emptied before truncate on event for each statement execute function refuse_change();

create table case_file (
  case_ref text primary key,
  process text not null,
  process_version integer not null,
  policy_set text not null,
  opened_at timestamptz not null,
  opened_by text not null,
  stage text not null,
  title text not null,
  is_closed boolean not null,
  seq integer not null,
  figures jsonb not null,
  links jsonb not null
);
create index case_file_by_opening on case_file (process, opened_at, case_ref);

create table case_access (
  case_ref text not null,
  agency text not null,
  primary key (agency, case_ref)
);
create index case_access_by_case on case_access (case_ref);

create table task (
  case_ref text not null,
  key text not null,
  title text not null,
  role text not null,
  agency text not null,
  commands text[] not null,
  claimed_by text,
  due timestamptz,
  why text not null,
  primary key (case_ref, key)
);
create index task_by_owner on task (agency, role, due, case_ref, key);

create table deadline (
  case_ref text not null,
  key text not null,
  title text not null,
  role text not null,
  agency text not null,
  base timestamptz not null,
  added integer not null,
  paused integer not null,
  unit text not null,
  is_paused boolean not null,
  is_passed boolean not null,
  due timestamptz not null,
  why text not null,
  primary key (case_ref, key)
);
create index deadline_by_due on deadline (due) where not is_passed and not is_paused;

-- Names and free text, encrypted; erasing a row leaves every chain whole.
create table personal_text (
  id uuid primary key,
  case_ref text not null,
  agency text not null,
  key_id text not null,
  sealed bytea not null,
  created_at timestamptz not null default now()
);
create index personal_text_by_case on personal_text (case_ref);

-- Looking at a case is written down too.
create table case_viewing (
  id bigint generated always as identity primary key,
  case_ref text not null,
  person text not null,
  agency text not null,
  what text not null,
  at timestamptz not null default now()
);
create index case_viewing_by_case on case_viewing (case_ref, at);
create trigger viewing_is_append_only before update or delete on case_viewing for each row execute function refuse_change();

create table notification (
  case_ref text not null,
  effect text not null,
  agency text not null,
  role text not null,
  message text not null,
  facts jsonb not null,
  at timestamptz not null default now(),
  primary key (case_ref, effect)
);
create index notification_by_agency on notification (agency, role, at);

-- Row-level security: the agency of the signed-in person, set for each transaction.
create function current_agency() returns text language sql stable as $$ select current_setting('concert.agency', true) $$;
create function may_see(ref text) returns boolean language sql stable security definer set search_path = public as
  $$ select exists (select from case_access a where a.case_ref = ref and a.agency = current_setting('concert.agency', true)) $$;

alter table event enable row level security;
alter table case_file enable row level security;
alter table case_access enable row level security;
alter table task enable row level security;
alter table deadline enable row level security;
alter table personal_text enable row level security;
alter table case_viewing enable row level security;
alter table notification enable row level security;

create policy api_reads on event for select to concert_api using (may_see(case_ref));
create policy api_reads on case_file for select to concert_api using (may_see(case_ref));
create policy api_reads on case_access for select to concert_api using (may_see(case_ref));
create policy api_reads on task for select to concert_api using (may_see(case_ref));
create policy api_reads on deadline for select to concert_api using (may_see(case_ref));
create policy api_reads on personal_text for select to concert_api using (agency = current_agency() or may_see(case_ref));
create policy api_writes on personal_text for insert to concert_api with check (agency = current_agency());
-- A text whose command was refused is taken out again; one that an event holds is not (its case is visible, its seq is set).
create policy api_deletes on personal_text for delete to concert_api using (agency = current_agency());
create policy api_reads on case_viewing for select to concert_api using (may_see(case_ref));
create policy api_writes on case_viewing for insert to concert_api with check (agency = current_agency() and may_see(case_ref));
create policy api_reads on notification for select to concert_api using (agency = current_agency());

create policy worker_records on event to concert_worker using (true) with check (true);
create policy worker_records on case_file to concert_worker using (true) with check (true);
create policy worker_records on case_access to concert_worker using (true) with check (true);
create policy worker_records on task to concert_worker using (true) with check (true);
create policy worker_records on deadline to concert_worker using (true) with check (true);
create policy worker_records on notification to concert_worker using (true) with check (true);

grant select on agency, designation, policy_adoption, event, case_file, case_access, task, deadline, case_viewing, notification to concert_api;
grant insert on case_viewing to concert_api;
grant select, insert, delete on personal_text to concert_api;
grant select, insert on event to concert_worker;
grant select, insert, update, delete on case_file, case_access, task, deadline to concert_worker;
grant select, insert on notification, policy_adoption to concert_worker;
grant select on agency to concert_worker;
grant select, insert, update on designation to concert_worker;

-- Figures across agencies, without anything that leads to a case.
create function nrm_figures() returns table (figures jsonb, is_closed boolean, opened_on date)
  language sql stable security definer set search_path = public as
  $$ select f.figures, f.is_closed, (f.opened_at at time zone 'Europe/London')::date from case_file f where f.process = 'nrm-referral' $$;
revoke all on function nrm_figures() from public;
grant execute on function nrm_figures() to concert_api;
