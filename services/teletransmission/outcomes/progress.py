"""How far the ledger's topic was read, and what a batch of records adds: outcomes, progress, gaps. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from chassis.records import InRecord
from teletransmission.outcomes.outcome import NOWHERE, Outcome, Place, merged, voided
from teletransmission.outcomes.reading import Change, Link, Unreadable, change_of, link_of


class Progress(NamedTuple):
    """Of one partition: the next offset to read, and the newest entry that was taken."""

    next_offset: int
    newest: Place = NOWHERE


class Gap(NamedTuple):
    """Entries that were not seen: those after `after`, before `found`."""

    partition: int
    after: int
    found: Place


@dataclass(slots=True)
class Taken:
    """What a batch of records comes to."""

    outcomes: dict[bytes, Outcome] = field(default_factory=dict)
    progress: dict[int, Progress] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    unreadable: list[tuple[int, int]] = field(default_factory=list)
    """Partition and offset of what is no entry: told, and left behind."""
    begun: dict[int, Place] = field(default_factory=dict)
    """Partitions that a newer generation took over, and after which of its entries: receipts of older generations
    beyond that count no more, those up to it are equal in both and are not told again."""
    partitions: dict[bytes, int] = field(default_factory=dict)
    """Where the outcomes were read."""

    def begin(self, partition: int, place: Place) -> None:
        """A newer generation goes on after `place`."""
        self.begun[partition] = place
        for receipt_id, outcome in self.outcomes.items():
            if self.partitions[receipt_id] == partition:
                self.outcomes[receipt_id] = voided(outcome, place)

    def add(self, partition: int, change: Change) -> None:
        """Merge what one entry says."""
        held = self.outcomes.get(change.receipt_id)
        self.outcomes[change.receipt_id] = change.outcome if held is None else merged(held, change.outcome)
        self.partitions[change.receipt_id] = partition


def take(records: Sequence[InRecord], known: Mapping[int, Progress]) -> Taken:
    """What records add to what is known, in their order.

    Whatever was taken before changes nothing: outcomes are merged by place, so that records that come twice, and
    older ones that come late, end in the same.
    """
    taken = Taken()
    for record in records:
        before = taken.progress.get(record.partition) or known.get(record.partition) or Progress(0)
        newest = before.newest
        try:
            link = link_of(record)
            if (gap := _gap(record.partition, newest, link)) is not None:
                taken.gaps.append(gap)
            if newest > NOWHERE and newest.generation < link.place.generation:
                taken.begin(record.partition, Place(link.place.generation, link.prev_seq))
            newest = max(newest, link.place)
            if (change := change_of(record, link.place)) is not None:
                taken.add(record.partition, change)
        except Unreadable:
            taken.unreadable.append((record.partition, record.offset))
        taken.progress[record.partition] = Progress(record.offset + 1, newest)
    return taken


def parts(records: Sequence[InRecord], known: Mapping[int, Progress]) -> Iterator[Sequence[InRecord]]:
    """The records, cut before each that begins a newer generation: all that stands before it can then be kept first."""
    newest = {partition: at.newest for partition, at in known.items()}
    first = 0
    for at, record in enumerate(records):
        try:
            place = link_of(record).place
        except Unreadable:
            continue
        before = newest.get(record.partition, NOWHERE)
        if at > first and before > NOWHERE and before.generation < place.generation:
            yield records[first:at]
            first = at
        newest[record.partition] = max(before, place)
    yield records[first:]


def _gap(partition: int, newest: Place, link: Link) -> Gap | None:
    """A gap before an entry; an entry that was seen, or one of an older generation, shows none.

    A newer generation is published from its first entry that differs: those before are equal, and were seen as such.
    """
    if link.place <= newest:
        return None
    return Gap(partition, newest.seq, link.place) if link.prev_seq > newest.seq else None
