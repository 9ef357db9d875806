"""Topics on the broker, and tails of them."""

import secrets

import pytest

from chassis.errors import DomainError, ErrorCode
from chassis.kafka import EARLIEST, LATEST, KafkaPublisher, OutRecord, Tail, check_topics, ensure_topics
from tests.chassis.test_publisher import SampleTopic

pytestmark = pytest.mark.integration


def fresh(partitions: int = 2) -> SampleTopic:
    return SampleTopic(f"sample-{secrets.token_hex(4)}", partitions)


async def publish(bootstrap: str, topic: str, values: list[bytes]) -> None:
    publisher = KafkaPublisher(bootstrap)
    await publisher.publish([OutRecord(topic, 0, b"k", value) for value in values])
    await publisher.stop()


@pytest.mark.asyncio
async def test_topics_are_created_once_and_checked(kafka_bootstrap: str) -> None:
    topics = [fresh(2), fresh(5)]
    with pytest.raises(DomainError) as missing:
        await check_topics(kafka_bootstrap, topics)
    assert missing.value.facts["count"] == "2"
    await ensure_topics(kafka_bootstrap, topics)
    await ensure_topics(kafka_bootstrap, topics)
    await check_topics(kafka_bootstrap, topics)


@pytest.mark.asyncio
async def test_another_partition_count_is_refused_by_both(kafka_bootstrap: str) -> None:
    topic = fresh(2)
    await ensure_topics(kafka_bootstrap, [topic])
    for attempt in (check_topics, ensure_topics):
        with pytest.raises(DomainError) as refused:
            await attempt(kafka_bootstrap, [SampleTopic(topic.name, 24)])
        assert refused.value.code is ErrorCode.TOPIC_MISMATCH
        assert refused.value.facts["topics"] == f"{topic.name}: 2 partitions, declared 24"


@pytest.mark.asyncio
async def test_a_topic_that_is_not_built_is_neither_created_nor_missed(kafka_bootstrap: str) -> None:
    planned = SampleTopic(fresh().name, built=False)
    await ensure_topics(kafka_bootstrap, [planned])
    await check_topics(kafka_bootstrap, [planned])
    with pytest.raises(DomainError):
        await check_topics(kafka_bootstrap, [SampleTopic(planned.name)])


@pytest.mark.asyncio
async def test_a_broker_that_is_down_is_unavailable() -> None:
    with pytest.raises(DomainError) as refused:
        await check_topics("127.0.0.1:1", [fresh()])
    assert refused.value.code is ErrorCode.UNAVAILABLE


@pytest.mark.asyncio
@pytest.mark.parametrize(("start", "expected"), [(EARLIEST, b"abcd"), (1, b"bcd"), (3, b"d"), (LATEST, b"d")])
async def test_a_tail_begins_where_it_is_told_and_goes_on(kafka_bootstrap: str, start: int, expected: bytes) -> None:
    topic = fresh()
    await ensure_topics(kafka_bootstrap, [topic])
    await publish(kafka_bootstrap, topic.name, [b"a", b"b", b"c"])
    got = b""
    async with Tail(kafka_bootstrap, topic.name, {0: start, 1: EARLIEST}) as tail:
        assert (await tail.starts(), await tail.ends()) == ({0: 0, 1: 0}, {0: 3, 1: 0})
        await publish(kafka_bootstrap, topic.name, [b"d"])
        async for batch in tail.batches():
            got += b"".join(record.value or b"" for record in batch)
            if got.endswith(b"d"):
                break
    assert got == expected


@pytest.mark.asyncio
@pytest.mark.parametrize("offset", [4, 1_000])
async def test_an_offset_the_broker_does_not_have_says_that_records_were_lost(
    kafka_bootstrap: str, offset: int
) -> None:
    topic = fresh()
    await ensure_topics(kafka_bootstrap, [topic])
    await publish(kafka_bootstrap, topic.name, [b"a", b"b", b"c"])
    with pytest.raises(DomainError) as refused:
        async with Tail(kafka_bootstrap, topic.name, {0: offset}):
            pass
    assert refused.value.code is ErrorCode.LOG_TRUNCATED
