-- Up Migration

-- A text whose command was refused may be taken out again by its agency; one that an event holds may not.
create function is_held(ref text, text_id uuid) returns boolean language sql stable security definer set search_path = public as
  $$ select exists (select from event e where e.case_ref = ref and position('text:' || text_id in e.data::text) > 0) $$;
drop policy api_deletes on personal_text;
create policy api_deletes on personal_text for delete to concert_api using (agency = current_agency() and not is_held(case_ref, id));
