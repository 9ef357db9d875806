"""Flaws planted in a clean history, as a wrong worker, broker or database would leave them."""

import dataclasses
import random
from collections.abc import Callable
from typing import Any

from tests.checker.wire_writer import message
from tools.checker.check import History
from tools.checker.dump import EntryRow
from tools.checker.log import CLAIM, CONTROL, RECEIPT, RIGHTS, Raw
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
)
TOTALS = (
    "price_cents",
    "amo_paid_cents",
    "local_scheme_cents",
    "amc_cents",
    "patient_cents",
    "participation_year_cents",
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
        columns["amo_cents"] = receipt.amo_paid_cents + receipt.local_scheme_cents
        columns |= {"amc_cents": receipt.amc_cents, "patient_cents": receipt.patient_cents}
        columns |= {"revision": receipt.revision, "basis": receipt.basis, "audience": receipt.audience}
    return with_record(with_row(history, seat, **columns), seat, value=value)


def _edit(rng: random.Random, history: History, outcome: str, edit: Callable[[Any], None]) -> History:
    seat = rng.choice(seats(history, outcome))
    event = event_at(history, seat)
    edit(getattr(event, outcome))
    return with_event(history, seat, event)


def one_cent_on_a_line(rng: random.Random, history: History) -> History:
    """One amount of one line is a cent off."""

    def edit(receipt: pb.ReceiptIssued) -> None:
        line, name = rng.choice(receipt.lines), rng.choice(LINE_AMOUNTS)
        setattr(line, name, getattr(line, name) + rng.choice((-1, 1)))

    return _edit(rng, history, "receipt_issued", edit)


def one_cent_on_a_contract(rng: random.Random, history: History) -> History:
    """What the complementary contract pays on a line is a cent off."""

    def edit(receipt: pb.ReceiptIssued) -> None:
        receipt.lines[0].amc_cents[0] += rng.choice((-1, 1))

    return _edit(rng, history, "receipt_issued", edit)


def one_cent_on_a_total(rng: random.Random, history: History) -> History:
    """One total of a receipt is a cent off."""

    def edit(receipt: pb.ReceiptIssued) -> None:
        name = rng.choice(TOTALS)
        setattr(receipt, name, getattr(receipt, name) + rng.choice((-1, 1)))

    return _edit(rng, history, "receipt_issued", edit)


def one_cent_moved(rng: random.Random, history: History) -> History:
    """A cent moves from the patient to AMO, on the line and in the totals: every sum still holds."""

    def edit(receipt: pb.ReceiptIssued) -> None:
        for part in (receipt, receipt.lines[0]):
            part.amo_paid_cents += 1
            part.patient_cents -= 1

    return _edit(rng, history, "receipt_issued", edit)


def another_reason(rng: random.Random, history: History) -> History:
    """One reason of one line says something else."""

    def edit(receipt: pb.ReceiptIssued) -> None:
        reason = rng.choice(receipt.lines[0].reasons)
        name = rng.choice(("code", "amount", "effect_cents", "parameter", "in_force_day"))
        setattr(reason, name, "other" if name == "parameter" else getattr(reason, name) + 1)

    return _edit(rng, history, "receipt_issued", edit)


def a_reason_less(rng: random.Random, history: History) -> History:
    """One reason is missing."""

    def edit(receipt: pb.ReceiptIssued) -> None:
        del receipt.lines[0].reasons[rng.randrange(len(receipt.lines[0].reasons))]

    return _edit(rng, history, "receipt_issued", edit)


def another_use(rng: random.Random, history: History) -> History:
    """The receipt names a use it did not take."""

    def edit(receipt: pb.ReceiptIssued) -> None:
        receipt.uses.add(counter=1, scope="751234567", day=20_000, amount_cents=200, audience=pb.AUDIENCE_FAMILY)

    return _edit(rng, history, "receipt_issued", edit)


def another_fact(rng: random.Random, history: History) -> History:
    """A fact of the receipt that is no amount is wrong."""

    def edit(receipt: pb.ReceiptIssued) -> None:
        name, value = rng.choice(
            (
                ("rules_version", "1-000000000000"),
                ("rights_revision", 77),
                ("revision", 2),
                ("basis", 2),
                ("audience", pb.AUDIENCE_SUBJECT_ONLY),
                ("third_party_payment", not receipt.third_party_payment),
                ("claim_version", 2),
                ("professional_kind", "specialist"),
                ("accepted_at_us", 1),
                ("opener_subject_id", rng.randbytes(16)),
            )
        )
        setattr(receipt, name, value)

    return _edit(rng, history, "receipt_issued", edit)


def another_answer(rng: random.Random, history: History) -> History:
    """A refusal, a wait, a parked or an ignored record has another reason."""
    field = {
        "claim_rejected": "code",
        "record_parked": rng.choice(("reason", "detail")),
        "record_ignored": "reason",
        "record_applied": "effect",
        "claim_waiting": "rights_revision",
    }
    outcome, name = rng.choice(list(field.items()))
    wrong: Any = 99 if name == "rights_revision" else "OTHER"
    return _edit(rng, history, outcome, lambda message: setattr(message, name, wrong))


def a_refusal_instead_of_a_receipt(rng: random.Random, history: History) -> History:
    """A claim that has a receipt coming is refused."""
    seat = rng.choice(seats(history, "receipt_issued"))
    receipt = event_at(history, seat).receipt_issued
    refused = pb.ClaimRejected(
        receipt_id=receipt.receipt_id, code="NO_RIGHTS", issuer=receipt.issuer, claim_id=receipt.claim_id
    )
    changed = with_event(history, seat, pb.LedgerEvent(claim_rejected=refused))
    nothing = {"revision": 0, "basis": 0, "audience": 0, "care_date": None, "amo_cents": 0, "amc_cents": 0}
    return with_row(changed, seat, kind=2, patient_cents=0, **nothing)


def receipts_swapped(rng: random.Random, history: History) -> History:
    """Two subjects got each other's receipt."""
    mine = rng.choice(seats(history, "receipt_issued"))
    subject = event_at(history, mine).receipt_issued.subject_id
    others = [s for s in seats(history, "receipt_issued") if event_at(history, s).receipt_issued.subject_id != subject]
    other = rng.choice(others)
    one, two = event_at(history, mine), event_at(history, other)
    return with_event(with_event(history, mine, two), other, one)


def subjects_swapped(rng: random.Random, history: History) -> History:
    """A receipt is addressed to somebody else."""

    def edit(receipt: pb.ReceiptIssued) -> None:
        receipt.subject_id = rng.randbytes(16)

    return _edit(rng, history, "receipt_issued", edit)


def order_swapped(rng: random.Random, history: History) -> History:
    """Two entries that follow one another changed places, vectors and seqs kept."""
    places = [
        (partition, seq)
        for partition, seq in seats(history, "receipt_issued")
        if seq < len(history.log[RECEIPT, partition])
    ]
    partition, seq = rng.choice(places)
    one, two = record_at(history, (partition, seq)), record_at(history, (partition, seq + 1))
    changed = with_record(history, (partition, seq), key=two.key, value=two.value)
    changed = with_record(changed, (partition, seq + 1), key=one.key, value=one.value)
    mine, other = row_at(history, (partition, seq)), row_at(history, (partition, seq + 1))
    kept = {"seq", "vector"}
    taken = {f.name: getattr(other, f.name) for f in dataclasses.fields(other) if f.name not in kept}
    given = {f.name: getattr(mine, f.name) for f in dataclasses.fields(mine) if f.name not in kept}
    return with_row(with_row(changed, (partition, seq), **taken), (partition, seq + 1), **given)


def _any_seat(rng: random.Random, history: History) -> Seat:
    row = rng.choice(list(history.dump.entries))
    return row.partition, row.seq


def publication_missing(rng: random.Random, history: History) -> History:
    """An entry was committed and never published."""
    partition, seq = _any_seat(rng, history)
    records = history.log[RECEIPT, partition]
    kept = [dataclasses.replace(r, offset=at) for at, r in enumerate(records[: seq - 1] + records[seq:])]
    return with_log(history, (RECEIPT, partition), tuple(kept))


def seq_gap(rng: random.Random, history: History) -> History:
    """An entry is nowhere: neither stored nor published."""
    seat = _any_seat(rng, history)
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
    seat = _any_seat(rng, history)
    record = record_at(history, seat)
    position = _position(record)
    rng.choice(position.vector).next_offset += rng.choice((-1, 1))
    packed = b"\x01" + b"".join(o.next_offset.to_bytes(8, "big", signed=True) for o in position.vector)
    return with_record(with_row(history, seat, vector=packed), seat, headers=_repositioned(record, position))


def position_altered(rng: random.Random, history: History) -> History:
    """prev_seq, partition or seq of a position is wrong."""
    seat = _any_seat(rng, history)
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


def input_changed(rng: random.Random, history: History) -> History:
    """A claim in the topic says another price than the one that was settled."""
    place = rng.choice([place for place in history.log if place[0] == CLAIM])
    records = list(history.log[place])
    values = [record.value or b"" for record in records]
    issued = {event_at(history, seat).receipt_issued.claim_id for seat in seats(history, "receipt_issued")}
    # Only the first sending of a claim that got a receipt leaves a trace of its day of care.
    firsts = [at for at, value in enumerate(values) if value not in values[:at]]
    at = rng.choice([at for at in firsts if any(name.encode() in values[at] for name in issued)])
    value = records[at].value or b""
    body = value.replace(b"2026-", b"2025-")
    records[at] = dataclasses.replace(records[at], value=body)
    return with_log(history, place, tuple(records))


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
    name = rng.choice(("years", "heads", "rights", "guarantees", "waiting", "parked"))
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
            ("parked", "value", b"other"),
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


MUTANTS: tuple[Mutant, ...] = (
    one_cent_on_a_line,
    one_cent_on_a_contract,
    one_cent_on_a_total,
    one_cent_moved,
    another_reason,
    a_reason_less,
    another_use,
    another_fact,
    another_answer,
    a_refusal_instead_of_a_receipt,
    receipts_swapped,
    subjects_swapped,
    order_swapped,
    publication_missing,
    seq_gap,
    vector_altered,
    position_altered,
    header_altered,
    published_twice_differently,
    claim_doubled,
    claim_lost,
    input_missing,
    input_changed,
    acknowledged_and_gone,
    refused_and_present,
    column_altered,
    identity_altered,
    counter_altered,
    state_row_missing,
    state_row_altered,
    wait_never_ended,
)
