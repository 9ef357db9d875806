"""Lanes: what waits by partition, in arrival order, and what must be acknowledged when it is done. Pure bookkeeping."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from contracts.topics import CONTROL
from receipts.ledger.inputs import Record

Ack = Callable[[], None]

FLUSH_RECORDS = 2000
LANE_RECORDS = 4000
"""A lane that holds this many pauses its partition, and only its partition."""


class MissingRecords(Exception):  # noqa: N818 - what is wrong, in the words of an operator
    """Records came after a hole: going on would lose claims, waiting would be for ever; only reading again helps."""

    def __init__(self, topic: str, partition: int, expected: int, came: int) -> None:
        super().__init__(f"{topic}/{partition}: expected offset {expected}, got {came}: restart reads again from there")


@dataclass(slots=True)
class Lane:
    """One partition. `expected`: next offset by topic that may be appended."""

    expected: dict[str, int]
    waiting: deque[Record] = field(default_factory=deque)
    acks: dict[str, deque[tuple[int, Ack]]] = field(default_factory=dict)
    gated: bool = False
    """Only a control record can move it on (halted, or no active rules)."""
    lost: bool = False
    """Another owner moved it: nothing is taken until it is acquired again."""
    held: bool = False
    """This process lacks its rules version: nothing is taken until it is time to look again."""
    paused: bool = False

    def due(self) -> bool:
        """Whether a flush can take something now."""
        if self.lost or self.held or not self.waiting:
            return False
        return not self.gated or any(record.topic == CONTROL.name for record in self.waiting)


class Lanes:
    """All lanes of the partitions this process owns."""

    def __init__(self) -> None:
        self._lanes: dict[int, Lane] = {}

    def open(self, offsets: Mapping[int, Mapping[str, int]], gated: Iterable[int] = ()) -> None:
        """Own exactly these partitions from these offsets; whatever waited before is dropped."""
        closed = set(gated)
        self._lanes = {p: Lane(dict(o), gated=p in closed) for p, o in offsets.items()}

    def partitions(self) -> list[int]:
        """What this process owns."""
        return sorted(self._lanes)

    def append(self, records: Sequence[Record], ack: Ack) -> Lane | None:
        """Append a chunk of consecutive records of one topic; None when they were here before (an older assignment).

        Raises MissingRecords when records before them never came.
        """
        first = records[0]
        lane = self._lanes.get(first.partition)
        if lane is None or first.topic not in lane.expected:
            return None
        if lane.expected[first.topic] < first.offset:
            raise MissingRecords(first.topic, first.partition, lane.expected[first.topic], first.offset)
        if lane.expected[first.topic] > first.offset:
            return None
        lane.expected[first.topic] = records[-1].offset + 1
        lane.waiting.extend(records)
        lane.acks.setdefault(first.topic, deque()).append((records[-1].offset, ack))
        return lane

    def any_due(self) -> bool:
        """Whether a flush can take something now."""
        return any(lane.due() for lane in self._lanes.values())

    def take(self, limit: int = FLUSH_RECORDS) -> dict[int, list[Record]]:
        """Up to about `limit` records, evenly from all lanes that are due, so that no lane starves another."""
        due = {p: lane for p, lane in self._lanes.items() if lane.due()}
        if not due:
            return {}
        share = max(1, limit // len(due))
        spare = limit - sum(min(len(lane.waiting), share) for lane in due.values())
        batch = {}
        for partition, lane in due.items():
            size = min(len(lane.waiting), share + max(0, spare)) if not lane.gated else len(lane.waiting)
            spare -= max(0, size - share)
            batch[partition] = [lane.waiting.popleft() for _ in range(size)]
        return batch

    def put_back(self, partition: int, records: Sequence[Record]) -> None:
        """Records that were taken and not consumed stand first again."""
        lane = self._lanes.get(partition)
        if lane is not None:
            lane.waiting.extendleft(reversed(records))

    def gate(self, partition: int, *, closed: bool) -> None:
        """Close a lane to all but control records, or open it."""
        lane = self._lanes.get(partition)
        if lane is not None:
            lane.gated = closed

    def hold(self, partition: int, *, held: bool) -> None:
        """Take nothing of a lane for a while, not even control records, or go on."""
        lane = self._lanes.get(partition)
        if lane is not None:
            lane.held = held

    def lose(self, partition: int) -> None:
        """Take nothing of this partition until it is acquired again."""
        lane = self._lanes.get(partition)
        if lane is not None:
            lane.lost = True

    def lost(self) -> list[int]:
        """Partitions to acquire again."""
        return [p for p, lane in self._lanes.items() if lane.lost]

    def trim(self, partition: int, offsets: Mapping[str, int], *, gated: bool) -> bool:
        """After acquiring again: drop what the ledger already consumed; False when records in between are missing."""
        lane = self._lanes.get(partition)
        if lane is None:
            return True
        lane.waiting = deque(r for r in lane.waiting if r.offset >= offsets[r.topic])
        lane.lost = False
        lane.gated = gated
        first: dict[str, int] = {}
        for record in lane.waiting:
            first.setdefault(record.topic, record.offset)
        return all(first.get(topic, lane.expected[topic]) == offset for topic, offset in offsets.items())

    def acknowledge(self, partition: int, offsets: Mapping[str, int]) -> None:
        """Acknowledge every chunk whose last record is below these offsets."""
        lane = self._lanes.get(partition)
        if lane is None:
            return
        for topic, acks in lane.acks.items():
            while acks and acks[0][0] < offsets.get(topic, 0):
                acks.popleft()[1]()

    def to_pause(self) -> list[int]:
        """Partitions that just became full; marks them paused."""
        return self._mark(lambda lane: not lane.paused and len(lane.waiting) >= LANE_RECORDS, paused=True)

    def to_resume(self) -> list[int]:
        """Partitions that have room again; marks them running."""
        return self._mark(lambda lane: lane.paused and len(lane.waiting) < LANE_RECORDS // 2, paused=False)

    def _mark(self, concerned: Callable[[Lane], bool], *, paused: bool) -> list[int]:
        chosen = [p for p, lane in self._lanes.items() if concerned(lane)]
        for partition in chosen:
            self._lanes[partition].paused = paused
        return chosen
