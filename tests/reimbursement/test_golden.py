"""Worked cases, written by hand from the cited rules, are computed to the cent; sequences carry their uses."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

import reimbursement_tables
from reimbursement.adjudicate import adjudicate
from reimbursement.errors import InvalidCare, NotCovered, NotEstablished, RulesError
from reimbursement.model import Adjudication, Use
from tools.cases.written import case_of

FOLDER = Path(__file__).parent / "golden"
TABLES = reimbursement_tables.load()


def _cases() -> list[tuple[str, Mapping[str, Any]]]:
    found = []
    for file in sorted(FOLDER.glob("*.yaml")):
        for case in yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader):  # noqa: S506 - texts only
            assert set(case) <= {"name", "source", "person", "care"}, case["name"]
            assert case["source"]
            found.append((f"{file.stem}: {case['name']}", case))
    return found


CASES = _cases()


def _cents(text: str) -> int:
    euros, _, cents = text.partition(".")
    assert len(cents) == 2, text
    return int(euros) * 100 + int(cents)


def _found(done: Adjudication) -> dict[str, int]:
    """The totals of the lines under the names that golden cases use."""
    lines = done.lines
    return {
        "base": sum(line.base_cents for line in lines),
        "amo_gross": sum(line.amo_gross_cents for line in lines),
        "surcharge": sum(line.surcharge_cents for line in lines),
        "participation": sum(line.participation_cents for line in lines),
        "deferred": sum(line.participation_deferred_cents for line in lines),
        "amo_paid": done.amo_paid_cents,
        "local_scheme": done.local_scheme_cents,
        "patient": done.patient_cents,
        "debts": sum(debt.amount_cents for debt in done.debts),
    }


def _name(error: RulesError) -> str:
    if isinstance(error, NotEstablished):
        return f"NotEstablished {error.parameter}"
    if isinstance(error, NotCovered):
        return f"NotCovered {error.what}"
    assert isinstance(error, InvalidCare)
    return f"InvalidCare {error.field}"


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[name for name, _ in CASES])
def test_a_worked_case_is_computed_to_the_cent(case: Mapping[str, Any]) -> None:
    expectations = [dict(entry["expect"]) for entry in case["care"]]
    bare = [{name: value for name, value in entry.items() if name != "expect"} for entry in case["care"]]
    written = case_of({"person": case.get("person", {}), "care": bare})
    uses: tuple[Use, ...] = ()
    for care, expected in zip(written.cares, expectations, strict=True):
        if "error" in expected:
            with pytest.raises(RulesError) as raised:
                adjudicate(care, written.cover, uses, TABLES)
            assert _name(raised.value) == expected["error"]
            continue
        done = adjudicate(care, written.cover, uses, TABLES)
        uses += done.uses
        if "amc" in expected:
            assert list(done.amc_cents) == [_cents(text) for text in expected.pop("amc")]
        found = _found(done)
        assert {name: found[name] for name in expected} == {name: _cents(text) for name, text in expected.items()}


def test_there_are_at_least_forty_worked_cases() -> None:
    assert len(CASES) >= 40
    assert len({name for name, _ in CASES}) == len(CASES)
