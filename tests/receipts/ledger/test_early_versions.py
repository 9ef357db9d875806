"""A version that comes before the one it corrects waits for it, and follows it at once under a seq of its own."""

import itertools

import pytest

from tests.receipts.ledger.log import PARTITION, a_claim, some_rights
from tests.receipts.ledger.payments import a_payment
from tests.receipts.ledger.versions import F1, Partition, cancelled, unpriced_visit, uses_in, version
from vitale.receipt.v1.receipt_pb2 import LedgerEvent

SECOND, THIRD = version(2, a_claim(price_cents=4000)), version(3, a_claim(price_cents=5000))


@pytest.fixture
def partition() -> Partition:
    """Camille, insured, without a contract."""
    world = Partition()
    world.rights(some_rights())
    return world


def versions_of(events: list[LedgerEvent]) -> list[int]:
    """Versions of the receipts among these."""
    return [event.receipt_issued.claim_version for event in events if event.HasField("receipt_issued")]


def test_it_says_which_version_it_needs_and_moves_no_head(partition: Partition) -> None:
    (event,) = partition.claims(THIRD)
    waits = event.claim_waiting

    assert (waits.claim_version, waits.needs_version, waits.rights_revision) == (3, 2, 0)
    assert not partition.worker.state.heads
    row = partition.worker.state.early[F1, 3]
    assert (row.partition, row.seq, row.content_hash) == (PARTITION, partition.seq, THIRD.content_hash)


@pytest.mark.parametrize("order", list(itertools.permutations((a_claim(), SECOND, THIRD))))
def test_in_whatever_order_they_come_the_newest_one_stands_with_its_uses(partition: Partition, order: tuple) -> None:  # type: ignore[type-arg]  # three claims
    events = partition.claims(*order)

    assert versions_of(events) == [1, 2, 3]
    last = [event.receipt_issued for event in events if event.HasField("receipt_issued")][-1]
    assert (last.revision, last.price_cents, last.reversed.claim_version) == (3, 5000, 2)
    assert partition.uses_of(F1) == uses_in(last)
    assert not partition.worker.state.early
    seqs = [entry.seq for entry in partition.worker.turn.entries]
    assert seqs == list(range(1, len(seqs) + 1))


def test_the_record_comes_first_then_the_versions_then_the_settlements_that_waited(partition: Partition) -> None:
    partition.claims(THIRD, SECOND)
    partition.pay(a_payment(claim_version=3))
    events = partition.claims(a_claim())

    assert [event.WhichOneof("outcome") for event in events] == ["receipt_issued"] * 3 + ["settlement_recorded"]
    assert events[-1].settlement_recorded.revision == 4


def test_the_same_one_again_is_ignored_and_other_content_is_set_aside(partition: Partition) -> None:
    partition.claims(THIRD)
    same, other = partition.claims(THIRD, version(3, a_claim(content="other")))

    assert same.record_ignored.reason == "SAME_CONTENT"
    assert (other.record_parked.reason, other.record_parked.detail) == ("CONTENT_CONFLICT", "content_hash")
    assert versions_of(partition.claims(a_claim(), SECOND)) == [1, 2, 3]


@pytest.mark.parametrize(
    "first",
    [a_claim(rights_revision=9), a_claim(care_date="1999-12-31"), unpriced_visit()],
    ids=["waits", "is refused", "is parked"],
)
def test_whatever_became_of_the_version_before_the_next_one_follows(partition: Partition, first: object) -> None:
    partition.claims(SECOND)
    events = partition.claims(first)  # type: ignore[arg-type]  # a claim

    assert len(events) == 2
    assert events[1].receipt_issued.claim_version == 2


def test_one_that_waits_for_rights_lets_the_next_one_follow(partition: Partition) -> None:
    late = version(2, a_claim(rights_revision=2, price_cents=4000))
    partition.claims(THIRD, late)
    first, second, third = partition.claims(a_claim())

    assert (first.receipt_issued.claim_version, second.claim_waiting.claim_version) == (1, 2)
    assert (third.receipt_issued.claim_version, third.receipt_issued.reversed.claim_version) == (3, 1)
    assert not partition.worker.state.waiting


def test_behind_a_cancellation_it_is_set_aside_and_no_further_one_follows(partition: Partition) -> None:
    partition.claims(version(4), THIRD, cancelled(2))
    events = partition.claims(a_claim())

    assert [event.WhichOneof("outcome") for event in events] == ["receipt_issued", "receipt_issued", "record_parked"]
    assert (events[2].record_parked.reason, events[2].record_parked.detail) == ("CONTENT_CONFLICT", "cancelled")
    assert partition.head().version == 2
    assert list(partition.worker.state.early) == [(F1, 4)]
