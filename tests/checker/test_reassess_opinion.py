"""The checker and the worker settle receipts again each by its own code, and come to the same revisions and rows."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from reimbursement.rule_tables import Tables
from tests.checker.test_second_opinion import Both, claims, outcome, raw
from tests.receipts.ledger.log import a_claim, paid_directly
from tests.receipts.ledger.rates import with_consultation_at
from tools.checker.outputs import Ignored, Outcome, Parked, Receipt
from tools.checker.reading import ControlRecord, read_input
from tools.checker.reassess import Again
from vitale.claim.v1.claim_pb2 import Claim

LOWER = with_consultation_at("28.00")


def reassessed(both: Both, tables: Tables, *named: Claim) -> tuple[list[Outcome], list[Outcome | None]]:
    """What the checker and the worker make of a Reassess under other tables."""
    both.worker.activate(tables)
    both.settler.tables, both.state.rules_version = tables, tables.version
    record = both.log.reassess(tables.version, *named)
    before = len(both.worker.turn.entries)
    both.worker.take(record)
    read = read_input(raw(record))
    assert isinstance(read, ControlRecord)
    both.state.seq = before + 1
    mine = []
    for expected in Again(both.state, both.settler, read, raw(record)).entries():
        mine.append(expected.outcome)
        both.state.seq += 1
    return mine, [outcome(entry) for entry in both.worker.turn.entries[before:]]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(claims(), min_size=1, max_size=12, unique_by=lambda claim: claim.claim_id),
    st.randoms(use_true_random=False),
)
def test_the_checker_comes_to_the_same_revisions_and_rows(history: list[Claim], order: Random) -> None:
    both = Both("2008-06-01")
    for claim in history:
        both.settle(claim)
    again = list(history)
    order.shuffle(again)
    mine, theirs = reassessed(both, LOWER, *again)

    assert mine == theirs
    mine_rows, their_rows = both.rows()
    assert mine_rows == their_rows


def test_every_way_in_which_a_receipt_can_stand_or_move_is_the_same() -> None:
    both = Both("1990-06-01")
    moved, old = paid_directly(a_claim("A")), a_claim("B", care_date="2024-12-20", price_cents=2650)
    other, waits, never = a_claim("C"), a_claim("W", rights_revision=9), a_claim("NEVER")
    for claim in (moved, old, other, waits):
        both.settle(claim)
    other.content_hash = bytes(32)
    mine, theirs = reassessed(both, LOWER, moved, old, other, waits, never)

    assert mine == theirs
    assert [type(one) for one in mine[1:]] == [Receipt, Ignored, Parked, Ignored, Ignored]
    reasons = [one.reason for one in mine if isinstance(one, Ignored)]
    assert reasons == ["SAME_AMOUNTS", "NOT_SETTLED", "UNKNOWN_RECEIPT"]
