"""Replays a generation of the ledger into another one, in the order that the first wrote down; publishes nothing.

Every flush is one transaction of the ledger's own Processor, so a replay that is killed goes on where it stood.
"""

from collections.abc import Callable, Sequence
from typing import Final

from chassis.errors import DomainError, ErrorCode
from chassis.failpoints import Failpoints
from chassis.postgres import Pool
from receipts.ledger.acquire import Acquired
from receipts.ledger.outcome import Outcome
from receipts.ledger.processor import Processor
from receipts.ledger.rules_shelf import RulesShelf
from receipts.rebuild.inputs import Inputs, Open
from receipts.rebuild.order import Order

APPLICATION: Final = "receipts.rebuild"
"""application_name of its sessions: no worker's acquisition ends them."""

_FLUSH: Final = 2_000

Tell = Callable[[int, int], None]
"""Told after each flush: partition, records replayed in all."""


class ReplayStopped(Exception):  # noqa: N818 - what is wrong, in the words of an operator
    """The new generation does not take a record that the old one took; the message says which partition and why."""


class Replay:
    """Brings `target` to where `source` stands, partition by partition."""

    def __init__(
        self,
        pool: Pool,
        opened: Open,
        *,
        source: int,
        target: int,
        shelf: RulesShelf,
        failpoints: Failpoints | None = None,
        at_once: int = _FLUSH,
    ) -> None:
        """Take the ledger's database and the way to its input topics; `at_once`: entries looked at for one flush."""
        self._pool, self._open, self._source, self._at_once = pool, opened, source, at_once
        self._processor = Processor(pool, generation=target, shelf=shelf, failpoints=failpoints)
        self.records = 0

    async def run(self, partitions: Sequence[int], tell: Tell = lambda *_: None) -> int:
        """Replay what `source` has consumed up to now and `target` has not; how many records that was.

        Raises:
            BrokenOrder: entries of the old generation are missing.
            ReplayStopped: the new generation does not take a record, or somebody else writes it.
            DomainError: LOG_TRUNCATED, RULES_VERSION_UNKNOWN, UNAVAILABLE.
        """
        before = self.records
        for partition, acquired in (await self._processor.acquire(partitions)).items():
            await self._partition(partition, acquired, tell)
        return self.records - before

    async def _partition(self, partition: int, acquired: Acquired, tell: Tell) -> None:
        order = Order(self._pool, generation=self._source, partition=partition, offsets=acquired.offsets)
        done = acquired.next_seq - 1
        async with Inputs(self._open, partition, acquired.offsets) as inputs:
            while (names := await order.following(self._at_once)) is not None:
                if not names:
                    continue
                records = [await inputs.take(name) for name in names]
                # Nothing of it is published, and the mark keeps a resumed replay from loading all of it as due.
                outcome = await self._processor.apply({partition: records}, {partition: done})
                _refuse(partition, outcome)
                done = outcome.entries[partition][-1].seq
                self.records += len(records)
                tell(partition, self.records)


def _refuse(partition: int, outcome: Outcome) -> None:
    if partition in outcome.lost:
        raise ReplayStopped(f"partition {partition}: somebody else writes the new generation")
    if partition in outcome.refused and partition in outcome.left:
        facts = {"partition": str(partition), "rules_version": outcome.refused[partition]}
        raise DomainError(ErrorCode.RULES_VERSION_UNKNOWN, facts)
    if partition in outcome.left:
        first = outcome.left[partition][0]
        raise ReplayStopped(f"partition {partition}: {first.topic}@{first.offset} is kept back by a gate")
