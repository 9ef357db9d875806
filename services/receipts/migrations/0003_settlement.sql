-- What payers settled of receipts, and settlements that came before their receipt. A payer is its side and its number.

-- Body: vitale.receipt.v1.ReceiptSettlement. What was paid of a receipt is a sum over its rows.
create table settlement (
    generation int not null,
    receipt_id uuid not null,
    payer text not null,
    reference text not null,
    partition int not null,
    seq bigint not null,
    content_hash bytea not null,
    body bytea not null,
    primary key (generation, receipt_id, payer, reference)
);

-- Body: vitale.settlement.v1.Settlement.
create table settlement_waiting (
    generation int not null,
    receipt_id uuid not null,
    payer text not null,
    reference text not null,
    partition int not null,
    home_id uuid not null,
    seq bigint not null,
    content_hash bytea not null,
    body bytea not null,
    primary key (generation, receipt_id, payer, reference)
);

-- A live reader that resumes is given the settlements since.
create index entry_settlement on entry (subject_id, seq) where kind = 7;
