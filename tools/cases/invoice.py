"""Owns the reading of one care of a written case: the invoice, its lines, its professional and its stay."""

from collections.abc import Mapping
from typing import Any

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
from tools.cases.fields import (
    amount,
    count,
    day,
    entries,
    flag,
    flagged,
    mapping,
    one_of,
    one_or_none,
    scaled,
    words,
)

CARE_FIELDS = frozenset(
    {
        "date", "pathway", "access", "setting", "professional", "lines", "third_party_payment",
        "related_to_exemption", "stay", "hospitalised_after", "below_cure_ceiling",
    }
)  # fmt: skip
_DETAIL_FIELDS = frozenset(
    {
        "modifiers", "activity", "phase", "association", "prevention", "basket", "correction", "side",
        "generic_refused", "sight_changed",
    }
)  # fmt: skip
_LINE_FIELDS = _DETAIL_FIELDS | {
    "code", "family", "quantity", "price", "base", "rate", "coefficient", "unit_value", "modifier_factor",
}  # fmt: skip
_STAY_FIELDS = frozenset({"id", "nights", "daily_price", "kind", "end", "psychiatric", "days_before", "costly_act"})


def care_of(where: str, receipt_id: bytes, fields: Mapping[str, Any]) -> Care:
    """Return the care of checked `fields`; left out: a visit to one GP, in the pathway, paid by the person."""
    related = fields.get("related_to_exemption")
    lines = entries(f"{where}.lines", fields.get("lines"))
    return Care(
        receipt_id,
        day(f"{where}.date", fields.get("date", "")),
        one_of(Pathway, f"{where}.pathway", fields.get("pathway", "in")),
        one_of(Setting, f"{where}.setting", fields.get("setting", "office")),
        _professional(f"{where}.professional", fields.get("professional", {})),
        tuple(_line(f"{where}.lines[{n}]", n + 1, entry) for n, entry in enumerate(lines)),
        third_party_payment=flagged(where, fields, "third_party_payment"),
        related_to_exemption=None if related is None else flag(f"{where}.related_to_exemption", related),
        access=one_or_none(Access, where, fields, "access"),
        stay=_stay(f"{where}.stay", fields["stay"]) if "stay" in fields else None,
        hospitalised_after=flagged(where, fields, "hospitalised_after"),
        below_cure_ceiling=flagged(where, fields, "below_cure_ceiling"),
    )


def _professional(where: str, raw: Any) -> Professional:
    fields = mapping(where, raw, frozenset({"kind", "sector", "practice"}))
    return Professional(
        one_of(ProfessionalKind, f"{where}.kind", fields.get("kind", "gp")),
        one_of(Sector, f"{where}.sector", fields.get("sector", "1")),
        str(fields.get("practice", "practice 1")),
    )


def _line(where: str, number: int, raw: Any) -> Line:
    fields = mapping(where, raw, _LINE_FIELDS)
    return Line(
        number,
        str(fields.get("code", "")),
        one_of(Family, f"{where}.family", fields.get("family", "consultation")),
        count(where, fields, "quantity", 1),
        amount(where, fields, "price"),
        base_cents=amount(where, fields, "base"),
        rate_bp=scaled(f"{where}.rate", fields.get("rate"), 10_000),
        coefficient_milli=scaled(f"{where}.coefficient", fields.get("coefficient"), 1_000),
        unit_value_cents=amount(where, fields, "unit_value"),
        modifier_factor_milli=scaled(f"{where}.modifier_factor", fields.get("modifier_factor"), 1_000),
        detail=PLAIN if fields.keys().isdisjoint(_DETAIL_FIELDS) else _detail(where, fields),
    )


def _detail(where: str, fields: Mapping[str, Any]) -> Detail:
    return Detail(
        modifiers=words(f"{where}.modifiers", fields.get("modifiers")),
        activity=str(fields.get("activity", "")),
        phase=str(fields.get("phase", "")),
        association=str(fields.get("association", "")),
        prevention=one_or_none(Prevention, where, fields, "prevention"),
        basket=one_or_none(Basket, where, fields, "basket"),
        correction=one_or_none(Correction, where, fields, "correction"),
        side=str(fields.get("side", "")),
        generic_refused=flagged(where, fields, "generic_refused"),
        sight_changed=flagged(where, fields, "sight_changed"),
    )


def _stay(where: str, raw: Any) -> Stay:
    fields = mapping(where, raw, _STAY_FIELDS)
    return Stay(
        str(fields.get("id", "stay 1")),
        nights=count(where, fields, "nights", 0),
        daily_price_cents=amount(where, fields, "daily_price"),
        kind=one_of(StayKind, f"{where}.kind", fields.get("kind", "full")),
        end=one_of(StayEnd, f"{where}.end", fields.get("end", "home")),
        psychiatric=flagged(where, fields, "psychiatric"),
        days_before=count(where, fields, "days_before", 0),
        costly_act=flagged(where, fields, "costly_act"),
    )
