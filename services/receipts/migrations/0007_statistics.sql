-- No statistics of columns that no plan hangs on: each analyze of a growing ledger sorted them all, for nothing, and took
-- the time of a core from the claims that were on their way.
alter table entry
    alter column revision set statistics 0,
    alter column basis set statistics 0,
    alter column amo_cents set statistics 0,
    alter column amc_cents set statistics 0,
    alter column patient_cents set statistics 0,
    alter column vector set statistics 0,
    alter column dek_id set statistics 0,
    alter column payload set statistics 0;
alter table claim_head
    alter column version set statistics 0,
    alter column content_hash set statistics 0,
    alter column last_seq set statistics 0,
    alter column revision set statistics 0,
    alter column basis set statistics 0;
