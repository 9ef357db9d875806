"""Owns the reading of the worked cases: what their files expect of each step, and what a settled care shows instead."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from reimbursement.errors import InvalidCare, NotCovered, NotEstablished, RulesError
from reimbursement.model import Adjudication, LineReceipt
from tools.cases.replay import Outcome
from tools.cases.written import WrittenCase, case_of

FOLDER = Path(__file__).parent / "golden"


class Worked(NamedTuple):
    """A case worked by hand: its name in the report, its steps and what is expected of each."""

    name: str
    case: WrittenCase
    expected: tuple[Mapping[str, Any], ...]


_LINE: Mapping[str, Callable[[LineReceipt], int]] = {
    "base": lambda line: line.base_cents,
    "amo_gross": lambda line: line.amo_gross_cents,
    "surcharge": lambda line: line.surcharge_cents,
    "participation": lambda line: line.participation_cents,
    "deferred": lambda line: line.participation_deferred_cents,
    "franchise": lambda line: line.franchise_cents,
    "franchise_deferred": lambda line: line.franchise_deferred_cents,
    "fee": lambda line: line.fee_cents,
    "local_scheme": lambda line: line.local_scheme_cents,
    "amo_paid": lambda line: line.amo_paid_cents,
    "patient": lambda line: line.patient_cents,
}
_SETTLED: Mapping[str, Callable[[Adjudication], int]] = {
    "price": lambda done: done.price_cents,
    "amo_paid": lambda done: done.amo_paid_cents,  # after recoveries, as the patient's share
    "patient": lambda done: done.patient_cents,
    "debts": lambda done: sum(debt.amount_cents for debt in done.debts),
    "recovered": lambda done: sum(recovery.amount_cents for recovery in done.recoveries),
}
_TOTALS = frozenset({*_LINE, *_SETTLED, "amc", "recoveries", "audience", "lines", "error", "open_debts"})


def read_all() -> list[Worked]:
    """Return every case of the folder; a field that nothing knows is an error."""
    found: list[Worked] = []
    for file in sorted(FOLDER.glob("*.yaml")):
        cases = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - texts only
        found.extend(_worked(file.stem, raw) for raw in cases)
    return found


def _worked(file: str, raw: Mapping[str, Any]) -> Worked:
    name = f"{file}: {raw['name']}"
    assert set(raw) <= {"name", "source", "person", "care"}, name
    assert raw["source"], name
    expected = tuple(dict(entry.get("expect", {})) for entry in raw["care"])
    for entry, wanted in zip(raw["care"], expected, strict=True):
        assert set(wanted) <= _TOTALS, f"{name}: {sorted(set(wanted) - _TOTALS)} cannot be expected"
        assert wanted or "cancel" in entry, f"{name}: a care expects something"
    bare = [{field: value for field, value in entry.items() if field != "expect"} for entry in raw["care"]]
    return Worked(name, case_of({"person": raw.get("person", {}), "care": bare}), expected)


def shown(outcome: Outcome, expected: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the step shows of each thing `expected`, written as the files write it."""
    found: dict[str, Any] = {"open_debts": euros(outcome.open_debts_cents)} if "open_debts" in expected else {}
    if outcome.error is not None:
        found["error"] = _error(outcome.error)
    elif outcome.done is not None:
        found |= {name: _total(outcome.done, name) for name in expected if name not in ("lines", "error", "open_debts")}
        if "lines" in expected:
            found["lines"] = _lines(outcome.done.lines, expected["lines"])
    return found


def euros(cents: int) -> str:
    """Write cents as 21.00, with a minus sign before a negative amount."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{rest:02d}"


def _total(done: Adjudication, name: str) -> Any:
    if name in _SETTLED:
        return euros(_SETTLED[name](done))
    if name == "amc":
        return [euros(cents) for cents in done.amc_cents]
    if name == "audience":
        return done.audience.name.lower()
    if name == "recoveries":
        return [
            {
                "of": str(int.from_bytes(entry.origin, "big")),
                "kind": entry.kind.name.lower(),
                "amount": euros(entry.amount_cents),
            }
            for entry in done.recoveries
        ]
    return euros(sum(_LINE[name](line) for line in done.lines))


def _lines(lines: Sequence[LineReceipt], expected: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    assert len(lines) == len(expected), f"{len(lines)} lines, {len(expected)} expected"
    return [
        {name: _of_line(line, name, wanted[name]) for name in wanted}
        for line, wanted in zip(lines, expected, strict=True)
    ]


def _of_line(line: LineReceipt, name: str, wanted: Any) -> Any:
    if name == "rate":
        return f"{line.rate_bp / 10_000:.2f}"
    if name == "amc":
        return [euros(cents) for cents in line.amc_cents]
    if name == "reasons":  # those that must be among the reasons
        there = {reason.code.name.lower() for reason in line.reasons}
        return [reason for reason in wanted if reason in there]
    return euros(_LINE[name](line))


def _error(error: RulesError) -> str:
    if isinstance(error, NotEstablished):
        return f"NotEstablished {error.parameter}"
    if isinstance(error, NotCovered):
        return f"NotCovered {error.what}"
    assert isinstance(error, InvalidCare)
    return f"InvalidCare {error.field}"
