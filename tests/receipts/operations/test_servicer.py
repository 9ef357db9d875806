"""The desk's face: operators only, wrong fields by name, decisions sent once and logged with who took them."""

import dataclasses
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from chassis.errors import DomainError
from contracts.envelope import header, open_value
from contracts.topics import CLAIM, CONTROL
from receipts.operations.books import PartitionBook
from receipts.operations.parked import ParkedName
from receipts.operations.rehearsal import Rehearsed
from tests.receipts.operations.desk import Desk
from tests.receipts.operations.writers import HEADERS, KEY, parked_event, parked_record
from vitale.control.v1.control_pb2 import ControlRecord
from vitale.operations.v1 import operations_service_pb2 as pb
from vitale.receipt.v1.receipt_pb2 import ClaimRejected, LedgerEvent, ReceiptIssued

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def desk() -> AsyncIterator[Desk]:
    made = Desk()
    async with made.opened():
        yield made


REQUESTS = (
    ("GetStatus", pb.GetStatusRequest()),
    ("ListWaiting", pb.ListWaitingRequest()),
    ("ListParked", pb.ListParkedRequest()),
    ("GetParked", pb.GetParkedRequest(name="1-3-5")),
    ("DryRunParked", pb.DryRunParkedRequest(name="1-3-5")),
    ("RedriveParked", pb.RedriveParkedRequest(names=["1-3-5"])),
    ("ResumePartition", pb.ResumePartitionRequest(partition=3, note="looked")),
)


@pytest.mark.parametrize(("method", "request_"), REQUESTS, ids=[name for name, _ in REQUESTS])
@pytest.mark.parametrize("role", ["insured", "practice", "scheme", "service"])
async def test_nobody_but_an_operator_sees_or_decides(desk: Desk, method: str, request_: Any, role: str) -> None:
    desk.park(parked_record(5))
    with pytest.raises(DomainError, match="PERMISSION_DENIED"):
        await desk.ask(method, request_, role=role)
    assert desk.publisher.records == []
    assert desk.rehearsal.asked == []


async def test_every_method_of_the_service_stands_in_this_table() -> None:
    service = pb.DESCRIPTOR.services_by_name["OperationsService"]
    assert {method.name for method in service.methods} == {name for name, _ in REQUESTS}


async def test_a_record_is_explained_by_reason_field_and_fix_and_names_no_person(desk: Desk) -> None:
    desk.park(parked_record(5, detail="tariff.VG"))
    found = await desk.ask("GetParked", pb.GetParkedRequest(name="1-3-5"))
    assert (found.record.reason, found.record.field, found.record.age_s) == ("NOT_ESTABLISHED", "tariff.VG", 90.0)
    assert "add it with its source to the tables" in found.record.fix
    assert (found.practice_id, found.claim_id, found.key_bytes) == ("RPPS:90000000001", "T-5", 16)
    assert {one.name: one.value for one in found.headers}["ce_subject"] == ""
    (listed,) = (await desk.ask("ListParked", pb.ListParkedRequest())).records
    assert listed == found.record
    for secret in (b"CAMILLE", b"299017510900123", b"ab" * 16, KEY):
        assert secret not in found.SerializeToString()


async def test_a_record_driven_again_says_what_it_became(desk: Desk) -> None:
    desk.park(dataclasses.replace(parked_record(5), resolved_seq=9))
    desk.books.events[ParkedName(1, 3, 9)] = LedgerEvent(claim_rejected=ClaimRejected(code="NO_RIGHTS"))
    found = await desk.ask("GetParked", pb.GetParkedRequest(name="1-3-5"))
    assert (found.record.resolved_seq, found.became.outcome, found.became.reason) == (9, "rejected", "NO_RIGHTS")
    assert not (await desk.ask("ListParked", pb.ListParkedRequest())).records
    assert (await desk.ask("ListParked", pb.ListParkedRequest(everything=True))).records


async def test_a_dry_run_tells_amounts_or_why_it_would_be_set_aside_and_sends_nothing(desk: Desk) -> None:
    desk.park(parked_record(5))
    issued = ReceiptIssued(price_cents=3000, amo_paid_cents=1900, amc_cents=600, patient_cents=500)
    desk.rehearsal.answer = Rehearsed(LedgerEvent(receipt_issued=issued), 2, "halted", "3-ab")
    found = await desk.ask("DryRunParked", pb.DryRunParkedRequest(name="1-3-5"))
    assert (found.became.outcome, found.became.amo_cents, found.became.patient_cents) == ("issued", 1900, 500)
    assert (found.became.moves, found.held_by, found.rules_version) == (2, "halted", "3-ab")
    desk.rehearsal.answer = Rehearsed(parked_event(5, "RULES_RAISED"), 0, "", "3-ab")
    found = await desk.ask("DryRunParked", pb.DryRunParkedRequest(name="1-3-5"))
    assert (found.became.outcome, found.became.reason) == ("parked", "RULES_RAISED")
    assert found.became.fix
    desk.rehearsal.answer = Rehearsed(None, 0, "no_rules", "")
    assert not (await desk.ask("DryRunParked", pb.DryRunParkedRequest(name="1-3-5"))).HasField("became")
    assert desk.publisher.records == []


