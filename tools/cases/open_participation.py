"""Owns tables in which no flat participation is due, to compare what does not depend on it where its rule is open."""

from reimbursement.dated import Parameter
from reimbursement.rule_tables import Tables

_PER_ACT = "participation.per_act"


def without_participation(tables: Tables) -> Tables:
    """Return the same tables with a participation of nothing an act."""
    due = tables.parameters[_PER_ACT]
    none = Parameter(
        due.name,
        tuple(entry._replace(value=0) for entry in due.history),
        unit=due.unit,
        description=due.description,
        law=due.law,
        last_checked=due.last_checked,
    )
    return Tables({**tables.parameters, _PER_ACT: none}, tables.acts, version=tables.version)
