"""Owns the comparison of two settlements of the same care: the amounts that differ, and the reasons that differ."""

from collections import Counter as Multiset
from collections.abc import Iterator
from typing import NamedTuple

from reimbursement.errors import RulesError
from reimbursement.model import Adjudication, LineReceipt, Reason

Settled = Adjudication | RulesError
_TOTAL = 0  # line number of an amount of the whole receipt


class AmountChange(NamedTuple):
    """One amount in cents before and after; `line_no` 0: of the whole receipt."""

    line_no: int
    name: str
    before: int
    after: int


class ReasonChange(NamedTuple):
    """A reason that only one of the settlements gives, or that both give with another effect, value or day."""

    line_no: int
    before: Reason | None
    after: Reason | None


class Difference(NamedTuple):
    """What differs between two settlements of one care; an error is said where one of them gives no amount."""

    amounts: tuple[AmountChange, ...] = ()
    reasons: tuple[ReasonChange, ...] = ()
    error_before: RulesError | None = None
    error_after: RulesError | None = None


def compare(before: Settled, after: Settled) -> Difference | None:
    """Return the difference, or None when both give the same amounts, or the same answer that there are none."""
    if isinstance(before, RulesError) or isinstance(after, RulesError):
        return _compare_answers(before, after)
    amounts = tuple(change for change in _amounts(before, after) if change.before != change.after)
    return Difference(amounts, tuple(_reasons(before, after))) if amounts else None


def _compare_answers(before: Settled, after: Settled) -> Difference | None:
    """At least one gives no amount: the totals of the other stand against nothing."""
    if isinstance(before, RulesError) and isinstance(after, RulesError):
        return None if str(before) == str(after) else Difference(error_before=before, error_after=after)
    if isinstance(before, RulesError):
        assert not isinstance(after, RulesError)
        gained = tuple(AmountChange(_TOTAL, name, 0, cents) for name, cents in totals(after).items())
        return Difference(gained, error_before=before)
    assert isinstance(after, RulesError)
    lost = tuple(AmountChange(_TOTAL, name, cents, 0) for name, cents in totals(before).items())
    return Difference(lost, error_after=after)


def totals(done: Adjudication) -> dict[str, int]:
    """Return the amounts of a whole receipt by name, in cents."""
    return {
        "price": done.price_cents,
        "amo_paid": done.amo_paid_cents,
        "local_scheme": done.local_scheme_cents,
        "amc": sum(done.amc_cents),
        "patient": done.patient_cents,
        "recovered": sum(recovery.amount_cents for recovery in done.recoveries),
        "owed_later": sum(debt.amount_cents for debt in done.debts),
    }


def _amounts(before: Adjudication, after: Adjudication) -> Iterator[AmountChange]:
    now = totals(after)
    for name, cents in totals(before).items():
        yield AmountChange(_TOTAL, name, cents, now[name])
    by_number = {line.line_no: line for line in after.lines}
    for line in before.lines:
        other = _of_line(by_number[line.line_no])
        for name, cents in _of_line(line).items():
            yield AmountChange(line.line_no, name, cents, other[name])


def _of_line(line: LineReceipt) -> dict[str, int]:
    fields = {name: cents for name, cents in line._asdict().items() if name.endswith("_cents") and name != "amc_cents"}
    paid = {f"amc_{rank}": cents for rank, cents in enumerate(line.amc_cents, start=1)}
    return {name.removesuffix("_cents"): cents for name, cents in {**fields, **paid}.items()}


def _reasons(before: Adjudication, after: Adjudication) -> Iterator[ReasonChange]:
    by_number = {line.line_no: line.reasons for line in after.lines}
    for line in before.lines:
        for change in _pairs(line.line_no, line.reasons, by_number[line.line_no]):
            if change.before is None or change.after is None or not _same_value(change.before, change.after):
                yield change


def _pairs(line_no: int, before: tuple[Reason, ...], after: tuple[Reason, ...]) -> Iterator[ReasonChange]:
    """Leave out what both say; pair the rest by what is said, in the order in which it is said."""
    gone, come = list((Multiset(before) - Multiset(after)).elements()), Multiset(after) - Multiset(before)
    added = list(come.elements())
    for reason in gone:
        same = next((other for other in added if _same_step(reason, other)), None)
        if same is not None:
            added.remove(same)
        yield ReasonChange(line_no, reason, same)
    for reason in added:
        yield ReasonChange(line_no, None, reason)


def _same_value(one: Reason, other: Reason) -> bool:
    """Tell whether two steps add the same by the same value, be it in force since another day."""
    return one._replace(in_force=None) == other._replace(in_force=None)


def _same_step(one: Reason, other: Reason) -> bool:
    return one.code is other.code and one.amount is other.amount
