"""Owns step 4: the capped surcharge (majoration) of care outside the coordinated pathway."""

from reimbursement.dated import InForce
from reimbursement.money import share
from reimbursement.opened import Opened
from reimbursement.reasons import Amount, Reason, ReasonCode
from reimbursement.situation import Situation
from reimbursement.vocabulary import Access, Exemption, Pathway, ProfessionalKind, Setting

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_OUT = Pathway.OUT
_SURCHARGE_NOT_DUE_YOUNG = ReasonCode.SURCHARGE_NOT_DUE_YOUNG
_SURCHARGE_NOT_DUE_DIRECT_ACCESS = ReasonCode.SURCHARGE_NOT_DUE_DIRECT_ACCESS
_PSYCHIATRIST = ProfessionalKind.PSYCHIATRIST
_SURCHARGE_NOT_DUE_ALD = ReasonCode.SURCHARGE_NOT_DUE_ALD
_OF_SURCHARGE = Amount.SURCHARGE
_SURCHARGE_DUE = ReasonCode.SURCHARGE_DUE
_SURCHARGE_LIMITED_TO_AMO = ReasonCode.SURCHARGE_LIMITED_TO_AMO
_SURCHARGE_CAPPED = ReasonCode.SURCHARGE_CAPPED
_DIRECT_ACCESS = frozenset({ProfessionalKind.GYNAECOLOGIST, ProfessionalKind.STOMATOLOGIST})
_NOT_A_VISIT = frozenset({Setting.HOSPITAL_STAY, Setting.EMERGENCY})  # nobody chooses a doctor there
_CAME_BY = {
    Access.SUBSTITUTE: ReasonCode.SURCHARGE_NOT_DUE_SUBSTITUTE,
    Access.REFERRED: ReasonCode.SURCHARGE_NOT_DUE_REFERRED,
    Access.EMERGENCY: ReasonCode.SURCHARGE_NOT_DUE_EMERGENCY,
    Access.AWAY_FROM_HOME: ReasonCode.SURCHARGE_NOT_DUE_EMERGENCY,
}
_CAP_OF = "tariff.G"  # the cap is a share of the tariff of a GP consultation


def apply_pathway(situation: Situation) -> None:
    """Settle, once for the care, whether it is out of the pathway, and why not where that needs saying."""
    care = situation.care
    if care.pathway is _OUT:
        if care.setting not in _NOT_A_VISIT:
            situation.pathway_reason = _not_due(situation)
            situation.out_of_pathway = situation.pathway_reason is None
    elif care.access in _CAME_BY:
        situation.pathway_reason = _spared(_CAME_BY[care.access], situation.values["pathway.surcharge"], ())


def _not_due(situation: Situation) -> Reason | None:
    from_age = situation.values["pathway.from_age"]
    if situation.age < from_age.value:
        return _spared(_SURCHARGE_NOT_DUE_YOUNG, from_age)
    kind = situation.care.professional.kind
    if kind in _DIRECT_ACCESS:
        return _spared(_SURCHARGE_NOT_DUE_DIRECT_ACCESS, situation.values["pathway.direct_access"])
    young = situation.values["pathway.psychiatrist_below_age"]
    if kind is _PSYCHIATRIST and situation.age < young.value:
        return _spared(_SURCHARGE_NOT_DUE_DIRECT_ACCESS, young)
    if Exemption.ALD in situation.cover.exemptions and situation.care.related_to_exemption is True:
        return _spared(_SURCHARGE_NOT_DUE_ALD, situation.values["pathway.ald_protocol"])
    return None


def _spared(code: ReasonCode, found: InForce, values: tuple[int, ...] | None = None) -> Reason:
    said = (found.value,) if values is None else values
    return Reason(code, _OF_SURCHARGE, 0, said, found.parameter, found.since)


def surcharge_of(opened: Opened, amo: int, situation: Situation) -> int:
    """Return the surcharge in cents: 40 points of the base, capped per act, never above what AMO pays of the line."""
    if not opened.rule.doctor:
        return 0
    because = opened.because
    if not situation.out_of_pathway:
        if situation.pathway_reason is not None:
            because.append(situation.pathway_reason)
        return 0
    points, base = situation.values["pathway.surcharge"], opened.base
    due = share(base, points.value)
    because.append(Reason(_SURCHARGE_DUE, _OF_SURCHARGE, due, (base, points.value), points.parameter, points.since))
    capped = _cap(opened, due, situation)
    if capped <= amo:
        return capped
    because.append(Reason(_SURCHARGE_LIMITED_TO_AMO, _OF_SURCHARGE, amo - capped))
    return amo


def _cap(opened: Opened, due: int, situation: Situation) -> int:
    """The cap is per act: a supplement shares the cap of the act it goes with."""
    tariff = situation.values[_CAP_OF]
    rate = situation.values["pathway.surcharge_cap"]
    cap = share(tariff.value, rate.value)
    act = opened.billed
    taken = situation.surcharged.get(act.line_no, 0)
    left = max(0, cap * act.quantity - taken)
    capped = min(due, left)
    situation.surcharged[act.line_no] = taken + capped
    if capped < due:
        opened.because.append(
            Reason(
                _SURCHARGE_CAPPED,
                _OF_SURCHARGE,
                capped - due,
                (cap, tariff.value),
                rate.parameter,
                tariff.since,
            )
        )
    return capped
