-- Paper claims of care that was already teletransmitted wait here for a human, and reach the log only when released.
-- No civil identifier stands in any column; care is a keyed mark of subject, practice, day and acts (paper/marks.py).

-- Null: taken before there were marks, or typed from paper: such a claim holds no other one back.
alter table claim add column care bigint;
create index claim_care on claim (care) where care is not null;

create table held_paper (
    receipt_id bytea primary key check (octet_length(receipt_id) = 16),
    content_hash bytea not null check (octet_length(content_hash) = 32),
    held_at_us bigint not null,
    home_id bytea not null check (octet_length(home_id) = 16),
    partition int not null check (partition >= 0),
    subject_id bytea not null check (octet_length(subject_id) = 16),
    message bytea not null,
    -- under what it is listed once it is released
    issuer text not null,
    claim_id text not null,
    day date not null,
    lot smallint,
    charged_cents bigint not null,
    twin_receipt_id bytea not null check (octet_length(twin_receipt_id) = 16),
    state text not null default 'held' check (state in ('held', 'released', 'refused')),
    decided_by text check (decided_by is not null or state = 'held'),
    decided_at_us bigint check (decided_at_us is not null or state = 'held')
);
create index held_paper_waiting on held_paper (held_at_us, receipt_id) where state = 'held';
