"""Figures of a moment, from what the ledger and the log say of it: pure arithmetic, no clock, no I/O."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from chassis.kafka_positions import LogPlace
from receipts.operations.books import GenerationBook, PartitionBook
from vitale.operations.v1 import operations_service_pb2 as pb

Ends = Mapping[LogPlace, int]
Written = Mapping[LogPlace, int]
"""When the record at a place's offset was written, milliseconds since 1970."""


def input_places(books: Iterable[PartitionBook]) -> list[LogPlace]:
    """Every place that the ledger consumes."""
    return [LogPlace(topic, book.partition) for book in books for topic in book.offsets]


def oldest_unread(books: Iterable[PartitionBook], ends: Ends) -> dict[LogPlace, int]:
    """Where the ledger reads next, of places that hold something to read."""
    return {
        place: offset for book in books for place, offset in _next_of(book).items() if ends.get(place, offset) > offset
    }


def oldest_unpublished(books: Iterable[PartitionBook]) -> dict[LogPlace, int]:
    """The input behind the oldest entry that is not known as published."""
    found = [(book.partition, book.unpublished_source) for book in books if _unpublished(book)]
    return {LogPlace(source.topic, partition): source.offset for partition, source in found if source}


def partition_status(
    book: PartitionBook, now_us: int, *, ends: Ends | None, unread: Written, unpublished: Written
) -> pb.PartitionStatus:
    """One partition. `ends` None: the log did not answer, so what depends on it stays unset rather than 0."""
    status = pb.PartitionStatus(
        partition=book.partition,
        unpublished=_unpublished(book),
        rules_version=book.rules_version or "",
        halted=book.halted or "",
        halted_since_us=micros(book.halted_at) if book.halted else 0,
        parked=book.parked,
        waiting=book.waiting,
        oldest_waiting_s=0.0 if book.oldest_accepted_us is None else _age(now_us, book.oldest_accepted_us),
        entries=book.next_seq - 1,
    )
    if ends is not None:
        _add_lag(status, _lags(book, ends, unread, now_us))
    _add_unpublished_age(status, book, unpublished, now_us)
    return status


def _add_lag(status: pb.PartitionStatus, lags: Sequence[pb.TopicLag]) -> None:
    status.topics.extend(lags)
    status.lag_records = sum(lag.records for lag in lags)
    if all(lag.HasField("oldest_s") for lag in lags):
        status.lag_s = max((lag.oldest_s for lag in lags), default=0.0)


def _lags(book: PartitionBook, ends: Ends, unread: Written, now_us: int) -> list[pb.TopicLag]:
    lags = []
    for place, offset in _next_of(book).items():
        behind = ends.get(place, offset) - offset
        if behind > 0:
            lag = pb.TopicLag(topic=place.topic, records=behind)
            if place in unread:
                lag.oldest_s = _age(now_us, unread[place] * 1000)
            lags.append(lag)
    return lags


def _add_unpublished_age(status: pb.PartitionStatus, book: PartitionBook, written: Written, now_us: int) -> None:
    if not status.unpublished:
        status.unpublished_s = 0.0
    elif book.unpublished_source is not None:
        place = LogPlace(book.unpublished_source.topic, book.partition)
        if place in written:
            status.unpublished_s = _age(now_us, written[place] * 1000)


def generation_status(book: GenerationBook, current: int) -> pb.GenerationStatus:
    """One life of the ledger; `current` is the one this desk looks at."""
    return pb.GenerationStatus(
        generation=book.generation,
        partitions=book.partitions,
        entries=book.entries,
        since_us=micros(book.since),
        current=book.generation == current,
    )


def micros(moment: datetime | None) -> int:
    """Microseconds since 1970; 0 for a moment that is not known."""
    return 0 if moment is None else int(moment.timestamp() * 1_000_000)


def _next_of(book: PartitionBook) -> dict[LogPlace, int]:
    return {LogPlace(topic, book.partition): offset for topic, offset in book.offsets.items()}


def _unpublished(book: PartitionBook) -> int:
    return max(0, book.next_seq - 1 - book.published_seq)


def _age(now_us: int, then_us: int) -> float:
    return max(0.0, (now_us - then_us) / 1_000_000)
