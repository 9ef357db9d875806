-- The vault. No civil identifier or name stands in clear in any column: index entries are keyed hashes, numbers and
-- first names are sealed with a key that the database does not hold.

-- A home is for routing only: key and partition of its members' records. It never changes.
create table home (
    home_id bytea primary key check (octet_length(home_id) = 16),
    partition smallint not null check (partition between 0 and 23)
);

-- A person: 16 random bytes. An anonymous subject is never joined to another.
create table subject (
    subject_id bytea primary key check (octet_length(subject_id) = 16),
    home_id bytea not null references home,
    anonymous boolean not null,
    check (subject_id <> home_id)
);
create index subject_home on subject (home_id);

-- The lookup index. Kind 1 number (sealed holds it), 2 triplet of an opener (opener_id), 3 person id given by a scheme.
-- Many entries lead to one subject; an entry never leads to another one.
create table alias (
    fingerprint bytea primary key check (octet_length(fingerprint) = 32),
    kind smallint not null check (kind between 1 and 3),
    subject_id bytea not null references subject,
    opener_id bytea references subject,
    sealed bytea,
    check ((kind = 2) = (opener_id is not null)),
    check ((kind = 1) = (sealed is not null))
);
create index alias_subject on alias (subject_id);

-- First names, sealed for their subject. The only thing in the vault that may change.
create table first_name (
    subject_id bytea primary key references subject,
    sealed bytea not null
);

revoke update, delete on home, subject, alias from identity;
revoke delete on first_name from identity;
