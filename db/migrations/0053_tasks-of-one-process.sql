-- Up Migration

-- The tasks of one process alone are read along an index of their own. A column, because a function of the reference could
-- not be looked up below row-level security.
alter table task add column prefix text not null generated always as (left(case_ref, 3)) stored;
create index task_of_process_by_due on task (agency, role, prefix, (coalesce(due, 'infinity'::timestamptz)), case_ref, key);
