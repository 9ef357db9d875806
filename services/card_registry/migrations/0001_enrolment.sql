-- Enrolment. No number, name or trait of a person stands here: only subjects, verdicts, and what proves them.

-- What a scheme states of a holder, last state only.
create table holder (
    subject_id bytea primary key check (octet_length(subject_id) = 16),
    scheme text not null,
    department text not null,
    guardianship boolean not null,
    physical_card boolean not null,
    state_medical_aid boolean not null,
    closed boolean not null,
    stated_at timestamptz not null
);

-- A file. States and paths are numbers of enrolment_service.proto. Refusal and expiry set everything but the verdict to
-- null: subject, scheme, department, path, terms, times, reason, operator, evidence hash, deletion receipt stay.
create table file (
    file_id bytea primary key check (octet_length(file_id) = 16),
    version int not null check (version > 0),
    subject_id bytea not null check (octet_length(subject_id) = 16),
    state smallint not null check (state between 1 and 6),
    path smallint not null default 0,
    terms_version text not null,
    terms_hash bytea not null check (octet_length(terms_hash) = 32),
    opened_at timestamptz not null,
    changed_at timestamptz not null,
    expires_at timestamptz not null,
    scheme text not null default '',
    department text not null default '',
    home_id bytea check (octet_length(home_id) = 16),
    partition int,
    device_key bytea check (octet_length(device_key) = 65),
    oidc_state bytea,
    oidc_salt bytea,
    oidc_verifier text,
    redirect_uri text,
    capture_id text,
    captured_at timestamptz,
    checks text,
    traits text,
    media_url text,
    evidence_hash bytea,
    decision_due timestamptz,
    queued_at timestamptz,
    decided_at timestamptz,
    decided_by text,
    deletion_receipt text,
    challenge bytea,
    card_serial bytea,
    reason text not null default '',
    opens_on date
);
create index file_of_subject on file (subject_id, opened_at desc);
create unique index file_open on file (subject_id) where state in (1, 2, 3);
create index file_queue on file (decision_due) where state = 2 and decision_due is not null;
create unique index file_capture on file (capture_id);
create index file_biometrics on file (captured_at) where deletion_receipt is null and captured_at is not null;

-- Assertions that were used, by the SHA-256 of their number: each proves one identity once.
create table assertion_used (
    digest bytea primary key,
    used_at timestamptz not null
);
