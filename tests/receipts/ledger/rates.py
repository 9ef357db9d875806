"""Tables in which a past rate is another one: what a change with effect in the past looks like."""

from reimbursement.rule_tables import Tables
from reimbursement_tables import prove
from reimbursement_tables.loader import shipped

_GP = "tables/tariffs/gp.yaml"


def with_consultation_at(euros: str) -> Tables:
    """The shipped tables with another tariff of G since 2024-12-22."""
    documents = shipped()
    old, new = "since: 2024-12-22, value: 30.00", f"since: 2024-12-22, value: {euros}"
    assert documents[_GP].count(old) == 1
    return prove({**documents, _GP: documents[_GP].replace(old, new)})
