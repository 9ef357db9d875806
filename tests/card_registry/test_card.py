"""The life of a card: every order from every state, what never changes again, and when a card counts as active."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from card_registry.card import LIVING, SKEW, Life, Order, Since, State, obey, was_active
from chassis.errors import DomainError, ErrorCode
from vitale.card.v1 import card_pb2 as pb

ACTIVE, SUSPENDED, OPPOSED = pb.CARD_STATE_ACTIVE, pb.CARD_STATE_SUSPENDED, pb.CARD_STATE_OPPOSED
DEACTIVATED, RENEWED, CLOSED = pb.CARD_STATE_DEACTIVATED, pb.CARD_STATE_RENEWED, pb.CARD_STATE_CLOSED
ENDS = {Order.OPPOSE: OPPOSED, Order.DEACTIVATE: DEACTIVATED, Order.RENEW: RENEWED, Order.CLOSE: CLOSED}
NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


class CardLife(RuleBasedStateMachine):
    """One card that gets any orders in any order, beside a second book kept by plain sentences."""

    def __init__(self) -> None:
        super().__init__()
        self.life = Life(ACTIVE)
        self.ended: State | None = None
        self.was_locked = self.plastic_was_asked = False

    def order(self, order: Order, *, plastic_too: bool = False) -> ErrorCode | None:
        before = self.life
        try:
            self.life = obey(before, order, plastic_too=plastic_too)
        except DomainError as error:
            assert self.life == before
            return error.code
        return None

    @rule(order=st.sampled_from(sorted(ENDS, key=lambda order: order.value)), plastic_too=st.booleans())
    def end(self, order: Order, plastic_too: bool) -> None:
        refused = self.order(order, plastic_too=plastic_too)
        if self.ended is None:
            self.ended = ENDS[order]
        if ENDS[order] == self.ended:
            assert refused is None
            self.plastic_was_asked |= plastic_too and order is Order.OPPOSE
        else:
            assert refused is (ErrorCode.CARD_OPPOSED if self.ended == OPPOSED else ErrorCode.CARD_ENDED)

    @rule()
    def suspend(self) -> None:
        assert (self.order(Order.SUSPEND) is None) == (self.ended is None)

    @rule()
    def lock(self) -> None:
        assert (self.order(Order.LOCK) is None) == (self.ended is None)
        self.was_locked |= self.ended is None

    @precondition(lambda self: self.ended is None)
    @rule()
    def resume(self) -> None:
        assert self.order(Order.RESUME) is (ErrorCode.CARD_LOCKED if self.was_locked else None)
        assert (self.life.state == ACTIVE) == (not self.was_locked)

    @precondition(lambda self: self.ended is not None)
    @rule()
    def resume_what_has_ended(self) -> None:
        assert self.order(Order.RESUME) is not None

    @invariant()
    def what_ended_never_changes(self) -> None:
        if self.ended is not None:
            assert self.life.state == self.ended
        assert self.life.living == (self.ended is None)

    @invariant()
    def a_locked_card_is_never_active_again(self) -> None:
        assert not (self.was_locked and self.life.state == ACTIVE)

    @invariant()
    def the_plastic_card_is_touched_only_when_asked(self) -> None:
        assert self.life.plastic_too == self.plastic_was_asked


CardLife.TestCase.settings = settings(max_examples=200, stateful_step_count=20, deadline=None)
TestCardLife = CardLife.TestCase


def test_opposing_leaves_the_plastic_card_valid_unless_asked() -> None:
    assert not obey(Life(ACTIVE), Order.OPPOSE).plastic_too
    assert obey(Life(ACTIVE), Order.OPPOSE, plastic_too=True).plastic_too


def test_the_plastic_card_may_be_opposed_after_the_other_but_not_taken_back() -> None:
    opposed = obey(obey(Life(ACTIVE), Order.OPPOSE), Order.OPPOSE, plastic_too=True)
    assert opposed.plastic_too
    assert obey(opposed, Order.OPPOSE).plastic_too


@pytest.mark.parametrize("state", sorted(set(pb.CardState.values()) - {0} - LIVING))
def test_a_card_that_has_ended_obeys_nothing_but_the_order_that_ended_it(state: State) -> None:
    for order in Order:
        if ENDS.get(order) == state:
            assert obey(Life(state), order) == Life(state)
        else:
            with pytest.raises(DomainError):
                obey(Life(state), order)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


HISTORY = [Since(ACTIVE, at(0)), Since(SUSPENDED, at(600)), Since(ACTIVE, at(1200)), Since(OPPOSED, at(1800))]


@pytest.mark.parametrize(
    ("seconds", "active"),
    [(-31, False), (-30, True), (0, True), (599, True), (600, False), (1169, False), (1170, True), (1799.9, True)],
)
def test_a_presentation_counts_by_the_state_in_which_it_was_signed(seconds: float, active: bool) -> None:
    assert was_active(HISTORY, at(seconds)) is active


def test_nothing_signed_from_the_opposition_on_counts_ever() -> None:
    for seconds in (1800, 1800.000001, 1829, 100_000):
        assert not was_active(HISTORY, at(seconds))
    assert timedelta(seconds=30) == SKEW


def test_a_card_without_a_history_was_never_active() -> None:
    assert not was_active([], NOON)
