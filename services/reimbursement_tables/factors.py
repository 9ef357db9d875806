"""Owns the proof of the factors of technical acts: modifiers, activities, phases and associations by their code."""

import re
from collections.abc import Mapping, Sequence

from reimbursement.dated import Parameter, Source
from reimbursement_tables.catalogue import by_name, dated_parameter
from reimbursement_tables.csv_rows import Row

_SHAPE = re.compile(r"(modifier|activity|phase|association)\.[A-Z0-9]")


def factors_of(rows: Sequence[Row], sources: Mapping[str, Source]) -> dict[str, tuple[Row, Parameter]]:
    """Return the parameters factor.<kind>.<code> in thousandths, each with the row where it begins."""
    return {f"factor.{name}": (own[0], _factor(name, own, sources)) for name, own in by_name(rows).items()}


def _factor(name: str, rows: Sequence[Row], sources: Mapping[str, Source]) -> Parameter:
    first = rows[0]
    if _SHAPE.fullmatch(name) is None:
        raise first.node("factor").error("write modifier., activity., phase. or association. and one letter or digit")
    for row in rows:
        row.written("value")
        if row.cells["description"] != first.cells["description"]:
            raise row.node("description").error(f"line {first.line} says otherwise: one factor has one description")
    description = first.written("description").text()
    return dated_parameter(f"factor.{name}", rows, "value", unit="factor", description=description, sources=sources)
