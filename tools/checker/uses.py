"""The checker's own choice of the uses that a receipt rests on, and of the rows in which its own are kept."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from reimbursement.adjudicate import adjudicate
from reimbursement.model import Adjudication, Care, Counter, Cover
from reimbursement.model import Use as RuleUse
from reimbursement.rule_tables import Tables
from tools.checker.outputs import Use

Rows = dict[tuple[bytes, int], list[Use]]
"""Uses by (subject, year of care)."""

EVERYBODY, PERSON_ALONE = 1, 2
_EPOCH = date(1970, 1, 1)
_MAJORITY, _REACH = 18, 4
_OWED = {Counter.DEBT_PARTICIPATION, Counter.DEBT_FRANCHISE, Counter.DEBT_SURCHARGE}


class Settled(NamedTuple):
    """What the rules gave, and the uses they were given."""

    result: Adjudication
    rested_on: list[Use]


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - _EPOCH).days


def _day(number: int) -> date:
    return date.fromordinal(_EPOCH.toordinal() + number)


def _rule_use(use: Use) -> RuleUse:
    return RuleUse(Counter(use.counter), use.scope, _day(use.day), use.amount_cents, use.receipt_id)


def _come_of_age(birth: date, day: date) -> bool:
    return (day.year - birth.year, day.month, day.day) >= (_MAJORITY, birth.month, birth.day)


def _may_know(audience: int, use: Use) -> bool:
    """A minor's receipt for everybody knows nothing secret; a secret one leaves alone what is owed openly."""
    if audience == EVERYBODY:
        return use.audience == EVERYBODY
    return use.audience == PERSON_ALONE or use.counter not in _OWED


def settle_on(care: Care, cover: Cover, rows: Rows, *, subject: bytes, tables: Tables) -> Settled:
    """Call the rules with what the receipt may rest on.

    Raises:
        RulesError: the rules give no amount.
    """
    every = [use for _, use in _reached(rows, subject, care.care_date.year)]
    if _come_of_age(cover.birth_date, care.care_date):
        return Settled(adjudicate(care, cover, list(map(_rule_use, every)), tables), every)
    openly = _as_known_to(EVERYBODY, care, cover, every, tables=tables)
    if openly.result.audience == EVERYBODY:
        return openly
    return _as_known_to(PERSON_ALONE, care, cover, every, tables=tables)


def _as_known_to(audience: int, care: Care, cover: Cover, every: Sequence[Use], *, tables: Tables) -> Settled:
    known = [use for use in every if _may_know(audience, use)]
    return Settled(adjudicate(care, cover, list(map(_rule_use, known)), tables), known)


def stored(settled: Settled, rows: Rows, *, subject: bytes, year: int) -> list[tuple[int, Use]]:
    """Each use of a settled claim with the year of its row: a recovery stands where its debt stands, as open as it."""
    kept = []
    for use in settled.result.uses:
        place, audience = year, int(settled.result.audience)
        if use.counter in _OWED and use.scope:
            place, audience = _debt(use, _reached(rows, subject, year))
        number = day_number(use.day)
        kept.append((place, Use(int(use.counter), use.scope, number, use.amount_cents, use.receipt_id, audience)))
    return kept


def without(receipt_id: bytes, rows: Rows, places: Iterable[tuple[bytes, int]]) -> Rows:
    """The rows as if a receipt had never used anything; `places` are those it did, the rows given stay as they are."""
    return rows | {place: [use for use in rows[place] if use.receipt_id != receipt_id] for place in places}


def known_to(audience: int, birth: date | None, day: date, rows: Rows, *, subject: bytes) -> list[Use]:
    """Uses on which a receipt of that audience for care of that day may rest."""
    every = [use for _, use in _reached(rows, subject, day.year)]
    if birth is not None and _come_of_age(birth, day):
        return every
    return [use for use in every if _may_know(audience, use)]


def owed_secretly(rows: Rows, *, subject: bytes, year: int) -> set[bytes]:
    """Receipts that made a debt which only the person knows of."""
    reached = _reached(rows, subject, year)
    return {_made_by(use) for _, use in reached if use.counter in _OWED and use.audience == PERSON_ALONE}


def _reached(rows: Rows, subject: bytes, year: int) -> Iterator[tuple[int, Use]]:
    for near in range(year - _REACH, year + _REACH + 1):
        yield from ((near, use) for use in rows.get((subject, near), ()))


def _made_by(use: Use | RuleUse) -> bytes:
    """The receipt that made the debt which a use of a debt counter makes or lessens."""
    return bytes.fromhex(use.scope) or use.receipt_id


def _debt(recovery: RuleUse, reached: Iterator[tuple[int, Use]]) -> tuple[int, int]:
    """Year of the row, and audience."""
    origin = _made_by(recovery)
    return next((y, u.audience) for y, u in reached if u.counter == recovery.counter and _made_by(u) == origin)


def of_year(counter: Counter, uses: Sequence[Use], year: int) -> int:
    """Sum of a counter over the days of one year."""
    return sum(use.amount_cents for use in uses if use.counter == counter and _day(use.day).year == year)
