"""Members of a group on the real broker, with a tiny agent in place of the ledger, and the topics they read."""

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from chassis.kafka import KafkaPublisher, OutRecord, ensure_topics
from receipts.worker.lane import LaneSchema, Place, lane_app

PARTITIONS = 3
"""Odd, so that dealing partitions out in turns to two members would separate the topics of one number."""


@dataclass(frozen=True)
class TestTopic:
    """A topic of one test only."""

    __test__ = False

    name: str
    partitions: int = PARTITIONS
    config: Mapping[str, str] = field(default_factory=dict)
    built: bool = True


class Shore:
    """Topics of their own names, a group of its own, and a publisher."""

    def __init__(self, bootstrap: str, topics: int) -> None:
        mark = secrets.token_hex(4)
        self.bootstrap = bootstrap
        self.group = f"group-{mark}"
        self.topics = [f"lane-{mark}-{number}" for number in range(topics)]
        self.ends: Counter[Place] = Counter()
        self._publisher = KafkaPublisher(bootstrap)

    @property
    def places(self) -> list[Place]:
        """Every partition of every topic."""
        return [(topic, partition) for topic in self.topics for partition in range(PARTITIONS)]

    async def publish(self, place: Place, *values: bytes) -> None:
        """Append records to a partition."""
        await self._publisher.publish([OutRecord(place[0], place[1], b"k", value) for value in values])
        self.ends[place] += len(values)

    async def publish_everywhere(self, count: int) -> None:
        """Append records to every partition."""
        await self._publisher.publish([OutRecord(*place, b"k", b"v") for place in self.places for _ in range(count)])
        self.ends.update(dict.fromkeys(self.places, count))

    @asynccontextmanager
    async def group_offsets(self) -> AsyncIterator[Any]:
        """A client that reads and sets the group's offsets without being a member."""
        client = AIOKafkaConsumer(bootstrap_servers=self.bootstrap, group_id=self.group, enable_auto_commit=False)
        await client.start()
        client.assign([TopicPartition(*place) for place in self.places])
        try:
            yield client
        finally:
            await client.stop()

    async def stop(self) -> None:
        """Close the publisher."""
        await self._publisher.stop()


@asynccontextmanager
async def shore(bootstrap: str, *, topics: int) -> AsyncIterator[Shore]:
    """Fresh topics on the session's broker."""
    found = Shore(bootstrap, topics)
    await ensure_topics(bootstrap, [TestTopic(name) for name in found.topics])
    try:
        yield found
    finally:
        await found.stop()


class Log:
    """What all members together handled: the next place of each partition, as the ledger would hold it."""

    def __init__(self) -> None:
        self.next: Counter[Place] = Counter()
        self.values: list[bytes | None] = []
        self.gaps: list[tuple[Place, int, int]] = []
        self.first: dict[Place, int] = {}

    def take(self, place: Place, chunk: list[Any]) -> None:
        """Handle a chunk that follows on; an older one was handled before, a later one shows a hole."""
        due, came = self.next[place], chunk[0].offset
        if came > due:
            self.gaps.append((place, due, came))
        elif came == due:
            self.first.setdefault(place, came)
            self.next[place] = chunk[-1].offset + 1
            self.values += [record.value for record in chunk]


class PoisonedChunk(Exception):  # noqa: N818 - an order obeyed, not an error found
    """What the agent raises when it is told to."""


class Member:
    """One member of the group."""

    def __init__(self, shore: Shore, log: Log, *, poison: bytes | None = None) -> None:
        self.log = log
        self.assigned: set[Place] = set()
        self.ends: dict[Place, int] = {}
        self._poison = poison
        self.app = lane_app(
            group=shore.group,
            bootstrap=shore.bootstrap,
            partitions=PARTITIONS,
            instance=None,
            positions=self._positions,
        )
        inputs = self.app.topic(*shore.topics, schema=LaneSchema(), key_type=bytes, value_type=bytes)
        self.app.agent(inputs, name=f"lanes-{secrets.token_hex(2)}")(self._agent)

    async def _positions(self, ends: Mapping[Place, int]) -> dict[Place, int]:
        self.assigned, self.ends = set(ends), dict(ends)
        return {place: self.log.next[place] for place in ends}

    async def _agent(self, stream: Any) -> None:
        async for event in stream.noack().events():
            chunk = event.value
            if any(record.value == self._poison for record in chunk if self._poison is not None):
                raise PoisonedChunk
            self.log.take((chunk[0].topic, chunk[0].partition), chunk)
            event.ack()

    def numbers(self, topic: str) -> set[int]:
        """Partitions of a topic that it was given last."""
        return {partition for name, partition in self.assigned if name == topic}


@asynccontextmanager
async def joined(member: Member) -> AsyncIterator[Member]:
    """As the worker runs it."""
    member.app.finalize()
    await member.app.start()
    try:
        yield member
    finally:
        await member.app.stop()
        await asyncio.sleep(0)
