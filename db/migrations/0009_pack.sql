-- Up Migration

-- The monitoring pack of a quarter, byte for byte as it was compiled and signed [37].
create table monitoring_pack (
  case_ref text primary key,
  quarter text not null check (quarter ~ '^20\d\d-Q[1-4]$'),
  digest text not null,
  json text not null,
  csv text not null,
  compiled_at timestamptz not null default clock_timestamp(),
  constraint digest_is_of_the_bytes check (digest = encode(sha256(convert_to(json, 'UTF8')), 'hex'))
);
create index monitoring_pack_by_quarter on monitoring_pack (quarter);
create trigger monitoring_pack_is_append_only before update or delete on monitoring_pack for each row execute function refuse_change();
create trigger monitoring_pack_is_never_emptied before truncate on monitoring_pack for each statement execute function refuse_change();

alter table monitoring_pack enable row level security;
create policy api_reads on monitoring_pack for select to concert_api using (may_see(case_ref));
create policy worker_keeps on monitoring_pack to concert_worker using (true) with check (true);
grant select on monitoring_pack to concert_api;
grant select, insert on monitoring_pack to concert_worker;

-- What was booked and paid by a moment.
create index ledger_transaction_by_day on ledger_transaction (on_date) where on_date is not null;
