"""Owns what is refused before any amount is computed: fields that cannot be, or that contradict each other."""

from reimbursement.errors import InvalidCare
from reimbursement.model import PLAIN, Care, Cover, Detail, Line, Stay
from reimbursement.money import FULL_BP
from reimbursement.vocabulary import Access, Exemption, Family, Pathway

_NO_INPUTS = (None, None, None, None, PLAIN)  # rate, coefficient, unit value, factor, detail
_SIDES = ("", "left", "right")
_UNKNOWN = Access.UNKNOWN
_C2S = Exemption.C2S
_OUTSIDE = frozenset({Access.NO_TREATING_DOCTOR, Access.NOT_RESPECTED})


def admit(care: Care, cover: Cover) -> None:
    """Raise InvalidCare for a field that cannot be; names it, and says what to do."""
    if not care.lines:
        raise InvalidCare("lines", "0", "an invoice has at least one line")
    for index, line in enumerate(care.lines):
        price, base = line.price_cents or 0, line.base_cents or 0
        if line.quantity < 1 or price < 0 or base < 0 or line[6:] != _NO_INPUTS:
            _check_figures(index, line)
            _check_detail(index, line.detail, care)
    if len(care.lines) > 1 and len({line.line_no for line in care.lines}) < len(care.lines):
        raise InvalidCare("lines", "", "give each line a line_no of its own")
    if care.access is not _UNKNOWN:
        _check_access(care)
    if care.stay is not None:
        _check_stay(care, care.stay)
    _check_cover(care, cover)


def _check_figures(index: int, line: Line) -> None:
    if line.quantity < 1:
        raise InvalidCare(f"lines[{index}].quantity", str(line.quantity), "state a whole number of acts, 1 or more")
    for name, value in (
        ("price_cents", line.price_cents),
        ("base_cents", line.base_cents),
        ("rate_bp", line.rate_bp),
        ("coefficient_milli", line.coefficient_milli),
        ("unit_value_cents", line.unit_value_cents),
        ("modifier_factor_milli", line.modifier_factor_milli),
    ):
        if value is not None and value < 0:
            raise InvalidCare(f"lines[{index}].{name}", str(value), "an amount or a rate is never negative")
    if line.rate_bp is not None and line.rate_bp > FULL_BP:
        raise InvalidCare(f"lines[{index}].rate_bp", str(line.rate_bp), "a rate is at most 10000 (100 %)")


def _check_detail(index: int, detail: Detail, care: Care) -> None:
    if detail.side not in _SIDES:
        raise InvalidCare(f"lines[{index}].side", detail.side, "write left or right")
    if detail.generic_refused and care.third_party_payment:
        raise InvalidCare(
            "third_party_payment",
            "true",
            "a person who refuses the generic pays first: bill without third-party payment",
        )


def _check_access(care: Care) -> None:
    if care.pathway is Pathway.NOT_CONCERNED:
        return
    if (care.access in _OUTSIDE) is not (care.pathway is Pathway.OUT):
        raise InvalidCare("access", care.access.value, f"it contradicts the pathway {care.pathway.value}: correct one")


def _check_stay(care: Care, stay: Stay) -> None:
    if stay.nights < 0 or stay.days_before < 0:
        raise InvalidCare("stay.nights", str(stay.nights), "a number of days is never negative")
    if stay.daily_price_cents is not None and stay.daily_price_cents < 0:
        raise InvalidCare("stay.daily_price_cents", str(stay.daily_price_cents), "a price is never negative")
    if sum(line.family is Family.HOSPITAL_DAY for line in care.lines) > 1:
        raise InvalidCare("lines", "", "bill the days of one stay on one line")


def _check_cover(care: Care, cover: Cover) -> None:
    if cover.birth_date > care.care_date:
        raise InvalidCare("cover.birth_date", "", "the person is born after the day of care: check both dates")
    for contract in cover.contracts:
        for guarantee in contract.guarantees:
            if guarantee.value < 0:
                field = "cover.contracts.guarantees.value"
                raise InvalidCare(field, str(guarantee.value), "a guarantee is never negative")
    if _C2S in cover.exemptions and not any(contract.pays_c2s for contract in cover.contracts):
        raise InvalidCare("cover.contracts", "", "a person with C2S needs the contract that pays the C2S share")
