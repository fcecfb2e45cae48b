-- Up Migration

-- A case that another one has started holds texts of that one, such as a child's name: who may see the new case may read
-- them there. A text stays one row, so that erasing it erases it everywhere.
create table carried_text (
  text_id uuid not null,
  case_ref text not null,
  primary key (text_id, case_ref)
);

create function may_see_carried(id uuid) returns boolean language sql stable security definer set search_path = public as
  $$ select exists (select from carried_text c where c.text_id = id and may_see(c.case_ref)) $$;

drop policy api_reads on personal_text;
create policy api_reads on personal_text for select to concert_api
  using (agency = current_agency() or may_see(case_ref) or may_see_carried(id));
drop policy api_reads on name_word;
create policy api_reads on name_word for select to concert_api using (may_see(case_ref) or may_see_carried(text_id));

alter table carried_text enable row level security;
create policy api_reads on carried_text for select to concert_api using (may_see(case_ref));
create policy worker_carries on carried_text for all to concert_worker using (true) with check (true);
grant select on carried_text to concert_api;
grant select, insert on carried_text to concert_worker;

-- What cases carried before this table was there.
insert into carried_text (text_id, case_ref)
select distinct t.id, e.case_ref
from event e
cross join lateral regexp_matches(e.data::text, 'text:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})', 'g') as m
join personal_text t on t.id = m[1]::uuid and t.case_ref <> e.case_ref
on conflict do nothing;
