-- Up Migration

-- What a provider is owed for a period. Its lines stand in `statement_entry`, one row for each ledger transaction.
create table statement (
  statement_ref text primary key,
  provider text not null references agency (code),
  from_date date not null,
  until_date date not null check (until_date >= from_date),
  drawn_at timestamptz not null default clock_timestamp()
);
create trigger statement_is_append_only before update or delete on statement for each row execute function refuse_change();
create trigger statement_is_never_emptied before truncate on statement for each statement execute function refuse_change();

-- Only `draw_entries` puts rows in, so that each is what the ledger says and stands in a statement that is there.
create table statement_entry (
  statement_ref text not null,
  line_no integer not null check (line_no > 0),
  transaction_id bigint not null,
  care_ref text not null,
  line text not null,
  -- Plus is owed to the provider, minus is what it owes back.
  pence bigint not null check (pence <> 0),
  -- Why it no longer stands here. Disputed: it comes back when it was corrected; carried: in the next statement.
  taken_out text check (taken_out in ('disputed', 'carried'))
);
create index statement_entry_by_line on statement_entry (statement_ref, line_no);
-- What is owed is asked for once.
create unique index ledger_transaction_stands_in_one_statement on statement_entry (transaction_id) where taken_out is null;
create index statement_entry_by_transaction on statement_entry (transaction_id) where taken_out is not null;
create index ledger_transaction_by_provider on ledger_transaction (provider, on_date) where care_ref is not null;

-- What the ledger owes the statement's provider for days up to its last, and stands in no statement. A line that was
-- taken out because it was disputed waits until the ledger has something new about it.
-- Planned anew each time, for the numbers of the day, and read whole before anything is put in: otherwise it looks through
-- what it has just put in again for each line.
create function draw_entries(ref text) returns void language plpgsql security definer set search_path = public set work_mem = '64MB' as $$
declare
  drawn statement;
begin
  select * into drawn from statement where statement_ref = ref;
  if not found or exists (select from statement_entry where statement_ref = ref) then return; end if;
  execute $sql$
    with disputed as materialized (
      select distinct e.transaction_id from statement_entry e where e.taken_out = 'disputed'),
    owed as materialized (
      select t.id, t.care_ref, t.line, -p.pence as pence, d.transaction_id is not null as was_disputed
      from ledger_transaction t
      join ledger_posting p on p.transaction_id = t.id and p.account = 'payable:' || $2
      left join disputed d on d.transaction_id = t.id
      where t.provider = $2 and t.care_ref is not null and t.on_date <= $3
        and not exists (select from statement_entry e where e.transaction_id = t.id and e.taken_out is null)),
    net as (
      select *, sum(pence) over same_line as line_pence, bool_and(was_disputed) over same_line as is_uncorrected
      from owed window same_line as (partition by care_ref collate "C", line collate "C"))
    insert into statement_entry (statement_ref, line_no, transaction_id, care_ref, line, pence)
    select $1, dense_rank() over (order by care_ref collate "C", line collate "C"), id, care_ref, line, pence
    from net where line_pence <> 0 and not is_uncorrected
  $sql$ using ref, drawn.provider, drawn.until_date;
end $$;
revoke all on function draw_entries(text) from public;
grant execute on function draw_entries(text) to concert_worker;

-- A line as the provider reads it: the net of its entries.
create view statement_line with (security_invoker = true) as
  select statement_ref, line_no, min(care_ref) as care_ref, min(line) as line, sum(pence)::bigint as pence,
         array_agg(transaction_id order by transaction_id) as transactions, max(taken_out) as taken_out
  from statement_entry group by statement_ref, line_no;

-- Where a provider is paid: references to sealed texts, never the numbers.
create table payee (
  provider text primary key references agency (code),
  sort_code text not null check (sort_code ~ '^text:[0-9a-f-]{36}$'),
  account_number text not null check (account_number ~ '^text:[0-9a-f-]{36}$'),
  change_ref text not null,
  usable_from timestamptz not null
);
create table payee_edit (
  change_ref text not null,
  step text not null check (step in ('approved', 'applied')),
  person text not null check (person not like 'system:%'),
  provider text not null references agency (code),
  at timestamptz not null,
  primary key (change_ref, step, person)
);
create index payee_edit_by_provider on payee_edit (provider, at);
create trigger payee_edit_is_append_only before update or delete on payee_edit for each row execute function refuse_change();
create trigger payee_edit_is_never_emptied before truncate on payee_edit for each statement execute function refuse_change();

