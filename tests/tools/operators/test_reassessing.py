"""The report of a reassessment says before what the ledger does afterwards, for exactly what a rate moves."""

from datetime import UTC, date, datetime

import pytest

from chassis.clock import FixedClock
from chassis.kafka import MemoryPublisher
from contracts.envelope import open_value
from contracts.topics import CONTROL
from reimbursement.rule_tables import Tables
from reimbursement_tables import dump
from tests.receipts.ledger.conftest import Ledger
from tests.receipts.ledger.log import HOME, a_claim, nursing, paid_directly, some_rights
from tests.receipts.ledger.rates import with_consultation_at
from tools.operators import OperatorsDesk
from tools.operators.reassessing.changes import Change, Found, changes_in, money
from tools.operators.reassessing.command import chunks
from tools.operators.reassessing.report import report
from tools.operators.reassessing.standing import Source, standing
from vitale.claim.v1.claim_pb2 import Claim
from vitale.control.v1.control_pb2 import ControlRecord
from vitale.receipt.v1.receipt_pb2 import ReceiptIssued

LOWER = with_consultation_at("28.00")
BILLED = [
    a_claim("OLD", care_date="2024-12-20", price_cents=2650),
    a_claim("F1", care_date="2025-03-03"),
    nursing("NURSE", "2025-03-03"),
    paid_directly(a_claim("F2", care_date="2025-03-04")),
    a_claim("F3", care_date="2025-03-05"),
]


async def _settled(ledger: Ledger) -> None:
    await ledger.activated()
    await ledger.pool.execute("insert into rules values ($1, $2) on conflict do nothing", LOWER.version, dump(LOWER))
    await ledger.apply(ledger.log.rights(some_rights()), *map(ledger.log.claim, BILLED))


async def _look(ledger: Ledger, tables: Tables, since: date = date(1970, 1, 1)) -> Found:
    receipts = await standing(ledger.pool, ledger.generation, since)
    claims = {claim.claim_id: Source(HOME, claim.SerializeToString()) for claim in BILLED}
    sources = {one.settled: claims[one.receipt.claim_id] for one in receipts}
    async with ledger.pool.acquire() as connection, connection.transaction(readonly=True):
        return await changes_in(connection, ledger.generation, receipts, sources, tables)


@pytest.mark.integration
@pytest.mark.asyncio
async def test_what_the_report_says_is_what_the_ledger_does(ledger: Ledger) -> None:
    await _settled(ledger)
    found = await _look(ledger, LOWER)
    publisher = MemoryPublisher()
    clock = FixedClock(datetime(2026, 11, 23, 12, tzinfo=UTC))
    (chunk,) = chunks(found.changes)
    await OperatorsDesk(publisher, clock).reassess(3, "RATE_CHANGED", LOWER.version, chunk)
    sent = ControlRecord.FromString(open_value(publisher.records[0].value))
    _, _, *again = await ledger.events(ledger.log.activate(LOWER.version), ledger.log.put(CONTROL, sent))

    assert found.looked_at == len(BILLED)
    assert [change.after.claim_id for change in found.changes] == ["F1", "F2", "F3"]
    assert {why for change in found.changes for why in change.why} == {"tariff.G: 30.00 EUR -> 28.00 EUR"}
    assert [money(event.receipt_issued) for event in again] == [money(change.after) for change in found.changes]
    assert not (await _look(ledger, LOWER)).changes, "what was reassessed changes no more"


@pytest.mark.integration
@pytest.mark.asyncio
async def test_care_before_the_day_is_left_out_and_newer_rights_are_a_reason(ledger: Ledger) -> None:
    await _settled(ledger)
    assert [c.after.claim_id for c in (await _look(ledger, LOWER, date(2025, 3, 4))).changes] == ["F2", "F3"]
    local = some_rights(revision=2)
    local.coverages[0].alsace_moselle = True
    await ledger.apply(ledger.log.rights(local))

    found = await _look(ledger, ledger.shelf.current)

    assert "F1" in [change.after.claim_id for change in found.changes]
    assert {change.why for change in found.changes} == {("rights revision 1 -> 2",)}


def _change(number: int, body: bytes) -> Change:
    before = ReceiptIssued(care_date=f"2025-03-0{1 + number % 2}", amo_paid_cents=1900, patient_cents=1100)
    after = ReceiptIssued(care_date=before.care_date, amo_paid_cents=1760, patient_cents=1240)
    return Change(3, Source(HOME, body), before, after, ("tariff.G: 30.00 EUR -> 28.00 EUR",))


def test_the_report_tells_each_receipt_and_sums_by_day_and_payer() -> None:
    found = Found(9, [_change(number, b"") for number in range(3)], {"NOT_ESTABLISHED tariff.VG": 1})
    said = report(found, "2-abc", shown=2)

    assert "9 receipts looked at, 3 change" in said
    assert "1 stand: NOT_ESTABLISHED tariff.VG" in said
    assert said.count("because tariff.G: 30.00 EUR -> 28.00 EUR") == 2
    assert "and 1 more" in said
    rows = [" ".join(row.split()) for row in said.splitlines()]
    assert rows[rows.index("2025-03-01: 2 receipts") + 1] == "AMO 38.00 -> 35.20 -2.80"
    assert rows[rows.index("total: 3 receipts") + 2] == "patient 33.00 -> 37.20 +4.20"


@pytest.mark.parametrize(("number", "fill", "records"), [(1100, 0, 3), (500, 0, 1), (9, 60_000, 3)])
def test_records_hold_at_most_500_claims_and_what_the_topic_takes(number: int, fill: int, records: int) -> None:
    claims = [a_claim(f"F{n}", act_code="G" * max(1, fill)).SerializeToString() for n in range(number)]
    found = list(chunks([_change(n, body) for n, body in enumerate(claims)]))

    assert len(found) == records
    assert [claim.claim_bytes for chunk in found for claim in chunk] == claims
    assert all(sum(claim.ByteSize() for claim in chunk) < 250_000 for chunk in found)
    assert Claim.FromString(found[0][0].claim_bytes).claim_id == "F0"
