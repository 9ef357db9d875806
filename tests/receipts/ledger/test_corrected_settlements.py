"""What payers settled of a receipt that is corrected or cancelled: who owes what, and which version money is for."""

import pytest

from tests.receipts.ledger.log import a_claim, a_table, some_rights
from tests.receipts.ledger.payments import AMC, AMO, a_payment, a_refusal
from tests.receipts.ledger.versions import Partition, cancelled, unpriced_visit, version
from vitale.receipt.v1.receipt_pb2 import PayerBalance, ReceiptIssued

TABLE = a_table()
DEARER = a_claim(care_date="2025-03-03", act_code="CS", price_cents=2300, base_cents=2300)


@pytest.fixture
def issued() -> Partition:
    """Camille, insured and covered by a contract, with a receipt: AMO 19.00, contract 9.00."""
    world = Partition()
    world.worker.take(world.log.guarantees(TABLE))
    world.rights(some_rights(table=TABLE))
    receipt = world.issue(a_claim())
    assert (receipt.amo_paid_cents, receipt.amc_cents) == (1900, 900)
    return world


def balance(receipt: ReceiptIssued, place: int) -> tuple[int, int, int]:
    """What one payer paid, owes and is owed back, cents."""
    found = receipt.balances[place]
    return found.paid_cents, found.owed_cents, found.owed_back_cents


def test_a_correction_says_for_each_payer_what_is_owed_back(issued: Partition) -> None:
    issued.pay(a_payment(cents=900, payer=AMC, reference="A"))
    issued.pay(a_payment(cents=1000, reference="B"))
    issued.pay(a_payment(cents=900, reference="C"))
    receipt = issued.issue(version(2, DEARER))

    assert [one.payer for one in receipt.balances] == [AMO, AMC]
    owed_amo, owed_amc = receipt.amo_paid_cents + receipt.local_scheme_cents, receipt.amc_cents
    assert (owed_amo, owed_amc) == (1410, 690)
    assert balance(receipt, 0) == (1900, owed_amo, 1900 - owed_amo)
    assert balance(receipt, 1) == (900, owed_amc, 900 - owed_amc)
    assert receipt.revision == 5


def test_a_payer_that_still_owes_is_told_with_a_minus(issued: Partition) -> None:
    issued.pay(a_payment(cents=400))
    receipt = issued.issue(version(2))

    assert list(receipt.balances) == [PayerBalance(payer=AMO, paid_cents=400, owed_cents=1900, owed_back_cents=-1500)]


def test_after_a_cancellation_all_that_was_paid_is_owed_back(issued: Partition) -> None:
    issued.pay(a_payment())
    issued.pay(a_refusal())
    receipt = issued.issue(cancelled(2))

    assert list(receipt.balances) == [
        PayerBalance(payer=AMO, paid_cents=1900, owed_back_cents=1900),
        PayerBalance(payer=AMC),
    ]
    back = issued.pay(a_payment(cents=-1900, reference="BACK")).settlement_recorded
    assert (back.settled_amo_cents, back.settlement.differs_by_cents) == (0, 0)
    more = issued.pay(a_payment(cents=5, reference="MORE")).settlement_recorded
    assert more.settlement.differs_by_cents == 5, "a cancelled receipt owes nothing"


def test_nobody_that_settled_nothing_has_a_balance(issued: Partition) -> None:
    assert not issued.issue(version(2)).balances


def test_money_for_a_version_waits_until_that_version_stands(issued: Partition) -> None:
    issued.claims(version(2, a_claim(rights_revision=2, price_cents=5000)))
    assert issued.pay(a_payment(claim_version=2)).record_applied.effect == "settlement_waiting"
    assert issued.pay(a_payment(claim_version=1, reference="OLD")).settlement_recorded.revision == 2
    _, receipt, paid = issued.rights(some_rights(revision=2, table=TABLE))

    assert (receipt.receipt_issued.claim_version, receipt.receipt_issued.revision) == (2, 3)
    assert balance(receipt.receipt_issued, 0) == (1900, 1900, 0)
    assert (paid.settlement_recorded.revision, paid.settlement_recorded.settled_amo_cents) == (4, 3800)


def test_money_for_a_version_that_is_parked_waits_while_the_one_before_stands(issued: Partition) -> None:
    issued.claims(unpriced_visit(2))

    assert issued.pay(a_payment(claim_version=2)).record_applied.effect == "settlement_waiting"
    assert issued.pay(a_payment(reference="ANY")).settlement_recorded.revision == 2


def test_money_for_a_version_that_was_refused_waits_while_the_one_before_stands(issued: Partition) -> None:
    issued.claims(version(2, a_claim(care_date="1999-12-31")))

    assert issued.pay(a_payment(claim_version=2)).record_applied.effect == "settlement_waiting"


def test_money_for_an_older_version_is_recorded_on_what_stands(issued: Partition) -> None:
    issued.issue(version(2, DEARER))
    recorded = issued.pay(a_payment(claim_version=1)).settlement_recorded

    assert recorded.settlement.differs_by_cents == 1900 - 1410


def test_money_for_a_refused_first_version_does_not_keep_the_second_from_standing() -> None:
    world = Partition()
    world.rights(some_rights())
    world.claims(a_claim(care_date="1999-12-31"))
    world.pay(a_payment(claim_version=1))
    receipt = world.issue(version(2, a_claim()))

    assert (receipt.revision, receipt.basis) == (3, 1)
    assert balance(receipt, 0) == (1900, 1900, 0)
    assert not receipt.HasField("reversed")