create table payment_batch (
  batch_ref text primary key,
  message_id text not null unique,
  prepared_by text not null,
  prepared_at timestamptz not null,
  execution_date date not null,
  -- Over the whole payment file, keyed; nothing is added or altered once it is there.
  digest text,
  released_by text,
  released_at timestamptz,
  edits_since timestamptz,
  is_withdrawn boolean not null default false,
  constraint releaser_is_preparer check (released_by <> prepared_by),
  check ((released_by is null) = (released_at is null) and (released_by is null) = (edits_since is null)),
  check (edits_since <= released_at),
  check (released_by is null or digest is not null),
  constraint batch_withdrawn check (not (is_withdrawn and released_by is not null))
);

create table payment (
  end_to_end_id text primary key check (length(end_to_end_id) <= 35),
  batch_ref text not null references payment_batch (batch_ref),
  statement_ref text not null references statement (statement_ref),
  provider text not null references agency (code),
  pence bigint not null check (pence > 0),
  payee_name text not null,
  sort_code text not null check (sort_code ~ '^text:[0-9a-f-]{36}$'),
  account_number text not null check (account_number ~ '^text:[0-9a-f-]{36}$'),
  reference text not null,
  status text not null default 'prepared' check (status in ('prepared', 'sent', 'settled', 'rejected', 'withdrawn')),
  reason_code text,
  constraint provider_twice unique (batch_ref, provider)
);
-- Paid once: a statement has one payment that is on its way or has arrived.
create unique index statement_in_batch on payment (statement_ref) where status in ('prepared', 'sent', 'settled');

create table bank_message (
  message_id text primary key,
  batch_ref text not null unique references payment_batch (batch_ref),
  key_id text not null,
  -- The payment file, encrypted; the hash is over the file itself.
  sealed bytea not null,
  sha256 text not null,
  sent_at timestamptz not null default clock_timestamp()
);
create trigger bank_message_is_append_only before update or delete on bank_message for each row execute function refuse_change();
create trigger bank_message_is_never_emptied before truncate on bank_message for each statement execute function refuse_change();

create function refuse_money(rule text, sentence text) returns void language plpgsql as $$
begin
  raise exception using message = sentence, errcode = 'check_violation', constraint = rule;
end $$;

-- A payment and a change of its statement's lines at the same moment wait for each other.
create function lock_statement(ref text) returns void language sql as
  $$ select pg_advisory_xact_lock(hashtextextended('statement:' || ref, 0)) $$;

-- A line is taken out once and not altered, and nothing is taken from a statement that is being paid.
create function check_entry_change() returns trigger language plpgsql set search_path = public as $$
begin
  if (old.statement_ref, old.line_no, old.transaction_id, old.care_ref, old.line, old.pence)
      is distinct from (new.statement_ref, new.line_no, new.transaction_id, new.care_ref, new.line, new.pence)
    or old.taken_out is not null or new.taken_out is null
  then perform refuse_money('line_altered', 'A line of a statement can be taken out once, and not be altered.'); end if;
  perform lock_statement(old.statement_ref);
  if exists (select from payment p where p.statement_ref = old.statement_ref and p.status in ('prepared', 'sent', 'settled'))
  then perform refuse_money('statement_in_batch', 'This statement is being paid. Its lines stay as they are.'); end if;
  return new;
end $$;
create trigger statement_entry_changes before update on statement_entry for each row execute function check_entry_change();
create trigger statement_entry_stays before delete on statement_entry for each row execute function refuse_change();
create trigger statement_entry_is_never_emptied before truncate on statement_entry for each statement execute function refuse_change();

-- An edit and a release at the same moment wait for each other, so that neither misses the other.
create function lock_payee(provider text) returns void language sql as
  $$ select pg_advisory_xact_lock(hashtextextended('payee:' || provider, 0)) $$;

create function lock_edited_payee() returns trigger language plpgsql set search_path = public as $$
begin
  perform lock_payee(new.provider);
  return new;
end $$;
create trigger payee_edit_waits before insert on payee_edit for each row execute function lock_edited_payee();

-- An account comes into use by two people, after they approved it.
create function check_payee() returns trigger language plpgsql set search_path = public as $$
declare
  people integer;
  approved timestamptz;
begin
  select count(distinct person), max(at) filter (where step = 'approved') into people, approved
    from payee_edit where change_ref = new.change_ref and provider = new.provider;
  if people < 2 then perform refuse_money('payee_by_one_person', 'A bank account changes by two people.'); end if;
  if approved is null or new.usable_from <= approved
  then perform refuse_money('payee_not_cooled', 'A bank account comes into use after its cooling period.'); end if;
  return new;
end $$;
create trigger payee_changes before insert or update on payee for each row execute function check_payee();
create trigger payee_stays before delete on payee for each row execute function refuse_change();

