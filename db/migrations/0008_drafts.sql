-- Up Migration

-- What a person typed and has not sent: encrypted, and seen by that person alone.
create table draft (
  id uuid primary key,
  person text not null,
  agency text not null,
  process text not null,
  key_id text not null,
  sealed bytea not null,
  saved_at timestamptz not null default now()
);
create index draft_by_person on draft (person, saved_at);
alter table draft enable row level security;
create policy own on draft to concert_api
  using (agency = current_agency() and person = current_setting('concert.person', true))
  with check (agency = current_agency() and person = current_setting('concert.person', true));
grant select, insert, update, delete on draft to concert_api;

-- Whoever saves a draft throws away the ones that nobody came back to, whosever they are.
create function drop_old_drafts(days integer) returns void language sql security definer set search_path = public as
  $$ delete from draft where saved_at < now() - make_interval(days => greatest(days, 1)) $$;
revoke all on function drop_old_drafts(integer) from public;
grant execute on function drop_old_drafts(integer) to concert_api;

-- A person's task list is read along this, and who looked at a case along the other.
create index task_by_due on task (agency, role, (coalesce(due, 'infinity'::timestamptz)), case_ref, key);
