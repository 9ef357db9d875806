"""Settlements in the real database: totals and waits across flushes, and a ledger of before settlements."""

import struct

import pytest

from contracts.codec import receipt_id_of
from contracts.topics import SETTLEMENT
from receipts.ledger.entry import INPUT_NAMES, SETTLED, unpack_vector
from receipts.ledger.processor import Processor
from tests.receipts.ledger.conftest import Ledger, events
from tests.receipts.ledger.log import PARTITION, a_claim, some_rights
from tests.receipts.ledger.payments import ISSUER, a_payment

pytestmark = [pytest.mark.integration, pytest.mark.asyncio]
RECEIPT = receipt_id_of(ISSUER, "F1")


async def _head(ledger: Ledger) -> tuple[int, int, int]:
    row = await ledger.pool.fetchrow(
        "select last_seq, revision, basis from claim_head where generation = $1 and receipt_id = $2",
        ledger.generation,
        RECEIPT.hex(),
    )
    assert row is not None
    return row["last_seq"], row["revision"], row["basis"]


async def test_totals_are_sums_over_rows_across_flushes(ledger: Ledger) -> None:
    await ledger.activated()
    await ledger.apply(ledger.log.rights(some_rights()), ledger.log.claim(a_claim()))
    before = await _head(ledger)
    await ledger.apply(ledger.log.put(SETTLEMENT, a_payment(cents=1000, reference="A")))
    outcome = await ledger.apply(ledger.log.put(SETTLEMENT, a_payment(cents=900, reference="B")))
    (entry,) = outcome.entries[PARTITION]
    (event,) = events([entry])

    assert event.settlement_recorded.settled_amo_cents == 1900
    assert event.settlement_recorded.settlement.differs_by_cents == 0
    assert (entry.kind, entry.receipt_id, entry.revision, entry.audience) == (SETTLED, RECEIPT, 3, 1)
    last_seq, revision, basis = await _head(ledger)
    assert (last_seq, revision, basis) == (before[0], 3, 1), "the entry that tells the amounts stays the last one"


async def test_a_record_delivered_again_after_its_flush_changes_nothing(ledger: Ledger) -> None:
    await ledger.activated()
    await ledger.apply(ledger.log.rights(some_rights()), ledger.log.claim(a_claim()))
    await ledger.apply(ledger.log.put(SETTLEMENT, a_payment()))
    (same,) = await ledger.events(ledger.log.put(SETTLEMENT, a_payment()))
    (other,) = await ledger.events(ledger.log.put(SETTLEMENT, a_payment(cents=1)))

    assert same.record_ignored.reason == "SAME_CONTENT"
    assert other.record_parked.reason == "CONTENT_CONFLICT"


async def test_a_wait_outlives_the_process_and_ends_with_the_receipt(ledger: Ledger) -> None:
    await ledger.activated()
    await ledger.apply(ledger.log.put(SETTLEMENT, a_payment()))
    other = await ledger.another_owner()
    claim = [ledger.log.rights(some_rights()), ledger.log.claim(a_claim())]
    outcome = await other.apply({PARTITION: claim}, {})
    _, receipt, paid = events(outcome.entries[PARTITION])

    assert (receipt.receipt_issued.revision, paid.settlement_recorded.revision) == (1, 2)
    assert (
        await ledger.pool.fetchval("select count(*) from settlement_waiting where generation = $1", ledger.generation)
        == 0
    )


async def test_a_ledger_of_before_settlements_goes_on_from_where_it_stood(ledger: Ledger) -> None:
    """A generation whose rows know three inputs, as one that was deployed before this topic became an input."""
    await ledger.activated()
    first = struct.pack(">B3q", 1, 0, 1, 0)
    await ledger.pool.execute("update entry set vector = $2 where generation = $1", ledger.generation, first)
    await ledger.pool.execute(
        "delete from progress where generation = $1 and topic = $2", ledger.generation, SETTLEMENT.name
    )
    later = Processor(ledger.pool, generation=ledger.generation, shelf=ledger.shelf)
    acquired = (await later.acquire([PARTITION]))[PARTITION]

    assert acquired.offsets == dict(zip(INPUT_NAMES, (0, 1, 0, 0), strict=True))
    assert unpack_vector(acquired.unpublished[0].vector) == (0, 1, 0), "published again as it was published first"
    records = [ledger.log.rights(some_rights()), ledger.log.claim(a_claim()), ledger.log.put(SETTLEMENT, a_payment())]
    outcome = await later.apply({PARTITION: records}, {})
    assert events(outcome.entries[PARTITION])[-1].HasField("settlement_recorded")
