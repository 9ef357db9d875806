"""A correction is settled in the place of the version before: what that one used is taken back, what it said, told."""

import pytest

from contracts.codec import receipt_id_of
from tests.receipts.ledger.log import (
    CAMILLE,
    PARTITION,
    a_childs_rights,
    a_claim,
    a_table,
    contraception,
    nursing,
    paid_directly,
    some_rights,
)
from tests.receipts.ledger.versions import F1, ISSUER, Partition, money, uses_in, version
from vitale.receipt.v1.receipt_pb2 import AUDIENCE_FAMILY, AUDIENCE_SUBJECT_ONLY, ReversedAmounts

OTHER_BILL = a_claim(price_cents=5000)


@pytest.fixture
def partition() -> Partition:
    """Camille, insured, without a contract."""
    world = Partition()
    world.rights(some_rights())
    return world


def test_a_correction_replaces_the_receipt_and_tells_what_it_reverses(partition: Partition) -> None:
    before = partition.issue(a_claim())
    after = partition.issue(version(2, OTHER_BILL))

    assert (money(before), money(after)) == ((3000, 1900, 0, 1100), (5000, 1900, 0, 3100))
    assert (after.receipt_id, after.revision, after.basis, after.claim_version) == (F1, 2, 2, 2)
    assert after.reversed == ReversedAmounts(
        revision=1,
        claim_version=1,
        price_cents=3000,
        amo_paid_cents=1900,
        patient_cents=1100,
        audience=AUDIENCE_FAMILY,
    )
    assert not before.HasField("reversed")
    assert not after.balances
    assert not after.cause


def test_the_uses_of_the_version_before_are_taken_back_and_counted_once(partition: Partition) -> None:
    partition.issue(a_claim("OTHER", care_date="2025-03-01"))
    before = partition.issue(a_claim())
    after = partition.issue(version(2, a_claim()))

    assert after.participation_year_cents == before.participation_year_cents == 400
    assert partition.uses_of(F1) == uses_in(after) == uses_in(before)


def test_a_correction_may_move_the_care_to_another_year(partition: Partition) -> None:
    partition.issue(a_claim(care_date="2025-03-03"))
    after = partition.issue(version(2, a_claim(care_date="2024-12-30")))

    years = partition.worker.state.years[CAMILLE]
    assert {year: len(body.uses) for year, body in years.items() if body.uses} == {2024: len(after.uses)}
    assert after.participation_year_cents == 200


def test_the_next_correction_reverses_the_last_one(partition: Partition) -> None:
    partition.issue(a_claim())
    second = partition.issue(version(2, OTHER_BILL))
    third = partition.issue(version(3, a_claim()))

    assert (third.revision, third.claim_version) == (3, 3)
    assert (third.reversed.revision, third.reversed.claim_version) == (2, 2)
    assert third.reversed.price_cents == second.price_cents


def test_the_same_version_again_changes_nothing_and_other_content_is_set_aside(partition: Partition) -> None:
    partition.issue(a_claim())
    partition.issue(version(2, OTHER_BILL))
    held = partition.head()
    same, older, other = partition.claims(version(2, OTHER_BILL), a_claim(), version(2, a_claim(content="other")))

    assert same.record_ignored.reason == "SAME_CONTENT"
    assert older.record_ignored.reason == "OLDER_VERSION"
    parked = other.record_parked
    assert (parked.reason, parked.detail, parked.claim_version) == ("CONTENT_CONFLICT", "content_hash", 2)
    assert partition.head() == held


def test_the_uses_stay_with_the_person_so_a_correction_for_somebody_else_is_set_aside(partition: Partition) -> None:
    lea = b"L" * 16
    partition.rights(some_rights(lea))
    partition.issue(a_claim())
    held = partition.uses()
    (event,) = partition.claims(version(2, a_claim(subject_id=lea)))

    assert (event.record_parked.reason, event.record_parked.detail) == ("CONTENT_CONFLICT", "subject_id")
    assert partition.uses() == held


def test_in_another_partition_the_claim_is_another_one(partition: Partition) -> None:
    partition.issue(a_claim())
    head = partition.head()
    partition.worker.state.heads[F1] = head._replace(partition=PARTITION + 1)
    (event,) = partition.claims(version(2))

    assert (event.record_parked.reason, event.record_parked.detail) == ("CONTENT_CONFLICT", "content_hash")


def test_the_receipt_stands_while_its_correction_waits_for_rights(partition: Partition) -> None:
    issued = partition.issue(a_claim())
    before, uses = partition.head(), partition.uses()
    correction = version(2, a_claim(rights_revision=2, price_cents=5000))
    (waits,) = partition.claims(correction)

    assert (waits.claim_waiting.rights_revision, waits.claim_waiting.claim_version) == (2, 2)
    assert not waits.claim_waiting.needs_version
    assert partition.head() == before._replace(version=2, content_hash=correction.content_hash)
    assert partition.uses() == uses
    _, settled = partition.rights(some_rights(revision=2))
    receipt = settled.receipt_issued
    assert (receipt.revision, receipt.basis, receipt.claim_version) == (2, 2, 2)
    assert receipt.reversed.price_cents == issued.price_cents
    assert not partition.worker.state.waiting


def test_the_receipt_stands_while_its_correction_waits_for_a_table(partition: Partition) -> None:
    partition.issue(a_claim())
    table = a_table()
    partition.rights(some_rights(revision=2, table=table))
    (waits,) = partition.claims(version(2, a_claim(rights_revision=2)))
    _, settled = partition.worker.take(partition.log.guarantees(table))

    assert waits.claim_waiting.guarantees_hash
    assert (settled.receipt_issued.amc_cents, settled.receipt_issued.reversed.amc_cents) == (900, 0)


