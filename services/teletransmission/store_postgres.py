"""Accepted claims in PostgreSQL: one statement keeps a batch, or a version, and queues its records.

The small batches of many practices that come at the same moment are kept together. The relay loads the values.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

import asyncpg

from chassis.batched import Batched
from chassis.outbox import decode_headers, encode_headers
from chassis.postgres import Connection, Pool, is_infrastructure, translated
from chassis.records import OutRecord
from chassis.telemetry import inject_headers
from contracts.envelope import seal
from teletransmission import records
from teletransmission import store_statements as sql
from teletransmission.drafts import Draft
from teletransmission.gathering import LONG_REST_S, REST_S
from teletransmission.paper.statements import GATE
from teletransmission.store import HeldClaim, Kept, Standing

_FIRST: Final = 16
"""Bytes of an outbox row's pointer to a first version: the receipt alone; a later version's number follows it."""
_SMALL: Final = 10
_AT_ONCE: Final = 50
"""Small batches kept in one statement: of the largest of them, no more claims than one large batch may have."""


class Queued(NamedTuple):
    """A draft, and the headers of its record: they hold the trace of the call that brought it."""

    draft: Draft
    headers: bytes


Held: TypeAlias = Mapping[bytes, Kept]
"""What was first held, by receipt."""


class PostgresClaimStore:
    """The store of production; the pool sees this service's schema."""

    def __init__(self, pool: Pool) -> None:
        """Take the pool."""
        self.pool = pool
        self._keeping: Batched[Sequence[Queued], Held | Exception] = Batched(
            self._keep_calls, most=_AT_ONCE, rest_s=REST_S, long_rest_s=LONG_REST_S
        )

    async def keep(self, drafts: Sequence[Draft]) -> Held:
        """Keep what is new and say what was first held of each; see the port.

        A small batch alone leaves at once; small ones that come together are one statement. One that the database
        refuses for what is in it refuses no other.
        """
        trace = inject_headers()
        queued = [Queued(draft, encode_headers(records.headers(draft, trace))) for draft in drafts]
        if len(queued) > _SMALL:
            return await self._keep(queued)
        held = await self._keeping.ask(queued)
        if isinstance(held, Exception):
            raise held
        return held

    async def _keep_calls(self, calls: Sequence[Sequence[Queued]]) -> Sequence[Held | Exception]:
        first: dict[bytes, Queued] = {}
        for call in calls:
            for one in call:
                first.setdefault(one.draft.receipt_id, one)
        try:
            held = await self._keep(list(first.values()))
        except Exception as error:
            # The database away is away for everybody. What it refuses, it refuses for the content of one of them.
            if is_infrastructure(error) or len(calls) == 1:
                raise
            return [await self._keep_alone(call) for call in calls]
        return [{one.draft.receipt_id: held[one.draft.receipt_id] for one in call} for call in calls]

    async def _keep_alone(self, call: Sequence[Queued]) -> Held | Exception:
        try:
            return await self._keep(call)
        except Exception as error:  # noqa: BLE001 - told to the one whose it is
            return error

    async def _keep(self, queued: Sequence[Queued]) -> Held:
        drafts = [one.draft for one in queued]
        late = [draft.late_by_working_days for draft in drafts]
        try:
            rows = await self.pool.fetch(sql.KEEP, *_columns(queued), records.TOPIC, GATE, *filed_columns(drafts), late)
            new = {row["receipt_id"] for row in rows}
            held = {draft.receipt_id: draft.kept for draft in drafts if draft.receipt_id in new}
            known = [draft.receipt_id for draft in drafts if draft.receipt_id not in new]
            if known:  # a statement of its own: what another call kept meanwhile is not in the snapshot of the first
                held |= {row["receipt_id"]: _kept(row) for row in await self.pool.fetch(sql.FIRST, known)}
        except Exception as error:
            raise translated(error) from error
        return held

    async def find(self, receipt_id: bytes) -> HeldClaim | None:
        """The newest version; see the port."""
        standing = await self.standing(receipt_id)
        return None if standing is None else standing.newest

    async def standing(self, receipt_id: bytes) -> Standing | None:
        """The first and the newest version; see the port."""
        rows = await self._fetch(sql.STANDING, receipt_id)
        if not rows:
            return None
        return Standing(_held(rows[0]), _held(rows[-1]), rows[0]["home_id"], rows[0]["partition"])

    async def version(self, receipt_id: bytes, number: int) -> HeldClaim | None:
        """One version; see the port."""
        rows = await self._fetch(sql.VERSION, receipt_id, number)
        return _held(rows[0]) if rows else None

    async def replace(self, draft: Draft) -> bool:
        """Keep a version after the newest; see the port."""
        headers = encode_headers(records.headers(draft, inject_headers()))
        row = (draft.content_hash, draft.accepted_at_us, draft.cancelled, draft.reason, draft.message)
        newest = (draft.filed.charged_cents, draft.care)
        try:
            done = await self.pool.execute(
                sql.REPLACE, draft.receipt_id, draft.version, *row, *newest, records.TOPIC, GATE, headers
            )
        except Exception as error:
            raise translated(error) from error
        return done == "INSERT 0 1"

    async def _fetch(self, statement: str, *values: object) -> Sequence[asyncpg.Record]:
        try:
            return await self.pool.fetch(statement, *values)
        except Exception as error:
            raise translated(error) from error


def _columns(queued: Sequence[Queued]) -> tuple[list[object], ...]:
    drafts = [one.draft for one in queued]
    return (
        [draft.receipt_id for draft in drafts],
        [draft.content_hash for draft in drafts],
        [draft.accepted_at_us for draft in drafts],
        [draft.home_id for draft in drafts],
        [draft.partition for draft in drafts],
        [draft.message for draft in drafts],
        [one.headers for one in queued],
        [draft.care for draft in drafts],
    )


def filed_columns(drafts: Sequence[Draft]) -> tuple[list[object], ...]:
    """Under what drafts are listed, a column each: practice, number, day, lot, price."""
    filed = [draft.filed for draft in drafts]
    return (
        [one.issuer for one in filed],
        [one.claim_id for one in filed],
        [one.day for one in filed],
        [one.lot for one in filed],
        [one.charged_cents for one in filed],
    )


def _kept(row: asyncpg.Record) -> Kept:
    return Kept(
        row["receipt_id"], row["content_hash"], row["accepted_at_us"], row["version"], row["late_by_working_days"]
    )


def _held(row: asyncpg.Record) -> HeldClaim:
    return HeldClaim(_kept(row), row["message"], row["cancelled"])


async def load_values(connection: Connection, rows: Sequence[asyncpg.Record]) -> list[OutRecord]:
    """The records of outbox rows, in their order, each with the version of a claim that it points to."""
    named = [_named(row["value_ref"]) for row in rows]
    later = [one for one in named if one[1] > 1]
    found = await connection.fetch(
        sql.VALUES,
        [receipt_id for receipt_id, version in named if version == 1],
        [receipt_id for receipt_id, _ in later],
        [version for _, version in later],
    )
    messages = {(row["receipt_id"], row["version"]): row["message"] for row in found}
    return [
        OutRecord(
            topic=row["topic"],
            partition=row["partition"],
            key=row["key"],
            value=seal(messages[one]),
            headers=decode_headers(row["headers"]),
        )
        for row, one in zip(rows, named, strict=True)
    ]


def _named(value_ref: bytes) -> tuple[bytes, int]:
    return value_ref[:_FIRST], int.from_bytes(value_ref[_FIRST:], "big") or 1
