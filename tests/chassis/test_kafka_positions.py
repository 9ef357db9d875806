"""One suite for what can be asked about the log: the twin in memory, and the real broker."""

from collections.abc import AsyncIterator
from typing import Protocol

import pytest
import pytest_asyncio

from chassis.errors import DomainError
from chassis.kafka import KafkaPublisher, OutRecord, ensure_topics
from chassis.kafka_positions import KafkaPositions, LogPlace, LogPositions, MemoryPositions
from contracts.topics import RIGHTS
from tests.fakes.doors import NOBODY_LISTENS

pytestmark = pytest.mark.asyncio
TENTH, ELEVENTH = LogPlace(RIGHTS.name, 10), LogPlace(RIGHTS.name, 11)
FAR = 10**9


class Writer(Protocol):
    """A log that tests write to."""

    @property
    def positions(self) -> LogPositions: ...

    async def write(self, place: LogPlace) -> None:
        """Write one more record there."""
        ...


class MemoryWriter:
    """Writes to the twin."""

    def __init__(self) -> None:
        self.positions = MemoryPositions()

    async def write(self, place: LogPlace) -> None:
        """See Writer."""
        written = self.positions.written.setdefault(place, [])
        written.append(1_700_000_000_000 + len(written))


class KafkaWriter:
    """Writes to the broker."""

    def __init__(self, bootstrap: str) -> None:
        self.positions = KafkaPositions(bootstrap)
        self.publisher = KafkaPublisher(bootstrap, client_id="test")

    async def write(self, place: LogPlace) -> None:
        """See Writer."""
        await self.publisher.publish([OutRecord(place.topic, place.partition, b"k" * 16, b"v", ())])


@pytest_asyncio.fixture(params=["memory", pytest.param("kafka", marks=pytest.mark.integration)])
async def log(request: pytest.FixtureRequest) -> AsyncIterator[Writer]:
    if request.param == "memory":
        yield MemoryWriter()
        return
    bootstrap = request.getfixturevalue("kafka_bootstrap")
    await ensure_topics(bootstrap, [RIGHTS])
    writer = KafkaWriter(bootstrap)
    yield writer
    await writer.publisher.stop()
    await writer.positions.stop()


async def test_the_end_moves_with_each_record_of_its_own_partition(log: Writer) -> None:
    before = await log.positions.ends([TENTH, ELEVENTH])
    await log.write(TENTH)
    await log.write(TENTH)
    after = await log.positions.ends([TENTH, ELEVENTH])
    assert (after[TENTH] - before[TENTH], after[ELEVENTH] - before[ELEVENTH]) == (2, 0)


async def test_the_age_is_that_of_the_record_at_the_offset_and_not_of_a_later_one(log: Writer) -> None:
    ends = dict(await log.positions.ends([TENTH, ELEVENTH]))
    for place in (TENTH, ELEVENTH, TENTH):
        await log.write(place)
    first = await log.positions.timestamps(ends)
    assert set(first) == {TENTH, ELEVENTH}
    assert await log.positions.timestamps(ends) == first
    later = await log.positions.timestamps({TENTH: ends[TENTH] + 1})
    assert later[TENTH] >= first[TENTH]


async def test_what_is_not_there_yet_has_no_age(log: Writer) -> None:
    await log.write(TENTH)
    end = (await log.positions.ends([TENTH]))[TENTH]
    assert TENTH not in await log.positions.timestamps({TENTH: end})


@pytest.mark.integration
async def test_a_broker_that_is_away_is_unavailable_and_the_next_question_is_asked_anew() -> None:
    away = KafkaPositions(NOBODY_LISTENS)
    for _ in range(2):
        with pytest.raises(DomainError, match="UNAVAILABLE"):
            await away.ends([TENTH])
    twin = MemoryPositions()
    twin.down = True
    with pytest.raises(DomainError, match="UNAVAILABLE"):
        await twin.ends([TENTH])
