-- Up Migration

-- Every trafficking-related prosecution, whether or not its confiscation case was opened [91]. Names are in the cases.
create table prosecution (
  prosecuting_body text not null references agency (code),
  reference text not null check (reference ~ '^[A-Z0-9][A-Z0-9/-]{3,39}$'),
  investigating_body text not null references agency (code) check (investigating_body <> prosecuting_body),
  region text not null check (region ~ '^[a-z][a-z-]{1,39}$'),
  offence text not null check (offence ~ '^[a-z][a-z-]{1,39}$'),
  registered_on date not null,
  registered_by text not null,
  recorded_at timestamptz not null default now(),
  primary key (prosecuting_body, reference)
);
create trigger prosecution_is_append_only before update or delete on prosecution for each row execute function refuse_change();

create index confiscation_by_prosecution on case_file ((figures ->> 'prosecutingBody'), (figures ->> 'prosecutionReference'))
  where process = 'confiscation';

alter table prosecution enable row level security;
create policy api_reads on prosecution for select to concert_api using (current_agency() in (prosecuting_body, investigating_body));
create policy api_registers on prosecution for insert to concert_api
  with check (current_agency() in (prosecuting_body, investigating_body));
create policy worker_reads on prosecution for select to concert_worker using (true);
grant select, insert on prosecution to concert_api;
grant select on prosecution to concert_worker;

-- Figures across agencies, without anything that leads to a case or to a prosecution.
create function confiscation_figures() returns table (figures jsonb)
  language sql stable security definer set search_path = public as
  $$ select f.figures - 'prosecutionReference' from case_file f where f.process = 'confiscation' $$;
revoke all on function confiscation_figures() from public;
grant execute on function confiscation_figures() to concert_api;
