"""Reads the ledger in PostgreSQL; each statement walks an index and reads no more rows than it gives."""

from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from uuid import UUID

import asyncpg

from chassis.errors import DomainError, ErrorCode
from chassis.postgres import Connection
from receipts.api.ledger import Held, Row, Window
from receipts.ledger.rules_shelf import RulesShelf
from receipts.visibility import Membership, Viewer
from reimbursement.rule_tables import Tables
from vitale.receipt.v1.receipt_pb2 import SubjectYear
from vitale.rights.v1.rights_pb2 import BeneficiaryRights

_COLUMNS = """
    e.partition, e.seq, e.subject_id, e.audience, e.payload, h.revision, array(
        select s.body from settlement s
        where s.generation = e.generation and s.receipt_id = e.receipt_id order by s.seq
    ) as settlements
"""
# The last revision only: its entry is the one the head of the receipt points to. Settlements move no head.
# "offset 0" keeps it a look-up for each entry. As a join it is reckoned to leave one row of all that a person has, so
# that for each page all of them were read and sorted, instead of the first few of the index.
_LAST = """
    cross join lateral (
        select revision from claim_head
        where generation = e.generation and receipt_id = e.receipt_id and last_seq = e.seq offset 0
    ) h
"""
_WINDOWS = "unnest($2::uuid[], $3::int[], $4::bigint[]) as w(subject_id, audiences, bound)"
# Audiences travel as bits because unnest flattens arrays of arrays.
_OF_WINDOW = """
    e.subject_id = w.subject_id and e.kind = 1 and e.generation = $1 and (1 << e.audience) & w.audiences <> 0
"""
_SETTLED = """
    select e.partition, e.seq, e.subject_id, e.audience, e.payload, 0, '{}'::bytea[] from entry e
    where e.subject_id = w.subject_id and e.kind = 7 and e.generation = $1 and (1 << e.audience) & w.audiences <> 0
        and e.seq > w.bound order by e.seq limit $5
"""

_BELOW = f"""
select r.* from {_WINDOWS} cross join lateral (
    select {_COLUMNS} from entry e {_LAST}
    where {_OF_WINDOW} and e.seq < w.bound order by e.seq desc limit $5
) r
"""  # noqa: S608 - constants of this module
_ABOVE = f"""
select r.* from {_WINDOWS} cross join lateral (
    (select {_COLUMNS} from entry e {_LAST} where {_OF_WINDOW} and e.seq > w.bound order by e.seq limit $5)
    union all ({_SETTLED})
) r order by r.partition, r.seq limit $5
"""  # noqa: S608 - constants of this module
_ONE = f"""
select {_COLUMNS} from claim_head h
join entry e on e.generation = h.generation and e.partition = h.partition and e.seq = h.last_seq
where h.generation = $1 and h.receipt_id = $2 and e.kind = 1
"""  # noqa: S608 - constants of this module
# One row at least, whoever it is; what is not there is null.
_VIEWER = """
select r.partition as home, m.subject_id, m.partition, m.quality, m.birth_date, m.first_day, m.last_day
from (values ($2::uuid)) as viewer(id)
left join rights r on r.generation = $1 and r.subject_id = viewer.id
left join membership m on m.generation = $1 and m.opener_subject_id = viewer.id and m.subject_id <> viewer.id
"""
_YEARS = "select subject_id, body from subject_year where generation = $1 and subject_id = any($2) and year = $3"
_OPENERS = """
select distinct opener_subject_id from membership
where generation = $1 and subject_id = any($2) and opener_subject_id = any($3)
"""
_RIGHTS = """
select r.partition, r.body, l.rules_version from rights r
join ledger l on l.generation = r.generation and l.partition = r.partition
where r.generation = $1 and r.subject_id = $2
"""
_GUARANTEES = "select hash, body from guarantees where generation = $1 and partition = $2 and hash = any($3)"
_SPAN = """
select year, body from subject_year where generation = $1 and subject_id = $2 and year between $3 and $4
"""


