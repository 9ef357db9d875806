-- The access chain. One entry for each access, each holding the hash of the one before. Entries hold subjects and
-- decisions, never data. The service's own role may neither change nor delete one.
create table entry (
    seq bigint primary key check (seq > 0),
    access_id bytea not null unique check (octet_length(access_id) = 16),
    subject_id bytea not null check (octet_length(subject_id) = 16),
    at_us bigint not null,
    -- A serialised vitale.access.v1.AccessEvent, as it came.
    body bytea not null,
    hash bytea not null check (octet_length(hash) = 32)
);
create index entry_subject on entry (subject_id, seq desc);

-- How far each partition of the topic was taken, in the same transaction as its entries.
create table progress (
    partition int primary key,
    next_offset bigint not null
);

revoke update, delete, truncate on entry from audit;
revoke delete, truncate on progress from audit;
