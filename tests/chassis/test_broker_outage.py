"""A broker that hangs and comes back: publication fails by name, goes on afterwards, and keeps its order."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from chassis.errors import DomainError, ErrorCode
from chassis.kafka import EARLIEST, KafkaPublisher, OutRecord, Tail, ensure_topics
from tests.chassis.test_publisher import SampleTopic
from tools.local.kafka.broker import Broker, BrokerPlan
from tools.local.ports import choose

pytestmark = pytest.mark.faults
TOPIC = SampleTopic("outage", partitions=1)


@pytest_asyncio.fixture
async def broker(tmp_path: Path) -> AsyncIterator[Broker]:
    ports = choose({"kafka": 0, "controller": 0})
    found = Broker(BrokerPlan(tmp_path / "kafka", ports["kafka"], ports["controller"], tmp_path / "log", brief=True))
    found.prepare()
    found.child.start()
    await found.wait_ready()
    yield found
    found.child.kill()


def batch(first: int) -> list[OutRecord]:
    return [OutRecord(TOPIC.name, 0, b"home", b"%03d" % number) for number in range(first, first + 50)]


async def published(publisher: KafkaPublisher, records: list[OutRecord]) -> int:
    """Publish until it succeeds; how many attempts failed, each as UNAVAILABLE."""
    for failures in range(20):
        try:
            await publisher.publish(records)
        except DomainError as error:
            assert error.code is ErrorCode.UNAVAILABLE  # noqa: PT017 - every failure on the way is looked at
        else:
            return failures
    raise AssertionError("the publisher never came back")


@pytest.mark.asyncio
async def test_publication_goes_on_after_the_broker_hung(broker: Broker) -> None:
    await ensure_topics(broker.bootstrap, [TOPIC])
    publisher = KafkaPublisher(broker.bootstrap, timeout_s=3)
    await publisher.publish(batch(0))
    broker.child.pause()
    with pytest.raises(DomainError) as refused:
        await publisher.publish(batch(50))
    assert refused.value.code is ErrorCode.UNAVAILABLE
    with pytest.raises(DomainError):
        await publisher.ping()
    broker.child.resume()
    await published(publisher, batch(50))
    await publisher.publish(batch(100))
    await publisher.stop()
    values: list[bytes] = []
    async with Tail(broker.bootstrap, TOPIC.name, {0: EARLIEST}) as tail:
        async for found in tail.batches():
            values += [record.value or b"" for record in found]
            if values[-1] == b"149":
                break
    expected = [b"%03d" % number for number in range(150)]
    assert list(dict.fromkeys(values)) == expected  # first seen, in order
    assert values[-100:] == expected[-100:]
