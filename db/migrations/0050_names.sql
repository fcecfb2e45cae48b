-- Up Migration

-- The words of the names that cases hold, as keyed hashes: who knows a name finds the case, and nobody without the key can
-- read one here. Erasing a text takes its words along.
create table name_word (
  word bytea not null,
  text_id uuid not null references personal_text (id) on delete cascade,
  case_ref text not null,
  primary key (word, text_id)
);
create index name_word_by_text on name_word (text_id);

-- Searching by a name is written down, with why. Name and reason are encrypted: both may tell of a person.
create table name_search (
  id uuid primary key,
  person text not null,
  agency text not null,
  key_id text not null,
  sealed_name bytea not null,
  sealed_reason bytea not null,
  at timestamptz not null default now()
);
create index name_search_by_agency on name_search (agency, at);
create trigger search_is_append_only before update or delete on name_search for each row execute function refuse_change();

-- The cases that a search has shown.
create table name_search_hit (
  search_id uuid not null references name_search (id),
  case_ref text not null,
  primary key (search_id, case_ref)
);
create index name_search_hit_by_case on name_search_hit (case_ref);
create trigger hit_is_append_only before update or delete on name_search_hit for each row execute function refuse_change();

alter table name_word enable row level security;
alter table name_search enable row level security;
alter table name_search_hit enable row level security;

create policy api_reads on name_word for select to concert_api using (may_see(case_ref));
create policy api_writes on name_word for insert to concert_api
  with check (exists (select from personal_text t where t.id = text_id and t.agency = current_agency()));
create policy api_reads on name_search_hit for select to concert_api using (may_see(case_ref));
create policy api_writes on name_search_hit for insert to concert_api with check (may_see(case_ref));
-- A search is seen by the agency that made it, and by everybody who sees a case that it showed.
create policy api_reads on name_search for select to concert_api
  using (agency = current_agency() or exists (select from name_search_hit h where h.search_id = id));
create policy api_writes on name_search for insert to concert_api with check (agency = current_agency());

grant select, insert on name_word, name_search, name_search_hit to concert_api;
