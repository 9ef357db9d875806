-- What comes back of claims, and under what a claim is listed.

-- Where a claim stands, by receipt: the newest word of the ledger, and the newest receipt, each with its place
-- (generation, seq) in the ledger, so that what is read twice or late changes nothing. Amounts in cents.
create table outcome (
    receipt_id bytea primary key check (octet_length(receipt_id) = 16),
    generation int not null,
    seq bigint not null,
    state smallint not null check (state between 1 and 7),
    code text not null,
    detail text not null,
    at_us bigint not null,
    settled_generation int not null,
    settled_seq bigint not null,
    revision int not null,
    claim_version int not null,
    price_cents bigint not null,
    amo_cents bigint not null,
    local_scheme_cents bigint not null,
    amc_cents bigint not null,
    patient_cents bigint not null
) with (fillfactor = 80);

-- How far vitale.receipt.v1 was read; moves in the same statement as the outcomes.
create table outcome_progress (
    partition int primary key,
    next_offset bigint not null,
    generation int not null,
    seq bigint not null
) with (fillfactor = 50);

-- By whom, on which day (at the place of the practice), in which lot, under which number, for what price in cents.
-- Claims kept before these columns came have none of them, and are in no list.
alter table claim
    add column issuer text,
    add column claim_id text,
    add column day date,
    add column lot smallint check (lot between 1 and 999),
    add column charged_cents bigint;

-- A day of a practice is some hundred claims, sorted when they are read: the key holds no more, and is shared by them.
create index claim_listed on claim (issuer, day);
