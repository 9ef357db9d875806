"""Outcomes in PostgreSQL: one statement merges a batch and moves the progress, in the session that holds the lead."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Final

from chassis.postgres import Connection, Pool, translated
from teletransmission.outcomes.outcome import Outcome, Place
from teletransmission.outcomes.progress import Progress, Taken
from teletransmission.outcomes.rows import outcome_columns, outcome_of, progress_columns, progress_of

_LOCK: Final = 0x6F75_7463_6F6D_6573  # "outcomes": one follower of a database, whoever runs
_PROGRESS: Final = "select partition, next_offset, generation, seq from outcome_progress"
_FIND: Final = "select * from outcome where receipt_id = any($1::bytea[])"
# Rows go in by key, so that no two batches ever wait for each other in a circle. Each of the three parts of a row (the
# word, the receipt, what is told of a later version) is replaced by a newer one only.
_KEEP: Final = """
with moved as (
    insert into outcome_progress (partition, next_offset, generation, seq)
    select * from unnest($25::int[], $26::bigint[], $27::int[], $28::bigint[])
    on conflict (partition) do update set
        next_offset = excluded.next_offset, generation = excluded.generation, seq = excluded.seq
)
insert into outcome as held (
    receipt_id, generation, seq, state, code, detail, at_us, settled_generation, settled_seq, revision, claim_version,
    price_cents, amo_cents, local_scheme_cents, amc_cents, patient_cents,
    later_generation, later_seq, later_version, later_state, later_code, later_detail, later_at_us, partition
)
select * from unnest(
    $1::bytea[], $2::int[], $3::bigint[], $4::smallint[], $5::text[], $6::text[], $7::bigint[], $8::int[], $9::bigint[],
    $10::int[], $11::int[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[],
    $17::int[], $18::bigint[], $19::int[], $20::smallint[], $21::text[], $22::text[], $23::bigint[],
    $24::int[]
) as told order by 1
on conflict (receipt_id) do update set
    partition = excluded.partition,
    (generation, seq, state, code, detail, at_us) = (
        select * from (values
            (held.generation, held.seq, held.state, held.code, held.detail, held.at_us),
            (excluded.generation, excluded.seq, excluded.state, excluded.code, excluded.detail, excluded.at_us)
        ) as word order by 1 desc, 2 desc limit 1
    ),
    (settled_generation, settled_seq, revision, claim_version,
        price_cents, amo_cents, local_scheme_cents, amc_cents, patient_cents) = (
        select * from (values
            (held.settled_generation, held.settled_seq, held.revision, held.claim_version,
                held.price_cents, held.amo_cents, held.local_scheme_cents, held.amc_cents, held.patient_cents),
            (excluded.settled_generation, excluded.settled_seq, excluded.revision, excluded.claim_version,
                excluded.price_cents, excluded.amo_cents, excluded.local_scheme_cents, excluded.amc_cents,
                excluded.patient_cents)
        ) as receipt order by 1 desc, 2 desc limit 1
    ),
    (later_generation, later_seq, later_version, later_state, later_code, later_detail, later_at_us) = (
        select * from (values
            (held.later_generation, held.later_seq, held.later_version,
                held.later_state, held.later_code, held.later_detail, held.later_at_us),
            (excluded.later_generation, excluded.later_seq, excluded.later_version,
                excluded.later_state, excluded.later_code, excluded.later_detail, excluded.later_at_us)
        ) as later order by 1 desc, 3 desc, 2 desc limit 1
    )
where (excluded.generation, excluded.seq) > (held.generation, held.seq)
    or (excluded.settled_generation, excluded.settled_seq) > (held.settled_generation, held.settled_seq)
    or (excluded.later_generation, excluded.later_version, excluded.later_seq)
        > (held.later_generation, held.later_version, held.later_seq)
"""
# See outcome.is_beyond.
_BEYOND: Final = """
select receipt_id from outcome where partition = $1 and (
    (generation < $2 and seq > $3) or (settled_generation < $2 and settled_seq > $3)
    or (later_generation < $2 and later_seq > $3)
)
"""
# See outcome.voided.
_VOID: Final = """
update outcome set settled_generation = $2, settled_seq = $3, revision = 0, claim_version = 0,
    price_cents = 0, amo_cents = 0, local_scheme_cents = 0, amc_cents = 0, patient_cents = 0
where partition = $1 and settled_seq > $3 and settled_generation < $2
"""
_VOID_LATER: Final = """
update outcome set later_generation = $2, later_seq = $3, later_version = 0, later_state = 1, later_code = '',
    later_detail = '', later_at_us = 0
where partition = $1 and later_seq > $3 and later_generation < $2
"""


class PostgresOutcomeWriter:
    """Writes in the session that holds the lead: a lead that was lost with its session writes nothing."""

    def __init__(self, connection: Connection) -> None:
        """Take the session."""
        self._connection = connection

    async def progress(self) -> Mapping[int, Progress]:
        """See the port."""
        try:
            return progress_of(await self._connection.fetch(_PROGRESS))
        except Exception as error:
            raise translated(error) from error

    async def beyond(self, partition: int, begun: Place) -> Collection[bytes]:
        """See the port."""
        try:
            rows = await self._connection.fetch(_BEYOND, partition, *begun)
        except Exception as error:
            raise translated(error) from error
        return {row["receipt_id"] for row in rows}

    async def keep(self, taken: Taken) -> None:
        """See the port."""
        try:
            async with self._connection.transaction():
                for partition, place in taken.begun.items():
                    await self._connection.execute(_VOID, partition, *place)
                    await self._connection.execute(_VOID_LATER, partition, *place)
                await self._connection.execute(_KEEP, *outcome_columns(taken), *progress_columns(taken.progress))
        except Exception as error:
            raise translated(error) from error


class PostgresOutcomeStore:
    """The store of production; the pool sees this service's schema."""

    def __init__(self, pool: Pool) -> None:
        """Take the pool."""
        self._pool = pool

    @asynccontextmanager
    async def leading(self) -> AsyncIterator[PostgresOutcomeWriter | None]:
        """See the port."""
        try:
            async with self._pool.acquire() as connection:
                led = await connection.fetchval("select pg_try_advisory_lock($1)", _LOCK)
                try:
                    yield PostgresOutcomeWriter(connection) if led else None
                finally:
                    if led:
                        with suppress(Exception):
                            await connection.execute("select pg_advisory_unlock($1)", _LOCK)
        except Exception as error:
            raise translated(error) from error

    async def find(self, receipt_ids: Sequence[bytes]) -> Mapping[bytes, Outcome]:
        """See the port."""
        try:
            rows = await self._pool.fetch(_FIND, receipt_ids)
        except Exception as error:
            raise translated(error) from error
        return {row["receipt_id"]: outcome_of(row) for row in rows}
