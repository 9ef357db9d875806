"""The store of enrolment on PostgreSQL, in the registry's own schema."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Final

import asyncpg

from card_registry.cards import Cards, NewCard
from card_registry.enrolment.eligibility import HolderFacts
from card_registry.enrolment.file import File
from card_registry.enrolment.rows import COLUMNS, file_of, values_of
from card_registry.enrolment.store import Figure, Figures, Make, StatedHolder, Step
from card_registry.postgres.session import Store
from chassis.errors import DomainError, ErrorCode
from chassis.postgres import Connection
from vitale.card.v1 import enrolment_service_pb2 as pb

_NAMES: Final = ", ".join(COLUMNS)
_PLACES: Final = ", ".join(f"${number}" for number in range(1, len(COLUMNS) + 1))
_CHANGED: Final = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS if name != "file_id")
_INSERT: Final = f"insert into file ({_NAMES}) values ({_PLACES})"  # noqa: S608 - names of our own
_SAVE: Final = f"{_INSERT} on conflict (file_id) do update set {_CHANGED}"
_FILE: Final = "select * from file where file_id = $1"
_LOCKED: Final = "select * from file where file_id = $1 for update"
_LAST: Final = "select * from file where subject_id = $1 order by (state in (1, 2, 3)) desc, opened_at desc limit 1"
_QUEUE: Final = "select * from file where state = 2 and decision_due is not null order by decision_due"
_OVERDUE: Final = """
select * from file where state in (1, 2, 3) and expires_at < $1 and not (state = 2 and decision_due is not null)
limit $2
"""
_UNDELETED: Final = """
select * from file where captured_at is not null and deletion_receipt is null
and (captured_at < $1 or decided_at is not null) limit $2
"""
_PUT_HOLDERS: Final = """
insert into holder (subject_id, scheme, department, guardianship, physical_card, state_medical_aid, closed, stated_at)
select s.*, $8 from unnest($1::bytea[], $2::text[], $3::text[], $4::bool[], $5::bool[], $6::bool[], $7::bool[]) as s
on conflict (subject_id) do update set scheme = excluded.scheme, department = excluded.department,
guardianship = excluded.guardianship, physical_card = excluded.physical_card,
state_medical_aid = excluded.state_medical_aid, closed = excluded.closed, stated_at = excluded.stated_at
"""
_HOLDER: Final = "select * from holder where subject_id = $1"
_USE: Final = "insert into assertion_used (digest, used_at) values ($1, $2) on conflict do nothing returning digest"
_FIGURES: Final = """
select department, scheme, path, state, reason, count(*)::int as files from file
where state in (4, 5, 6) and (changed_at at time zone 'Europe/Paris')::date <= $1
group by department, scheme, path, state, reason order by department, scheme, path
"""
_DECISIONS: Final = """
select extract(epoch from decided_at - queued_at)::int as seconds from file
where decided_at is not null and (decided_at at time zone 'Europe/Paris')::date <= $1 order by seconds
"""
_WAITING: Final = "select count(*)::int from file where state = 2 and decision_due is not null"


class PostgresEnrolmentStore(Store):
    """Files, holders and assertions as rows."""

    async def file(self, file_id: bytes) -> File | None:
        """See the port."""
        return await self._one(_FILE, file_id)

    async def file_of_capture(self, capture_id: str) -> File | None:
        """See the port."""
        return await self._one("select * from file where capture_id = $1", capture_id)

    async def last_of(self, subject_id: bytes) -> File | None:
        """See the port."""
        return await self._one(_LAST, subject_id)

    async def add(self, file: File) -> File:
        """See the port."""
        async with self._transaction() as connection:
            await connection.execute(f"{_INSERT} on conflict do nothing", *values_of(file))
            row = await connection.fetchrow(_LAST, file.subject_id)
        assert row is not None, "a file was just kept"  # noqa: S101 - for the type
        return file_of(row)

    async def step(self, file_id: bytes, step: Step) -> File:
        """See the port."""
        async with self._transaction() as connection:
            return await _stepped(connection, file_id, step)

    async def use_assertion(self, digest: bytes, file_id: bytes, step: Step, *, at: datetime) -> File:
        """See the port."""
        async with self._transaction() as connection:
            if await connection.fetchval(_USE, digest, at) is None:
                raise DomainError(ErrorCode.ASSERTION_REFUSED, {"why": "replayed"})
            return await _stepped(connection, file_id, step)

    async def put_holders(self, holders: Sequence[StatedHolder], *, at: datetime) -> None:
        """See the port."""
        facts = [holder.facts for holder in holders]
        async with self._session() as connection:
            await connection.execute(
                _PUT_HOLDERS,
                [holder.subject_id for holder in holders],
                [one.scheme for one in facts],
                [one.department for one in facts],
                [one.guardianship for one in facts],
                [one.physical_card for one in facts],
                [one.state_medical_aid for one in facts],
                [one.closed for one in facts],
                at,
            )

    async def holder(self, subject_id: bytes) -> HolderFacts | None:
        """See the port."""
        async with self._session() as connection:
            row = await connection.fetchrow(_HOLDER, subject_id)
        if row is None:
            return None
        names = ("scheme", "department", "guardianship", "physical_card", "state_medical_aid", "closed")
        return HolderFacts(**{name: row[name] for name in names})

    async def queue(self) -> list[File]:
        """See the port."""
        return await self._many(_QUEUE)

    async def overdue(self, now: datetime, *, most: int) -> list[File]:
        """See the port."""
        return await self._many(_OVERDUE, now, most)

    async def undeleted(self, captured_before: datetime, *, most: int) -> list[File]:
        """See the port."""
        return await self._many(_UNDELETED, captured_before, most)

    async def figures(self, until: date) -> Figures:
        """See the port."""
        async with self._session() as connection:
            rows = await connection.fetch(_FIGURES, until)
            seconds = [row["seconds"] for row in await connection.fetch(_DECISIONS, until)]
            waiting = await connection.fetchval(_WAITING)
        return Figures(gathered(rows), seconds, waiting)

    async def activate(self, file_id: bytes, make: Make, step: Callable[[File, NewCard], File]) -> tuple[File, NewCard]:
        """See the port; an activated file gives its card again."""
        async with self._transaction() as connection:
            file = await _locked(connection, file_id)
            if file.state == pb.FILE_STATE_ACTIVATED:
                return file, await self._again(connection, file)
            card = await make(connection)
            after = step(file, card)
            await connection.execute(_SAVE, *values_of(after))
            return after, card

    def __init__(self, pool: asyncpg.Pool, cards: Cards) -> None:
        """Take the registry's pool, and what gives the certificate of a card again."""
        super().__init__(pool)
        self._cards = cards

    async def _again(self, connection: Connection, file: File) -> NewCard:
        card = await self._cards.certificate(connection, file.card_serial)
        if card is None:
            raise DomainError(ErrorCode.INTERNAL, {"card": "missing"})
        return card

    async def _one(self, query: str, *arguments: object) -> File | None:
        async with self._session() as connection:
            row = await connection.fetchrow(query, *arguments)
        return None if row is None else file_of(row)

    async def _many(self, query: str, *arguments: object) -> list[File]:
        async with self._session() as connection:
            return [file_of(row) for row in await connection.fetch(query, *arguments)]


async def _locked(connection: Connection, file_id: bytes) -> File:
    row = await connection.fetchrow(_LOCKED, file_id)
    if row is None:
        raise DomainError(ErrorCode.NOT_FOUND)
    return file_of(row)


async def _stepped(connection: Connection, file_id: bytes, step: Step) -> File:
    after = step(await _locked(connection, file_id))
    await connection.execute(_SAVE, *values_of(after))
    return after


def gathered(rows: Sequence[asyncpg.Record]) -> list[Figure]:
    """Counts of ended files as one figure for each department, scheme and path."""
    found: dict[tuple[str, str, int], tuple[int, dict[str, int]]] = {}
    for row in rows:
        key = (row["department"], row["scheme"], row["path"])
        activations, refusals = found.get(key, (0, {}))
        if row["state"] == pb.FILE_STATE_ACTIVATED:
            activations += row["files"]
        else:
            refusals[row["reason"]] = refusals.get(row["reason"], 0) + row["files"]
        found[key] = (activations, refusals)
    return [Figure(*key, activations, refusals) for key, (activations, refusals) in found.items()]
