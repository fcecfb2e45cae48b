-- Up Migration

create extension if not exists btree_gist;

-- Prices of providers, in whole pence: one for each day at most. A change of two people brings them.
create table rate (
  provider text not null references agency (code),
  support_type text not null,
  unit text not null check (unit in ('night', 'session', 'item')),
  pence integer not null check (pence > 0),
  from_date date not null,
  until_date date check (until_date >= from_date),
  change_ref text not null,
  primary key (provider, support_type, from_date),
  constraint one_price_for_a_day exclude using gist (
    provider with =, support_type with =, daterange(from_date, until_date, '[]') with &&)
);

-- Changes of a provider's register that were made, so that none is made twice.
create table provider_change (
  change_ref text primary key,
  provider text not null,
  change text not null,
  applied_at timestamptz not null default now()
);

-- The ledger. Money moves between accounts and nothing is ever edited: what was wrong is reversed.
create table ledger_transaction (
  id bigint generated always as identity primary key,
  -- Whoever records a transaction gives it a key, so that a second try is no second transaction.
  key text not null unique,
  kind text not null check (kind <> ''),
  at timestamptz not null default clock_timestamp(),
  care_ref text,
  line text,
  -- The day for which the line counts.
  on_date date,
  provider text,
  batch_ref text,
  check ((care_ref is null) = (line is null) and (line is null) = (on_date is null)),
  check (care_ref is null or (provider is not null and kind in ('accrual', 'reversal')))
);
create index ledger_transaction_by_line on ledger_transaction (care_ref, line) where care_ref is not null;
create index ledger_transaction_by_batch on ledger_transaction (batch_ref) where batch_ref is not null;

create table ledger_posting (
  transaction_id bigint not null references ledger_transaction (id),
  account text not null check (account ~ '^(care-cost|bank|(payable|in-transit):[a-z][a-z0-9-]{1,39})$'),
  pence bigint not null check (pence <> 0),
  primary key (transaction_id, account)
);

create trigger ledger_transaction_is_append_only before update or delete on ledger_transaction for each row execute function refuse_change();
create trigger ledger_transaction_is_never_emptied before truncate on ledger_transaction for each statement execute function refuse_change();
create trigger ledger_posting_is_append_only before update or delete on ledger_posting for each row execute function refuse_change();
create trigger ledger_posting_is_never_emptied before truncate on ledger_posting for each statement execute function refuse_change();

-- Double entry: looked at when all of it is there, at commit, and again whenever a posting is added.
create function refuse_unbalanced() returns trigger language plpgsql set search_path = public as $$
declare
  given bigint;
  sides bigint;
  total numeric;
begin
  if tg_table_name = 'ledger_transaction' then given := new.id; else given := new.transaction_id; end if;
  select count(*), coalesce(sum(pence), 0) into sides, total from ledger_posting where transaction_id = given;
  if sides < 2 or total <> 0 then
    raise exception 'Ledger transaction % has % postings that sum to % pence. It needs two or more that sum to 0.', given, sides, total
      using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger ledger_transaction_balances after insert on ledger_transaction deferrable initially deferred for each row execute function refuse_unbalanced();
create constraint trigger ledger_posting_balances after insert on ledger_posting deferrable initially deferred for each row execute function refuse_unbalanced();

-- A line of care is accrued, reversed, accrued again: it stands once or not at all, and so one provider has it or none.
create function refuse_second_accrual() returns trigger language plpgsql set search_path = public as $$
declare
  standing bigint;
  holders bigint;
begin
  select coalesce(sum(accruals), 0), count(*) filter (where total <> 0) into standing, holders
  from (
    select count(*) filter (where t.kind = 'accrual') - count(*) filter (where t.kind = 'reversal') as accruals, sum(p.pence) as total
    from ledger_transaction t join ledger_posting p on p.transaction_id = t.id and p.account = 'care-cost'
    where t.care_ref = new.care_ref and t.line = new.line group by t.provider, t.on_date) as held;
  if standing not in (0, 1) or holders <> standing then
    raise exception 'The line % of % would stand % times in the ledger, with % providers. A line is owed once.', new.line, new.care_ref, standing, holders
      using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger ledger_line_stands_once after insert on ledger_transaction deferrable initially deferred
  for each row when (new.care_ref is not null) execute function refuse_second_accrual();

-- What one chunk of an accrual did for a person, so that a chunk that is tried again counts the same.
create table accrual_share (
  effect text not null,
  care_ref text not null,
  -- Transactions, and how many of them are reversals.
  entries integer not null,
  reversals integer not null,
  -- What had no price: [{provider, type, fromDate, untilDate, lines}]
  unpriced jsonb not null,
  primary key (effect, care_ref)
);

-- Accrual goes through the care cases in the order of their references.
create index case_file_by_process on case_file (process, case_ref);

-- Whose nights these are leads to a case: the accounts are for the worker, which shows each process its own part.
alter table rate enable row level security;
alter table provider_change enable row level security;
alter table ledger_transaction enable row level security;
alter table ledger_posting enable row level security;
alter table accrual_share enable row level security;
create policy worker_keeps on rate to concert_worker using (true) with check (true);
create policy worker_keeps on provider_change to concert_worker using (true) with check (true);
create policy worker_keeps on ledger_transaction to concert_worker using (true) with check (true);
create policy worker_keeps on ledger_posting to concert_worker using (true) with check (true);
create policy worker_keeps on accrual_share to concert_worker using (true) with check (true);

grant select, insert, delete on rate to concert_worker;
grant select, insert on provider_change, ledger_transaction, ledger_posting to concert_worker;
grant select, insert, update on accrual_share to concert_worker;
