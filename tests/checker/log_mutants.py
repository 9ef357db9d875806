"""Flaws in what the topics hold: records missing, doubled, moved or changed."""

import dataclasses
import random

from google.protobuf.message import DecodeError

from tests.checker.planting import (
    SEAL,
    Seat,
    any_seat,
    event_at,
    record_at,
    row_at,
    seats,
    with_log,
    with_record,
    with_row,
    with_rows,
)
from tools.checker.check import History
from tools.checker.log import CLAIM, CONTROL, RECEIPT, RIGHTS, Raw
from vitale.claim.v1.claim_pb2 import Claim
from vitale.receipt.v1 import receipt_pb2 as pb


def publication_missing(rng: random.Random, history: History) -> History:
    """An entry was committed and never published."""
    partition, seq = any_seat(rng, history)
    records = history.log[RECEIPT, partition]
    kept = [dataclasses.replace(r, offset=at) for at, r in enumerate(records[: seq - 1] + records[seq:])]
    return with_log(history, (RECEIPT, partition), tuple(kept))


def seq_gap(rng: random.Random, history: History) -> History:
    """An entry is nowhere: neither stored nor published."""
    seat = any_seat(rng, history)
    changed = publication_missing_at(history, seat)
    return with_rows(changed, entries=[r for r in history.dump.entries if (r.partition, r.seq) != seat])


def publication_missing_at(history: History, seat: Seat) -> History:
    """The record of one seat is missing."""
    records = history.log[RECEIPT, seat[0]]
    return with_log(history, (RECEIPT, seat[0]), records[: seat[1] - 1] + records[seat[1] :])


def _repositioned(record: Raw, position: pb.LedgerPosition) -> tuple[tuple[str, bytes], ...]:
    written = position.SerializeToString(deterministic=True)
    return tuple((name, written if name == "ledger-position" else value) for name, value in record.headers)


def _position(record: Raw) -> pb.LedgerPosition:
    header = record.header("ledger-position")
    assert header is not None
    return pb.LedgerPosition.FromString(header)


def vector_altered(rng: random.Random, history: History) -> History:
    """One place of one vector is off by one, published and stored alike."""
    seat = any_seat(rng, history)
    record = record_at(history, seat)
    position = _position(record)
    rng.choice(position.vector).next_offset += rng.choice((-1, 1))
    packed = b"\x02" + b"".join(o.next_offset.to_bytes(8, "big", signed=True) for o in position.vector)
    return with_record(with_row(history, seat, vector=packed), seat, headers=_repositioned(record, position))


def position_altered(rng: random.Random, history: History) -> History:
    """prev_seq, partition or seq of a position is wrong."""
    seat = any_seat(rng, history)
    record = record_at(history, seat)
    position = _position(record)
    name = rng.choice(("prev_seq", "partition", "seq"))
    setattr(position, name, getattr(position, name) + 1)
    return with_record(history, seat, headers=_repositioned(record, position))


def header_altered(rng: random.Random, history: History) -> History:
    """A header that routes, or the key, is wrong."""
    seat = rng.choice(seats(history, "receipt_issued"))
    record = record_at(history, seat)
    name = rng.choice(("ce_subject", "ce_type", "ce_id", "audience", "key"))
    if name == "key":
        return with_record(history, seat, key=rng.randbytes(16))
    headers = tuple((key, b"9" if key == name else value) for key, value in record.headers)
    return with_record(history, seat, headers=headers)


def published_twice_differently(rng: random.Random, history: History) -> History:
    """A seq was published again with other bytes."""
    seat = rng.choice(seats(history, "receipt_issued"))
    event = event_at(history, seat)
    event.receipt_issued.patient_cents += 1
    records = history.log[RECEIPT, seat[0]]
    again = dataclasses.replace(
        record_at(history, seat), offset=len(records), value=SEAL + event.SerializeToString(deterministic=True)
    )
    return with_log(history, (RECEIPT, seat[0]), (*records, again))


def claim_doubled(rng: random.Random, history: History) -> History:
    """The last entry of a partition is a receipt issued a second time, under a seq of its own."""
    seat = rng.choice(seats(history, "receipt_issued"))
    records = history.log[RECEIPT, seat[0]]
    seq = len(records) + 1
    position = _position(records[-1])
    position.seq, position.prev_seq = seq, seq - 1
    source = record_at(history, seat)
    named = tuple((n, f"1-{seat[0]}-{seq}".encode() if n == "ce_id" else v) for n, v in source.headers)
    again = dataclasses.replace(source, offset=len(records), headers=named)
    again = dataclasses.replace(again, headers=_repositioned(again, position))
    last = row_at(history, (seat[0], len(records)))
    row = dataclasses.replace(row_at(history, seat), seq=seq, vector=last.vector)
    changed = with_log(history, (RECEIPT, seat[0]), (*records, again))
    ledger = [
        dataclasses.replace(r, next_seq=seq + 1, published_seq=seq) if r.partition == seat[0] else r
        for r in history.dump.ledger
    ]
    return with_rows(changed, entries=[*history.dump.entries, row], ledger=ledger)


def claim_lost(rng: random.Random, history: History) -> History:
    """The ledger passed over the last record of a topic: no entry, but its offset is behind it."""
    topic, partition = rng.choice([place for place in history.log if place[0] in {CLAIM, CONTROL, RIGHTS}])
    records = history.log[topic, partition]
    more = dataclasses.replace(rng.choice(records), offset=len(records))
    moved = [
        dataclasses.replace(row, next_offset=row.next_offset + 1)
        if (row.topic, row.partition) == (topic, partition)
        else row
        for row in history.dump.progress
    ]
    return with_rows(with_log(history, (topic, partition), (*records, more)), progress=moved)


def input_missing(rng: random.Random, history: History) -> History:
    """The broker lost the end of an input that was consumed."""
    topic, partition = rng.choice([place for place in history.log if place[0] in {CLAIM, CONTROL, RIGHTS}])
    return with_log(history, (topic, partition), history.log[topic, partition][:-1])


def _names(value: bytes) -> tuple[str, int]:
    try:
        claim = Claim.FromString(value[len(SEAL) :])
    except DecodeError:
        return "", 0
    return claim.claim_id, claim.version


def input_changed(rng: random.Random, history: History) -> History:
    """A claim in the topic says another day of care than the one that was settled."""
    place = rng.choice([place for place in history.log if place[0] == CLAIM])
    records = list(history.log[place])
    values = [record.value or b"" for record in records]
    receipts = [event_at(history, seat).receipt_issued for seat in seats(history, "receipt_issued")]
    issued = {(receipt.claim_id, receipt.claim_version) for receipt in receipts}
    # Only the first sending of a version that got a receipt leaves a trace of its day of care.
    firsts = [at for at, value in enumerate(values) if value not in values[:at]]
    at = rng.choice([at for at in firsts if _names(values[at]) in issued])
    claim = Claim.FromString(values[at][len(SEAL) :])
    claim.care_date = f"{int(claim.care_date[:4]) - 2}{claim.care_date[4:]}"
    records[at] = dataclasses.replace(records[at], value=SEAL + claim.SerializeToString(deterministic=True))
    return with_log(history, place, tuple(records))
