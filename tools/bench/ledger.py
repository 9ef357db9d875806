"""The ledger alone: the processor on the real database, no Kafka, claims decoded, settled and committed."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chassis import postgres
from contracts.envelope import Headers
from contracts.topics import CLAIM, CONTROL, PARTITIONS, RIGHTS
from receipts.ledger.entry import ISSUED
from receipts.ledger.processor import Processor
from receipts.ledger.rules_shelf import RulesShelf
from tools.bench.figures import Part
from tools.bench.traffic import Family, Outgoing, claims, decisions, rights_of

GENERATION = 2
"""Beside the worker's own generation, in the same database."""

_WARM = 4000


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record as a client would hand it over."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes
    value: bytes
    headers: Headers


class Feeder:
    """Gives records their offsets and puts them into flushes."""

    def __init__(self, processor: Processor) -> None:
        self._processor = processor
        self._next: dict[tuple[str, int], int] = {}
        self.issued = 0

    def number(self, topic: str, outgoing: Iterable[Outgoing]) -> list[Waiting]:
        """Records of a topic with the offsets that follow."""
        return [self._one(topic, record) for record in outgoing]

    def _one(self, topic: str, record: Outgoing) -> Waiting:
        place = (topic, record.partition)
        offset = self._next.get(place, 0)
        self._next[place] = offset + 1
        value = record.stamped(1) if topic == CLAIM.name else record.value
        return Waiting(topic, record.partition, offset, 0, record.key, value, record.headers)

    async def flush(self, records: Sequence[Waiting]) -> None:
        """One transaction."""
        batch: dict[int, list[Waiting]] = {}
        for record in records:
            batch.setdefault(record.partition, []).append(record)
        outcome = await self._processor.apply(batch, {})
        self.issued += sum(entry.kind == ISSUED for found in outcome.entries.values() for entry in found)

    async def flushes(self, records: Sequence[Waiting], size: int) -> float:
        """All records in flushes of `size`; seconds."""
        started = time.perf_counter()
        for at in range(0, len(records), size):
            await self.flush(records[at : at + size])
        return time.perf_counter() - started


async def run(dsn: str, *, families: int, count: int) -> Part:
    """Measure flushes of 500 and of 2,000 claims over all partitions."""
    part = Part("ledger alone")
    pool = await postgres.pool(dsn, schema="receipts", min_size=2, max_size=4)
    try:
        shelf = RulesShelf.of_this_build()
        processor = Processor(pool, generation=GENERATION, shelf=shelf)
        await processor.acquire(range(PARTITIONS))
        feeder = Feeder(processor)
        await feeder.flush(feeder.number(CONTROL.name, decisions(shelf.current.version)))
        people = feeder.number(RIGHTS.name, (rights_of(Family(number)) for number in range(families)))
        part.add("rights, 2,000 a flush", families / await feeder.flushes(people, 2000), "records/s")
        await feeder.flushes(feeder.number(CLAIM.name, claims(_WARM, families, seed="warm")), 2000)
        for size in (500, 2000):
            records = feeder.number(CLAIM.name, claims(count, families, seed=f"ledger{size}"))
            part.add(f"claims, {size:,} a flush", count / await feeder.flushes(records, size), "claims/s")
        part.demand("receipts", expected=_WARM + 2 * count, found=feeder.issued)
    finally:
        await pool.close()
    return part
