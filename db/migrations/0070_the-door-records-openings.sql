-- Up Migration

-- Cases that are in the record, and of which nobody has said yet that the engine runs them (docs/adr/0017).
create table case_to_start (
  case_ref text primary key,
  at timestamptz not null default clock_timestamp()
);
alter table case_to_start enable row level security;
create policy api_reads on case_to_start for select to concert_api using (may_see(case_ref));
create policy worker_reads on case_to_start for select to concert_worker using (true);
grant select on case_to_start to concert_api, concert_worker;

create function have_started(refs text[]) returns void language sql security definer set search_path = public as
  $$ delete from case_to_start where case_ref = any (refs) $$;
revoke all on function have_started(text[]) from public;
grant execute on function have_started(text[]) to concert_api, concert_worker;

-- Records the first batch of a case, all of it or nothing; says whether it was the first. The only thing that the API may
-- write to the record: a case that is not there yet, opened by the agency that asks.
create function record_opening(ref text, facts jsonb, file jsonb, tells jsonb, tasks jsonb, deadlines jsonb, agencies jsonb)
  returns boolean language plpgsql security definer set search_path = public as $$
begin
  if current_setting('role') <> 'concert_worker' and current_agency() is distinct from file->>'openedBy' then
    raise exception 'A case is opened for the agency that asks alone.' using errcode = 'insufficient_privilege';
  end if;
  insert into case_file (case_ref, process, process_version, policy_set, opened_at, opened_by, stage, title, is_closed, seq, figures, links)
  select ref, f.process, f."processVersion", f."policySet", f."openedAt", f."openedBy", f.stage, f.title, f."isClosed", f.seq, f.figures, f.links
  from jsonb_to_record(file) as f (process text, "processVersion" int, "policySet" text, "openedAt" timestamptz, "openedBy" text,
    stage text, title text, "isClosed" boolean, seq int, figures jsonb, links jsonb)
  on conflict do nothing;
  if not found then
    return false;
  end if;
  insert into event (case_ref, seq, process, type, data, actor, at, command_key, part, request_hash, previous_hash, hash)
  select ref, e.seq, file->>'process', e.type, e.data::json, e.actor::json, e.at, e."commandKey", e.part, e."requestHash", e."previousHash", e.hash
  from jsonb_to_recordset(facts) as e (seq int, type text, data text, actor text, at timestamptz, "commandKey" text, part int,
    "requestHash" text, "previousHash" text, hash text);
  insert into task (case_ref, key, title, role, agency, commands, claimed_by, due, why, about)
  select ref, t.key, t.title, t.role, t.agency, t.commands, t."claimedBy", t.due, t.why, t.about
  from jsonb_to_recordset(tasks) as t (key text, title text, role text, agency text, commands text[], "claimedBy" text,
    due timestamptz, why text, about text);
  insert into deadline (case_ref, key, title, role, agency, base, added, paused, unit, is_paused, is_passed, due, why)
  select ref, d.key, d.title, d.role, d.agency, d.base, d.added, d.paused, d.unit, d."isPaused", d."isPassed", d.due, d.why
  from jsonb_to_recordset(deadlines) as d (key text, title text, role text, agency text, base timestamptz, added int, paused int,
    unit text, "isPaused" boolean, "isPassed" boolean, due timestamptz, why text);
  insert into case_access (case_ref, agency) select ref, jsonb_array_elements_text(agencies) on conflict do nothing;
  insert into notification (case_ref, effect, agency, role, message, facts)
  select ref, n.key, n."to"->>'agency', n."to"->>'role', n.message, coalesce(n.facts, '{}')
  from jsonb_to_recordset(tells) as n (key text, "to" jsonb, message text, facts jsonb);
  insert into case_to_start (case_ref) values (ref);
  return true;
end $$;
revoke all on function record_opening(text, jsonb, jsonb, jsonb, jsonb, jsonb, jsonb) from public;
grant execute on function record_opening(text, jsonb, jsonb, jsonb, jsonb, jsonb, jsonb) to concert_api, concert_worker;

-- A group is claimed and recorded in one transaction, so that one that was claimed stands until it has ended. Volatile: who
-- waited for another's claim must see what was committed meanwhile.
drop function is_standing(text, timestamptz, interval);
create function is_standing(ref text) returns boolean language sql volatile security definer set search_path = public as
  $$ select exists (select from case_file f where f.case_ref = ref and not f.is_closed) $$;
