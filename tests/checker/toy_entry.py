"""Entries of the toy ledger: before they are laid out, and as record, payload and vector."""

import struct
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from tests.checker.wire_writer import message

CLAIM, CONTROL, RIGHTS, RECEIPT = "vitale.claim.v1", "vitale.control.v1", "vitale.rights.v1", "vitale.receipt.v1"
SETTLEMENT = "vitale.settlement.v1"
TOPICS = (CLAIM, CONTROL, RIGHTS, SETTLEMENT)
NAMES = (
    "",
    "ReceiptIssued",
    "ClaimRejected",
    "ClaimWaiting",
    "RecordParked",
    "RecordApplied",
    "RecordIgnored",
    "SettlementRecorded",
)
EPOCH = date(1970, 1, 1)
SEAL = b"\x01\x00"
NO_HOME = bytes(16)


class Record(NamedTuple):
    """One record of a topic."""

    topic: str
    partition: int
    offset: int
    key: bytes
    value: bytes
    headers: tuple[tuple[str, bytes], ...]


@dataclass
class Entry:
    """One entry, before it is laid out as a record and a row."""

    kind: int
    body: bytes
    home: bytes = NO_HOME
    subject: bytes = b""
    receipt: bytes | None = None
    revision: int = 0
    audience: int = 0
    care_date: date | None = None
    amounts: tuple[int, int, int] = (0, 0, 0)
    vector: tuple[int, int, int, int] = (0, 0, 0, 0)
    basis: int | None = None
    """None = as the revision."""


def headers_of(entry: Entry, partition: int, seq: int) -> tuple[tuple[str, bytes], ...]:
    """Headers of the published record."""
    vector = [message([(1, topic), (2, offset)]) for topic, offset in zip(TOPICS, entry.vector, strict=True)]
    position = message([(1, 1), (2, partition), (3, seq), (4, seq - 1), (5, vector)])
    headers = [
        ("ce_specversion", b"1.0"),
        ("ce_type", f"vitale.receipt.v1.{NAMES[entry.kind]}".encode()),
        ("ce_id", f"1-{partition}-{seq}".encode()),
        ("ce_subject", entry.subject.hex().encode()),
        ("ledger-position", position),
    ]
    if entry.kind in {1, 7}:
        headers.append(("audience", str(entry.audience).encode()))
    return tuple(headers)


def value_of(entry: Entry) -> bytes:
    """Value of the published record, and payload of the row."""
    return SEAL + message([(entry.kind, [entry.body])])


def vector_of(entry: Entry) -> bytes:
    """Vector as it is stored."""
    return struct.pack(">B4q", 2, *entry.vector)
