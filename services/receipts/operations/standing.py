"""Where everything stands: asks the log, the ledger and the outboxes at the same moment, and puts figures together."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from chassis.clock import Clock
from chassis.errors import DomainError
from chassis.kafka_positions import LogPlace, LogPositions
from contracts.topics import LEDGER_INPUTS, PARTITIONS
from receipts.operations.books import Books, Reading
from receipts.operations.measuring import (
    Ends,
    Written,
    generation_status,
    micros,
    oldest_unpublished,
    oldest_unread,
    partition_status,
)
from receipts.operations.outboxes import Outboxes
from vitale.operations.v1 import operations_service_pb2 as pb

_PLACES = [LogPlace(topic.name, partition) for topic in LEDGER_INPUTS for partition in range(PARTITIONS)]


class _Log(NamedTuple):
    """What the log said; `problem` when it said nothing."""

    ends: Ends | None
    unread: Written
    unpublished: Written
    problem: str


class Standing:
    """Measures; keeps nothing between two calls."""

    def __init__(self, books: Books, log: LogPositions, outboxes: Outboxes, clock: Clock, *, generation: int) -> None:
        """Take the ports, and the generation this desk looks at."""
        self._books, self._log, self._outboxes = books, log, outboxes
        self._clock, self._generation = clock, generation

    async def measure(self) -> pb.GetStatusResponse:
        """Measure now. A broker that does not answer leaves its figures unset, an outbox says its own problem.

        Raises:
            DomainError: UNAVAILABLE, the database does not answer.
        """
        ages = asyncio.ensure_future(self._outboxes.ages())
        try:
            # The end before the ledger's place: a record that comes between the two is not yet a backlog.
            ends, problem = await self._ends()
            reading = await self._books.read()
            log = await self._timestamps(reading, ends, problem)
            return self._put_together(reading, log, await ages)
        finally:
            ages.cancel()

    async def _ends(self) -> tuple[Ends | None, str]:
        try:
            return await self._log.ends(_PLACES), ""
        except DomainError as error:
            return None, error.code.value

    async def _timestamps(self, reading: Reading, ends: Ends | None, problem: str) -> _Log:
        if ends is None:
            return _Log(None, {}, {}, problem)
        books = reading.partitions
        try:
            unread = await self._log.timestamps(oldest_unread(books, ends))
            unpublished = await self._log.timestamps(oldest_unpublished(books))
        except DomainError as error:
            return _Log(ends, {}, {}, error.code.value)
        return _Log(ends, unread, unpublished, "")

    def _put_together(self, reading: Reading, log: _Log, ages: Sequence[pb.OutboxStatus]) -> pb.GetStatusResponse:
        now_us = micros(self._clock.now())
        return pb.GetStatusResponse(
            measured_at_us=now_us,
            partitions=[
                partition_status(book, now_us, ends=log.ends, unread=log.unread, unpublished=log.unpublished)
                for book in reading.partitions
            ],
            outboxes=ages,
            generations=[generation_status(book, self._generation) for book in reading.generations],
            reasons=[pb.ReasonCount(reason=reason, open=count) for reason, count in reading.reasons.items()],
            log_problem=log.problem,
        )
