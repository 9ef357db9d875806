"""How a flaw is planted: a history like another one, but for one record, row or event."""

import dataclasses
import random
from collections.abc import Callable
from typing import Any

from tools.checker.check import History
from tools.checker.dump import EntryRow
from tools.checker.log import RECEIPT, Raw
from vitale.receipt.v1 import receipt_pb2 as pb

SEAL = b"\x01\x00"
Mutant = Callable[[random.Random, History], History]
Seat = tuple[int, int]
"""(partition, seq)."""

LINE_AMOUNTS = (
    "price_cents",
    "base_cents",
    "rate_bp",
    "amo_gross_cents",
    "surcharge_cents",
    "participation_cents",
    "participation_deferred_cents",
    "local_scheme_cents",
    "amo_paid_cents",
    "patient_cents",
    "franchise_cents",
    "franchise_deferred_cents",
    "fee_cents",
)
TOTALS = (
    "price_cents",
    "amo_paid_cents",
    "local_scheme_cents",
    "amc_cents",
    "patient_cents",
    "participation_year_cents",
    "franchise_year_cents",
)


def event_at(history: History, seat: Seat) -> pb.LedgerEvent:
    """The published event."""
    value = record_at(history, seat).value
    assert value is not None
    return pb.LedgerEvent.FromString(value[2:])


def record_at(history: History, seat: Seat) -> Raw:
    """The published record."""
    return history.log[RECEIPT, seat[0]][seat[1] - 1]


def row_at(history: History, seat: Seat) -> EntryRow:
    """The stored row."""
    return next(row for row in history.dump.entries if (row.partition, row.seq) == seat)


def seats(history: History, outcome: str) -> list[Seat]:
    """Where events of a kind stand."""
    every = [(row.partition, row.seq) for row in history.dump.entries]
    return [seat for seat in every if event_at(history, seat).WhichOneof("outcome") == outcome]


def with_log(history: History, place: tuple[str, int], records: tuple[Raw, ...]) -> History:
    """Another log in one place."""
    return dataclasses.replace(history, log={**history.log, place: records})


def with_row(history: History, seat: Seat, **columns: Any) -> History:
    """Other columns of one entry row."""
    entries = [
        dataclasses.replace(row, **columns) if (row.partition, row.seq) == seat else row for row in history.dump.entries
    ]
    return with_rows(history, entries=entries)


def with_rows(history: History, **tables: Any) -> History:
    """Other rows."""
    return dataclasses.replace(history, dump=dataclasses.replace(history.dump, **tables))


def with_record(history: History, seat: Seat, **fields: Any) -> History:
    """Another published record."""
    records = list(history.log[RECEIPT, seat[0]])
    records[seat[1] - 1] = dataclasses.replace(records[seat[1] - 1], **fields)
    return with_log(history, (RECEIPT, seat[0]), tuple(records))


def with_event(history: History, seat: Seat, event: pb.LedgerEvent) -> History:
    """Another event, published and stored alike, as a ledger that computed wrong would leave it."""
    value = SEAL + event.SerializeToString(deterministic=True)
    columns: dict[str, Any] = {"payload": value}
    if event.HasField("receipt_issued"):
        receipt = event.receipt_issued
        columns["amo_cents"] = receipt.amo_paid_cents
        columns |= {"amc_cents": receipt.amc_cents, "patient_cents": receipt.patient_cents}
        columns |= {"revision": receipt.revision, "basis": receipt.basis, "audience": receipt.audience}
    return with_record(with_row(history, seat, **columns), seat, value=value)


def receipt_seats(history: History, of: Callable[[pb.ReceiptIssued], bool]) -> list[Seat]:
    """Where receipts of a kind stand."""
    return [seat for seat in seats(history, "receipt_issued") if of(event_at(history, seat).receipt_issued)]


def edited_receipt(
    rng: random.Random,
    history: History,
    of: Callable[[pb.ReceiptIssued], bool],
    edit: Callable[[pb.ReceiptIssued], None],
) -> History:
    """One receipt of a kind says something else, published and stored alike."""
    seat = rng.choice(receipt_seats(history, of))
    event = event_at(history, seat)
    edit(event.receipt_issued)
    return with_event(history, seat, event)


def edited(rng: random.Random, history: History, outcome: str, edit: Callable[[Any], None]) -> History:
    seat = rng.choice(seats(history, outcome))
    event = event_at(history, seat)
    edit(getattr(event, outcome))
    return with_event(history, seat, event)


def any_seat(rng: random.Random, history: History) -> Seat:
    row = rng.choice(list(history.dump.entries))
    return row.partition, row.seq
