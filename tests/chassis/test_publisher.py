"""One suite for every publisher: the real one and its in-memory twin keep the same word."""

import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pytest
import pytest_asyncio

from chassis.errors import DomainError, ErrorCode
from chassis.kafka import EARLIEST, KafkaPublisher, MemoryPublisher, OutRecord, Publisher, Tail, ensure_topics

LIMIT = 262_144


@dataclass(frozen=True)
class SampleTopic:
    """A declared topic."""

    name: str
    partitions: int = 3
    config: Mapping[str, str] = field(default_factory=lambda: {"max.message.bytes": str(LIMIT)})
    built: bool = True


@dataclass(frozen=True)
class Bench:
    """A publisher, its topic, and a way to read what arrived."""

    publisher: Publisher
    topic: str
    read: Callable[[int], Awaitable[Sequence[OutRecord]]]


async def memory_bench() -> Bench:
    publisher = MemoryPublisher({"sample": 3}, max_record_bytes=LIMIT)

    async def read(count: int) -> Sequence[OutRecord]:
        assert len(publisher.records) == count
        return publisher.records

    return Bench(publisher, "sample", read)


async def kafka_bench(bootstrap: str) -> Bench:
    topic = f"sample-{secrets.token_hex(4)}"
    await ensure_topics(bootstrap, [SampleTopic(topic)])

    async def read(count: int) -> Sequence[OutRecord]:
        found: list[OutRecord] = []
        async with Tail(bootstrap, topic, dict.fromkeys(range(3), EARLIEST)) as tail:
            while len(found) < count:
                found += [
                    OutRecord(r.topic, r.partition, r.key or b"", r.value or b"", r.headers) for r in await tail.poll()
                ]
            assert sum((await tail.ends()).values()) == count
        return found

    return Bench(KafkaPublisher(bootstrap), topic, read)


@pytest_asyncio.fixture(params=["memory", pytest.param("kafka", marks=pytest.mark.integration)])
async def bench(request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    kind = request.param
    found = await (memory_bench() if kind == "memory" else kafka_bench(request.getfixturevalue("kafka_bootstrap")))
    await found.publisher.start()
    yield found
    await found.publisher.stop()


def record(bench: Bench, number: int, *, partition: int = 0, size: int = 8) -> OutRecord:
    headers = (("ce_type", b"sample"), ("empty", b""))
    return OutRecord(bench.topic, partition, b"k%d" % partition, b"%08d" % number + os.urandom(size), headers)


@pytest.mark.asyncio
async def test_what_was_published_is_there_with_key_headers_and_partition(bench: Bench) -> None:
    sent = [record(bench, number, partition=number % 3) for number in range(30)]
    await bench.publisher.publish(sent)
    assert sorted(await bench.read(30), key=lambda r: r.value) == sorted(sent, key=lambda r: r.value)


@pytest.mark.asyncio
async def test_order_inside_a_partition_is_kept_across_batches_and_calls(bench: Bench) -> None:
    sent = [record(bench, number, partition=number % 2, size=4_000) for number in range(200)]
    await bench.publisher.publish(sent[:120])
    await bench.publisher.publish(sent[120:])
    found = await bench.read(200)
    for partition in range(2):
        assert [r for r in found if r.partition == partition] == [r for r in sent if r.partition == partition]


@pytest.mark.asyncio
async def test_nothing_to_publish_is_fine(bench: Bench) -> None:
    await bench.publisher.publish([])
    await bench.publisher.ping()


@pytest.mark.asyncio
async def test_a_record_too_large_for_its_topic_is_named_and_the_publisher_goes_on(bench: Bench) -> None:
    with pytest.raises(DomainError) as refused:
        await bench.publisher.publish([record(bench, 1, size=LIMIT + 1_000)])
    assert refused.value.code is ErrorCode.RECORD_TOO_LARGE
    await bench.publisher.publish([record(bench, 2)])
    assert len(await bench.read(1)) == 1


@pytest.mark.asyncio
async def test_a_record_just_under_the_limit_goes_through_among_others(bench: Bench) -> None:
    await bench.publisher.publish(
        [record(bench, number, size=size) for number, size in enumerate((8, 260_000, 8, 255_000))]
    )
    assert [int(found.value[:8]) for found in await bench.read(4)] == [0, 1, 2, 3]


@pytest.mark.asyncio
async def test_a_partition_that_does_not_exist_is_named_and_the_publisher_goes_on(bench: Bench) -> None:
    with pytest.raises(DomainError) as refused:
        await bench.publisher.publish([record(bench, 1, partition=7)])
    assert refused.value.code is ErrorCode.TOPIC_MISMATCH
    await bench.publisher.publish([record(bench, 2)])
    assert len(await bench.read(1)) == 1


@pytest.mark.asyncio
async def test_a_broker_that_is_down_is_unavailable_and_not_an_error_at_start() -> None:
    for publisher in (KafkaPublisher("127.0.0.1:1"), down()):
        await publisher.start()
        for attempt in (publisher.ping(), publisher.publish([OutRecord("t", 0, b"", b"")])):
            with pytest.raises(DomainError) as refused:
                await attempt
            assert refused.value.code is ErrorCode.UNAVAILABLE
        await publisher.stop()


def down() -> MemoryPublisher:
    publisher = MemoryPublisher()
    publisher.down = True
    return publisher
