"""A Reassess on the real database: what it takes back is what was stored, or issued in the same flush."""

import pytest

from contracts.codec import receipt_id_of
from reimbursement_tables import dump
from tests.receipts.ledger.conftest import Ledger
from tests.receipts.ledger.log import a_claim, some_rights
from tests.receipts.ledger.rates import with_consultation_at
from vitale.receipt.v1.receipt_pb2 import SubjectYear

pytestmark = [pytest.mark.integration, pytest.mark.asyncio]


async def test_a_reassess_finds_in_the_database_what_it_takes_back_and_in_its_flush_what_was_just_issued(
    ledger: Ledger,
) -> None:
    await ledger.activated()
    lower = with_consultation_at("28.00")
    await ledger.pool.execute("insert into rules values ($1, $2) on conflict do nothing", lower.version, dump(lower))
    earlier, same_flush = a_claim("F1"), a_claim("F2", care_date="2025-03-04")
    await ledger.apply(ledger.log.rights(some_rights()), ledger.log.claim(earlier))
    await ledger.another_owner()
    _, _, _, *again = await ledger.events(
        ledger.log.claim(same_flush),
        ledger.log.activate(lower.version),
        ledger.log.reassess(lower.version, earlier, same_flush),
    )

    assert [event.receipt_issued.amo_paid_cents for event in again] == [1760, 1760]
    (body,) = [
        SubjectYear.FromString(row[0])
        for row in await ledger.pool.fetch("select body from subject_year where generation = $1", ledger.generation)
    ]
    assert sorted(use.receipt_id for use in body.uses) == sorted(
        receipt_id_of("750100001", name) for name in ("F1", "F2")
    )
    revisions = await ledger.pool.fetch("select revision from claim_head where generation = $1", ledger.generation)
    assert [row[0] for row in revisions] == [2, 2]
