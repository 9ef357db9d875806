"""Owns which uses a receipt rests on: those of its year of care and of the years around, as far as viewers may know.

What a minor keeps to itself must move no amount that a parent sees, in either direction: a receipt for the family knows
nothing of it, and a receipt for the person alone leaves the debts of the others where they are. Of an adult's receipts
nobody else sees any, so they rest on everything.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from contracts.codec import use_message
from receipts.visibility import FAMILY, SUBJECT_ONLY
from reimbursement.model import Adjudication, Counter
from vitale.receipt.v1.receipt_pb2 import SubjectYear, Use

YEARS_AROUND: Final = 4
"""Glasses, hearing aids and budgets are limited over so many years, and so long a debt is recovered.

A claim may come after one of later care, so limits look both ways.
"""

Years = Mapping[int, SubjectYear]
"""The uses of one person by year of care; a recovery stands in the year of the debt that it lessens."""

Admits = Callable[[Use], bool]

_PARTICIPATION: Final = int(Counter.PARTICIPATION)
_FRANCHISE: Final = int(Counter.FRANCHISE)
_DEBTS: Final = frozenset({Counter.DEBT_PARTICIPATION, Counter.DEBT_FRANCHISE, Counter.DEBT_SURCHARGE})
# Most uses by far, and nobody asks for them once their year is over.
_OF_ONE_YEAR: Final = frozenset({Counter.PARTICIPATION, Counter.FRANCHISE})


class Taken(NamedTuple):
    """One use of a receipt as it is stored: the year of its row, and the use."""

    year: int
    use: Use


def years_around(year: int) -> range:
    """The years whose uses a claim of a year of care may look at."""
    return range(year - YEARS_AROUND, year + YEARS_AROUND + 1)


def known_uses(years: Years, year: int) -> list[Use]:
    """What a claim of a year of care may look at."""
    body = years.get(year)
    known = list(body.uses) if body is not None else []
    if len(years) > (body is not None):
        for other in years_around(year):
            body = years.get(other)
            if body is not None and other != year:
                known += [use for use in body.uses if use.counter not in _OF_ONE_YEAR]
    return known


def everything(use: Use) -> bool:  # noqa: ARG001 - one of the two signs of Admits
    """What an adult's receipt may rest on."""
    return True


def for_family(use: Use) -> bool:
    """Whether a minor's receipt that parents see may rest on the use."""
    return use.audience == FAMILY


def for_subject(use: Use) -> bool:
    """Whether a minor's receipt that nobody else sees may rest on the use.

    It counts towards every limit, but the debts that parents know of are left to the receipts that parents see.
    """
    return use.audience == SUBJECT_ONLY or use.counter not in _DEBTS


def year_totals(known: Iterable[Use], stored: Iterable[Taken]) -> tuple[int, int]:
    """Flat participation and franchises of the year of care, cents: what was known before, and what a receipt adds."""
    participation = franchise = 0
    for use in (*known, *[one.use for one in stored]):
        counter = use.counter
        if counter == _PARTICIPATION:
            participation += use.amount_cents
        elif counter == _FRANCHISE:
            franchise += use.amount_cents
    return participation, franchise


def taken(settled: Adjudication, years: Years, year: int) -> list[Taken]:
    """The uses of a settled claim as they are stored.

    A recovery goes beside its debt and keeps its audience: whoever knows the one knows the other, whatever years and
    audiences they look at, so that no debt is recovered twice and none is given back that was never recovered.
    """
    audience = int(settled.audience)
    if not settled.recoveries:
        return [Taken(year, use_message(use, audience)) for use in settled.uses]
    origins = {(use.counter, _origin(use)): (of, int(use.audience)) for of, use in _debts(years)}
    stored = []
    for use in settled.uses:
        of, known_to = (year, audience)
        if use.scope and use.counter in _DEBTS:
            of, known_to = origins[int(use.counter), bytes.fromhex(use.scope)]
        stored.append(Taken(of, use_message(use, known_to)))
    return stored


def secret_origins(settled: Adjudication, years: Years) -> frozenset[bytes]:
    """Receipts that only the person may see, among those whose debts are recovered."""
    if not settled.recoveries:
        return frozenset()
    secret = {_origin(use) for _, use in _debts(years) if use.audience == SUBJECT_ONLY}
    return frozenset(recovery.origin for recovery in settled.recoveries) & secret


def _debts(years: Years) -> Iterable[tuple[int, Use]]:
    return ((year, use) for year, body in years.items() for use in body.uses if use.counter in _DEBTS)


def _origin(use: Use) -> bytes:
    return bytes.fromhex(use.scope) if use.scope else use.receipt_id
