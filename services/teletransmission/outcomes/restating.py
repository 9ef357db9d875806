"""What a newer generation of the ledger took over as it was, told again in its name.

Of each part of an outcome only the newest is held. Where that is an entry which the newer generation does not have,
what was told before it stands again, and that is in the topic alone: so the partition is read again, once for where
each generation began, and once for what the newest one holds. That costs two readings of a partition, and happens
where an operator made a generation live that differs, or one that tells the last entries once more.
"""

from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping, Sequence
from typing import Final

from chassis.records import InRecord
from teletransmission.outcomes.outcome import UNHEARD, Outcome, Place, merged
from teletransmission.outcomes.reading import Change, Link, Unreadable, change_of, link_of

Read = Callable[[], AsyncIterator[Sequence[InRecord]]]
"""Reads what stands before the newer generation in its partition, from the first record on."""

_NOTHING: Final[tuple[Change, ...]] = ()


async def restated(read: Read, begun: Place, receipts: Collection[bytes]) -> AsyncIterator[Mapping[bytes, Outcome]]:
    """What was told of these receipts up to `begun` and holds in the generation that goes on there, in its places."""
    after = {begun.generation: begun.seq}
    async for records in read():
        for _, link in _links(records):
            after.setdefault(link.place.generation, link.prev_seq)
    async for records in read():
        found: dict[bytes, Outcome] = {}
        for record, link in _links(records):
            if _taken_over(link.place, after):
                for receipt_id, outcome in _told(record, Place(begun.generation, link.place.seq)):
                    if receipt_id in receipts:
                        found[receipt_id] = merged(found.get(receipt_id, UNHEARD), outcome)
        if found:
            yield found


def _links(records: Sequence[InRecord]) -> Iterator[tuple[InRecord, Link]]:
    """Records with their place; one that has none was told when it was first read."""
    for record in records:
        try:
            yield record, link_of(record)
        except Unreadable:
            continue


def _taken_over(place: Place, after: Mapping[int, int]) -> bool:
    """Whether every later generation has the entry too: each has those of the one before it up to where it began."""
    return all(place.seq <= last for generation, last in after.items() if generation > place.generation)


def _told(record: InRecord, place: Place) -> Sequence[Change]:
    try:
        change = change_of(record, place)
    except Unreadable:
        return _NOTHING
    return _NOTHING if change is None else (change,)
