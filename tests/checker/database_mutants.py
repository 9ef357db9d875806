"""Flaws in what the database and the intent log hold."""

import dataclasses
import random
from typing import Any

from tests.checker.planting import row_at, seats, with_log, with_row, with_rows
from tests.checker.wire_writer import message
from tools.checker.check import History
from tools.checker.log import RECEIPT
from vitale.receipt.v1 import receipt_pb2 as pb


def acknowledged_and_gone(rng: random.Random, history: History) -> History:
    """A practice holds a positive acknowledgement for a claim that is nowhere."""
    assert history.intents is not None
    ghost = dataclasses.replace(rng.choice(history.intents), claim_id="F99999")
    return dataclasses.replace(history, intents=[*history.intents, ghost])


def refused_and_present(rng: random.Random, history: History) -> History:
    """A practice was told no, and the claim was settled."""
    assert history.intents is not None
    at = rng.randrange(len(history.intents))
    intents = [dataclasses.replace(i, result="fail") if n == at else i for n, i in enumerate(history.intents)]
    return dataclasses.replace(history, intents=intents)


def column_altered(rng: random.Random, history: History) -> History:
    """A column of an entry row differs from its message."""
    seat = rng.choice(seats(history, "receipt_issued"))
    row = row_at(history, seat)
    name = rng.choice(("amo_cents", "amc_cents", "patient_cents", "revision", "basis", "kind", "audience", "dek_id"))
    return with_row(history, seat, **{name: getattr(row, name) + 1})


def identity_altered(rng: random.Random, history: History) -> History:
    """An identifier or the payload of an entry row differs from what was published."""
    seat = rng.choice(seats(history, "receipt_issued"))
    name = rng.choice(("home_id", "subject_id", "receipt_id", "vector", "payload"))
    value = bytearray(getattr(row_at(history, seat), name))
    value[rng.randrange(len(value))] ^= 1 << rng.randrange(8)
    return with_row(history, seat, **{name: bytes(value)})


def counter_altered(rng: random.Random, history: History) -> History:
    """A counter row lost a use, got one twice, or holds another amount."""
    rows = list(history.dump.years)
    at = rng.randrange(len(rows))
    year = pb.SubjectYear.FromString(rows[at].body)
    match rng.randrange(3):
        case 0:
            del year.uses[rng.randrange(len(year.uses))]
        case 1:
            year.uses.append(rng.choice(year.uses))
        case _:
            rng.choice(year.uses).amount_cents += rng.choice((-1, 1))
    rows[at] = dataclasses.replace(rows[at], body=year.SerializeToString(deterministic=True))
    return with_rows(history, years=rows)


def state_row_missing(rng: random.Random, history: History) -> History:
    """A row of the state is missing."""
    kept = ("years", "heads", "rights", "guarantees", "waiting", "versions_waiting", "parked")
    name = rng.choice((*kept, "settlements", "settlements_waiting"))
    rows = list(getattr(history.dump, name))
    del rows[rng.randrange(len(rows))]
    return with_rows(history, **{name: rows})


def state_row_altered(rng: random.Random, history: History) -> History:
    """A row of the state holds something else."""
    table, column, value = rng.choice(
        (
            ("heads", "last_seq", 9999),
            ("heads", "content_hash", bytes(32)),
            ("heads", "revision", 7),
            ("rights", "revision", 99),
            ("rights", "body", message([(1, "other")])),
            ("guarantees", "body", b"other"),
            ("waiting", "needs_revision", 55),
            ("waiting", "seq", 9999),
            ("waiting", "body", message([(1, "F00000")])),
            ("heads", "version", 9),
            ("versions_waiting", "body", message([(1, "F00000")])),
            ("versions_waiting", "content_hash", bytes(32)),
            ("versions_waiting", "seq", 9999),
            ("versions_waiting", "source_offset", 9999),
            ("parked", "value", b"other"),
            ("settlements", "body", b"other"),
            ("settlements", "content_hash", bytes(32)),
            ("settlements_waiting", "body", b"other"),
            ("parked", "key", bytes(16)),
            ("parked", "reason", "OTHER"),
            ("parked", "resolved_seq", 3),
            ("ledger", "next_seq", 1),
            ("ledger", "published_seq", 10_000),
            ("ledger", "rules_version", "1-000000000000"),
            ("ledger", "halted", "why"),
            ("progress", "next_offset", 1),
        )
    )
    rows: list[Any] = list(getattr(history.dump, table))
    at = rng.randrange(len(rows))
    rows[at] = dataclasses.replace(rows[at], **{column: value})
    return with_rows(history, **{table: rows})


def wait_never_ended(rng: random.Random, history: History) -> History:
    """The last entry of a partition is missing everywhere although its record was consumed by the one before."""
    partition = rng.choice(history.dump.ledger).partition
    records = history.log[RECEIPT, partition][:-1]
    entries = [r for r in history.dump.entries if (r.partition, r.seq) != (partition, len(records) + 1)]
    ledger = [
        dataclasses.replace(r, next_seq=len(records) + 1, published_seq=len(records)) if r.partition == partition else r
        for r in history.dump.ledger
    ]
    return with_rows(with_log(history, (RECEIPT, partition), records), entries=entries, ledger=ledger)
