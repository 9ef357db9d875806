-- Rights as the counter asks for them: what it is shown, contracts that insurers state themselves, and since when each
-- revision was known. What was there before these columns came counts as known from now.

-- Known time of a revision. With the periods inside body (valid time) the rights are bitemporal: what was known at an
-- instant about a day is the last revision with known_from at or before that instant, read for that day.
alter table rights add column known_from timestamptz not null default now();
alter table rights alter column known_from drop default;

-- What the scheme shows at the counter of this coverage, a serialised vitale.rights.v1.CounterRights (empty = nothing
-- stated), and when the scheme last stated the coverage, changed or not.
alter table coverage add column counter bytea not null default '';
alter table coverage add column confirmed_at timestamptz not null default now();
alter table coverage alter column confirmed_at drop default;

-- What the counter is shown from a revision on, until a later row of the same person and opener; empty = nothing more.
-- Holds what insurers show beside what the scheme shows. Never published.
create table counter_rights (
    subject_id bytea not null references beneficiary,
    opener_id bytea not null check (octet_length(opener_id) = 16),
    revision bigint not null check (revision > 0),
    body bytea not null,
    primary key (subject_id, opener_id, revision)
);

-- Contracts as complementary insurers state them, the last state of each; their history is that of rights. body is a
-- serialised vitale.rights.v1.ComplementaryContract, counter a ComplementaryCounter. revision is what was answered.
create table insurer_contract (
    insurer text not null,
    contract_id text not null,
    contract_version bigint not null check (contract_version > 0),
    content_hash bytea not null check (octet_length(content_hash) = 32),
    subject_id bytea not null references beneficiary,
    opener_id bytea not null check (octet_length(opener_id) = 16),
    body bytea not null,
    counter bytea not null,
    withdrawn boolean not null,
    revision bigint not null,
    primary key (insurer, contract_id)
);
create index insurer_contract_person on insurer_contract (subject_id);
