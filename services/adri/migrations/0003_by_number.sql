-- Access by number to persons who were never presented. No number and no name stands here: an actor as the directory
-- names them, a practice, a subject of the vault.

-- One row for each account that ever looked; it is locked while a look is ruled on, so that looks come one by one.
-- released_at: a review found nothing; what came before counts no more.
create table by_number_account (
    actor_id text primary key,
    frozen_at timestamptz,
    frozen_why text check (frozen_why in ('canary', 'strangers')),
    released_at timestamptz,
    released_by text,
    check ((frozen_at is null) = (frozen_why is null))
);

-- Every look that was ruled on and not refused. subject_id is null when nothing was told. Deleted after 400 days.
create table by_number_look (
    actor_id text not null references by_number_account,
    at timestamptz not null,
    practice_id text not null,
    subject_id bytea check (octet_length(subject_id) = 16),
    confirmed_at timestamptz
);
create index by_number_look_actor on by_number_look (actor_id, at);
create index by_number_look_stranger on by_number_look (practice_id, subject_id)
    where subject_id is not null and confirmed_at is null;
create index by_number_look_at on by_number_look (at);
