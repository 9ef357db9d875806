"""The desk for parked records on the real broker and database: it lists, explains, re-drives and clears halts."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import pytest
import pytest_asyncio

from chassis.clock import FixedClock
from chassis.kafka import EARLIEST, InRecord, Tail, ensure_topics
from chassis.migrations import migrate
from contracts.envelope import header, open_value, seal
from contracts.topics import CLAIM, CONTROL, PARTITIONS, TOPICS
from receipts.parked_headers import pack_headers
from tools.operators import LedgerView
from tools.operators.place import Place
from tools.parked.__main__ import parser
from tools.parked.commands import COMMANDS
from vitale.control.v1.control_pb2 import ControlRecord
from vitale.receipt.v1.receipt_pb2 import ClaimRejected, LedgerEvent, RecordParked

pytestmark = pytest.mark.integration

NOW: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
KEY: Final = bytes(range(16))
PERSON: Final = b"299017510900123 CAMILLE"
VALUE: Final = seal(PERSON)
HEADERS: Final = (("ce_type", b"vitale.claim.v1.Claim"), ("ce_subject", b"ab" * 16), ("redrive-of", b"1-3-2"))


@dataclass(frozen=True)
class Desk:
    """The commands on one database and broker."""

    place: Place
    ledger: LedgerView

    async def run(self, *argv: str) -> str:
        arguments = parser().parse_args(argv)
        lines = COMMANDS[arguments.command](arguments, self.place, self.ledger, FixedClock(NOW))
        return "\n".join([line async for line in lines])

    async def park(self, seq: int, reason: str, detail: str = "") -> None:
        parked = RecordParked(reason=reason, detail=detail, issuer="RPPS:90000000001", claim_id=f"T-{seq}")
        await self.entry(seq, LedgerEvent(record_parked=parked))
        await self.ledger.pool.execute(
            "insert into parked values (1, 3, $1, $2, 41, $3, $4, $5, 'KeyError', $6, $7, $8, null)",
            seq, CLAIM.name, int(NOW.timestamp() * 1000) - 90_000, reason, detail, KEY, VALUE, pack_headers(HEADERS),
        )  # fmt: skip

    async def entry(self, seq: int, event: LedgerEvent) -> None:
        await self.ledger.pool.execute(
            "insert into entry (generation, partition, seq, revision, basis, kind, audience, amo_cents, amc_cents,"
            " patient_cents, vector, dek_id, payload) values (1, 3, $1, 0, 0, 4, 0, 0, 0, 0, '', 0, $2)",
            seq, seal(event.SerializeToString()),
        )  # fmt: skip

    async def resolve(self, seq: int, by: int, event: LedgerEvent) -> None:
        """Do what the worker does when it has taken the re-driven record."""
        await self.entry(by, event)
        await self.ledger.pool.execute("update parked set resolved_seq = $2 where seq = $1", seq, by)


@pytest_asyncio.fixture
async def desk(postgres_dsn: str, kafka_bootstrap: str) -> AsyncIterator[Desk]:
    await migrate(postgres_dsn, "receipts")
    await ensure_topics(kafka_bootstrap, TOPICS)
    async with LedgerView.open(postgres_dsn) as ledger:
        await ledger.pool.execute("truncate entry, parked, ledger")
        yield Desk(Place(postgres_dsn, kafka_bootstrap, 1), ledger)


async def sent(bootstrap: str, topic: str) -> list[InRecord]:
    async with Tail(bootstrap, topic, dict.fromkeys(range(PARTITIONS), EARLIEST)) as tail:
        expected = sum((await tail.ends()).values()) - sum((await tail.starts()).values())
        found: list[InRecord] = []
        while len(found) < expected:
            found.extend(await tail.poll())
        return found


@pytest.mark.asyncio
async def test_an_empty_desk_says_so(desk: Desk) -> None:
    assert await desk.run("list") == "nothing is set aside"
    assert await desk.run("halts") == "no partition is halted"


@pytest.mark.asyncio
async def test_list_shows_open_records_and_all_of_them_on_demand(desk: Desk) -> None:
    await desk.park(5, "NOT_ESTABLISHED", "tariff.VG")
    await desk.park(9, "UNDECODABLE")
    await desk.resolve(9, 12, LedgerEvent(claim_rejected=ClaimRejected(code="NO_RIGHTS")))
    listed = await desk.run("list")
    assert "1-3-5" in listed
    assert "tariff.VG" in listed
    assert "1-3-9" not in listed
    assert "re-driven as 12" in await desk.run("list", "--all")
    assert "nothing is set aside" in await desk.run("list", "--reason", "RULES_RAISED")


@pytest.mark.asyncio
async def test_show_explains_a_reason_from_the_error_table_and_names_no_person(desk: Desk) -> None:
    await desk.park(5, "NOT_ESTABLISHED", "tariff.VG")
    shown = await desk.run("show", "1-3-5")
    for said in (
        "A value of the law is not established",
        "add it with its source to the tables",
        "invoice T-5",
        "1 min",
    ):
        assert said in shown
    for secret in ("CAMILLE", "299017510900123", "ab" * 16, KEY.hex()):
        assert secret not in shown
    with pytest.raises(ValueError, match="no record 1-3-77"):
        await desk.run("show", "1-3-77")
    with pytest.raises(ValueError, match="<generation>-<partition>-<seq>"):
        await desk.run("show", "everything")


@pytest.mark.asyncio
async def test_a_redrive_publishes_the_original_bytes_to_the_same_partition_and_names_what_it_repeats(
    desk: Desk, kafka_bootstrap: str
) -> None:
    await desk.park(5, "RULES_RAISED")
    said = await desk.run("redrive", "1-3-5", "--wait", "0.2")
    assert "has not come to it yet" in said
    mark = ("redrive-of", b"1-3-5")  # other tests write to the session's broker too
    (record,) = [record for record in await sent(kafka_bootstrap, CLAIM.name) if mark in record.headers]
    assert (record.partition, record.key, record.value) == (3, KEY, VALUE)
    assert record.headers == (*HEADERS[:2], mark)


@pytest.mark.asyncio
async def test_a_redrive_says_what_became_of_the_record_and_is_not_done_twice(desk: Desk, kafka_bootstrap: str) -> None:
    await desk.park(6, "UNDECODABLE")
    await desk.resolve(6, 13, LedgerEvent(record_parked=RecordParked(reason="UNDECODABLE", detail="value")))
    with pytest.raises(ValueError, match="re-driven as entry 13"):
        await desk.run("redrive", "1-3-6")
    await desk.park(7, "RULES_RAISED")
    asked = asyncio.create_task(desk.run("redrive", "1-3-7"))
    while not any(("redrive-of", b"1-3-7") in record.headers for record in await sent(kafka_bootstrap, CLAIM.name)):
        assert not asked.done()
    await desk.resolve(7, 14, LedgerEvent(claim_rejected=ClaimRejected(code="NO_RIGHTS")))
    assert (await asked) == "1-3-7: rejected (NO_RIGHTS)"


@pytest.mark.asyncio
async def test_clearing_a_halt_sends_one_control_record_to_that_partition_only(
    desk: Desk, kafka_bootstrap: str
) -> None:
    await desk.ledger.pool.execute("insert into ledger (generation, partition, halted) values (1, 7, '20 in a row')")
    assert await desk.run("halts") == "partition 7: 20 in a row\n1 partitions halted"
    assert "is not halted" in await desk.run("clear-halt", "8", "--note", "nothing")
    before = len(await sent(kafka_bootstrap, CONTROL.name))
    assert "will go on" in await desk.run("clear-halt", "7", "--note", "bad producer stopped")
    records = await sent(kafka_bootstrap, CONTROL.name)
    assert len(records) == before + 1
    (record,) = [one for one in records if one.partition == 7][-1:]
    decision = ControlRecord.FromString(open_value(record.value))
    assert decision.clear_halt.note == "bad producer stopped"
    assert decision.issued_by == "operator:local"
    assert header(record.headers, "ce_type") == b"vitale.control.v1.ControlRecord"
