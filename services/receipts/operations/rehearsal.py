"""Drives a parked record again for nothing: the worker's own steps, in a transaction that is always rolled back."""

import dataclasses
from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

import asyncpg

from chassis.errors import DomainError, ErrorCode
from chassis.failpoints import NoFailpoints
from chassis.postgres import Connection, Pool, is_infrastructure, translated
from contracts.envelope import open_value
from receipts.ledger.consume import Consumer
from receipts.ledger.control import unknown_version
from receipts.ledger.entry import Entry
from receipts.ledger.inputs import ControlInput, Poison, decode
from receipts.ledger.load import load_guarantees, load_state
from receipts.ledger.rules_shelf import RulesShelf
from receipts.ledger.settle import park
from receipts.ledger.turn import Turn
from receipts.ledger.turns import lock_turns
from receipts.ledger.version_rows import receipts_ahead
from receipts.ledger.write import write_entries, write_state
from receipts.operations.parked import ParkedRecord, again
from vitale.receipt.v1.receipt_pb2 import LedgerEvent

HALTED: Final = "halted"
NO_RULES: Final = "no_rules"


class Rehearsed(NamedTuple):
    """What a record would become. `held_by`: what would keep the worker from taking it at once, or empty.

    `event` is None when nothing can be said: no rules that this build can run are in force.
    """

    event: LedgerEvent | None
    moves: int
    held_by: str
    rules_version: str


class Rehearsing(Protocol):
    """Tries a re-drive."""

    async def rehearse(self, record: ParkedRecord) -> Rehearsed:
        """Say what the record would become now, and keep nothing.

        Raises:
            DomainError: UNAVAILABLE, the database does not answer or the worker holds the partition too long.
        """
        ...


class _Driven(NamedTuple):
    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]]


class PostgresRehearsal:
    """On the ledger itself: the partition's row is locked as a flush locks it, for some milliseconds."""

    def __init__(self, pool: Pool, generation: int, shelf: RulesShelf) -> None:
        self._pool = pool
        self._generation = generation
        self._shelf = shelf

    async def rehearse(self, record: ParkedRecord) -> Rehearsed:
        """See Rehearsing."""
        try:
            async with self._pool.acquire() as connection:
                transaction = connection.transaction()
                await transaction.start()
                try:
                    return await self._try(connection, record)
                finally:
                    await transaction.rollback()
        except Exception as error:
            raise translated(error) from error

    async def _try(self, connection: Connection, record: ParkedRecord) -> Rehearsed:
        partition = record.name.partition
        turn = (await lock_turns(connection, self._generation, [partition], self._shelf)).get(partition)
        if turn is None:
            raise DomainError(ErrorCode.NOT_FOUND, {"partition": str(partition)})
        held_by, version = _gate(turn), turn.rules_version or ""
        turn.halted = None  # said in `held_by`; the question is what comes after the resume
        entries = await self._entries(connection, turn, record)
        if not entries:
            return Rehearsed(None, 0, held_by or NO_RULES, version)
        return Rehearsed(LedgerEvent.FromString(open_value(entries[0].payload)), len(entries) - 1, held_by, version)

    async def _entries(self, connection: Connection, turn: Turn, record: ParkedRecord) -> list[Entry]:
        driven = _driven(record, turn)
        fresh = dataclasses.replace(turn, offsets=dict(turn.offsets), entries=[])
        try:
            item = decode(driven)
            if isinstance(item, ControlInput) and (version := unknown_version(item, self._shelf)):
                await self._shelf.fetch(connection, version)
            ahead = await receipts_ahead(connection, self._generation, [turn.partition])
            state = await load_state(connection, self._generation, [item], ahead)
            state.guarantees = await load_guarantees(connection, self._generation, [turn.partition])
            Consumer(turn, state, self._shelf).consume([item])
            await write_state(connection, self._generation, state)
            await write_entries(connection, self._generation, [turn], NoFailpoints())
        except Exception as error:
            if is_infrastructure(error):
                raise
            fresh.add(park(_condemned(driven, error)))
            return fresh.entries
        return turn.entries


def _gate(turn: Turn) -> str:
    if turn.halted is not None:
        return HALTED
    return NO_RULES if turn.tables is None else ""


def _driven(record: ParkedRecord, turn: Turn) -> _Driven:
    """The re-driven record as it would come next in its partition."""
    out, written_ms = again(record), int(record.written_at.timestamp() * 1000)
    return _Driven(
        out.topic, out.partition, turn.offsets[out.topic], written_ms, out.key or None, out.value or None, out.headers
    )


def _condemned(record: _Driven, error: Exception) -> Poison:
    """As the worker's bisection would park it."""
    if isinstance(error, asyncpg.PostgresError):
        return Poison(record, "DATABASE_REFUSED", f"sqlstate {error.sqlstate}", type(error).__name__)
    return Poison(record, "RULES_RAISED", "record", type(error).__name__)
