"""The statements of accepted claims and their versions; the schema is that of teletransmission."""

from typing import Final

# Claims are inserted in the order of their keys, so two batches with the same claims never wait for each other in a
# circle; the outbox keeps the order of the batch. The gate is passed before the first row is
# written: who types paper claims waits for the teletransmissions under way (paper.statements).
KEEP: Final = """
with sent as (
    select * from unnest($1::bytea[], $2::bytea[], $3::bigint[], $4::bytea[], $5::int[], $6::bytea[], $7::bytea[],
                         $8::bigint[], $11::text[], $12::text[], $13::date[], $14::smallint[], $15::bigint[],
                         $16::int[])
        with ordinality
        as s (receipt_id, content_hash, accepted_at_us, home_id, partition, message, headers, care,
            issuer, claim_id, day, lot, charged_cents, late_by_working_days, position)
), gate as (
    select pg_advisory_xact_lock_shared($10) as passed
), kept as (
    insert into claim (receipt_id, content_hash, accepted_at_us, home_id, partition, message, care,
        issuer, claim_id, day, lot, charged_cents, late_by_working_days)
    select receipt_id, content_hash, accepted_at_us, home_id, partition, message, care,
        issuer, claim_id, day, lot, charged_cents, late_by_working_days from sent cross join gate
    order by receipt_id
    on conflict (receipt_id) do nothing
    returning receipt_id
), queued as (
    insert into outbox (topic, partition, key, headers, value_ref)
    select $9, partition, home_id, headers, receipt_id from sent join kept using (receipt_id) order by position
)
select receipt_id from kept
"""
# The row of the claim is what callers for one version meet at: who comes second waits for its lock, then finds another
# newest version. Only then is the outbox row written, so its number is above that of the version before.
REPLACE: Final = """
with gate as (
    select pg_advisory_xact_lock_shared($11) as passed
), moved as (
    update claim set version = $2, cancelled = $5, charged_cents = $8,
        care = case when $5 or care is null then null else $9::bigint end
    from gate where receipt_id = $1 and version = $2 - 1 and not cancelled
    returning receipt_id, home_id, partition
), kept as (
    insert into claim_version (receipt_id, version, content_hash, accepted_at_us, cancelled, reason, message)
    select receipt_id, $2, $3, $4, $5, $6, $7 from moved
)
insert into outbox (topic, partition, key, headers, value_ref)
select $10, partition, home_id, $12, receipt_id || int4send($2) from moved
"""
FIRST: Final = """
select receipt_id, 1 as version, content_hash, accepted_at_us, message, false as cancelled, late_by_working_days
from claim where receipt_id = any($1::bytea[])
"""
# The first version of one claim, then the newest when it is another one.
STANDING: Final = """
select receipt_id, 1 as version, content_hash, accepted_at_us, message, false as cancelled, late_by_working_days,
    home_id, partition
from claim where receipt_id = $1
union all
select receipt_id, v.version, v.content_hash, v.accepted_at_us, v.message, v.cancelled, c.late_by_working_days,
    c.home_id, c.partition
from claim c join claim_version v using (receipt_id, version) where receipt_id = $1
order by version
"""
VERSION: Final = """
select receipt_id, 1 as version, content_hash, accepted_at_us, message, false as cancelled, late_by_working_days
from claim where receipt_id = $1 and $2 = 1
union all
select receipt_id, v.version, v.content_hash, v.accepted_at_us, v.message, v.cancelled, c.late_by_working_days
from claim_version v join claim c using (receipt_id) where receipt_id = $1 and v.version = $2
"""
VALUES: Final = """
select receipt_id, 1 as version, message from claim where receipt_id = any($1::bytea[])
union all
select receipt_id, version, message from claim_version
join unnest($2::bytea[], $3::int[]) as asked (receipt_id, version) using (receipt_id, version)
"""