class PostgresLedger:
    """The ledger of one generation, in one database; `shelf` holds the rules that this build can run."""

    def __init__(self, pool: asyncpg.Pool, generation: int, shelf: RulesShelf) -> None:
        self._pool = pool
        self._generation = generation
        self._shelf = shelf

    async def viewer(self, subject_id: bytes) -> Viewer:
        """See Ledger."""
        rows = await self._fetch(_VIEWER, UUID(bytes=subject_id))
        members = tuple(_membership(row) for row in rows if row["subject_id"] is not None)
        return Viewer(subject_id, rows[0]["home"], members)

    async def below(self, windows: Sequence[Window], limit: int) -> list[Row]:
        """See Ledger."""
        return await self._rows(_BELOW, windows, limit)

    async def above(self, windows: Sequence[Window], limit: int) -> list[Row]:
        """See Ledger."""
        return await self._rows(_ABOVE, windows, limit)

    async def receipt(self, receipt_id: bytes) -> Row | None:
        """See Ledger."""
        found = await self._fetch(_ONE, UUID(bytes=receipt_id))
        return _row(found[0]) if found else None

    async def years(self, subject_ids: Collection[bytes], year: int) -> Mapping[bytes, SubjectYear]:
        """See Ledger."""
        rows = await self._fetch(_YEARS, _uuids(subject_ids), year)
        return {row["subject_id"].bytes: SubjectYear.FromString(row["body"]) for row in rows}

    async def held(self, subject_id: bytes, years: range) -> Held | None:
        """See Ledger."""
        key, generation = UUID(bytes=subject_id), self._generation
        async with self._snapshot() as snapshot:
            found = await snapshot.fetchrow(_RIGHTS, generation, key)
            if found is None:
                return None
            rights = BeneficiaryRights.FromString(found["body"])
            named = {contract.guarantees_hash for coverage in rights.coverages for contract in coverage.contracts}
            tables = await snapshot.fetch(_GUARANTEES, generation, found["partition"], list(named)) if named else []
            uses = await snapshot.fetch(_SPAN, generation, key, years.start, years.stop - 1)
        return Held(
            rights,
            found["rules_version"],
            {row["hash"]: row["body"] for row in tables},
            {row["year"]: SubjectYear.FromString(row["body"]) for row in uses},
        )

    async def tables(self, rules_version: str) -> Tables | None:
        """See Ledger."""
        with _available():
            async with self._pool.acquire() as connection:
                return await self._shelf.fetch(connection, rules_version)

    async def openers(self, subject_ids: Collection[bytes], among: Collection[bytes]) -> set[bytes]:
        """See Ledger."""
        rows = await self._fetch(_OPENERS, _uuids(subject_ids), _uuids(among))
        return {row["opener_subject_id"].bytes for row in rows}

    async def _rows(self, statement: str, windows: Sequence[Window], limit: int) -> list[Row]:
        if not windows:
            return []
        subjects = _uuids(w.subject_id for w in windows)
        audiences = [sum(1 << audience for audience in w.audiences) for w in windows]
        rows = await self._fetch(statement, subjects, audiences, [w.bound for w in windows], limit)
        return [_row(row) for row in rows]

    async def _fetch(self, statement: str, *values: Any) -> list[asyncpg.Record]:
        with _available():
            return list(await self._pool.fetch(statement, self._generation, *values))

    @asynccontextmanager
    async def _snapshot(self) -> AsyncIterator[Connection]:
        """What is committed now, and nothing of what is committed while it is read."""
        with _available():
            async with (
                self._pool.acquire() as connection,
                connection.transaction(isolation="repeatable_read", readonly=True),
            ):
                yield connection


@contextmanager
def _available() -> Iterator[None]:
    try:
        yield
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
        raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "postgres"}) from error


def _uuids(values: Iterable[bytes]) -> list[UUID]:
    return [UUID(bytes=value) for value in values]


def _row(record: asyncpg.Record) -> Row:
    subject: UUID = record["subject_id"]
    return Row(
        record["partition"],
        record["seq"],
        subject.bytes,
        record["audience"],
        record["payload"],
        record["revision"],
        tuple(record["settlements"]),
    )


def _membership(record: asyncpg.Record) -> Membership:
    subject: UUID = record["subject_id"]
    return Membership(
        subject.bytes,
        record["partition"],
        record["quality"],
        record["birth_date"],
        record["first_day"],
        record["last_day"],
    )
