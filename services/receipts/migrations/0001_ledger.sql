-- The ledger. Every row belongs to a generation and a partition; nothing joins across partitions on the hot path.
-- Amounts are integer cents. No civil identifier, name or diagnosis stands in any column.

create table ledger (
    generation int not null,
    partition int not null,
    next_seq bigint not null default 1,
    published_seq bigint not null default 0,
    rules_version text,
    halted text,
    -- records in a row that were parked, and the seqs of the parked ones among the last 10,000: the circuit breaker
    parked_run int not null default 0,
    parked_seqs bigint[] not null default '{}',
    primary key (generation, partition)
) with (fillfactor = 50);

create table progress (
    generation int not null,
    partition int not null,
    topic text not null,
    next_offset bigint not null default 0,
    primary key (generation, partition, topic)
) with (fillfactor = 50);

-- Append-only; the payload is stored once and is byte for byte what is published.
create table entry (
    generation int not null,
    partition int not null,
    seq bigint not null,
    home_id uuid,
    subject_id uuid,
    receipt_id uuid,
    revision int not null,
    basis int not null,
    kind smallint not null,
    audience smallint not null,
    care_date date,
    amo_cents bigint not null,
    amc_cents bigint not null,
    patient_cents bigint not null,
    vector bytea not null,
    dek_id bigint not null,
    payload bytea not null,
    primary key (generation, partition, seq)
);
create index entry_subject on entry (subject_id, seq) where kind = 1;

create table claim_head (
    generation int not null,
    receipt_id uuid not null,
    partition int not null,
    version int not null,
    content_hash bytea not null,
    last_seq bigint not null,
    revision int not null,
    basis int not null,
    primary key (generation, receipt_id)
) with (fillfactor = 85);

-- Body: vitale.receipt.v1.SubjectYear. Counters are sums over its uses.
create table subject_year (
    generation int not null,
    subject_id uuid not null,
    year int not null,
    partition int not null,
    body bytea not null,
    primary key (generation, subject_id, year)
) with (fillfactor = 80);

-- Body: vitale.rights.v1.BeneficiaryRights, the last revision.
create table rights (
    generation int not null,
    subject_id uuid not null,
    partition int not null,
    home_id uuid not null,
    revision bigint not null,
    body bytea not null,
    primary key (generation, subject_id)
) with (fillfactor = 80);

-- Who is on whose card, and when: decides who sees whom.
create table membership (
    generation int not null,
    subject_id uuid not null,
    opener_subject_id uuid not null,
    partition int not null,
    quality smallint not null,
    birth_date text not null,
    first_day date not null,
    last_day date,
    primary key (generation, subject_id, opener_subject_id)
);
create index membership_opener on membership (generation, opener_subject_id);

-- Body: vitale.rights.v1.GuaranteeTable. Known to a partition from the record that brought it on.
create table guarantees (
    generation int not null,
    partition int not null,
    hash bytea not null,
    body bytea not null,
    primary key (generation, partition, hash)
);

-- Body: vitale.claim.v1.Claim.
create table waiting (
    generation int not null,
    receipt_id uuid not null,
    partition int not null,
    subject_id uuid not null,
    home_id uuid not null,
    seq bigint not null,
    source_offset bigint not null,
    needs_revision bigint not null,
    needs_hash bytea,
    accepted_at_us bigint not null,
    body bytea not null,
    primary key (generation, receipt_id)
);
create index waiting_subject on waiting (generation, subject_id);
create index waiting_hash on waiting (generation, partition, needs_hash);

-- Original bytes of what was set aside, for operators: listed, explained, re-driven.
create table parked (
    generation int not null,
    partition int not null,
    seq bigint not null,
    topic text not null,
    source_offset bigint not null,
    source_timestamp_ms bigint not null,
    reason text not null,
    detail text not null,
    stack_class text not null,
    key bytea,
    value bytea,
    headers bytea not null,
    resolved_seq bigint,
    primary key (generation, partition, seq)
);
create index parked_open on parked (generation, partition, seq) where resolved_seq is null;

-- Rule tables by version, so that a version that was ever active can be loaded again.
create table rules (
    version text primary key,
    body bytea not null
);
