"""Records that no producer of ours would send: garbage, rights that make the rules raise, claims once more."""

import time
import uuid
from datetime import date
from typing import Any

from confluent_kafka import Consumer, TopicPartition
from google.protobuf.message import DecodeError

from contracts.envelope import EnvelopeError, open_value
from contracts.topics import CLAIM, CONTROL, PARTITIONS, RIGHTS
from tools.checker.broker import patiently
from tools.faults.doors import Stranger
from tools.faults.scene import Injury, Scene
from vitale.claim.v1.claim_pb2 import Claim

UNKNOWN_EXEMPTION = 99
_GARBAGE = b"\x01\x00\xff\xff"
_AGAIN = 5
_LOOKED_AT = 40


def undecodable(scene: Scene) -> Injury:
    """A value that no reader can decode, on a topic of the ledger's inputs."""
    topic, partition = scene.dice.choice((CLAIM, CONTROL, RIGHTS)).name, _partition(scene)
    began = time.time()
    offset = scene.raw.send(topic, partition, key=bytes(16), value=_GARBAGE)
    return _sent(topic, partition, [offset], outcome="RecordParked", began=began)


def rules_raise(scene: Scene) -> Injury:
    """A claim of a person whose rights hold what the rules do not know."""
    person, began = Stranger(_partition(scene)), time.time()
    scene.raw.rights(person, person.rights(1, exemption=UNKNOWN_EXEMPTION))
    known = "select 1 from receipts.rights where subject_id = $1"
    scene.house.wait(lambda: bool(scene.house.fetch(known, uuid.UUID(bytes=person.subject))), "the rights in force")
    claim = person.claim(f"RAISES-{uuid.uuid4().hex[:16].upper()}", date(2026, 3, 2).isoformat())
    offset = scene.raw.claim_at(person, claim)
    return _sent(CLAIM.name, person.partition, [offset], outcome="RecordParked", began=began)


def again(scene: Scene) -> Injury:
    """Claims that the ledger has consumed come once more, byte for byte, as from a producer that lost its answer."""
    partition = _partition(scene)
    known = [message for message, _ in recent_claims(scene.house.bootstrap, partition, _LOOKED_AT)]
    began = time.time()
    chosen = scene.dice.sample(known, min(_AGAIN, len(known)))
    offsets = [scene.raw.repeat(message) for message in chosen]
    return _sent(CLAIM.name, partition, offsets, outcome="RecordIgnored", began=began)


def recent(bootstrap: str, topic: str, partition: int, count: int) -> list[Any]:
    """The last records of a partition, as the client library gives them."""
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "campaign", "enable.auto.commit": False})
    try:
        place = TopicPartition(topic, partition)
        low, high = patiently(lambda: consumer.get_watermark_offsets(place, timeout=20))
        start = max(low, high - count)
        consumer.assign([TopicPartition(topic, partition, start)])
        found: list[Any] = []
        deadline = time.monotonic() + 20
        while start + len(found) < high and time.monotonic() < deadline:
            found += [message for message in consumer.consume(high - start, 0.1) if not message.error()]
        return found
    finally:
        consumer.close()


def recent_claims(bootstrap: str, partition: int, count: int) -> list[tuple[Any, Claim]]:
    """Those of the last records of the claim topic that are claims."""
    return [
        (message, claim)
        for message in recent(bootstrap, CLAIM.name, partition, count)
        if (claim := _claim(message.value())) is not None
    ]


def _claim(value: bytes | None) -> Claim | None:
    try:
        return Claim.FromString(open_value(value))
    except (EnvelopeError, DecodeError):
        return None


def _partition(scene: Scene) -> int:
    return scene.dice.randrange(PARTITIONS)


def _sent(topic: str, partition: int, offsets: list[int], *, outcome: str, began: float) -> Injury:
    now = time.time()
    place = {"topic": topic, "partition": partition, "offsets": offsets, "outcome": outcome}
    return Injury({**place, "began": began, "ended": now}, now)
