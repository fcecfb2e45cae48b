-- Up Migration

-- A task may be about another case, as an auditor's is about a closed one: whoever has the task sees that case until it
-- is done. Sight follows from the task, which follows from the events: a rebuilt projection gives it again.
alter table task add column about text;
create index task_about on task (about, agency) where about is not null;

create or replace function may_see(ref text) returns boolean language sql stable security definer set search_path = public as
  $$ select exists (select from case_access a where a.case_ref = ref and a.agency = current_setting('concert.agency', true))
         or exists (select from task t where t.about = ref and t.agency = current_setting('concert.agency', true)) $$;
