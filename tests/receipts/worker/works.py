"""An engine with a real processor on PostgreSQL, a publisher in memory and a flow that remembers."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from chassis.failpoints import NoFailpoints
from chassis.kafka import MemoryPublisher
from chassis.telemetry import OFF, Telemetry
from contracts.topics import LEDGER_INPUTS
from receipts.ledger.processor import Processor
from receipts.worker.engine import Engine
from receipts.worker.outlet import Outlet
from tests.fakes.ledger_parts import RememberedAcks, RememberedFlow, UnluckyProcessor
from tests.receipts.ledger.conftest import Ledger
from tests.receipts.ledger.log import PARTITION, LoggedRecord
from tests.receipts.worker.waiting import until

FAR_END = 1_000_000


def ends(*partitions: int, at: int = FAR_END) -> dict[tuple[str, int], int]:
    """End offsets of every input, as the broker tells them."""
    return {(topic.name, partition): at for topic in LEDGER_INPUTS for partition in partitions}


@dataclass
class Works:
    """An engine under way, and all that can be seen of it from outside."""

    ledger: Ledger
    engine: Engine
    outlet: Outlet
    publisher: MemoryPublisher
    flow: RememberedFlow
    acks: RememberedAcks
    tasks: list[asyncio.Task[None]]

    def bring(self, *records: LoggedRecord, name: str = "") -> None:
        """A chunk arrives."""
        self.engine.arrived(records, self.acks.of(name or records[0].topic))

    async def acknowledged(self, count: int) -> None:
        """So many chunks are done; a task that ended by an error raises it here."""
        await until(lambda: len(self.acks.given) >= count or any(task.done() for task in self.tasks))
        for task in self.tasks:
            if task.done():
                task.result()

    async def seqs_stored(self, partition: int = PARTITION) -> list[int]:
        """Sequence numbers in the ledger."""
        rows = await self.ledger.pool.fetch(
            "select seq from entry where generation = $1 and partition = $2 order by seq",
            self.ledger.generation,
            partition,
        )
        return [row["seq"] for row in rows]

    async def ledger_row(self, partition: int = PARTITION) -> Mapping[str, object]:
        """Where a partition stands."""
        row = await self.ledger.pool.fetchrow(
            "select * from ledger where generation = $1 and partition = $2", self.ledger.generation, partition
        )
        return dict(row or {})


def unlucky(ledger: Ledger, *, before: Sequence[int] = (), after: Sequence[int] = ()) -> UnluckyProcessor:
    """A processor of this ledger whose connection breaks at these flushes."""
    return UnluckyProcessor(
        ledger.pool,
        generation=ledger.generation,
        shelf=ledger.shelf,
        before=frozenset(before),
        after=frozenset(after),
    )


@asynccontextmanager
async def working(
    ledger: Ledger, processor: Processor | None = None, *, telemetry: Telemetry = OFF
) -> AsyncIterator[Works]:
    """Everything runs, nothing is assigned yet."""
    publisher, flow = MemoryPublisher(), RememberedFlow()
    outlet = Outlet(publisher, generation=ledger.generation, failpoints=NoFailpoints(), telemetry=telemetry)
    engine = Engine(
        processor=processor or unlucky(ledger),
        outlet=outlet,
        flow=flow,
        failpoints=NoFailpoints(),
        telemetry=telemetry,
    )
    tasks = [asyncio.create_task(part) for part in (outlet.run(), engine.run(), engine.tend())]
    try:
        yield Works(ledger, engine, outlet, publisher, flow, RememberedAcks(publisher), tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
