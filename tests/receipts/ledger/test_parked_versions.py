"""A version that is set aside has entered: it can be driven again, or replaced by the next one."""

import pytest

from tests.receipts.ledger.log import HOME, PARTITION, a_claim, some_rights
from tests.receipts.ledger.versions import F1, Partition, unpriced_visit, uses_in, version


@pytest.fixture
def partition() -> Partition:
    """Camille, insured, without a contract."""
    world = Partition()
    world.rights(some_rights())
    return world


def test_the_first_one_leaves_a_mark_and_its_re_drive_is_settled(partition: Partition) -> None:
    (event,) = partition.claims(unpriced_visit())
    assert (event.record_parked.reason, event.record_parked.claim_version) == ("NOT_ESTABLISHED", 1)
    head = partition.head()
    assert (head.version, head.content_hash, head.last_seq, head[4:]) == (1, b"", partition.seq, (0, 0))
    priced = unpriced_visit()
    priced.lines[0].base_cents = 3500
    receipt = partition.redrive(priced, partition.seq).receipt_issued

    assert (receipt.claim_version, receipt.revision, receipt.basis) == (1, 1, 1)
    assert not receipt.HasField("reversed")
    assert partition.head().content_hash == priced.content_hash


def test_a_re_drive_that_is_set_aside_again_is_marked_again(partition: Partition) -> None:
    partition.claims(unpriced_visit())
    event = partition.redrive(unpriced_visit(), partition.seq)

    assert event.record_parked.reason == "NOT_ESTABLISHED"
    assert partition.head().last_seq == partition.seq


def test_the_next_version_replaces_it_and_its_re_drive_comes_too_late(partition: Partition) -> None:
    partition.claims(unpriced_visit())
    parked = partition.seq
    receipt = partition.issue(version(2, a_claim()))
    late = partition.redrive(unpriced_visit(), parked)

    assert (receipt.revision, receipt.basis, receipt.claim_version) == (1, 1, 2)
    assert not receipt.HasField("reversed")
    assert late.record_ignored.reason == "OLDER_VERSION"
    assert partition.worker.state.resolved == [(1, PARTITION, parked, partition.seq)]


def test_the_receipt_stands_while_its_correction_is_parked(partition: Partition) -> None:
    partition.issue(a_claim())
    before, uses = partition.head(), partition.uses()
    partition.claims(unpriced_visit(2))
    parked = partition.seq
    assert partition.head() == before._replace(version=2, content_hash=b"")
    assert partition.uses() == uses
    priced = unpriced_visit(2)
    priced.lines[0].base_cents = 3500
    receipt = partition.redrive(priced, parked).receipt_issued

    assert (receipt.revision, receipt.claim_version, receipt.reversed.claim_version) == (2, 2, 1)
    assert partition.uses_of(F1) == uses_in(receipt)


def test_a_waiting_one_that_is_set_aside_waits_no_more(partition: Partition) -> None:
    partition.issue(a_claim())
    before = partition.head()
    waiting = unpriced_visit(2)
    waiting.rights_revision = 2
    partition.claims(waiting)
    _, parked = partition.rights(some_rights(revision=2))

    assert (parked.record_parked.reason, parked.record_parked.claim_version) == ("NOT_ESTABLISHED", 2)
    assert partition.head() == before._replace(version=2, content_hash=b"")
    assert not partition.worker.state.waiting
    letter = partition.worker.turn.entries[-1].dead_letter
    assert letter is not None
    assert letter.key == HOME
