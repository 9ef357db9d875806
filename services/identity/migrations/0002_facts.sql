-- Civil traits, birth date and rank, sealed for their subject in one value. They may change; numbers never do.
create table facts (
    subject_id bytea primary key references subject,
    sealed bytea not null
);

revoke delete on facts from identity;
