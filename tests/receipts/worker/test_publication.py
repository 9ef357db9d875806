"""What an entry becomes on the topics: its payload as stored, its place in headers, the raw record for operators."""

import struct
from datetime import date

import pytest

from contracts.envelope import TRACEPARENT, header, seal
from contracts.topics import CLAIM, CONTROL, LEDGER_INPUTS, RECEIPT, RIGHTS, SETTLEMENT
from receipts.ledger import entry as entries
from receipts.ledger.entry import DeadLetter, Entry, pack_vector
from receipts.worker.publication import dead_letter_record, receipt_record, records_of
from tests.receipts.ledger.conftest import Ledger
from tests.receipts.ledger.log import CAMILLE, HOME, PARTITION, a_claim, some_rights
from tests.receipts.worker.waiting import position_of, seqs_of
from vitale.receipt.v1 import receipt_pb2 as pb

TRACE = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
NAMES = [topic.name for topic in LEDGER_INPUTS]
LETTER = DeadLetter(
    CLAIM.name, 41, 1_700_000_000_123, "NOT_ESTABLISHED", "visit.tariff", "Oops", None, None, (("ce_id", b"9"),)
)
ENTRIES = {
    "ReceiptIssued": entries.issued(
        pb.ReceiptIssued(subject_id=CAMILLE, receipt_id=b"R" * 16),
        HOME,
        care_date=date(2025, 3, 3),
        audience=2,
        traceparent=TRACE,
    ),
    "ClaimRejected": entries.rejected(pb.ClaimRejected(code="NO_RIGHTS"), HOME, CAMILLE),
    "ClaimWaiting": entries.waiting(pb.ClaimWaiting(rights_revision=2), HOME, CAMILLE),
    "RecordParked": entries.parked(LETTER),
    "RecordApplied": entries.applied(CONTROL.name, "activate"),
    "RecordIgnored": entries.ignored(RIGHTS.name, "SAME_CONTENT", home_id=HOME, subject_id=CAMILLE),
    "SettlementRecorded": entries.settled(
        pb.SettlementRecorded(subject_id=CAMILLE, receipt_id=b"R" * 16, revision=2), HOME, audience=2
    ),
}


def placed(entry: Entry, seq: int = 300) -> Entry:
    """With a place in the ledger."""
    entry.partition, entry.seq = PARTITION, seq
    entry.vector = pack_vector({CLAIM.name: 1000, CONTROL.name: 0, RIGHTS.name: 7, SETTLEMENT.name: 9})
    return entry


@pytest.mark.parametrize("outcome", list(ENTRIES))
def test_every_kind_of_entry_is_published_under_the_name_of_its_outcome(outcome: str) -> None:
    record = receipt_record(2, placed(ENTRIES[outcome]))
    event = pb.LedgerEvent.FromString(record.value[2:])
    field = event.WhichOneof("outcome")
    assert field is not None
    assert getattr(event, field).DESCRIPTOR.name == outcome
    assert header(record.headers, "ce_type") == f"vitale.receipt.v1.{outcome}".encode()
    assert header(record.headers, "ce_id") == b"2-3-300"
    assert header(record.headers, "ce_source") == b"receipts"
    assert (record.topic, record.partition, record.value) == (RECEIPT.name, PARTITION, ENTRIES[outcome].payload)


def test_the_position_names_the_seq_before_and_every_input_in_name_order() -> None:
    position = position_of(receipt_record(2, placed(ENTRIES["RecordApplied"])))
    assert (position.generation, position.partition, position.seq, position.prev_seq) == (2, PARTITION, 300, 299)
    assert [(slot.topic, slot.next_offset) for slot in position.vector] == list(
        zip(NAMES, (1000, 0, 7, 9), strict=True)
    )


def test_an_entry_of_before_settlements_is_published_again_with_the_inputs_of_its_time() -> None:
    entry = placed(ENTRIES["RecordApplied"])
    entry.vector = struct.pack(">B3q", 1, 5, 6, 7)
    found = [(slot.topic, slot.next_offset) for slot in position_of(receipt_record(2, entry)).vector]
    assert found == list(zip(NAMES[:3], (5, 6, 7), strict=True))


def test_one_position_does_not_stay_in_the_next() -> None:
    first = receipt_record(9, placed(ENTRIES["RecordApplied"], seq=5))
    after = position_of(receipt_record(1, placed(ENTRIES["RecordIgnored"], seq=1)))
    assert position_of(first).seq == 5
    assert (after.generation, after.seq, after.prev_seq) == (1, 1, 0)


