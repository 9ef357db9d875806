-- Proofs of possession that any process of this service was shown in the last minutes: each is good once. Unlogged: a crash
-- of the database forgets them, and each process still knows its own.
create unlogged table proof_seen (
    name bytea primary key check (octet_length(name) = 16),
    seen_at timestamptz not null default now()
);
