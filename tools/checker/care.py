"""The checker's own reading of a claim: from the decoded message to the care that the pure rules take."""

from datetime import date
from enum import StrEnum
from typing import TypeVar

from reimbursement.errors import InvalidCare
from reimbursement.model import (
    PLAIN,
    Access,
    Basket,
    Care,
    Correction,
    Detail,
    Family,
    Line,
    Pathway,
    Prevention,
    Professional,
    ProfessionalKind,
    Sector,
    Setting,
    Stay,
    StayEnd,
    StayKind,
)
from reimbursement.rule_tables import Tables
from tools.checker import inputs

PATHWAYS = (None, Pathway.IN, Pathway.OUT, Pathway.NOT_CONCERNED)
_W = TypeVar("_W", bound=StrEnum)


def _word(kind: type[_W], value: str, field: str) -> _W:
    try:
        return kind(value)
    except ValueError:
        raise InvalidCare(field, value, "") from None


def family_of(code: str, tables: Tables) -> Family | None:
    """Family of a code in the tables; of codes billed together that of the first which is no supplement."""
    codes = [code] if code in tables.acts else code.split("+")
    if any(part not in tables.acts for part in codes):
        return None
    found = [tables.acts[part].family for part in codes]
    return ([family for family in found if family is not Family.SURCHARGE] or found)[0]


def _family(line: inputs.ClaimLine, tables: Tables) -> Family:
    field = f"lines[{line.line_no - 1}].family"
    if line.family:
        return _word(Family, line.family, field)
    found = family_of(line.act_code, tables)
    if found is None:
        raise InvalidCare(field, "", "")
    return found


def _detail(detail: inputs.LineDetail | None, field: str) -> Detail:
    if detail is None:
        return PLAIN
    if detail.side not in {"", "left", "right"}:
        raise InvalidCare(f"{field}.side", detail.side, "")
    return Detail(
        modifiers=detail.modifiers,
        activity=detail.activity,
        phase=detail.phase,
        association=detail.association,
        prevention=_word(Prevention, detail.prevention, f"{field}.prevention"),
        basket=_word(Basket, detail.basket, f"{field}.basket"),
        correction=_word(Correction, detail.correction, f"{field}.correction"),
        side=detail.side,
        generic_refused=detail.generic_refused,
        sight_changed=detail.sight_changed,
    )


def _line(line: inputs.ClaimLine, tables: Tables) -> Line:
    return Line(
        line_no=line.line_no,
        code=line.act_code,
        family=_family(line, tables),
        quantity=line.quantity or 1,
        price_cents=None if line.price_unstated else line.price_cents,
        base_cents=line.base_cents or None,
        coefficient_milli=line.coefficient_milli or None,
        detail=_detail(line.detail, f"lines[{line.line_no - 1}].detail"),
    )


def _stay(stay: inputs.Stay | None) -> Stay | None:
    if stay is None:
        return None
    return Stay(
        stay_id=stay.stay_id,
        nights=stay.nights,
        daily_price_cents=stay.daily_price_cents,
        kind=_word(StayKind, stay.kind or "full", "stay.kind"),
        end=_word(StayEnd, stay.end or "home", "stay.end"),
        psychiatric=stay.psychiatric,
        days_before=stay.days_before,
        costly_act=stay.costly_act,
    )


def _professional(performer: inputs.Performer) -> Professional:
    kind = _word(ProfessionalKind, performer.kind, "performer.kind")
    return Professional(kind, _word(Sector, performer.sector, "performer.sector"), performer.practice_id)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidCare("care_date", "", "") from None


def care_from(claim: inputs.Claim, receipt_id: bytes, tables: Tables) -> Care:
    """The care a claim bills.

    Raises:
        InvalidCare: a word or a day that the rules do not know; names the field, of several the first in this order.
    """
    pathway = PATHWAYS[claim.pathway] if claim.pathway < len(PATHWAYS) else None
    if pathway is None:
        raise InvalidCare("pathway", str(claim.pathway), "")
    return Care(
        receipt_id=receipt_id,
        care_date=_day(claim.care_date),
        pathway=pathway,
        setting=_word(Setting, claim.setting or "office", "setting"),
        professional=_professional(claim.performer or inputs.Performer()),
        lines=tuple(_line(line, tables) for line in claim.lines),
        third_party_payment=claim.third_party_payment,
        related_to_exemption=claim.related_to_exemption,
        access=_word(Access, claim.access, "access"),
        stay=_stay(claim.stay),
        hospitalised_after=claim.hospitalised_after,
        below_cure_ceiling=claim.below_cure_ceiling,
    )