def test_a_claim_that_waits_is_corrected_before_anything_stands(partition: Partition) -> None:
    first, second = partition.claims(
        a_claim(rights_revision=2), version(2, a_claim(rights_revision=3, price_cents=5000))
    )
    waiting = partition.worker.state.waiting[F1]
    assert (first.claim_waiting.claim_version, second.claim_waiting.claim_version) == (1, 2)
    assert (waiting.needs_revision, waiting.seq) == (3, partition.seq - 1), "in the place of the version that waited"
    head = partition.head()
    assert (head.version, head.last_seq, head.revision, head.basis) == (2, partition.seq, 0, 0)
    (only,) = partition.rights(some_rights(revision=2))
    _, settled = partition.rights(some_rights(revision=3))

    assert only.HasField("record_applied")
    receipt = settled.receipt_issued
    assert (receipt.claim_version, receipt.revision, receipt.basis, receipt.price_cents) == (2, 1, 1, 5000)
    assert not receipt.HasField("reversed")


def test_a_correction_on_rights_at_hand_ends_the_wait_of_the_version_before(partition: Partition) -> None:
    partition.claims(a_claim(rights_revision=9))
    receipt = partition.issue(version(2, a_claim()))

    assert (receipt.claim_version, receipt.revision) == (2, 1)
    assert F1 not in partition.worker.state.waiting
    assert len(partition.rights(some_rights(revision=9))) == 1


def test_a_deadline_settles_the_version_that_waits(partition: Partition) -> None:
    partition.issue(a_claim())
    partition.claims(version(2, a_claim(rights_revision=9, price_cents=5000)))
    _, settled = partition.worker.take(partition.log.deadline(F1))

    assert (settled.receipt_issued.claim_version, settled.receipt_issued.reversed.revision) == (2, 1)


def test_a_rejected_correction_leaves_the_receipt_as_it_stands(partition: Partition) -> None:
    partition.issue(a_claim())
    before, uses = partition.head(), partition.uses()
    correction = version(2, a_claim(care_date="1999-12-31"))
    (event,) = partition.claims(correction)

    assert (event.claim_rejected.code, event.claim_rejected.claim_version) == ("RIGHTS_CLOSED", 2)
    assert partition.head() == before._replace(version=2, content_hash=correction.content_hash)
    assert partition.uses() == uses
    third = partition.issue(version(3, OTHER_BILL))
    assert (third.revision, third.reversed.claim_version) == (2, 1)


def test_a_rejected_claim_is_corrected_and_what_stood_was_nothing(partition: Partition) -> None:
    old = a_claim(care_date="1999-12-31")
    refused, again = partition.claims(old, version(2, old))
    assert (refused.claim_rejected.claim_version, again.claim_rejected.claim_version) == (1, 2)
    assert (partition.head().revision, partition.head().basis) == (2, 0)
    receipt = partition.issue(version(3, a_claim()))

    assert (receipt.revision, receipt.basis) == (3, 1)
    assert not receipt.HasField("reversed")


def test_a_refusal_stands_while_its_correction_waits(partition: Partition) -> None:
    partition.claims(a_claim(care_date="1999-12-31"))
    before = partition.head()
    partition.claims(version(2, a_claim(rights_revision=2)))

    assert partition.head()[3:] == before[3:], "the place of the refusal, its revision and its basis"


def test_what_a_minor_keeps_to_itself_is_taken_back_from_where_it_lies() -> None:
    world, lea = Partition(), b"L" * 16
    world.rights(a_childs_rights(lea, CAMILLE, birth_date="2009-01-01"))
    secret = contraception(a_claim(subject_id=lea))
    secret.opener_subject_id = CAMILLE
    open_one = a_claim(subject_id=lea)
    open_one.opener_subject_id = CAMILLE
    before, after = world.issue(secret), world.issue(version(2, open_one))

    assert (before.audience, after.audience) == (AUDIENCE_SUBJECT_ONLY, AUDIENCE_FAMILY)
    assert world.uses_of(F1) == uses_in(after)


def test_what_a_later_receipt_recovered_of_a_corrected_debt_is_given_back(partition: Partition) -> None:
    deferred = paid_directly(a_claim("A"))
    partition.issue(deferred)
    assert partition.issue(a_claim("B", care_date="2025-04-01")).recoveries[0].amount_cents == 200
    corrected = version(2, deferred)
    corrected.third_party_payment = False
    given_back = partition.issue(corrected).recoveries

    assert [(one.amount_cents, one.origin_receipt_id) for one in given_back] == [(-200, receipt_id_of(ISSUER, "A"))]
    assert not partition.issue(a_claim("C", care_date="2025-04-02")).recoveries


def test_a_receipt_that_recovered_is_corrected_and_the_debt_is_open_again(partition: Partition) -> None:
    partition.issue(paid_directly(nursing("A", "2024-12-30")))
    recovering = a_claim("B", care_date="2025-01-10")
    assert len(partition.issue(recovering).recoveries) == 1
    direct = version(2, paid_directly(recovering))
    assert not partition.issue(direct).recoveries
    assert [one.amount_cents for one in partition.issue(a_claim("C", care_date="2025-02-01")).recoveries] == [100, 200]


def test_a_version_number_below_one_is_set_aside_and_leaves_nothing(partition: Partition) -> None:
    (event,) = partition.claims(version(0))

    assert (event.record_parked.reason, event.record_parked.detail) == ("NOT_COVERED", "claim.version")
    assert not partition.worker.state.heads
