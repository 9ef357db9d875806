"""The command line over the desk's own service: what it prints, what it sends, what it says when it cannot."""

import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from chassis.clock import FixedClock
from chassis.errors import DomainError
from chassis.grpc_client import channel
from chassis.kafka_positions import LogPlace
from contracts.topics import CLAIM
from receipts.operations.books import PartitionBook, Waiting
from receipts.operations.parked import ParkedName
from receipts.operations.rehearsal import Rehearsed
from tests.fakes.doors import Guard
from tests.receipts.operations.desk import Desk
from tests.receipts.operations.writers import KEY, NOW, offsets, parked_event, parked_record
from tools.ops.__main__ import main, parser
from tools.ops.commands import COMMANDS
from tools.ops.door import Door
from vitale.operations.v1.operations_service_pb2 import OutboxStatus
from vitale.operations.v1.operations_service_pb2_grpc import OperationsServiceStub
from vitale.receipt.v1.receipt_pb2 import LedgerEvent, ReceiptIssued

NOW_US = int(NOW.timestamp() * 1_000_000)
ISSUED = LedgerEvent(receipt_issued=ReceiptIssued(price_cents=3000, amo_paid_cents=1900, patient_cents=1100))


@dataclasses.dataclass(frozen=True)
class Line:
    """The command line, on one desk."""

    desk: Desk
    door: Door

    async def run(self, *argv: str) -> str:
        arguments = parser().parse_args(argv)
        return "\n".join([line async for line in COMMANDS[arguments.command](arguments, self.door)])


@pytest_asyncio.fixture
async def line() -> AsyncIterator[Line]:
    desk = Desk(Guard.new(FixedClock(NOW)))
    async with desk.opened() as address, channel(address) as way:
        yield Line(desk, Door(OperationsServiceStub(way), desk.guard.signer, "night-shift"))


@pytest.mark.asyncio
async def test_an_empty_desk_says_so(line: Line) -> None:
    assert await line.run("parked") == "nothing is set aside"
    assert await line.run("halts") == "no partition is halted"
    assert await line.run("waiting") == "no claim waits"
    assert "nothing to re-drive" in await line.run("redrive")


@pytest.mark.asyncio
async def test_status_is_one_screen_of_figures(line: Line) -> None:
    desk = line.desk
    desk.books.books[3] = PartitionBook(3, 9, 7, "3-ab", offsets=offsets(0, 0, 0))
    desk.books.books[4] = PartitionBook(4, halted="20 in a row", halted_at=NOW)
    desk.log.written[LogPlace(CLAIM.name, 3)] = [NOW_US // 1000 - 90_000]
    desk.books.claims.append(Waiting(b"r" * 16, 3, NOW_US - 7_000_000, 2, b""))
    desk.park(parked_record(5))
    desk.outboxes.known.append(OutboxStatus(service="adri", rows=3, oldest_s=4))
    said = await line.run("status")
    for figure in (
        "lag          1.5 min at most, 1 records",
        "unpublished  1 entries",
        "halted       4 (20 in a row)",
        "parked       1 NOT_ESTABLISHED",
        "waiting      1 claims, the oldest for 7.0 s",
        "outbox       adri: 3 rows, the oldest for 4.0 s",
        "generation   1: 8 entries in 2 partitions",
    ):
        assert figure in said
    assert "partition 4: 20 in a row, for 0.0 s" in await line.run("halts")
    assert "72" * 16 + "  partition  3  for 7.0 s, needs rights revision 2" in await line.run("waiting")


@pytest.mark.asyncio
async def test_what_could_not_be_measured_is_a_question_mark_and_never_0(line: Line) -> None:
    line.desk.books.books[3] = PartitionBook(3)
    line.desk.log.down = True
    said = await line.run("lag")
    assert [row.split()[:3] for row in said.splitlines()[1:2]] == [["3", "?", "?"]]
    assert "the log does not answer (UNAVAILABLE)" in said
    assert "lag          ? at most" in await line.run("status")


@pytest.mark.asyncio
async def test_a_record_is_listed_explained_tried_and_driven_again(line: Line) -> None:
    desk = line.desk
    desk.park(parked_record(5, detail="tariff.VG"))
    assert "tariff.VG" in await line.run("parked", "--reason", "NOT_ESTABLISHED")
    assert await line.run("parked", "--reason", "RULES_RAISED") == "nothing is set aside"
    shown = await line.run("show", "1-3-5")
    for told in ("A value of the law is not established", "add it with its source to the tables", "invoice T-5"):
        assert told in shown
    for secret in ("CAMILLE", "299017510900123", "ab" * 16, KEY.hex()):
        assert secret not in shown
    desk.rehearsal.answer = Rehearsed(parked_event(5), 0, "", "3-ab")
    tried = await line.run("dry-run", "1-3-5")
    assert "would be set aside again (NOT_ESTABLISHED)" in tried
    assert "fix: " in tried
    desk.rehearsal.answer = Rehearsed(ISSUED, 0, "halted", "3-ab")
    tried = await line.run("dry-run", "--reason", "NOT_ESTABLISHED")
    assert "a receipt of 30.00: AMO 19.00" in tried
    assert "once partition 3 is resumed" in tried
    assert "has not come to it yet" in await line.run("redrive", "1-3-5", "--wait", "0")
    desk.books.events[ParkedName(1, 3, 9)] = ISSUED
    desk.books.records[ParkedName(1, 3, 5)] = dataclasses.replace(parked_record(5), resolved_seq=9)
    assert "re-driven as 9" in await line.run("parked", "--all")
    assert "re-driven  as entry 9: settled" in await line.run("show", "1-3-5")
    with pytest.raises(DomainError) as refused:
        await line.run("redrive", "1-3-5")
    assert [one.reason for one in refused.value.violations] == ["ALREADY_REDRIVEN"]
    assert len(desk.publisher.records) == 1


@pytest.mark.asyncio
async def test_a_resume_is_sent_in_the_operators_name(line: Line) -> None:
    line.desk.books.books[7] = PartitionBook(7, halted="20 in a row")
    assert "goes on" in await line.run("resume", "7", "--note", "producer mended")
    assert b"operator:night-shift" in line.desk.publisher.records[0].value


def test_without_a_platform_it_says_what_to_type(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--state", str(tmp_path / "none.json"), "status"]) == 1
    assert "make up" in capsys.readouterr().err
