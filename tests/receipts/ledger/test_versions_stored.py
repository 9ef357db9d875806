"""Versions in the real database: a flush reads what its corrections replace; who takes over knows what waits."""

from itertools import permutations

import pytest

from contracts.envelope import seal
from contracts.topics import CLAIM, SETTLEMENT
from receipts.ledger.processor import Processor
from tests.receipts.ledger.conftest import Ledger, events
from tests.receipts.ledger.log import PARTITION, a_claim, paid_directly, some_rights
from tests.receipts.ledger.payments import a_payment
from tests.receipts.ledger.versions import F1, cancelled, money, unpriced_visit, uses_in, version
from vitale.claim.v1.claim_pb2 import Claim
from vitale.receipt.v1.receipt_pb2 import ReceiptIssued, SubjectYear

pytestmark = [pytest.mark.integration, pytest.mark.asyncio]

FIRST, SECOND, THIRD = a_claim(), version(2, a_claim(price_cents=4000)), version(3, a_claim(price_cents=5000))


async def issue(ledger: Ledger, claim: Claim) -> ReceiptIssued:
    """The receipt of a claim in a flush of its own."""
    (event,) = await ledger.events(ledger.log.claim(claim))
    assert event.HasField("receipt_issued"), event
    return event.receipt_issued


async def stored_uses(ledger: Ledger) -> dict[int, list[bytes]]:
    """Uses by year."""
    rows = await ledger.pool.fetch("select year, body from subject_year where generation = $1", ledger.generation)
    years = {row["year"]: SubjectYear.FromString(row["body"]).uses for row in rows}
    return {
        year: sorted(use.SerializeToString(deterministic=True) for use in uses) for year, uses in years.items() if uses
    }


async def count(ledger: Ledger, table: str) -> int:
    """Rows of a table."""
    found = await ledger.pool.fetchval(
        f"select count(*) from {table} where generation = $1",  # noqa: S608 - constants of this module
        ledger.generation,
    )
    return int(found)


async def head(ledger: Ledger) -> tuple[object, ...]:
    """Version, hash, place, revision and basis of F1."""
    row = await ledger.pool.fetchrow(
        "select version, content_hash, last_seq, revision, basis from claim_head where generation = $1"
        " and receipt_id = $2",
        ledger.generation,
        F1.hex(),
    )
    return tuple(row or ())


async def test_a_correction_in_another_flush_moves_the_uses_to_another_year(ledger: Ledger) -> None:
    await ledger.activated()
    await ledger.apply(ledger.log.rights(some_rights()))
    before = await issue(ledger, a_claim(care_date="2018-12-30"))
    after = await issue(ledger, version(2, a_claim(care_date="2025-03-03")))

    assert (after.reversed.revision, after.reversed.price_cents) == (before.revision, before.price_cents)
    assert await stored_uses(ledger) == {2025: uses_in(after)}


async def test_a_cancellation_leaves_the_rows_of_the_years_as_they_were(ledger: Ledger) -> None:
    await ledger.activated()
    await ledger.apply(ledger.log.rights(some_rights()))
    await issue(ledger, paid_directly(a_claim("A", care_date="2024-12-30")))
    held = await stored_uses(ledger)
    recovering = await issue(ledger, a_claim(care_date="2025-01-10"))
    assert recovering.recoveries
    receipt = await issue(ledger, cancelled(2, a_claim(care_date="2025-01-10")))

    assert receipt.cancelled
    assert await stored_uses(ledger) == held


@pytest.mark.parametrize("order", list(permutations((FIRST, SECOND, THIRD))))
async def test_versions_in_flushes_of_their_own_and_in_any_order(ledger: Ledger, order: tuple[Claim, ...]) -> None:
    await ledger.activated()
    await ledger.apply(ledger.log.rights(some_rights()))
    found = [event for claim in order for event in await ledger.events(ledger.log.claim(claim))]

    receipts = [event.receipt_issued for event in found if event.HasField("receipt_issued")]
    assert [receipt.claim_version for receipt in receipts] == [1, 2, 3]
    assert (money(receipts[-1]), receipts[-1].reversed.claim_version) == ((5000, 1900, 0, 3100), 2)
    assert await stored_uses(ledger) == {2025: uses_in(receipts[-1])}
    assert await count(ledger, "version_waiting") == 0
    rows = await ledger.pool.fetch("select seq from entry where generation = $1 order by seq", ledger.generation)
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1)), "no gap"


async def test_whoever_takes_over_knows_the_versions_that_wait(ledger: Ledger) -> None:
    await ledger.activated()
    await ledger.apply(ledger.log.rights(some_rights()), ledger.log.claim(SECOND))
    row = await ledger.pool.fetchrow("select * from version_waiting where generation = $1", ledger.generation)
    assert row is not None
    assert (row["receipt_id"].bytes, row["version"], row["partition"], row["seq"]) == (F1, 2, PARTITION, 3)
    assert (row["content_hash"], row["accepted_at_us"]) == (SECOND.content_hash, SECOND.accepted_at_us)
    other = await ledger.another_owner()
    same = ledger.log.claim(SECOND)
    outcome = await other.apply({PARTITION: [same, ledger.log.claim(FIRST)]}, {})

    again, first, second = events(outcome.entries[PARTITION])
    assert again.record_ignored.reason == "SAME_CONTENT"
    assert (first.receipt_issued.claim_version, second.receipt_issued.claim_version) == (1, 2)
    assert await count(ledger, "version_waiting") == 0


