"""Feeds the hub from vitale.receipt.v1: every partition, no group, from the end; after a failure, from where it was."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from typing import Final, Protocol

import structlog

from chassis.errors import DomainError, ErrorCode
from chassis.kafka import LATEST, InRecord, Tail
from contracts.topics import RECEIPT
from receipts.api.hub import Hub

_BACKOFF_S: Final = (0.1, 0.2, 0.5, 1.0, 2.0)
_log = structlog.get_logger(__name__)


class Batches(Protocol):
    """An open tail."""

    async def poll(self) -> list[InRecord]:
        """What has arrived, or an empty list after a while."""
        ...

    async def ends(self) -> dict[int, int]:
        """For each partition, the offset that the next record will take."""
        ...


Open = Callable[[dict[int, int]], AbstractAsyncContextManager[Batches]]


def of_broker(bootstrap: str) -> Open:
    """Opens tails of vitale.receipt.v1 at a broker."""
    return lambda offsets: Tail(bootstrap, RECEIPT.name, offsets)


class Feed:
    """Keeps a hub fed. Until the first tail stands, the process is not ready: nobody may subscribe to silence."""

    def __init__(self, open_tail: Open, hub: Hub) -> None:
        self._open = open_tail
        self._hub = hub
        self._offsets: dict[int, int] = {}
        self._failures = 0
        self.standing = asyncio.Event()

    async def ping(self) -> None:
        """Answer while a tail stands; DomainError UNAVAILABLE otherwise."""
        if not self.standing.is_set():
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "kafka"})

    async def run(self) -> None:
        """Read for ever."""
        while True:
            try:
                # From named offsets, never from "latest": what comes while a tail is opened again is not skipped.
                self._offsets = self._offsets or await self._ends()
                async with self._open(self._offsets) as tail:
                    await self._follow(tail)
            except DomainError as error:
                self._failed(error)
            await asyncio.sleep(_BACKOFF_S[min(self._failures, len(_BACKOFF_S)) - 1])

    async def _ends(self) -> dict[int, int]:
        async with self._open(dict.fromkeys(range(RECEIPT.partitions), LATEST)) as tail:
            return await tail.ends()

    async def _follow(self, tail: Batches) -> None:
        self.standing.set()
        while True:
            self.take(await tail.poll())
            self._failures = 0

    def _failed(self, error: DomainError) -> None:
        self.standing.clear()
        self._failures += 1
        _log.warning("receipts_tail_lost", code=error.code.value, failures=self._failures)
        if error.code is ErrorCode.LOG_TRUNCATED:
            self._offsets = {}
            self._hub.reset("GAP")

    def take(self, records: Iterable[InRecord]) -> None:
        """Hand records to the hub; one that is not an entry of a ledger is said and left out."""
        for record in records:
            self._offsets[record.partition] = record.offset + 1
            try:
                self._hub.take(record.partition, record.headers, record.value or b"")
            except ValueError:
                _log.warning("receipt_record_unreadable", partition=record.partition, offset=record.offset)
