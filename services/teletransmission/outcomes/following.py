"""Follows vitale.receipt.v1 into the store of outcomes: progress moves with them, so none is lost or doubled."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Final, Protocol

import structlog

from chassis.errors import DomainError, ErrorCode
from chassis.kafka_tail import EARLIEST, Tail
from chassis.postgres import is_infrastructure
from chassis.records import InRecord
from chassis.safe_errors import describe
from contracts.topics import RECEIPT
from teletransmission.outcomes.outcome import Place
from teletransmission.outcomes.progress import Gap, Progress, Taken, parts, take
from teletransmission.outcomes.restating import restated
from teletransmission.outcomes.store import OutcomeStore, OutcomeWriter

_MOST: Final = 200
"""Records decoded in one go: intake answers calls in between."""
_REST_S: Final = 0.1
"""How long records gather: that much later an outcome is told, and the database is spared many small statements."""
_GATHER_MS: Final = 100
"""The same at the broker."""
_STANDBY_S: Final = 1.0
_BACKOFF_S: Final = (0.1, 0.5, 1.0, 2.0)
_READ_AGAIN: Final = 3
_log = structlog.get_logger()


class Records(Protocol):
    """An open tail."""

    async def poll(self) -> list[InRecord]:
        """What has arrived, or an empty list after a while. DomainError when the broker does not answer."""
        ...


Open = Callable[[dict[int, int]], AbstractAsyncContextManager[Records]]


def of_broker(bootstrap: str) -> Open:
    """Opens tails of vitale.receipt.v1 at a broker."""
    return lambda start: Tail(bootstrap, RECEIPT.name, start, max_records=_MOST, gather_ms=_GATHER_MS)


class GapFound(Exception):  # noqa: N818 - nothing is wrong with it yet: it asks to read again
    """Entries are missing from what was read."""


class Follower:
    """Follows for the life of the process; of several processes one is active, the others stand by."""

    def __init__(self, open_tail: Open, store: OutcomeStore, *, rest_s: float = _REST_S) -> None:
        """Take what opens a tail at offsets, and the store."""
        self._open, self._store, self._rest_s = open_tail, store, rest_s
        self._again: dict[Gap, int] = {}
        self._from_start = False

    async def run(self) -> None:
        """Follow until cancelled; what is away is waited for."""
        failures = 0
        while True:
            try:
                async with self._store.leading() as writer:
                    if writer is not None:
                        await self._follow(writer)
                failures = 0
                await asyncio.sleep(_STANDBY_S)
            except GapFound:
                await asyncio.sleep(_BACKOFF_S[0])
            except Exception as error:  # noqa: BLE001 - whatever it is, intake must go on beside it
                failures += 1
                self._failed(error, failures)
                await asyncio.sleep(_BACKOFF_S[min(failures, len(_BACKOFF_S)) - 1])

    def _failed(self, error: Exception, failures: int) -> None:
        # The broker has other offsets than were read: read from its first record, which changes nothing that is kept.
        self._from_start |= isinstance(error, DomainError) and error.code is ErrorCode.LOG_TRUNCATED
        expected = is_infrastructure(error)
        tell = _log.warning if expected else _log.error
        tell("outcomes_not_read", error=describe(error), failures=failures, exc_info=None if expected else error)

    async def _follow(self, writer: OutcomeWriter) -> None:
        known = dict(await writer.progress())
        start = dict.fromkeys(range(RECEIPT.partitions), EARLIEST)
        if not self._from_start:
            start |= {partition: at.next_offset for partition, at in known.items()}
        async with self._open(start) as tail:
            while True:
                if records := await tail.poll():
                    taken = take(records, known)
                    self._look(taken, records)
                    if taken.begun:
                        await self._take_over(writer, records, known)
                    else:
                        await writer.keep(taken)
                    known |= taken.progress
                    self._from_start = False
                    await asyncio.sleep(0 if len(records) == _MOST else self._rest_s)

    async def _take_over(
        self, writer: OutcomeWriter, records: Sequence[InRecord], known: Mapping[int, Progress]
    ) -> None:
        """Keep records with which newer generations begin.

        What they took over is told again first and their beginning kept last, so that whoever is stopped in between
        finds it in the topic again.
        """
        before = dict(known)
        for part in parts(records, known):
            taken = take(part, before)
            for partition, begun in taken.begun.items():
                await self._restate(writer, part[0], begun)
                _log.info("outcomes_taken_over", partition=partition, generation=begun.generation, after=begun.seq)
            await writer.keep(taken)
            before |= taken.progress

    async def _restate(self, writer: OutcomeWriter, first: InRecord, begun: Place) -> None:
        receipts = await writer.beyond(first.partition, begun)
        if not receipts:
            return
        async for outcomes in restated(lambda: self._before(first), begun, receipts):
            await writer.keep(Taken(dict(outcomes), partitions=dict.fromkeys(outcomes, first.partition)))

    async def _before(self, first: InRecord) -> AsyncIterator[Sequence[InRecord]]:
        """Everything that stands in the topic before a record of the same partition."""
        async with self._open({first.partition: EARLIEST}) as tail:
            reached = False
            while not reached:
                records = await tail.poll()
                reached = any(record.offset >= first.offset for record in records)
                yield [record for record in records if record.offset < first.offset]

    def _look(self, taken: Taken, records: Sequence[InRecord]) -> None:
        """Tell what is unreadable, and ask to read a gap again from where the kept progress stands.

        A gap that is still there after that is in the topic itself: it is told as an error, and reading goes on, for
        an entry that comes late is still merged by its place.
        """
        for partition, offset in taken.unreadable:
            _log.error("outcome_unreadable", partition=partition, offset=offset)
        for gap in taken.gaps:
            self._again[gap] = self._again.get(gap, 0) + 1
        for gap in taken.gaps:
            stays = self._again[gap] > _READ_AGAIN
            facts = {"partition": gap.partition, "after": gap.after, "found": gap.found.seq, "read": len(records)}
            tell, event = (_log.error, "outcome_gap_stays") if stays else (_log.warning, "outcome_gap_read_again")
            tell(event, generation=gap.found.generation, **facts)
        if any(self._again[gap] <= _READ_AGAIN for gap in taken.gaps):
            raise GapFound
        for gap in taken.gaps:
            del self._again[gap]
