"""Reads whole topics through librdkafka, another client library than the services use; read-only, no group."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from tools.checker.log import INPUTS, RECEIPT, Log, Raw

_BATCH = 2000
_PATIENCE_SECONDS = 1.0
_QUIET_ROUNDS = 30
_ANSWER_S: Final = 20.0
_BACK_S: Final = 30.0
"""How long a broker may take to lead its partitions again: one that was frozen is first told that it was given up."""
_AGAIN_S: Final = 0.1
_PASSING: Final = frozenset(
    {
        KafkaError.NOT_LEADER_FOR_PARTITION,
        KafkaError.LEADER_NOT_AVAILABLE,
        KafkaError.FENCED_LEADER_EPOCH,
        KafkaError.UNKNOWN_LEADER_EPOCH,
        KafkaError._TRANSPORT,  # noqa: SLF001 - so they are named
        KafkaError._TIMED_OUT,  # noqa: SLF001
    }
)
T = TypeVar("T")


class BrokerIncompleteError(RuntimeError):
    """The broker stopped answering before the end offsets were reached."""


@dataclass(frozen=True, slots=True)
class Topics:
    """What was read, and the offsets at which each partition began and ended."""

    log: Log
    starts: dict[tuple[str, int], int]
    ends: dict[tuple[str, int], int]


def _raw(message: Message) -> Raw:
    headers = tuple((name, value or b"") for name, value in message.headers() or ())
    return Raw(
        topic=message.topic(),
        partition=message.partition(),
        offset=message.offset(),
        timestamp_ms=message.timestamp()[1],
        key=message.key(),
        value=message.value(),
        headers=headers,
    )


def patiently(ask: Callable[[], T], *, within_s: float = _BACK_S) -> T:
    """What `ask` answers; asked again for `within_s` while the broker is only on its way back.

    Raises:
        KafkaException: the broker refused for another reason, or for this one to the end.
    """
    deadline = time.monotonic() + within_s
    while True:
        try:
            return ask()
        except KafkaException as error:
            if error.args[0].code() not in _PASSING or time.monotonic() > deadline:
                raise
        time.sleep(_AGAIN_S)


def _partitions(consumer: Consumer, names: Sequence[str]) -> list[TopicPartition]:
    known = patiently(lambda: consumer.list_topics(timeout=_ANSWER_S)).topics
    return [TopicPartition(name, number) for name in names if name in known for number in known[name].partitions]


def _marks(consumer: Consumer, places: list[TopicPartition]) -> dict[tuple[str, int], tuple[int, int]]:
    def marks(place: TopicPartition) -> tuple[int, int]:
        low, high = consumer.get_watermark_offsets(place, timeout=_ANSWER_S)
        return low, high

    return {(place.topic, place.partition): patiently(partial(marks, place)) for place in places}


def _drain(consumer: Consumer, ends: dict[tuple[str, int], int], found: dict[tuple[str, int], list[Raw]]) -> None:
    open_places = set(ends)
    quiet = 0
    while open_places:
        messages = consumer.consume(_BATCH, _PATIENCE_SECONDS if quiet else 0.1)
        quiet = 0 if messages else quiet + 1
        if quiet > _QUIET_ROUNDS:
            raise BrokerIncompleteError(f"no record arrives any more; still open: {sorted(open_places)[:5]}")
        for message in messages:
            if message.error():
                raise KafkaException(message.error())
            place = (message.topic(), message.partition())
            if message.offset() < ends[place]:
                found[place].append(_raw(message))
            if message.offset() + 1 >= ends[place]:
                open_places.discard(place)


def end_offsets(bootstrap: str, names: Sequence[str]) -> dict[tuple[str, int], int]:
    """Where every partition of `names` ends at this moment."""
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "checker", "enable.auto.commit": False})
    try:
        return {place: high for place, (_, high) in _marks(consumer, _partitions(consumer, names)).items()}
    finally:
        consumer.close()


def read_topics(bootstrap: str, names: Sequence[str] = (*INPUTS, RECEIPT)) -> Topics:
    """Read every record of `names` up to the end offsets of this moment.

    Raises:
        BrokerIncompleteError: records stopped arriving before the end.
        KafkaException: the broker refused.
    """
    settings = {"bootstrap.servers": bootstrap, "group.id": "checker", "enable.auto.commit": False}
    consumer = Consumer({**settings, "fetch.max.bytes": 16 << 20, "auto.offset.reset": "error"})
    try:
        marks = _marks(consumer, _partitions(consumer, names))
        starts = {place: low for place, (low, _) in marks.items()}
        ends = {place: high for place, (_, high) in marks.items()}
        found: dict[tuple[str, int], list[Raw]] = {place: [] for place in marks}
        wanted = [(topic, number) for (topic, number), end in ends.items() if end > starts[topic, number]]
        if wanted:
            consumer.assign([TopicPartition(topic, number, starts[topic, number]) for topic, number in wanted])
            _drain(consumer, {place: ends[place] for place in wanted}, found)
    finally:
        consumer.close()
    return Topics({place: tuple(records) for place, records in found.items()}, starts, ends)
