-- Cards, presentations, contexts, care relations. No civil identifier and no name of a person stands in any column;
-- subjects come from the vault. Numbers of states, classes, methods and freshness are those of card.proto.

-- A card: one key of one device, of one holder. State 3 (opposed), 4, 5 and 6 never change again.
create table card (
    serial bytea primary key check (octet_length(serial) = 16),
    subject_id bytea not null check (octet_length(subject_id) = 16),
    home_id bytea not null check (octet_length(home_id) = 16),
    partition int not null check (partition >= 0),
    state smallint not null check (state between 1 and 6),
    locked boolean not null default false,
    plastic_too boolean not null default false,
    device_class smallint not null,
    key_point bytea not null check (octet_length(key_point) = 65),
    nfc boolean not null,
    platform text not null,
    certificate bytea not null,
    certificate_ends timestamptz not null,
    made_at timestamptz not null,
    active_since timestamptz not null,
    changed_at timestamptz not null,
    -- Number of the last event about this card on vitale.card.v1, dense from 1.
    revision bigint not null check (revision >= 0)
);
create index card_of_holder on card (subject_id, made_at desc);
-- A holder has one card that may be presented: one active device at a time.
create unique index card_living on card (subject_id) where state in (1, 2);

-- Every state a card has had, never overwritten: whether it was active when a phone without network signed.
create table card_state (
    serial bytea not null references card,
    revision bigint not null,
    state smallint not null,
    reason text not null,
    at timestamptz not null,
    primary key (serial, revision)
);

-- A context: who was presented to whom, by which card, until when. Also one use of a care relation.
create table context (
    context_id bytea primary key check (octet_length(context_id) = 16),
    serial bytea not null check (octet_length(serial) = 16),
    holder_id bytea not null,
    presented_id bytea not null check (octet_length(presented_id) = 16),
    presented_home bytea not null check (octet_length(presented_home) = 16),
    presented_partition int not null check (presented_partition >= 0),
    practice_id text not null,
    practice_name text not null,
    actor_id text not null,
    profession text not null,
    purposes text[] not null,
    method smallint not null,
    freshness smallint not null,
    proof_time timestamptz not null,
    started_at timestamptz not null,
    ends_at timestamptz not null,
    relation_id bytea,
    ended_at timestamptz,
    repudiated_at timestamptz
);
create index context_of_holder on context (holder_id, started_at desc);
create index context_of_relation on context (relation_id) where relation_id is not null;
create index context_started on context (started_at);

-- Presentations that were redeemed: each is used once, by the first practice. Deleted when it could no
-- longer be redeemed, even by a practice without network. presentation_id is drawn from the card and the jti, so that
-- one card cannot use up the jti of another.
create table redemption (
    presentation_id bytea primary key check (octet_length(presentation_id) = 16),
    context_id bytea not null,
    -- Thumbprint of the practice's key (DPoP jkt, or x5t of its certificate) and the request of its software.
    key_thumbprint text not null,
    request_id bytea not null check (octet_length(request_id) = 16),
    deferred boolean not null,
    kept_until timestamptz not null
);
create index redemption_kept on redemption (kept_until);

-- Presentations that arrived twice, one of them without network: a person looks into each.
create table deferred_case (
    case_id bytea primary key check (octet_length(case_id) = 16),
    arrived_at timestamptz not null,
    scanned_at timestamptz not null,
    practice_id text not null,
    first_context_id bytea not null,
    finding text,
    closed_by text,
    closed_at timestamptz
);
create index deferred_case_open on deferred_case (arrived_at) where finding is null;

-- A care relation: one person, one practice, one purpose, opened by a presentation.
create table care_relation (
    relation_id bytea primary key check (octet_length(relation_id) = 16),
    context_id bytea not null references context,
    holder_id bytea not null,
    cared_id bytea not null,
    cared_home bytea not null,
    cared_partition int not null,
    practice_id text not null,
    practice_name text not null,
    kind text not null check (kind in ('series', 'lab', 'nursing', 'stay')),
    reference text not null,
    opened_at timestamptz not null,
    proof_time timestamptz not null,
    until date not null,
    ended_at timestamptz
);
create index care_relation_of_holder on care_relation (holder_id, opened_at desc);
create index care_relation_of_context on care_relation (context_id);

-- Rows to publish. topic vitale.card.v1: value_ref is the revision (8 bytes, big-endian) and a serialised CardEvent
-- without it; headers hold the trace. topic vitale.access.v1: value_ref is the serialised AccessEvent.
create table outbox (
    id bigint generated by default as identity primary key,
    topic text not null,
    partition integer not null check (partition >= 0),
    key bytea not null,
    headers bytea not null,
    value_ref bytea not null
);
