-- Versions of claims that came before the version they correct.

-- Body: vitale.claim.v1.Claim.
create table version_waiting (
    generation int not null,
    receipt_id uuid not null,
    version int not null,
    partition int not null,
    home_id uuid not null,
    seq bigint not null,
    source_offset bigint not null,
    content_hash bytea not null,
    accepted_at_us bigint not null,
    body bytea not null,
    primary key (generation, receipt_id, version)
);
-- Whoever becomes the writer of a partition asks which receipts have versions that wait.
create index version_waiting_partition on version_waiting (generation, partition);
