"""Whatever comes in whatever order, each receipt ends with the uses of its newest settled version, and no others."""

from collections.abc import Sequence
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.codec import receipt_id_of
from contracts.envelope import open_value
from receipts.ledger import entry as entries
from tests.receipts.ledger.log import a_claim, paid_directly, some_rights
from tests.receipts.ledger.versions import ISSUER, Partition, cancelled, unpriced_visit, uses_in, version
from vitale.claim.v1.claim_pb2 import Claim
from vitale.receipt.v1.receipt_pb2 import LedgerEvent, ReceiptIssued

NAMES = ("A", "B", "C")
LAST_REVISION = 3


class Bill(NamedTuple):
    """One version of a claim, as it is drawn."""

    day: int
    cents: int
    direct: bool
    needs: int
    kind: str


_BILLS = st.builds(
    Bill,
    st.integers(1, 28),
    st.integers(2300, 6000),
    st.booleans(),
    st.integers(1, LAST_REVISION),
    st.sampled_from(["plain", "plain", "plain", "unpriced", "too early", "cancelled"]),
)
_CLAIMS = st.lists(st.lists(_BILLS, min_size=1, max_size=4), min_size=1, max_size=3)


def claim_of(name: str, number: int, bill: Bill) -> Claim:
    """The claim of a bill as a version."""
    date = f"2025-{3 + NAMES.index(name):02}-{bill.day:02}"
    if bill.kind == "unpriced":
        return unpriced_visit(number, name)
    if bill.kind == "too early":
        date = "1999-12-31"
    claim = a_claim(name, care_date=date, price_cents=bill.cents, rights_revision=bill.needs)
    if bill.direct:
        claim = paid_directly(claim)
    return cancelled(number, claim) if bill.kind == "cancelled" else version(number, claim)


def newest(partition: Partition) -> dict[bytes, ReceiptIssued]:
    """The last receipt of each claim."""
    found: dict[bytes, ReceiptIssued] = {}
    for entry in partition.worker.turn.entries:
        if entry.kind == entries.ISSUED:
            receipt = LedgerEvent.FromString(open_value(entry.payload)).receipt_issued
            found[receipt.receipt_id] = receipt
    return found


def taken(partition: Partition, records: Sequence[Claim], revisions: Sequence[int]) -> None:
    """Take claims, with states of rights between them at the drawn places."""
    for place, claim in enumerate(records):
        for revision, at in enumerate(revisions, start=1):
            if at == place:
                partition.rights(some_rights(revision=revision))
        partition.claims(claim)
    partition.rights(some_rights(revision=LAST_REVISION))


@settings(max_examples=150, deadline=None)
@given(_CLAIMS, st.data())
def test_each_receipt_ends_with_the_uses_of_its_newest_settled_version(
    bills: list[list[Bill]], data: st.DataObject
) -> None:
    claims = [
        claim_of(name, number, bill)
        for name, versions in zip(NAMES, bills, strict=False)
        for number, bill in enumerate(versions, start=1)
    ]
    order = data.draw(st.permutations([*claims, *data.draw(st.lists(st.sampled_from(claims), max_size=4))]))
    places = st.integers(0, len(order))
    partition = Partition()
    taken(partition, order, data.draw(st.lists(places, min_size=2, max_size=2)))

    standing = newest(partition)
    for name, versions in zip(NAMES, bills, strict=False):
        receipt_id = receipt_id_of(ISSUER, name)
        receipt = standing.get(receipt_id)
        assert partition.uses_of(receipt_id) == (uses_in(receipt) if receipt is not None else [])
        head = partition.head(receipt_id)
        ends = next((at for at, bill in enumerate(versions, start=1) if bill.kind == "cancelled"), len(versions))
        assert head.version == ends, "every version up to a cancellation has entered"
        assert receipt is None or head.revision >= receipt.revision
    named = sorted(use for receipt in standing.values() for use in uses_in(receipt))
    assert sorted(use for _, use in partition.uses()) == named, "and nothing else is counted"
    assert not partition.worker.state.waiting


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_BILLS, _BILLS), min_size=1, max_size=3))
def test_corrected_counters_are_those_of_settling_the_last_versions_afresh(
    bills: list[tuple[Bill, Bill]],
) -> None:
    pairs = [[bill._replace(kind="plain", needs=1, direct=False) for bill in versions] for versions in bills]
    corrected, fresh = Partition(), Partition()
    for world in (corrected, fresh):
        world.rights(some_rights())
    for name, (first, second) in zip(NAMES, pairs, strict=False):
        corrected.claims(claim_of(name, 1, first))
        corrected.claims(claim_of(name, 2, second))
        fresh.claims(claim_of(name, 1, second))

    assert corrected.uses() == fresh.uses()
