-- Up Migration

create extension if not exists btree_gist;

-- The register of places: what a place is, never where. Providers' changes are made by two people.
create table care_place (
  place text primary key check (place ~ '^[a-z][a-z0-9-]{1,59}$'),
  provider text not null references agency (code),
  takes text not null check (takes in ('women', 'men', 'anyone')),
  takes_children boolean not null,
  step_free boolean not null,
  languages text[] not null,
  area text not null check (area ~ '^[a-z][a-z-]{1,39}$'),
  capacity integer not null check (capacity >= 0)
);
create index care_place_by_provider on care_place (provider);

-- From the night of `from_date` up to and with the night of `until_date` a place takes nobody new.
create table place_suspension (
  place text not null references care_place (place),
  from_date date not null,
  until_date date check (until_date >= from_date),
  reason text not null check (reason ~ '^[a-z][a-z-]{1,59}$'),
  primary key (place, from_date)
);

-- Whose bed a bed is, night by night. A bed is never given twice, and nobody has two beds on one night: whoever writes.
create table bed_stay (
  case_ref text not null,
  place text not null references care_place (place),
  bed integer not null check (bed > 0),
  nights daterange not null check (not isempty(nights) and not lower_inf(nights)),
  constraint a_bed_is_given_once exclude using gist (place with =, bed with =, nights with &&),
  constraint one_place_a_night exclude using gist (case_ref with =, nights with &&)
);

-- The last question of each case and its answer: a question that is asked again gets the same answer, one that comes
-- late, after the next, changes nothing.
create table bed_hold (
  case_ref text primary key,
  question integer not null,
  answer jsonb not null
);

-- Only the worker reads and writes them: where a person sleeps is seen through their case alone.
alter table care_place enable row level security;
alter table place_suspension enable row level security;
alter table bed_stay enable row level security;
alter table bed_hold enable row level security;

create policy worker_keeps on care_place to concert_worker using (true) with check (true);
create policy worker_keeps on place_suspension to concert_worker using (true) with check (true);
create policy worker_keeps on bed_stay to concert_worker using (true) with check (true);
create policy worker_keeps on bed_hold to concert_worker using (true) with check (true);

grant select, insert, update on care_place to concert_worker;
grant select, insert, update, delete on place_suspension to concert_worker;
grant select, insert, delete on bed_stay to concert_worker;
grant select, insert, update on bed_hold to concert_worker;
