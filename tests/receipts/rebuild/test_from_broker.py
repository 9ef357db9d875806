"""A rebuild reads its inputs from the real broker, in the order that the entries wrote down."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis.kafka import KafkaPublisher, OutRecord, ensure_topics
from contracts.topics import LEDGER_INPUTS
from receipts.rebuild.compare import compare
from receipts.rebuild.course import Course
from receipts.rebuild.inputs import of_broker
from receipts.rebuild.replay import Replay
from receipts.rebuild.switch import ALL
from tests.fakes.brokers import local_broker
from tests.receipts.rebuild.conftest import NEW, OLD, Live

pytestmark = [pytest.mark.integration, pytest.mark.asyncio]


@pytest.fixture
def own_bootstrap(platform_directory: Path) -> Iterator[str]:
    """The address of a broker of this test alone: a rebuild reads topics whole, and other tests share theirs."""
    with local_broker(platform_directory / "rebuilt") as bootstrap:
        yield bootstrap


async def test_a_ledger_is_rebuilt_from_the_topics_of_the_broker(live: Live, own_bootstrap: str) -> None:
    await ensure_topics(own_bootstrap, LEDGER_INPUTS)
    publisher = KafkaPublisher(own_bootstrap, client_id="test")
    await publisher.start()
    kept = [OutRecord(r.topic, r.partition, r.key or b"", r.value or b"", r.headers) for r in live.topics.all()]
    await publisher.publish(kept)
    await publisher.stop()
    replay = Replay(live.pool, of_broker(own_bootstrap), source=OLD, target=NEW, shelf=live.shelf)

    await Course(live.pool, replay, OLD, NEW).rebuild()

    found = [shown for part in await compare(live.pool, OLD, NEW, ALL) for shown in part.shown]
    assert replay.records == len(kept)
    # The broker stamped the records anew, and a parked one keeps its stamp.
    assert {difference.what.split(":")[0] for difference in found} == {"parked"}
