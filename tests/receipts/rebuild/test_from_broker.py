"""A rebuild reads its inputs from the real broker, in the order that the entries wrote down."""

import pytest

from chassis.kafka import KafkaPublisher, OutRecord, ensure_topics
from contracts.topics import LEDGER_INPUTS
from receipts.rebuild.compare import compare
from receipts.rebuild.course import Course
from receipts.rebuild.inputs import of_broker
from receipts.rebuild.replay import Replay
from receipts.rebuild.switch import ALL
from tests.receipts.rebuild.conftest import NEW, OLD, Live

pytestmark = [pytest.mark.integration, pytest.mark.asyncio]


async def test_a_ledger_is_rebuilt_from_the_topics_of_the_broker(live: Live, kafka_bootstrap: str) -> None:
    await ensure_topics(kafka_bootstrap, LEDGER_INPUTS)
    publisher = KafkaPublisher(kafka_bootstrap, client_id="test")
    await publisher.start()
    kept = [OutRecord(r.topic, r.partition, r.key or b"", r.value or b"", r.headers) for r in live.topics.all()]
    await publisher.publish(kept)
    await publisher.stop()
    replay = Replay(live.pool, of_broker(kafka_bootstrap), source=OLD, target=NEW, shelf=live.shelf)

    await Course(live.pool, replay, OLD, NEW).rebuild()

    found = [shown for part in await compare(live.pool, OLD, NEW, ALL) for shown in part.shown]
    assert replay.records == len(kept)
    # The broker stamped the records anew, and a parked one keeps its stamp.
    assert {difference.what.split(":")[0] for difference in found} == {"parked"}
