-- In which partition of the ledger an outcome was told: when a newer generation takes a partition over, receipts that
-- it did not take over as they were count no more. Rows older than this migration have none, and stay as they are.
alter table outcome add column partition int;
create index outcome_partition on outcome (partition);
