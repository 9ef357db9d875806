"""The chain: each entry's hash covers the one before and its own content, so nothing can be taken out unseen. Pure."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import cbor2

from audit.reading import columns_of

START: Final = bytes(32)
"""What stands before the first entry."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One access in the chain: place from 1, number of the access, subject (16 bytes each), event, hash (32 bytes)."""

    seq: int
    access_id: bytes
    subject_id: bytes
    at_us: int
    body: bytes
    hash: bytes


def hash_of(before: bytes, seq: int, body: bytes) -> bytes:
    """SHA-256 over the hash before and the canonical CBOR of place and event."""
    return hashlib.sha256(before + cbor2.dumps([seq, body], canonical=True)).digest()


def broken_at(entries: Iterable[Entry], *, before: bytes = START, first: int = 1) -> tuple[int, int, bytes]:
    """Entries looked at, the first place where the chain does not hold (0: none), and the last hash that does.

    A place that is missing, out of order, changed, or whose columns differ from its event breaks it.
    """
    looked, head, expected = 0, before, first
    for entry in entries:
        looked += 1
        facts = (entry.access_id, entry.subject_id, entry.at_us)
        follows = entry.seq == expected and entry.hash == hash_of(head, entry.seq, entry.body)
        if not follows or facts != columns_of(entry.body):
            return looked, expected, head
        head, expected = entry.hash, expected + 1
    return looked, 0, head
