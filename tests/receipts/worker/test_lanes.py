"""Lanes keep the order of each partition, share a flush, gate, trim and acknowledge."""

from collections.abc import Callable

import pytest

from contracts.topics import CLAIM, CONTROL, RIGHTS, Topic
from receipts.worker.lanes import LANE_RECORDS, Lanes, MissingRecords
from tests.receipts.ledger.log import Log, LoggedRecord

START = {CLAIM.name: 0, CONTROL.name: 0, RIGHTS.name: 0}


class Acks:
    """Counts acknowledgements."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def of(self, name: str) -> Callable[[], None]:
        """An acknowledgement under a name."""
        return lambda: self.done.append(name)


def lanes_of(*partitions: int) -> Lanes:
    """Lanes from the start of the log."""
    lanes = Lanes()
    lanes.open({partition: dict(START) for partition in partitions})
    return lanes


def some(log: Log, count: int, *, partition: int = 3, topic: Topic = CLAIM) -> list[LoggedRecord]:
    """Consecutive records."""
    return [log.raw(topic, b"x", partition=partition) for _ in range(count)]


def test_a_chunk_of_an_older_assignment_is_dropped() -> None:
    lanes, log = lanes_of(3), Log()
    old = some(log, 2)
    lanes.append(old, Acks().of("a"))

    assert lanes.append(old, Acks().of("b")) is None
    assert sum(map(len, lanes.take().values())) == 2


def test_a_chunk_after_a_hole_ends_the_member_instead_of_waiting_for_ever() -> None:
    lanes, log = lanes_of(3), Log()
    some(log, 2)

    with pytest.raises(MissingRecords, match="expected offset 0, got 2"):
        lanes.append(some(log, 1), Acks().of("a"))
    assert not lanes.any_due()


def test_a_small_lane_is_never_starved_by_a_large_one() -> None:
    lanes, log = lanes_of(1, 2), Log()
    lanes.append(some(log, 3000, partition=1), Acks().of("a"))
    lanes.append(some(log, 1, partition=2), Acks().of("b"))
    batch = lanes.take(100)

    assert len(batch[2]) == 1
    assert len(batch[1]) == 99


def test_a_gated_lane_moves_only_for_a_control_record_and_then_shows_everything() -> None:
    lanes, log = lanes_of(3), Log()
    lanes.gate(3, closed=True)
    lanes.append(some(log, 5), Acks().of("a"))

    assert lanes.take() == {}
    lanes.append(some(log, 1, topic=CONTROL), Acks().of("b"))
    assert len(lanes.take(2)[3]) == 6


def test_what_is_put_back_comes_first_again() -> None:
    lanes, log = lanes_of(3), Log()
    lanes.append(some(log, 5), Acks().of("a"))
    taken = lanes.take(3)[3]
    lanes.put_back(3, taken[1:])

    assert [record.offset for record in lanes.take()[3]] == [1, 2, 3, 4]


def test_a_chunk_is_acknowledged_when_its_last_record_is_behind() -> None:
    lanes, log, acks = lanes_of(3), Log(), Acks()
    lanes.append(some(log, 3), acks.of("first"))
    lanes.append(some(log, 3), acks.of("second"))
    lanes.acknowledge(3, {CLAIM.name: 5})

    assert acks.done == ["first"]
    lanes.acknowledge(3, {CLAIM.name: 6})
    assert acks.done == ["first", "second"]


def test_only_a_full_lane_is_paused_and_it_resumes_when_it_has_room() -> None:
    lanes, log = lanes_of(1, 2), Log()
    lanes.append(some(log, LANE_RECORDS, partition=1), Acks().of("a"))

    assert lanes.to_pause() == [1]
    assert lanes.to_pause() == []
    lanes.take(LANE_RECORDS)
    assert lanes.to_resume() == [1]


def test_a_lost_lane_is_trimmed_to_where_the_ledger_stands() -> None:
    lanes, log = lanes_of(3), Log()
    lanes.append(some(log, 5), Acks().of("a"))
    lanes.lose(3)

    assert not lanes.any_due()
    assert lanes.trim(3, {**START, CLAIM.name: 2}, gated=False)
    assert [record.offset for record in lanes.take()[3]] == [2, 3, 4]


def test_a_hole_between_the_ledger_and_the_lane_shows() -> None:
    lanes, log = Lanes(), Log()
    lanes.open({3: {**START, CLAIM.name: 2}})
    some(log, 2)
    lanes.append(some(log, 3), Acks().of("a"))
    lanes.lose(3)

    assert not lanes.trim(3, {**START, CLAIM.name: 1}, gated=False)