def test_who_may_see_a_receipt_is_in_a_header_and_on_nothing_else() -> None:
    shown = {name: header(receipt_record(1, placed(entry)).headers, "audience") for name, entry in ENTRIES.items()}
    assert shown == {name: b"2" if name in {"ReceiptIssued", "SettlementRecorded"} else None for name in ENTRIES}


def test_an_entry_about_a_person_is_keyed_by_home_and_one_about_nobody_by_zeros() -> None:
    about, nobody = (
        receipt_record(1, placed(ENTRIES["ClaimWaiting"])),
        receipt_record(1, placed(ENTRIES["RecordParked"])),
    )
    assert (about.key, header(about.headers, "ce_subject")) == (HOME, CAMILLE.hex().encode())
    assert (nobody.key, header(nobody.headers, "ce_subject")) == (bytes(16), None)


def test_the_trace_of_a_claim_is_carried_through() -> None:
    assert header(receipt_record(1, placed(ENTRIES["ReceiptIssued"])).headers, TRACEPARENT) == TRACE
    assert header(receipt_record(1, placed(ENTRIES["ClaimWaiting"])).headers, TRACEPARENT) is None


def test_a_dead_letter_is_the_raw_record_with_its_own_headers_first_and_then_why() -> None:
    record = dead_letter_record(2, placed(ENTRIES["RecordParked"]))
    assert record is not None
    assert (record.topic, record.partition, record.key, record.value) == (f"{CLAIM.name}.dlq", 0, b"", b"")
    assert record.headers == (
        ("ce_id", b"9"),
        ("dlq-reason", b"NOT_ESTABLISHED"),
        ("dlq-detail", b"visit.tariff"),
        ("dlq-stack-class", b"Oops"),
        ("dlq-topic", CLAIM.name.encode()),
        ("dlq-partition", b"3"),
        ("dlq-offset", b"41"),
        ("dlq-timestamp-ms", b"1700000000123"),
        ("dlq-entry", b"2-3-300"),
    )


def test_only_what_was_set_aside_has_a_dead_letter() -> None:
    with_letter = {name for name, entry in ENTRIES.items() if dead_letter_record(1, placed(entry)) is not None}
    assert with_letter == {"RecordParked"}


@pytest.mark.integration
@pytest.mark.asyncio
async def test_what_is_published_again_after_a_crash_equals_what_was_published_first(ledger: Ledger) -> None:
    await ledger.activated()
    outcome = await ledger.apply(
        ledger.log.rights(some_rights()),
        ledger.log.claim(a_claim("F1")),
        ledger.log.claim(a_claim("F2", rights_revision=2)),
        ledger.log.raw(CLAIM, b"junk", headers=(("ce_id", b"9"), ("raw", b"\xff\x00"))),
        ledger.log.raw(CLAIM, None, key=None),
        ledger.log.claim(a_claim("F3", subject_id=b"N" * 16, rights_revision=0)),
        ledger.log.rights(some_rights()),
    )
    first = records_of(ledger.generation, outcome.entries[PARTITION])
    acquired = (await ledger.processor.acquire([PARTITION]))[PARTITION]
    again = records_of(ledger.generation, acquired.unpublished)
    assert len(first) == 7 + 2
    assert [r for r in again if position_of(r).seq != 1] == first
    assert seqs_of(again, PARTITION) == list(range(1, 9)), "the activation of the flush before was not published either"


@pytest.mark.integration
@pytest.mark.asyncio
async def test_a_receipt_published_again_lacks_nothing_but_the_trace_of_its_claim(ledger: Ledger) -> None:
    await ledger.activated()
    await ledger.apply(ledger.log.rights(some_rights()))
    value = seal(a_claim().SerializeToString())
    outcome = await ledger.apply(ledger.log.raw(CLAIM, value, headers=((TRACEPARENT, TRACE),)))
    (first,) = records_of(ledger.generation, outcome.entries[PARTITION])
    acquired = (await ledger.processor.acquire([PARTITION]))[PARTITION]
    again = records_of(ledger.generation, acquired.unpublished)[-1]
    assert set(first.headers) - set(again.headers) == {(TRACEPARENT, TRACE)}
    assert set(again.headers) <= set(first.headers)
    assert (again.key, again.value) == (first.key, first.value)
