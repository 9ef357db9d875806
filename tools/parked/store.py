"""Reads what was set aside, and what became of a re-drive."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from contracts.envelope import open_value
from receipts.parked_headers import unpack_headers
from tools.operators import LedgerView
from vitale.receipt.v1.receipt_pb2 import LedgerEvent

_POLL_S: Final = 0.1
_SELECT: Final = (
    "select generation, partition, seq, topic, source_offset, source_timestamp_ms, reason, detail, stack_class,"
    " key, value, headers, resolved_seq from parked where generation = $1"
)


@dataclass(frozen=True, slots=True)
class ParkedRecord:
    """One record set aside. `name` is "<generation>-<partition>-<seq>"; key, value and headers are as they came."""

    generation: int
    partition: int
    seq: int
    topic: str
    offset: int
    written_at: datetime
    reason: str
    detail: str
    stack_class: str
    key: bytes
    value: bytes
    headers: tuple[tuple[str, bytes], ...]
    resolved_seq: int | None

    @property
    def name(self) -> str:
        """What commands call it."""
        return f"{self.generation}-{self.partition}-{self.seq}"


def place_of_name(name: str) -> tuple[int, int, int]:
    """Read "<generation>-<partition>-<seq>"; ValueError says the form."""
    parts = name.split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):  # noqa: PLR2004 - the three parts of a name
        raise ValueError(f"{name!r} is no parked record: write <generation>-<partition>-<seq>, as `list` prints them")
    generation, partition, seq = (int(part) for part in parts)
    return generation, partition, seq


class ParkedStore:
    """The table `parked` of one ledger."""

    def __init__(self, ledger: LedgerView) -> None:
        """Take an open view of the ledger."""
        self._pool, self._generation = ledger.pool, ledger.generation

    async def listed(
        self, *, everything: bool = False, reason: str | None = None, limit: int = 100
    ) -> Sequence[ParkedRecord]:
        """Give records in log order: those still open, or all; of one reason, or any."""
        rows = await self._pool.fetch(
            f"{_SELECT} and ($2 or resolved_seq is null) and ($3::text is null or reason = $3)"
            " order by partition, seq limit $4",
            self._generation,
            everything,
            reason,
            limit,
        )
        return [_record(row) for row in rows]

    async def get(self, name: str) -> ParkedRecord | None:
        """Give the record of that name, or None; ValueError when it is no name."""
        generation, partition, seq = place_of_name(name)
        row = await self._pool.fetchrow(f"{_SELECT} and partition = $2 and seq = $3", generation, partition, seq)
        return _record(row) if row else None

    async def became(self, record: ParkedRecord, *, timeout_s: float) -> LedgerEvent | None:
        """Wait for the entry of the re-driven record; None when the worker did not come to it in time."""
        try:
            async with asyncio.timeout(timeout_s):
                while True:
                    present = await self.get(record.name)
                    if present is None or present.resolved_seq is not None:
                        break
                    await asyncio.sleep(_POLL_S)
        except TimeoutError:
            return None
        if present is None or present.resolved_seq is None:
            return None
        return await self.event(record.generation, record.partition, present.resolved_seq)

    async def event(self, generation: int, partition: int, seq: int) -> LedgerEvent:
        """Give what the ledger wrote under a seq."""
        payload = await self._pool.fetchval(
            "select payload from entry where generation = $1 and partition = $2 and seq = $3",
            generation,
            partition,
            seq,
        )
        return LedgerEvent.FromString(open_value(payload))


def _record(row: Any) -> ParkedRecord:
    return ParkedRecord(
        row["generation"],
        row["partition"],
        row["seq"],
        row["topic"],
        row["source_offset"],
        datetime.fromtimestamp(row["source_timestamp_ms"] / 1000, UTC),
        row["reason"],
        row["detail"],
        row["stack_class"],
        row["key"] or b"",
        row["value"] or b"",
        unpack_headers(row["headers"]),
        row["resolved_seq"],
    )
