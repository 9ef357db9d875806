-- Accepted settlements, one row by payer, reference and receipt, never overwritten: the id is drawn from the three, so
-- the primary key is what makes their intake idempotent. An outbox row of the settlement topic points to this id.
-- No civil identifier stands in any column; message is a serialised vitale.settlement.v1.Settlement.

create table settlement (
    settlement_id bytea primary key check (octet_length(settlement_id) = 16),
    receipt_id bytea not null check (octet_length(receipt_id) = 16),
    content_hash bytea not null check (octet_length(content_hash) = 32),
    accepted_at_us bigint not null,
    message bytea not null
);
create index settlement_receipt on settlement (receipt_id);
