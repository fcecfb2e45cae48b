-- Up Migration

-- Up to when a person has read the messages to their roles.
create table message_read (
  person text not null,
  agency text not null,
  until timestamptz not null,
  primary key (person, agency)
);
alter table message_read enable row level security;
create policy own on message_read to concert_api
  using (agency = current_agency() and person = current_setting('concert.person', true))
  with check (agency = current_agency() and person = current_setting('concert.person', true));
grant select, insert, update on message_read to concert_api;

-- Who has signed in to the pages, with which roles, as the identity provider said it last. Concert itself keeps no people.
create table person_seen (
  person text not null,
  agency text not null,
  roles text[] not null,
  first_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  primary key (person, agency)
);
alter table person_seen enable row level security;
create policy api_reads on person_seen for select to concert_api using (true);
create policy own on person_seen for insert to concert_api
  with check (agency = current_agency() and person = current_setting('concert.person', true));
create policy own_again on person_seen for update to concert_api
  using (agency = current_agency() and person = current_setting('concert.person', true));
grant select, insert, update on person_seen to concert_api;
