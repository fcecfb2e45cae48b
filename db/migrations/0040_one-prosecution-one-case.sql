-- Up Migration

-- Whoever registers a prosecution first settles the reference of its case, so that no prosecution has two. Nothing was
-- registered before this column was there.
alter table prosecution add column case_ref text not null unique;
drop index confiscation_by_prosecution;