async def test_a_redrive_sends_the_original_bytes_once_and_names_what_it_repeats(desk: Desk) -> None:
    desk.park(parked_record(5))
    with capture_logs() as logs:
        answer = await desk.ask("RedriveParked", pb.RedriveParkedRequest(names=["1-3-5"]))
    (record,) = desk.publisher.records
    assert answer.sent == 1
    assert (record.topic, record.partition, record.key, record.value) == (CLAIM.name, 3, KEY, parked_record(5).value)
    assert record.headers == (*HEADERS[:2], ("redrive-of", b"1-3-5"))
    said = [(one["operator"], one["record"]) for one in logs if one["event"] == "parked_redriven"]
    assert said == [("night-shift", "1-3-5")]


async def test_of_several_records_all_are_sent_or_none(desk: Desk) -> None:
    desk.park(parked_record(5))
    desk.park(dataclasses.replace(parked_record(6), resolved_seq=9))
    wrong = await desk.refused("RedriveParked", pb.RedriveParkedRequest(names=["1-3-5", "1-3-6"]))
    assert wrong == ("INVALID_ARGUMENT", [("names[1]", "ALREADY_REDRIVEN")])
    wrong = await desk.refused("RedriveParked", pb.RedriveParkedRequest(names=["1-3-5", "everything"]))
    assert wrong == ("INVALID_ARGUMENT", [("names[1]", "FORM")])
    assert (await desk.refused("RedriveParked", pb.RedriveParkedRequest()))[1] == [("names", "COUNT")]
    assert (await desk.refused("RedriveParked", pb.RedriveParkedRequest(names=["1-3-77"])))[0] == "NOT_FOUND"
    assert desk.publisher.records == []


async def test_a_resume_sends_the_decision_in_the_operators_name_to_that_partition_only(desk: Desk) -> None:
    desk.books.books[7] = PartitionBook(7, halted="20 in a row")
    with capture_logs() as logs:
        await desk.ask("ResumePartition", pb.ResumePartitionRequest(partition=7, note=" producer mended "))
    (record,) = desk.publisher.records
    assert (record.topic, record.partition, record.key) == (CONTROL.name, 7, bytes(16))
    decision = ControlRecord.FromString(open_value(record.value))
    assert (decision.issued_by, decision.clear_halt.note) == ("operator:night-shift", "producer mended")
    assert header(record.headers, "ce_type") == b"vitale.control.v1.ControlRecord"
    said = [(one["operator"], one["partition"]) for one in logs if one["event"] == "partition_resumed"]
    assert said == [("night-shift", 7)]


async def test_a_resume_of_nothing_or_without_a_note_is_refused_by_field(desk: Desk) -> None:
    desk.books.books[7] = PartitionBook(7, halted="20 in a row")
    desk.books.books[8] = PartitionBook(8)
    cases = {
        (7, " x "): ("note", "LENGTH"),
        (7, "x" * 501): ("note", "LENGTH"),
        (8, "looked"): ("partition", "NOT_HALTED"),
        (24, "looked"): ("partition", "OUT_OF_RANGE"),
    }
    for (partition, note), expected in cases.items():
        request = pb.ResumePartitionRequest(partition=partition, note=note)
        assert await desk.refused("ResumePartition", request) == ("INVALID_ARGUMENT", [expected])
    assert desk.publisher.records == []


async def test_a_broker_that_is_away_is_told_and_nothing_is_said_to_be_done(desk: Desk) -> None:
    desk.park(parked_record(5))
    desk.publisher.down = True
    with capture_logs() as logs:
        refused = await desk.refused("RedriveParked", pb.RedriveParkedRequest(names=["1-3-5"]))
    assert refused[0] == "UNAVAILABLE"
    assert "parked_redriven" not in {one["event"] for one in logs}


async def test_a_list_longer_than_the_desk_gives_is_refused(desk: Desk) -> None:
    for method, request in (
        ("ListParked", pb.ListParkedRequest(limit=501)),
        ("ListWaiting", pb.ListWaitingRequest(limit=501)),
    ):
        assert await desk.refused(method, request) == ("INVALID_ARGUMENT", [("limit", "OUT_OF_RANGE")])
