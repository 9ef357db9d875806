"""The shipped tables with the limitation period stated here, whatever they say of it."""

from datetime import date

from reimbursement.dated import DatedValue, Parameter, Source
from reimbursement.rule_tables import Tables
from reimbursement_tables import load

_SINCE, _SOURCE = date(2012, 1, 1), Source("stated for these tests", "")


def _stated(name: str, years: int | None) -> Parameter:
    history = (DatedValue(_SINCE, years, "C", _SOURCE),)
    return Parameter(name, history, unit="years", description=name, law=None, last_checked=_SINCE)


def toy_tables(other_schemes: int | None = None) -> Tables:
    """Two years in the general scheme; in others so many, None = nobody has established them."""
    tables = load()
    stated = (_stated("limitation.general", 2), _stated("limitation.other_schemes", other_schemes))
    return Tables({**tables.parameters, **{one.name: one for one in stated}}, tables.acts, version=tables.version)
