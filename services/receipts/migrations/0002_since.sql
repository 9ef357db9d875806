-- Since when, for operators. Null in rows older than this migration: not known, rather than a wrong time.
alter table ledger add column since timestamptz;
alter table ledger alter column since set default now();
alter table ledger add column halted_at timestamptz;
