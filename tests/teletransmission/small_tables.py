"""The current tables with a few acts beside them: a key letter with a value and one without, a medicine, a trip."""

from datetime import date

from reimbursement.dated import DatedValue, Parameter, Source
from reimbursement.model import Family
from reimbursement.rule_tables import Act, Tables

_SOURCE = Source("a test", "https://example.org")


def _parameter(name: str, cents: int) -> Parameter:
    values = (DatedValue(date(2020, 1, 1), cents, "A", _SOURCE),)
    return Parameter(name, values, unit="cents", description=name, law=None, last_checked=date(2026, 1, 1))


def act(code: str, family: Family, *tariffs: str, key_letter: bool = False, own_sector_2: bool = False) -> Act:
    """An act without particular rules."""
    return Act(
        code,
        code,
        code,
        tariffs,
        (),
        200,
        lower_sectors=False,
        own_sector_2=own_sector_2,
        family=family,
        key_letter=key_letter,
    )


def beside(tables: Tables) -> Tables:
    """`tables` and: XAMS, XB (no value) key letters; XPH2 a medicine; XWW a consultation of sector 2; XTR a trip."""
    acts = (
        act("XAMS", Family.AUXILIARY, "tariff.XAMS", key_letter=True),
        act("XB", Family.BIOLOGY, "tariff.XB", key_letter=True),
        act("XPH2", Family.MEDICINE_15, "price.XPH2"),
        act("XWW", Family.CONSULTATION, "tariff.XWW", own_sector_2=True),
        act("XTR", Family.TRANSPORT, "tariff.XTR"),
    )
    values = (_parameter("tariff.XAMS", 221), _parameter("price.XPH2", 480), _parameter("tariff.XWW", 5_000))
    return Tables(
        {**tables.parameters, **{value.name: value for value in values}},
        {**tables.acts, **{one.code: one for one in acts}},
        version="test",
    )
