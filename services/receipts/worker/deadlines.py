"""Ends waits: claims that waited too long for rights get a deadline record, an input of the ledger like any other."""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from chassis.clock import Clock
from chassis.errors import DomainError
from chassis.kafka import OutRecord, Publisher
from chassis.postgres import Pool, is_infrastructure
from contracts.envelope import cloud_event, seal
from contracts.topics import CONTROL
from receipts.ledger.entry import NO_HOME
from vitale.control.v1.control_pb2 import ControlRecord, Deadline

_EVERY_S = 5.0
_AT_ONCE = 500

log = structlog.get_logger()


def deadline_record(partition: int, receipt_id: bytes) -> OutRecord:
    """The control record that ends the wait of one claim."""
    control = ControlRecord(issued_by="receipts", deadline=Deadline(receipt_id=receipt_id))
    headers = cloud_event(
        event_type="vitale.control.v1.ControlRecord",
        source="receipts",
        event_id=f"deadline-{receipt_id.hex()}",
        subject="",
    )
    return OutRecord(CONTROL.name, partition, NO_HOME, seal(control.SerializeToString()), headers)


class DeadlineClerk:
    """Looks at the waiting claims of the partitions that this process owns."""

    def __init__(self, pool: Pool, publisher: Publisher, clock: Clock, *, generation: int, after_s: float) -> None:
        self._pool = pool
        self._publisher = publisher
        self._clock = clock
        self._generation = generation
        self._after_s = after_s

    async def overdue(self, partitions: Sequence[int]) -> list[tuple[int, bytes]]:
        """(partition, receipt) of claims that waited too long for rights, oldest first."""
        before_us = int((self._clock.now().timestamp() - self._after_s) * 1e6)
        rows = await self._pool.fetch(
            """select partition, receipt_id from waiting
               where generation = $1 and partition = any($2) and needs_hash is null and accepted_at_us < $3
               order by accepted_at_us limit $4""",
            self._generation,
            list(partitions),
            before_us,
            _AT_ONCE,
        )
        return [(row[0], row[1].bytes) for row in rows]

    async def run(self, partitions: Callable[[], Sequence[int]]) -> None:
        """For ever; an infrastructure failure is met again at the next round."""
        while True:
            await asyncio.sleep(_EVERY_S)
            try:
                due = await self.overdue(partitions())
                await self._publisher.publish([deadline_record(p, receipt) for p, receipt in due])
            except Exception as error:
                if not (is_infrastructure(error) or isinstance(error, DomainError)):
                    raise
                log.warning("deadlines_wait", error=type(error).__name__)
