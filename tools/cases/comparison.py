"""Owns the judgement of one published case: pass, fail with the differences, or not covered by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from reimbursement.adjudicate import adjudicate
from reimbursement.errors import InvalidCare, NotCovered, NotEstablished, RulesError
from reimbursement.model import Adjudication
from reimbursement.rule_tables import Tables
from tools.cases.baskets import with_baskets, with_known_limits
from tools.cases.open_participation import without_participation
from tools.cases.prices import with_prices
from tools.cases.published import PublishedCase

_OPEN_PARTICIPATION = "participation.amo_below"
_OPEN_LOCAL_SCHEME = "local_scheme."
_OF_LOCAL_SCHEME = frozenset({"local_scheme", "amc", "left_to_pay"})
_OF_PARTICIPATION = frozenset({"participation_forfaitaire", "amo_net", "left_to_pay"})


class Verdict(StrEnum):
    """What became of a case."""

    PASS = "pass"  # noqa: S105 - a verdict
    FAIL = "fail"
    NOT_COVERED = "not covered"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict on one case, with the reason or the differences."""

    case: PublishedCase
    verdict: Verdict
    reason: str = ""
    differences: tuple[str, ...] = field(default=())


def judge(case: PublishedCase, tables: Tables) -> Outcome:
    """Compute the case and compare the fields that its source prints."""
    if case.unknown_stay_facts:
        return Outcome(case, Verdict.NOT_COVERED, f"stay.{case.unknown_stay_facts[0]}")
    try:
        computed = _settle(case, tables)
    except RulesError as error:
        return Outcome(case, Verdict.NOT_COVERED, _name(error))
    unknown = sorted(set(case.expected) - set(_FIELDS))
    if unknown:
        return Outcome(case, Verdict.FAIL, differences=(f"unknown expected fields {', '.join(unknown)}",))
    found = {name: _FIELDS[name](computed) for name in case.expected}
    differences = tuple(_differences(case.expected, found, case.tolerance_cents))
    return Outcome(case, Verdict.FAIL if differences else Verdict.PASS, differences=differences)


def _settle(case: PublishedCase, tables: Tables) -> Adjudication:
    """Where no rule says what is withheld, or what the local scheme pays, what does not depend on it is compared."""
    cover, tables = case.cover, with_known_limits(case.care, tables)
    care = with_baskets(case.care, cover, tables)
    try:
        return adjudicate(with_prices(care, cover, tables), cover, (), tables)
    except NotEstablished as error:
        if error.parameter == _OPEN_PARTICIPATION and not _OF_PARTICIPATION & set(case.expected):
            tables = without_participation(tables)
        elif error.parameter.startswith(_OPEN_LOCAL_SCHEME) and not _OF_LOCAL_SCHEME & set(case.expected):
            cover = cover._replace(alsace_moselle=False)
        else:
            raise
    return adjudicate(with_prices(care, cover, tables), cover, (), tables)


def _name(error: RulesError) -> str:
    if isinstance(error, NotCovered):
        return error.what
    if isinstance(error, NotEstablished):
        return f"not established: {error.parameter}"
    return f"invalid: {error.field}" if isinstance(error, InvalidCare) else str(error)


def _differences(expected: Mapping[str, int], found: Mapping[str, int], tolerance: int) -> list[str]:
    return [
        f"{name}: expected {wanted / 100:.2f}, computed {found[name] / 100:.2f}"
        for name, wanted in expected.items()
        if abs(wanted - found[name]) > (0 if name == "rate" else tolerance)
    ]


def _participation(done: Adjudication) -> int:
    """Due for this care, withheld now or later."""
    return sum(line.participation_cents + line.participation_deferred_cents for line in done.lines)


def _franchise(done: Adjudication) -> int:
    """Due for this care, withheld now or later."""
    return sum(line.franchise_cents + line.franchise_deferred_cents for line in done.lines)


def _amo_gross(done: Adjudication) -> int:
    return sum(line.amo_gross_cents for line in done.lines)


def _amo_net(done: Adjudication) -> int:
    return _amo_gross(done) - _participation(done) - _franchise(done)


def _left(done: Adjudication) -> int:
    return done.price_cents - _amo_net(done) - done.local_scheme_cents - sum(done.amc_cents)


def _rate(done: Adjudication) -> int:
    """The rate of the lines, or -1 where they do not share one."""
    rates = {line.rate_bp for line in done.lines}
    return rates.pop() if len(rates) == 1 else -1


_FIELDS: Mapping[str, Callable[[Adjudication], int]] = {
    "base": lambda done: sum(line.base_cents for line in done.lines),
    "rate": _rate,
    "amo_gross": _amo_gross,
    "participation_forfaitaire": _participation,
    "franchise": _franchise,
    "out_of_pathway_surcharge": lambda done: sum(line.surcharge_cents for line in done.lines),
    "local_scheme": lambda done: done.local_scheme_cents,
    "amo_net": _amo_net,
    "amc": lambda done: sum(done.amc_cents),
    "left_to_pay": _left,
}
