"""Takes accesses from the topic into the chain: progress moves with the entries, so none is lost or doubled."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

import structlog

from audit.chain import Entry
from audit.reading import event_of
from audit.store import ChainStore
from chassis.errors import DomainError, ErrorCode
from chassis.kafka_tail import EARLIEST, Tail
from chassis.records import InRecord
from chassis.safe_errors import describe
from contracts.topics import ACCESS

_RETRY_S: Final = 1.0
_log = structlog.get_logger()


class Following:
    """Follows the topic for the life of the process."""

    def __init__(self, bootstrap: str, store: ChainStore, told: Callable[[Sequence[Entry]], None]) -> None:
        """Take the broker, the store, and what is told of entries just made."""
        self._bootstrap, self._store, self._told = bootstrap, store, told
        self._reading = False

    async def ping(self) -> None:
        """Readiness: UNAVAILABLE while the topic is not read."""
        if not self._reading:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "accesses"})

    async def run(self) -> None:
        """Follow until cancelled; what is away is waited for."""
        while True:
            try:
                await self._follow()
            except DomainError as error:
                self._reading = False
                _log.warning("accesses_not_read", error=describe(error))
                await asyncio.sleep(_RETRY_S)

    async def _follow(self) -> None:
        known = await self._store.progress()
        start = {partition: known.get(partition, EARLIEST) for partition in range(ACCESS.partitions)}
        async with Tail(self._bootstrap, ACCESS.name, start) as tail:
            self._reading = True
            while True:
                if records := await tail.poll(timeout_ms=200):
                    self._told(await self.take(records))

    async def take(self, records: Sequence[InRecord]) -> list[Entry]:
        """Put records into the chain; what is no access is told and left behind, it cannot be repaired here."""
        events = []
        for record in records:
            event = event_of(record.value)
            if event is None:
                _log.error("access_undecodable", partition=record.partition, offset=record.offset)
            else:
                events.append(event)
        progress: dict[int, int] = {}
        for record in records:
            progress[record.partition] = max(record.offset + 1, progress.get(record.partition, 0))
        return await self._store.append(events, progress)
