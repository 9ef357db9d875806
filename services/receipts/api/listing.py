"""Owns the order of a list: newest first across partitions, page by page, each page as cheap as the first.

Inside a partition the order is that of the ledger. Partitions have no common order, so they are merged by the time
their claims were accepted; a place is the sequence number reached in each.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from receipts.api.ledger import Row, Window
from receipts.cursor import NOWHERE, fingerprint
from receipts.visibility import Person
from vitale.receipt.v1.receipt_pb2 import ReceiptIssued

NEWEST: Final = 2**63 - 1


class Listed(NamedTuple):
    """One receipt of a page and where it stands."""

    row: Row
    receipt: ReceiptIssued

    @classmethod
    def of(cls, row: Row) -> "Listed":
        """Decode it."""
        return cls(row, row.receipt())


class Page(NamedTuple):
    """A page: its receipts, the positions from which the next one goes on, and whether there is one."""

    listed: tuple[Listed, ...]
    positions: Mapping[int, int]
    more: bool


def windows(people: Iterable[Person], positions: Mapping[int, int] | None, *, beyond: int) -> list[Window]:
    """What to read of each person: from the position in their partition, or from `beyond` when there is none."""
    return [
        Window(person.subject_id, person.audiences, (positions or {}).get(person.partition, beyond))
        for person in people
        if person.partition is not None
    ]


def page_of(rows: Sequence[Row], size: int) -> Page:
    """Merge the newest rows of each person (size + 1 of each, when they exist) into one page.

    Of each partition only what is shown and the row after it are decoded.
    """
    lanes = _lanes(rows)
    positions = {partition: lane[0].seq + 1 for partition, lane in lanes.items()}
    heads = {partition: Listed.of(lane.popleft()) for partition, lane in lanes.items()}
    page: list[Listed] = []
    while heads and len(page) < size:
        partition = max(heads, key=lambda p: (heads[p].receipt.accepted_at_us, p))
        page.append(heads.pop(partition))
        positions[partition] = page[-1].row.seq
        if lanes[partition]:
            heads[partition] = Listed.of(lanes[partition].popleft())
    return Page(tuple(page), positions, more=bool(heads))


def _lanes(rows: Sequence[Row]) -> dict[int, deque[Row]]:
    lanes: dict[int, deque[Row]] = {}
    for row in sorted(rows, key=lambda r: r.seq, reverse=True):
        lanes.setdefault(row.partition, deque()).append(row)
    return lanes


def heads_of(rows: Iterable[Row]) -> dict[int, int]:
    """The highest sequence number in each partition: where live reading goes on."""
    heads: dict[int, int] = {}
    for row in rows:
        heads[row.partition] = max(heads.get(row.partition, NOWHERE), row.seq)
    return heads


def people_fingerprint(people: Iterable[Person]) -> bytes:
    """Eight bytes that change with the visible set."""
    return fingerprint(*(p.subject_id + repr((p.partition, p.audiences)).encode() for p in people))
