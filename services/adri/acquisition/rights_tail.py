"""Follows vitale.rights.v1 from its end: whose rights changed, whichever replica took the change."""

import asyncio
from typing import Final

import structlog

from adri.acquisition.wakes import Wakes
from chassis.errors import DomainError
from chassis.kafka_tail import LATEST, Tail
from chassis.records import InRecord
from chassis.safe_errors import describe
from contracts.envelope import SUBJECT, header
from contracts.topics import RIGHTS

_RETRY_S: Final = 1.0
_POLL_MS: Final = 200


class RightsTail:
    """Reads headers only: a watcher asks the database for the rights themselves."""

    def __init__(self, bootstrap: str, wakes: Wakes) -> None:
        """Take the broker's address and whom to wake."""
        self._bootstrap, self._wakes = bootstrap, wakes

    async def run(self) -> None:
        """Follow until cancelled; a broker that is away is waited for, and everybody looks again after it."""
        while True:
            try:
                await self._follow()
            except DomainError as error:
                structlog.get_logger().warning("rights_not_followed", error=describe(error))
                await asyncio.sleep(_RETRY_S)

    async def _follow(self) -> None:
        async with Tail(self._bootstrap, RIGHTS.name, dict.fromkeys(range(RIGHTS.partitions), LATEST)) as tail:
            self._wakes.all_changed()
            while True:
                for record in await tail.poll(timeout_ms=_POLL_MS):
                    self._take(record)

    def _take(self, record: InRecord) -> None:
        subject = header(record.headers, SUBJECT)
        if subject is not None:
            self._wakes.changed(bytes.fromhex(subject.decode()))
