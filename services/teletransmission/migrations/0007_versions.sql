-- Corrections and cancellations. No version is ever overwritten: version 1 stays the row of `claim`, each later one is a
-- row here. No civil identifier stands in any column; message is a serialised vitale.claim.v1.Claim.
create table claim_version (
    receipt_id bytea not null references claim,
    version int not null check (version >= 2),
    content_hash bytea not null check (octet_length(content_hash) = 32),
    accepted_at_us bigint not null,
    cancelled boolean not null,
    -- CancelReason of the contract; 0: a correction
    reason smallint not null check ((reason > 0) = cancelled),
    message bytea not null,
    primary key (receipt_id, version)
);

-- The newest version of a claim: what a correction is compared with and sets, in one statement with the row above and
-- the outbox row. care and charged_cents are those of the newest version; a cancelled claim has no care and charges 0.
alter table claim
    add column version int not null default 1 check (version >= 1),
    add column cancelled boolean not null default false,
    -- working days by which the first version came after the limit of transmission
    add column late_by_working_days int not null default 0 check (late_by_working_days >= 0);

-- An outbox row of the claim topic points to a version by receipt_id, followed from version 2 on by its number (4
-- bytes, big-endian).

-- The newest refusal, wait or setting aside of a later version than 1: it is told while an earlier receipt stands.
alter table outcome
    add column later_generation int not null default 0,
    add column later_seq bigint not null default 0,
    add column later_version int not null default 0,
    add column later_state smallint not null default 1 check (later_state between 1 and 7),
    add column later_code text not null default '',
    add column later_detail text not null default '',
    add column later_at_us bigint not null default 0;
