"""Owns the situations of the person: which give 100 %, which spare the flat participation (one rule a row)."""

from typing import NamedTuple

from reimbursement.dated import age_on_new_year
from reimbursement.reasons import Amount, Reason, ReasonCode
from reimbursement.situation import Situation
from reimbursement.vocabulary import Exemption


class _Rule(NamedTuple):
    exemption: Exemption
    related: bool | None  # None: whatever the care
    rate: ReasonCode | None
    rate_parameter: str
    spares: ReasonCode | None
    spares_parameter: str


_R = ReasonCode
_RULES = (
    _Rule(Exemption.MATERNITY, None, _R.RATE_MATERNITY, "situation.maternity.rate",
          _R.PARTICIPATION_EXEMPT_MATERNITY, "situation.maternity.participation"),
    _Rule(Exemption.TERRORISM_VICTIM, True, _R.RATE_TERRORISM_VICTIM, "situation.terrorism_victim.related.rate",
          _R.PARTICIPATION_EXEMPT_TERRORISM_VICTIM, "situation.terrorism_victim.related.participation"),
    _Rule(Exemption.MILITARY_PENSION, True, _R.RATE_MILITARY_PENSION, "situation.military_pension.related.rate",
          _R.PARTICIPATION_EXEMPT_MILITARY_PENSION, "situation.military_pension.related.participation"),
    _Rule(Exemption.AME, None, _R.RATE_AME, "situation.ame.rate",
          _R.PARTICIPATION_EXEMPT_AME, "situation.ame.participation"),
    _Rule(Exemption.AT_MP, True, _R.RATE_AT_MP, "situation.at_mp.related.rate", None, ""),
    _Rule(Exemption.ALD, True, _R.RATE_ALD, "situation.ald.related.rate", None, ""),
    _Rule(Exemption.INVALIDITY, None, _R.RATE_INVALIDITY, "situation.invalidity.rate", None, ""),
    _Rule(Exemption.MILITARY_PENSION, None, _R.RATE_MILITARY_PENSION, "situation.military_pension.other.rate",
          None, ""),
    _Rule(Exemption.C2S, None, None, "", _R.PARTICIPATION_EXEMPT_C2S, "situation.c2s.participation"),
)  # fmt: skip


def apply_exemptions(situation: Situation) -> None:
    """Settle, once for the care, the rate of the person and what spares the participation (the first rule wins)."""
    _spare_minor(situation)
    held = situation.cover.exemptions
    if True in situation.c2s:
        held = held | {Exemption.C2S}
    if not held:
        return
    related = situation.care.related_to_exemption is True
    for rule in _RULES:
        if rule.exemption in held and (rule.related is None or related):
            _apply(rule, situation)


def _apply(rule: _Rule, situation: Situation) -> None:
    if rule.rate is not None and situation.exempt_rate is None:
        situation.exempt_rate = (rule.rate, situation.values[rule.rate_parameter])
    if rule.spares is not None and situation.flat_exemption is None:
        found = situation.values[rule.spares_parameter]
        if found.value == 0:  # the table says "none" is due
            situation.flat_exemption = Reason(
                rule.spares, Amount.PARTICIPATION, 0, parameter=found.parameter, in_force=found.since
            )


def _spare_minor(situation: Situation) -> None:
    """R160-20: spared through the whole year in which the person is still under 18 on 1 January."""
    majority = situation.values["participation.from_age"]
    if age_on_new_year(situation.cover.birth_date, situation.day.year) < majority.value:
        situation.flat_exemption = Reason(
            ReasonCode.PARTICIPATION_EXEMPT_MINOR,
            Amount.PARTICIPATION,
            0,
            (majority.value,),
            majority.parameter,
            majority.since,
        )
