"""A claim that meets a value which is not established is set aside by name, and settled once the value is known."""

from datetime import date

import pytest

from contracts.envelope import seal
from contracts.topics import CLAIM
from receipts.ledger.processor import Processor
from receipts.ledger.rules_shelf import RulesShelf
from reimbursement.dated import DatedValue, Parameter, Source
from reimbursement.rule_tables import ENGINE, Tables
from reimbursement_tables import dump
from tests.receipts.ledger.conftest import Ledger, events
from tests.receipts.ledger.log import PARTITION, LoggedRecord, a_claim, some_rights
from vitale.claim.v1.claim_pb2 import Claim
from vitale.receipt.v1.receipt_pb2 import LedgerEvent

pytestmark = [pytest.mark.integration, pytest.mark.asyncio]


def a_visit() -> Claim:
    """A visit at home: what its travel part amounts to is not established."""
    claim = a_claim(act_code="VG", price_cents=4000)
    claim.lines[0].family = "visit"
    return claim


def with_value(tables: Tables, name: str, cents: int) -> Tables:
    """The tables once a source told the value of one parameter."""
    since = date(2012, 1, 1)
    told = DatedValue(since, cents, "A", Source("The official grid", "https://example.org/grid"))
    parameter = Parameter(name, (told,), unit="euros", description="Told.", law=None, last_checked=since)
    return Tables({**tables.parameters, name: parameter}, tables.acts, version=f"{ENGINE}-0123456789ab")


async def settle_under(ledger: Ledger, tables: Tables, *records: LoggedRecord) -> list[LedgerEvent]:
    """What a worker of a build that holds other tables makes of records."""
    worker = Processor(ledger.pool, generation=ledger.generation, shelf=RulesShelf(tables))
    await worker.acquire([PARTITION])
    return events((await worker.apply({PARTITION: list(records)}, {})).entries[PARTITION])


async def test_a_redrive_settles_the_claim_once_after_the_value_is_known(ledger: Ledger) -> None:
    await ledger.activated()
    before = ledger.shelf.current
    await ledger.pool.execute(
        "insert into rules (version, body) values ($1, $2) on conflict do nothing", before.version, dump(before)
    )
    _, parked = await ledger.events(ledger.log.rights(some_rights()), ledger.log.claim(a_visit()))
    letter = await ledger.pool.fetchrow("select * from parked where generation = $1", ledger.generation)
    assert letter is not None
    mark = ("redrive-of", f"{ledger.generation}-{PARTITION}-{letter['seq']}".encode())

    def again() -> LoggedRecord:
        return ledger.log.raw(CLAIM, letter["value"], headers=(mark,))

    too_early = (await ledger.events(again()))[0]
    known = with_value(before, parked.record_parked.detail, 3500)
    activated, issued, doubled = await settle_under(ledger, known, ledger.log.activate(known.version), again(), again())

    assert parked.record_parked.reason == too_early.record_parked.reason == "NOT_ESTABLISHED"
    assert letter["value"] == seal(a_visit().SerializeToString())
    assert activated.record_applied.effect == "activate"
    assert issued.receipt_issued.rules_version == known.version
    assert (issued.receipt_issued.lines[0].base_cents, issued.receipt_issued.revision) == (3500, 1)
    assert doubled.record_ignored.reason == "SAME_CONTENT"
    receipts = await ledger.pool.fetchval(
        "select count(*) from entry where generation = $1 and kind = 1", ledger.generation
    )
    resolved = await ledger.pool.fetch(
        "select seq, resolved_seq from parked where generation = $1 order by seq", ledger.generation
    )
    assert receipts == 1
    assert [row["resolved_seq"] is not None for row in resolved] == [True, False]