create function check_batch_change() returns trigger language plpgsql set search_path = public as $$
begin
  if (old.batch_ref, old.message_id, old.prepared_by, old.prepared_at, old.execution_date)
      is distinct from (new.batch_ref, new.message_id, new.prepared_by, new.prepared_at, new.execution_date)
    or (old.digest is not null and new.digest is distinct from old.digest)
    or (old.released_by is not null and (new.released_by, new.released_at, new.edits_since)
      is distinct from (old.released_by, old.released_at, old.edits_since))
    or (old.is_withdrawn and not new.is_withdrawn)
  then perform refuse_money('batch_altered', 'A prepared batch is not altered.'); end if;
  if old.released_by is null and new.released_by is not null then
    perform lock_payee(provider) from (select provider from payment where batch_ref = new.batch_ref order by provider) p;
    if exists (select from payee_edit e join payment p using (provider)
               where p.batch_ref = new.batch_ref and e.person = new.released_by and e.at >= new.edits_since)
    then perform refuse_money('releaser_edited_payee', 'Who has just changed an account in this batch does not release it.'); end if;
  end if;
  return new;
end $$;
create trigger payment_batch_changes before update on payment_batch for each row execute function check_batch_change();
create trigger payment_batch_stays before delete on payment_batch for each row execute function refuse_change();
create trigger payment_batch_is_never_emptied before truncate on payment_batch for each statement execute function refuse_change();

create function check_new_payment() returns trigger language plpgsql set search_path = public as $$
declare
  batch payment_batch;
  owed bigint;
  owed_to text;
begin
  select * into batch from payment_batch where batch_ref = new.batch_ref for update;
  if batch.digest is not null or batch.is_withdrawn or new.status <> 'prepared'
  then perform refuse_money('batch_altered', 'Nothing is added to a batch that is prepared.'); end if;
  perform lock_statement(new.statement_ref);
  select provider into owed_to from statement where statement_ref = new.statement_ref;
  select sum(pence) into owed from statement_entry where statement_ref = new.statement_ref and taken_out is null;
  if owed is distinct from new.pence or owed_to is distinct from new.provider
  then perform refuse_money('payment_not_owed', 'A payment is for what its statement comes to, to its provider.'); end if;
  return new;
end $$;
create trigger payment_is_owed before insert on payment for each row execute function check_new_payment();

create function check_payment_change() returns trigger language plpgsql set search_path = public as $$
declare
  batch payment_batch;
begin
  select * into batch from payment_batch where batch_ref = old.batch_ref;
  if (old.end_to_end_id, old.batch_ref, old.statement_ref, old.provider, old.pence, old.payee_name, old.sort_code, old.account_number, old.reference)
      is distinct from
     (new.end_to_end_id, new.batch_ref, new.statement_ref, new.provider, new.pence, new.payee_name, new.sort_code, new.account_number, new.reference)
    or (new.reason_code is not null and new.status <> 'rejected')
    or not (case old.status || ' ' || new.status
      when 'prepared sent' then batch.released_by is not null
      when 'prepared withdrawn' then batch.is_withdrawn
      when 'sent settled' then true
      when 'sent rejected' then true
      else false end)
  then perform refuse_money('payment_altered', 'A payment of a prepared batch is not altered; it is sent, and then settled or rejected.'); end if;
  return new;
end $$;
create trigger payment_changes before update on payment for each row execute function check_payment_change();
create trigger payment_stays before delete on payment for each row execute function refuse_change();
create trigger payment_is_never_emptied before truncate on payment for each statement execute function refuse_change();

alter table statement enable row level security;
alter table statement_entry enable row level security;
alter table payee enable row level security;
alter table payee_edit enable row level security;
alter table payment_batch enable row level security;
alter table payment enable row level security;
alter table bank_message enable row level security;
create policy api_reads on statement for select to concert_api using (may_see(statement_ref));
create policy api_reads on statement_entry for select to concert_api using (may_see(statement_ref));
create policy worker_keeps on statement to concert_worker using (true) with check (true);
create policy worker_keeps on statement_entry to concert_worker using (true) with check (true);
create policy worker_keeps on payee to concert_worker using (true) with check (true);
create policy worker_keeps on payee_edit to concert_worker using (true) with check (true);
create policy worker_keeps on payment_batch to concert_worker using (true) with check (true);
create policy worker_keeps on payment to concert_worker using (true) with check (true);
create policy worker_keeps on bank_message to concert_worker using (true) with check (true);
-- The worker opens no text but bank details, which it checks and writes into a payment file.
create policy worker_reads_accounts on personal_text for select to concert_worker using (case_ref like 'PYE-%');

grant select on statement, statement_entry, statement_line to concert_api;
grant select on statement_entry to concert_worker;
grant select, insert on statement, payee, payee_edit, payment_batch, payment, bank_message to concert_worker;
grant select on statement_line, personal_text to concert_worker;
grant update (taken_out) on statement_entry to concert_worker;
grant update on payee to concert_worker;
grant update (digest, released_by, released_at, edits_since, is_withdrawn) on payment_batch to concert_worker;
grant update (status, reason_code) on payment to concert_worker;
