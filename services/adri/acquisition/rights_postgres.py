"""Rights to read and accesses to keep, in PostgreSQL: one statement for however many are asked."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import asyncpg

from adri.acquisition.rights_store import Pair, Standing
from adri.composition import Place
from chassis.outbox import encode_headers
from chassis.postgres import Pool, translated
from contracts.access import AccessRow
from vitale.rights.v1.counter_pb2 import CounterRights
from vitale.rights.v1.rights_pb2 import BeneficiaryRights

# $1 and $2: persons and openers, pairwise; $3: the instant, infinity for what is known now. The last revision is found
# by its number in both cases: known_from only grows with it.
_STANDING: Final = """
select w.n, b.subject_id, b.home_id, b.partition, w.opener_id, r.body, r.known_from, c.confirmed_at, k.body as counter
from unnest($1::bytea[], $2::bytea[]) with ordinality as w (subject_id, opener_id, n)
join beneficiary b on b.subject_id = w.subject_id
join lateral (
    select revision, body, known_from from rights r
    where r.subject_id = b.subject_id and r.known_from <= $3 order by r.revision desc limit 1
) r on true
left join coverage c on c.subject_id = w.subject_id and c.opener_id = w.opener_id
left join lateral (
    select body from counter_rights k
    where k.subject_id = w.subject_id and k.opener_id = w.opener_id and k.revision <= r.revision
    order by k.revision desc limit 1
) k on true
"""
_FOR_EVER: Final = datetime.max.replace(tzinfo=UTC)
_ON_CARD: Final = "select subject_id from coverage where opener_id = $1"
_KEEP: Final = """
insert into outbox (topic, partition, key, headers, value_ref)
select * from unnest($1::text[], $2::int[], $3::bytea[], $4::bytea[], $5::bytea[])
"""


class PostgresRightsReading:
    """The reader of production; the pool sees this service's schema."""

    def __init__(self, pool: Pool) -> None:
        """Take the pool."""
        self._pool = pool

    async def now(self, wanted: Sequence[Pair]) -> Sequence[Standing | None]:
        """Rights as they stand; see the port."""
        return await self._fetch(wanted, _FOR_EVER)

    async def known_at(self, wanted: Pair, at: datetime) -> Standing | None:
        """Rights as they were known at an instant; see the port."""
        return (await self._fetch([wanted], at))[0]

    async def card(self, opener_id: bytes) -> Sequence[Standing]:
        """Everybody whose rights an opener opens now."""
        try:
            rows = await self._pool.fetch(_ON_CARD, opener_id)
        except Exception as error:
            raise translated(error) from error
        found = await self.now([(row["subject_id"], opener_id) for row in rows])
        return [standing for standing in found if standing is not None]

    async def _fetch(self, wanted: Sequence[Pair], at: datetime) -> list[Standing | None]:
        subjects, openers = [subject for subject, _ in wanted], [opener for _, opener in wanted]
        try:
            rows = await self._pool.fetch(_STANDING, subjects, openers, at)
        except Exception as error:
            raise translated(error) from error
        found: list[Standing | None] = [None] * len(wanted)
        for row in rows:
            found[row["n"] - 1] = _standing(row)
        return found


class PostgresAccessLog:
    """Accesses in the outbox of this service."""

    def __init__(self, pool: Pool) -> None:
        """Take the pool."""
        self._pool = pool

    async def keep(self, rows: Sequence[AccessRow]) -> None:
        """Keep accesses in one statement; see the port."""
        try:
            await self._pool.execute(
                _KEEP,
                [row.topic for row in rows],
                [row.partition for row in rows],
                [row.key for row in rows],
                [encode_headers(row.headers) for row in rows],
                [row.value_ref for row in rows],
            )
        except Exception as error:
            raise translated(error) from error


def _standing(row: asyncpg.Record) -> Standing:
    return Standing(
        place=Place(row["subject_id"], row["home_id"], row["partition"]),
        rights=BeneficiaryRights.FromString(row["body"]),
        opener_id=row["opener_id"],
        counter=CounterRights.FromString(row["counter"] or b""),
        known_from=row["known_from"],
        confirmed_at=row["confirmed_at"],
    )
