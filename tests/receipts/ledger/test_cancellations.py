"""A cancellation always gives a receipt of nothing, gives back what was used, and is followed by nothing."""

import pytest

from contracts.codec import receipt_id_of
from tests.receipts.ledger.log import (
    CAMILLE,
    a_childs_rights,
    a_claim,
    contraception,
    nursing,
    paid_directly,
    some_rights,
)
from tests.receipts.ledger.versions import F1, ISSUER, Partition, cancelled, money, unpriced_visit, version
from vitale.claim.v1.claim_pb2 import Claim
from vitale.receipt.v1.receipt_pb2 import AUDIENCE_FAMILY, AUDIENCE_SUBJECT_ONLY, ReceiptIssued, ReversedAmounts

LEA = b"L" * 16


@pytest.fixture
def partition() -> Partition:
    """Camille, insured, without a contract."""
    world = Partition()
    world.rights(some_rights())
    return world


def is_nothing(receipt: ReceiptIssued) -> bool:
    """Whether nothing is paid, used or recovered."""
    empty = not receipt.lines and not receipt.uses and not receipt.recoveries
    return empty and receipt.cancelled and money(receipt) == (0, 0, 0, 0)


def test_a_cancelled_receipt_is_nothing_and_tells_what_it_reverses(partition: Partition) -> None:
    partition.issue(a_claim())
    receipt = partition.issue(cancelled(2))

    assert is_nothing(receipt)
    assert (receipt.revision, receipt.basis, receipt.claim_version) == (2, 2, 2)
    assert receipt.reversed == ReversedAmounts(
        revision=1,
        claim_version=1,
        price_cents=3000,
        amo_paid_cents=1900,
        patient_cents=1100,
        audience=AUDIENCE_FAMILY,
    )
    assert (receipt.care_date, receipt.audience, receipt.rights_revision) == ("2025-03-03", AUDIENCE_FAMILY, 1)
    assert not partition.uses_of(F1)


def test_the_counters_of_the_year_stand_as_if_the_claim_had_never_been(partition: Partition) -> None:
    partition.issue(a_claim("A", care_date="2025-03-01"))
    partition.issue(nursing("B", "2025-03-02"))
    held = partition.uses()
    partition.issue(a_claim())
    receipt = partition.issue(cancelled(2))

    assert partition.uses() == held
    assert (receipt.participation_year_cents, receipt.franchise_year_cents) == (200, 100)


@pytest.mark.parametrize(
    ("first", "revision"),
    [
        (a_claim(rights_revision=9), 1),
        (a_claim(care_date="1999-12-31"), 2),
        (unpriced_visit(), 1),
    ],
    ids=["waits", "was refused", "is parked"],
)
def test_whatever_stands_is_cancelled(partition: Partition, first: Claim, revision: int) -> None:
    partition.claims(first)
    receipt = partition.issue(cancelled(2, first))

    assert is_nothing(receipt)
    assert (receipt.revision, receipt.basis) == (revision, 1)
    assert receipt.audience == AUDIENCE_SUBJECT_ONLY, "there never was a receipt that others saw"
    assert not receipt.HasField("reversed")
    assert not partition.worker.state.waiting
    assert len(partition.rights(some_rights(revision=9))) == 1, "nothing waits any more"


def test_a_correction_that_waits_is_cancelled_with_the_receipt_that_stands(partition: Partition) -> None:
    partition.issue(a_claim())
    partition.claims(version(2, a_claim(rights_revision=9)))
    receipt = partition.issue(cancelled(3))

    assert (receipt.claim_version, receipt.reversed.claim_version) == (3, 1)
    assert not partition.uses()
    assert not partition.worker.state.waiting


def test_it_needs_no_rights() -> None:
    world = Partition()
    waits, receipt = world.claims(a_claim(), cancelled(2))

    assert waits.claim_waiting.rights_revision == 1
    assert is_nothing(receipt.receipt_issued)
    assert receipt.receipt_issued.rights_revision == 0


def test_nothing_follows_it(partition: Partition) -> None:
    partition.issue(a_claim())
    partition.issue(cancelled(2))
    held = partition.head()
    again, after, after_again = partition.claims(cancelled(2), version(3), version(3))

    assert again.record_ignored.reason == "SAME_CONTENT"
    for event in (after, after_again):
        assert (event.record_parked.reason, event.record_parked.detail) == ("CONTENT_CONFLICT", "cancelled")
    assert partition.head() == held


def test_the_audience_is_that_of_the_receipt_that_stood() -> None:
    world = Partition()
    world.rights(a_childs_rights(LEA, CAMILLE, birth_date="2009-01-01"))
    secret, other = contraception(a_claim(subject_id=LEA)), a_claim("F2", subject_id=LEA, care_date="2025-04-01")
    secret.opener_subject_id = other.opener_subject_id = CAMILLE
    world.issue(secret)
    seen = world.issue(other)
    receipt = world.issue(cancelled(2, secret))
    family = world.issue(cancelled(2, other))

    assert (receipt.audience, family.audience) == (AUDIENCE_SUBJECT_ONLY, seen.audience)
    assert seen.audience == AUDIENCE_FAMILY
    assert receipt.participation_year_cents == seen.participation_year_cents, "the person knows of both"
    assert family.participation_year_cents == 0
    assert not world.uses()


def test_a_debt_that_was_recovered_already_is_given_back_by_the_next_payment(partition: Partition) -> None:
    deferred = paid_directly(a_claim("A"))
    partition.issue(deferred)
    assert partition.issue(a_claim("B", care_date="2025-04-01")).recoveries[0].amount_cents == 200
    partition.issue(cancelled(2, deferred))
    paid = partition.issue(a_claim("C", care_date="2025-04-02"))

    assert [(one.amount_cents, one.origin_receipt_id) for one in paid.recoveries] == [
        (-200, receipt_id_of(ISSUER, "A"))
    ]
    assert paid.amo_paid_cents == 1900 + 200
    assert not partition.issue(a_claim("D", care_date="2025-04-03")).recoveries


def test_a_receipt_that_recovered_is_cancelled_and_the_debt_is_owed_again(partition: Partition) -> None:
    partition.issue(paid_directly(a_claim("A")))
    recovering = a_claim("B", care_date="2025-04-01")
    partition.issue(recovering)
    partition.issue(cancelled(2, recovering))

    assert [one.amount_cents for one in partition.issue(a_claim("C", care_date="2025-04-02")).recoveries] == [200]
