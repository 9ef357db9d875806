"""The statements of held paper claims; the schema is that of teletransmission."""

from typing import Final

# Teletransmissions hold the gate shared until their commit; paper claims take it alone, so that none of them looks
# past a teletransmission under way. The number has no other meaning.
GATE: Final = 7_305_812_044_519_233

TAKE_GATE: Final = "select pg_advisory_xact_lock($1)"

# Paper claims that are let through get no mark: only what was teletransmitted holds paper back.
KEEP: Final = """
with sent as (
    select * from unnest($1::bytea[], $2::bytea[], $3::bigint[], $4::bytea[], $5::int[], $6::bytea[], $7::bytea[],
                         $8::bytea[], $9::bigint[], $11::text[], $12::text[], $13::date[], $14::smallint[],
                         $15::bigint[])
        with ordinality
        as s (receipt_id, content_hash, accepted_at_us, home_id, partition, message, headers, subject_id, care,
              issuer, claim_id, day, lot, charged_cents, position)
), new as (
    select * from sent
    where not exists (select from held_paper h where h.receipt_id = sent.receipt_id)
      and not exists (select from claim c where c.receipt_id = sent.receipt_id)
), twin as (
    select distinct on (new.receipt_id) new.receipt_id, c.receipt_id as twin_receipt_id
    from new join claim c on c.care = new.care order by new.receipt_id, c.receipt_id
), held as (
    insert into held_paper (receipt_id, content_hash, held_at_us, home_id, partition, subject_id, message,
                            issuer, claim_id, day, lot, charged_cents, twin_receipt_id)
    select receipt_id, content_hash, accepted_at_us, home_id, partition, subject_id, message,
           issuer, claim_id, day, lot, charged_cents, twin_receipt_id
    from new join twin using (receipt_id)
), kept as (
    insert into claim (receipt_id, content_hash, accepted_at_us, home_id, partition, message,
                       issuer, claim_id, day, lot, charged_cents)
    select receipt_id, content_hash, accepted_at_us, home_id, partition, message,
           issuer, claim_id, day, lot, charged_cents from new
    where not exists (select from twin where twin.receipt_id = new.receipt_id) order by receipt_id
    returning receipt_id
)
insert into outbox (topic, partition, key, headers, value_ref)
select $10, partition, home_id, headers, receipt_id from sent join kept using (receipt_id) order by position
"""
KEPT: Final = "select receipt_id, content_hash, accepted_at_us from claim where receipt_id = any($1::bytea[])"
HELD: Final = "select * from held_paper where receipt_id = any($1::bytea[])"
WAITING: Final = "select * from held_paper where state = 'held' order by held_at_us, receipt_id limit $1"
DECIDE: Final = """
update held_paper set state = $2, decided_by = $3, decided_at_us = $4
where receipt_id = $1 and state = 'held' returning *
"""
LET_THROUGH: Final = """
with kept as (
    insert into claim (receipt_id, content_hash, accepted_at_us, home_id, partition, message,
                       issuer, claim_id, day, lot, charged_cents)
    select receipt_id, content_hash, held_at_us, home_id, partition, message, issuer, claim_id, day, lot, charged_cents
    from held_paper where receipt_id = $1
    on conflict (receipt_id) do nothing
    returning receipt_id, home_id, partition
)
insert into outbox (topic, partition, key, headers, value_ref)
select $2, partition, home_id, $3, receipt_id from kept
"""
