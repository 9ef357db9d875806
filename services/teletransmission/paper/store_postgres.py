"""Paper claims in PostgreSQL: the gate, then one statement that holds or keeps a batch."""

from collections.abc import Mapping, Sequence

import asyncpg

from chassis.outbox import encode_headers
from chassis.postgres import Connection, Pool, translated
from chassis.telemetry import inject_headers
from teletransmission import records
from teletransmission.drafts import Draft, Filed
from teletransmission.paper import statements as sql
from teletransmission.paper.store import Decision, Held, State
from teletransmission.store import Kept
from teletransmission.store_postgres import filed_columns


class NumberTakenError(RuntimeError):
    """The number of a held claim was used by another one meanwhile: nothing of the decision may stay."""


class PostgresPaperStore:
    """The store of production; the pool sees this service's schema."""

    def __init__(self, pool: Pool) -> None:
        """Take the pool."""
        self._pool = pool

    async def keep(self, drafts: Sequence[Draft]) -> Mapping[bytes, Kept | Held]:
        """Keep or hold what is new; see the port."""
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                # A statement of its own: the next one sees what was committed while this one waited.
                await connection.execute(sql.TAKE_GATE, sql.GATE)
                await connection.execute(sql.KEEP, *_columns(drafts), records.TOPIC, *filed_columns(drafts))
                return await _told(connection, [draft.receipt_id for draft in drafts])
        except Exception as error:
            raise translated(error) from error

    async def find(self, receipt_id: bytes) -> Held | None:
        """The paper claim held under a receipt; see the port."""
        try:
            row = await self._pool.fetchrow(sql.HELD, [receipt_id])
        except Exception as error:
            raise translated(error) from error
        return None if row is None else _held(row)

    async def waiting(self, limit: int) -> Sequence[Held]:
        """The claims that wait; see the port."""
        try:
            return [_held(row) for row in await self._pool.fetch(sql.WAITING, limit)]
        except Exception as error:
            raise translated(error) from error

    async def release(self, receipt_id: bytes, decision: Decision) -> bool:
        """Let a held claim through; see the port."""
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                return await _release(connection, receipt_id, decision)
        except NumberTakenError:
            return False
        except Exception as error:
            raise translated(error) from error

    async def refuse(self, receipt_id: bytes, decision: Decision) -> bool:
        """Refuse a held claim; see the port."""
        try:
            row = await self._pool.fetchrow(sql.DECIDE, receipt_id, State.REFUSED, decision.by, decision.at_us)
        except Exception as error:
            raise translated(error) from error
        return row is not None


async def _told(connection: Connection, receipts: list[bytes]) -> Mapping[bytes, Kept | Held]:
    """What is held of each: a claim in the log before one that waits, because a released one is in both."""
    held: dict[bytes, Kept | Held] = {
        row["receipt_id"]: _held(row) for row in await connection.fetch(sql.HELD, receipts)
    }
    for row in await connection.fetch(sql.KEPT, receipts):
        held[row["receipt_id"]] = Kept(row["receipt_id"], row["content_hash"], row["accepted_at_us"])
    return held


async def _release(connection: Connection, receipt_id: bytes, decision: Decision) -> bool:
    row = await connection.fetchrow(sql.DECIDE, receipt_id, State.RELEASED, decision.by, decision.at_us)
    if row is None:
        return False
    headers = encode_headers(records.headers(_draft(row)))
    done = await connection.execute(sql.LET_THROUGH, receipt_id, records.TOPIC, headers)
    if done != "INSERT 0 1":
        raise NumberTakenError
    return True


def _columns(drafts: Sequence[Draft]) -> tuple[list[object], ...]:
    return (
        [draft.receipt_id for draft in drafts],
        [draft.content_hash for draft in drafts],
        [draft.accepted_at_us for draft in drafts],
        [draft.home_id for draft in drafts],
        [draft.partition for draft in drafts],
        [draft.message for draft in drafts],
        [encode_headers(records.headers(draft)) for draft in drafts],
        [draft.subject_id for draft in drafts],
        [draft.care for draft in drafts],
    )


def _held(row: asyncpg.Record) -> Held:
    kept = Kept(row["receipt_id"], row["content_hash"], row["held_at_us"])
    return Held(kept, row["twin_receipt_id"], State(row["state"]), row["message"])


def _draft(row: asyncpg.Record) -> Draft:
    return Draft(
        receipt_id=row["receipt_id"],
        content_hash=row["content_hash"],
        accepted_at_us=row["held_at_us"],
        home_id=row["home_id"],
        partition=row["partition"],
        subject_id=row["subject_id"],
        message=row["message"],
        filed=Filed(row["issuer"], row["claim_id"], row["day"], row["lot"], row["charged_cents"]),
        paper=True,
        trace=inject_headers(),  # of the decision: the call that brought the sheet ended long ago
    )
