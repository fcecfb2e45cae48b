-- Up Migration

-- What the pages of money and care read. Each shows what the viewer's agency may see, and nothing else of the accounts.

-- The lines of a statement: the day that each counts for, and what was given on it.
create function statement_lines(ref text, after_line integer, most integer)
  returns table (line_no integer, care_ref text, line text, on_date date, support text, pence bigint, taken_out text)
  language sql stable security definer set search_path = public as $$
  select l.line_no, l.care_ref, l.line,
    (select max(t.on_date) from ledger_transaction t where t.id = any(l.transactions)),
    case when l.line like 'night:%' then 'accommodation' else
      (select e.data->>'support' from event e
       where e.case_ref = l.care_ref and e.type = 'support-recorded' and 'support:' || (e.data->>'id') = l.line) end,
    l.pence, l.taken_out
  from statement_line l
  where may_see(ref) and l.statement_ref = ref and l.line_no > after_line
  order by l.line_no limit most $$;

-- Where the sum of each statement comes from: runs of nights, one after the other, and supports, of each case of care.
-- What a provider owes back stands apart.
create function statement_origins(refs text[])
  returns table (statement_ref text, care_ref text, support text, from_date date, until_date date, lines bigint, pence bigint)
  language sql stable security definer set search_path = public as $$
  with lines as (
    select r.ref, l.*, l.on_date - (row_number() over (
      partition by r.ref, l.care_ref, l.support, l.pence > 0 order by l.on_date))::integer as run
    from unnest(refs) as r (ref), lateral statement_lines(r.ref, 0, 10000000) as l
    where l.taken_out is null)
  select ref, care_ref, support, min(on_date), max(on_date), count(*), sum(pence)::bigint
  from lines
  group by ref, care_ref, support, pence > 0, case when support = 'accommodation' then run end
  order by ref, care_ref collate "C", min(on_date), support $$;

-- How many beds of each place are given, night by night; never to whom. For who places people, and for a place's own provider.
create function place_nights(first_night date, nights integer)
  returns table (place text, provider text, takes text, capacity integer, night date, given bigint, suspended text)
  language sql stable security definer set search_path = public as $$
  select p.place, p.provider, p.takes, p.capacity, n.night,
    (select count(distinct s.bed) from bed_stay s where s.place = p.place and s.nights @> n.night),
    (select min(x.reason) from place_suspension x where x.place = p.place and n.night <@ daterange(x.from_date, x.until_date, '[]'))
  from care_place p,
    lateral (select first_night + i as night from generate_series(0, least(greatest(nights, 1), 92) - 1) as i) as n
  where p.provider = current_agency() or exists (
    select from designation d
    where d.agency = current_agency() and d.designation = 'central-contractor'
      and (now() at time zone 'Europe/London')::date between d.from_date and coalesce(d.until_date, 'infinity'))
  order by p.provider, p.place, n.night $$;

revoke all on function statement_lines(text, integer, integer), statement_origins(text[]), place_nights(date, integer) from public;
grant execute on function statement_lines(text, integer, integer), statement_origins(text[]), place_nights(date, integer) to concert_api;
