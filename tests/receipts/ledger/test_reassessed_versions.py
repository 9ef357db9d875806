"""A Reassess of a claim with several versions: what stands is settled again, and nothing else."""

import pytest

from tests.receipts.ledger.log import a_claim, some_rights
from tests.receipts.ledger.rates import with_consultation_at
from tests.receipts.ledger.versions import Partition, cancelled, money, unpriced_visit, uses_in, version
from vitale.claim.v1.claim_pb2 import Claim
from vitale.receipt.v1.receipt_pb2 import LedgerEvent

LOWER = with_consultation_at("28.00")
SECOND = version(2, a_claim(price_cents=5000))


@pytest.fixture
def partition() -> Partition:
    """Camille, insured, with the first version settled under the old rate."""
    world = Partition()
    world.rights(some_rights())
    world.issue(a_claim())
    return world


def reassessed(partition: Partition, claim: Claim) -> LedgerEvent:
    """What a Reassess of one claim under the new rate becomes."""
    partition.worker.activate(LOWER)
    _, event = partition.worker.take(partition.log.reassess(LOWER.version, claim))
    return event


def test_the_newest_version_is_settled_again_and_its_cause_says_why_not_what_it_reverses(partition: Partition) -> None:
    partition.issue(SECOND)
    receipt = reassessed(partition, SECOND).receipt_issued

    assert (receipt.claim_version, receipt.revision, receipt.cause) == (2, 3, "RATE_CHANGED")
    assert money(receipt) == (5000, 1760, 0, 3240)
    assert not receipt.HasField("reversed")
    assert not receipt.balances
    assert partition.uses_of(receipt.receipt_id) == uses_in(receipt)
    assert reassessed(partition, SECOND).record_ignored.reason == "SAME_AMOUNTS"


def test_a_corrected_receipt_whose_amounts_do_not_change_stands(partition: Partition) -> None:
    old = version(2, a_claim(care_date="2024-12-20", price_cents=2650))
    partition.issue(old)

    assert reassessed(partition, old).record_ignored.reason == "SAME_AMOUNTS"


def test_a_version_that_was_corrected_meanwhile_is_left_alone(partition: Partition) -> None:
    partition.issue(SECOND)

    assert reassessed(partition, a_claim()).record_ignored.reason == "OLDER_VERSION"


@pytest.mark.parametrize("named", [a_claim(), cancelled(2)], ids=["what it cancelled", "the cancellation"])
def test_a_cancelled_receipt_stays_cancelled(partition: Partition, named: Claim) -> None:
    partition.issue(cancelled(2))

    assert reassessed(partition, named).record_ignored.reason == "CANCELLED"


@pytest.mark.parametrize("which", [0, 1], ids=["the one that stands", "the newer one"])
@pytest.mark.parametrize(
    "newer",
    [version(2, a_claim(rights_revision=9)), unpriced_visit(2), version(2, a_claim(care_date="1999-12-31"))],
    ids=["waits", "is parked", "was refused"],
)
def test_while_a_newer_version_is_not_settled_the_receipt_stands_as_it_is(
    partition: Partition, newer: Claim, which: int
) -> None:
    partition.claims(newer)

    assert reassessed(partition, (a_claim(), newer)[which]).record_ignored.reason == "NOT_SETTLED"


def test_after_it_the_next_correction_reverses_what_it_gave(partition: Partition) -> None:
    again = reassessed(partition, a_claim()).receipt_issued
    receipt = partition.issue(SECOND)

    assert (receipt.reversed.revision, receipt.reversed.amo_paid_cents) == (2, again.amo_paid_cents)
