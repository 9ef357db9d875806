"""Owns the judgement of one published case: pass, fail with the differences, or not covered by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from reimbursement.adjudicate import adjudicate
from reimbursement.errors import InvalidCare, NotCovered, NotEstablished, RulesError
from reimbursement.model import Adjudication, Care
from reimbursement.rule_tables import Tables
from tools.cases.published import PublishedCase

_AMPLE = 10  # a price that does not limit the contract, as the format asks


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
    if case.has_stay:
        return Outcome(case, Verdict.NOT_COVERED, "stay")
    try:
        computed = adjudicate(_with_prices(case, tables), case.cover, (), tables)
    except RulesError as error:
        return Outcome(case, Verdict.NOT_COVERED, _name(error))
    unknown = sorted(set(case.expected) - set(_FIELDS))
    if unknown:
        return Outcome(case, Verdict.FAIL, differences=(f"unknown expected fields {', '.join(unknown)}",))
    found = {name: _FIELDS[name](computed) for name in case.expected}
    differences = tuple(_differences(case.expected, found, case.tolerance_cents))
    return Outcome(case, Verdict.FAIL if differences else Verdict.PASS, differences=differences)


def _with_prices(case: PublishedCase, tables: Tables) -> Care:
    """A price that is not stated equals the base; with guarantees it is high enough not to limit them."""
    care = case.care
    if not case.cover.contracts or all(line.price_cents is not None for line in care.lines):
        return care
    bases = adjudicate(care, case.cover, (), tables).lines
    lines = tuple(
        line if line.price_cents is not None else line._replace(price_cents=_AMPLE * receipt.base_cents)
        for line, receipt in zip(care.lines, bases, strict=True)
    )
    return care._replace(lines=lines)


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
    return sum(line.franchise_cents for line in done.lines)


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