async def test_a_version_that_waits_is_forgotten_with_a_flush_that_failed(ledger: Ledger) -> None:
    """What a process knows of waiting versions moves with the commit, not before it."""
    await ledger.activated()
    await ledger.apply(ledger.log.rights(some_rights()))
    too_large = ledger.log.rights(some_rights(b"F" * 16, revision=2**63))
    found = await ledger.events(ledger.log.claim(SECOND), too_large, ledger.log.claim(FIRST))

    kinds = [event.WhichOneof("outcome") for event in found]
    assert kinds == ["claim_waiting", "record_parked", "receipt_issued", "receipt_issued"]
    assert await count(ledger, "version_waiting") == 0


async def test_a_correction_that_waits_replaces_the_row_of_the_one_that_waited(ledger: Ledger) -> None:
    await ledger.activated()
    await ledger.apply(ledger.log.claim(a_claim(rights_revision=2)))
    await ledger.apply(ledger.log.claim(version(2, a_claim(rights_revision=3, price_cents=4000))))
    assert await count(ledger, "waiting") == 1
    await ledger.apply(ledger.log.rights(some_rights(revision=2)))
    _, event = await ledger.events(ledger.log.rights(some_rights(revision=3)))

    assert (event.receipt_issued.claim_version, event.receipt_issued.price_cents) == (2, 4000)
    assert await count(ledger, "waiting") == 0


async def test_a_cancellation_in_another_flush_ends_the_wait(ledger: Ledger) -> None:
    await ledger.activated()
    await ledger.apply(ledger.log.claim(FIRST))
    assert (await issue(ledger, cancelled(2))).cancelled
    assert await count(ledger, "waiting") == 0
    (only,) = await ledger.events(ledger.log.rights(some_rights()))
    assert only.HasField("record_applied")


async def test_a_receipt_stands_while_its_correction_waits_in_other_flushes(ledger: Ledger) -> None:
    await ledger.activated()
    await ledger.apply(ledger.log.rights(some_rights()))
    await issue(ledger, a_claim(care_date="2018-12-30"))
    before = await head(ledger)
    correction = version(2, a_claim(rights_revision=2))
    await ledger.apply(ledger.log.claim(correction))
    assert await head(ledger) == (2, correction.content_hash, *before[2:])
    await ledger.apply(ledger.log.put(SETTLEMENT, a_payment(cents=700)))
    _, event = await ledger.events(ledger.log.rights(some_rights(revision=2)))
    receipt = event.receipt_issued

    assert (receipt.revision, receipt.reversed.revision) == (3, 1)
    assert [(one.paid_cents, one.owed_back_cents) for one in receipt.balances] == [(700, 700 - 1900)]
    assert await stored_uses(ledger) == {2025: uses_in(receipt)}


async def test_a_parked_version_is_replaced_and_its_re_drive_is_resolved_as_too_old(ledger: Ledger) -> None:
    await ledger.activated()
    await ledger.apply(ledger.log.rights(some_rights()), ledger.log.claim(unpriced_visit()))
    assert await head(ledger) == (1, b"", 3, 0, 0)
    receipt = await issue(ledger, SECOND)
    mark = ("redrive-of", f"{ledger.generation}-{PARTITION}-3".encode())
    late = ledger.log.raw(CLAIM, seal(unpriced_visit().SerializeToString()), headers=(mark,))
    (event,) = await ledger.events(late)

    assert (receipt.revision, receipt.claim_version) == (1, 2)
    assert event.record_ignored.reason == "OLDER_VERSION"
    resolved = await ledger.pool.fetchval(
        "select resolved_seq from parked where generation = $1 and seq = 3", ledger.generation
    )
    assert resolved == 5


async def test_a_claim_of_version_1_reads_nothing_of_versions(ledger: Ledger) -> None:
    """The statements of a flush of first versions are those of before there were corrections."""
    await ledger.activated()
    await ledger.apply(ledger.log.rights(some_rights()))
    processor = Processor(ledger.pool, generation=ledger.generation, shelf=ledger.shelf)
    await processor.acquire([PARTITION])
    await ledger.pool.execute("alter table version_waiting rename to not_to_be_read")
    try:
        outcome = await processor.apply({PARTITION: [ledger.log.claim(FIRST)]}, {})
    finally:
        await ledger.pool.execute("alter table not_to_be_read rename to version_waiting")

    assert [event.WhichOneof("outcome") for event in events(outcome.entries[PARTITION])] == ["receipt_issued"]
