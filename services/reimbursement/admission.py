"""Owns what is refused before any amount is computed: invalid fields, and families or places not built yet."""

from reimbursement.errors import InvalidCare, NotCovered
from reimbursement.model import Care, Contract, Cover, Line
from reimbursement.money import FULL_BP
from reimbursement.vocabulary import Exemption, Family, GuaranteeKind, ProfessionalKind, Setting

_FAMILIES = frozenset({Family.CONSULTATION, Family.VISIT, Family.TECHNICAL_ACT, Family.SURCHARGE})
_SETTINGS = frozenset({Setting.OFFICE, Setting.HOSPITAL_OUTPATIENT, Setting.OTHER})
_DOCTORS = frozenset(
    {
        ProfessionalKind.GP,
        ProfessionalKind.SPECIALIST,
        ProfessionalKind.PSYCHIATRIST,
        ProfessionalKind.PAEDIATRICIAN,
        ProfessionalKind.GYNAECOLOGIST,
        ProfessionalKind.RADIOLOGIST,
        ProfessionalKind.STOMATOLOGIST,
    }
)


_HUNDRED_PERCENT_SANTE = GuaranteeKind.HUNDRED_PERCENT_SANTE
_NO_INPUTS = (None, None, None, None)  # rate, coefficient, unit value, factor


def admit(care: Care, cover: Cover) -> None:
    """Raise InvalidCare for a field that cannot be, NotCovered by name for what these rules do not know yet."""
    if not care.lines:
        raise InvalidCare("lines", "0", "an invoice has at least one line")
    for index, line in enumerate(care.lines):
        if line.family not in _FAMILIES:
            raise NotCovered(f"family.{line.family.value}")
        price, base = line.price_cents or 0, line.base_cents or 0
        if line.quantity < 1 or price < 0 or base < 0 or line[6:] != _NO_INPUTS:
            _check_figures(index, line)
    if len(care.lines) > 1 and len({line.line_no for line in care.lines}) < len(care.lines):
        raise InvalidCare("lines", "", "give each line a line_no of its own")
    if care.setting not in _SETTINGS:
        raise NotCovered(f"setting.{care.setting.value}")
    if care.professional.kind not in _DOCTORS:
        raise NotCovered(f"professional.{care.professional.kind.value}")
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


def _check_cover(care: Care, cover: Cover) -> None:
    if cover.birth_date > care.care_date:
        raise InvalidCare("cover.birth_date", "", "the person is born after the day of care: check both dates")
    for contract in cover.contracts:
        _check_contract(contract)
    if not cover.exemptions:
        return
    if Exemption.PREVENTION in cover.exemptions:
        raise NotCovered("exemption.prevention")
    if Exemption.C2S in cover.exemptions and not any(contract.pays_c2s for contract in cover.contracts):
        raise InvalidCare("cover.contracts", "", "a person with C2S needs the contract that pays the C2S share")


def _check_contract(contract: Contract) -> None:
    for guarantee in contract.guarantees:
        if guarantee.kind is _HUNDRED_PERCENT_SANTE:
            raise NotCovered("guarantee.hundred_percent_sante")
        if guarantee.value < 0:
            raise InvalidCare("cover.contracts.guarantees.value", str(guarantee.value), "a guarantee is never negative")
