-- Up Migration

-- Reports of missing children are looked up by the codes they share, and by authority.
create index event_missing_child_reports on event (case_ref, at)
  where process = 'missing-child' and type in ('reported', 'report-completed');
