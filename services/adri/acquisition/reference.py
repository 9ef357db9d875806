"""The reference date: on which day a person's rights are read for a care (interfaces, section 2.1). Pure.

An isolated act and pharmacy: the day of care. Series, LPP and biology: the day of the prescription. LPP of a person
with C2S: the day of dispensing, as pharmacy. Where the situation changed between prescription and care, the more
favourable of the two days is kept; how situations rank is our reading, the public text does not say.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from adri.acquisition.asked import Asked, Nature
from contracts.codec.cover import holds
from vitale.rights.v1 import rights_pb2 as pb
from vitale.rights.v1.rights_pb2 import Coverage, Exemption

_BY_PRESCRIPTION: Final = frozenset({Nature.SERIES, Nature.LPP, Nature.BIOLOGY})
# C2S counts by the day of dispensing for these, whatever the reference date is.
_C2S_WHEN_DISPENSED: Final = frozenset({Nature.LPP, Nature.PHARMACY})
_EVERYTHING_PAID: Final = frozenset({pb.EXEMPTION_KIND_C2S, pb.EXEMPTION_KIND_AME})
# Only care that belongs to them is exempt; every other kind exempts whatever care it is.
_SOME_CARE: Final = frozenset(
    {pb.EXEMPTION_KIND_ALD, pb.EXEMPTION_KIND_PREVENTION, pb.EXEMPTION_KIND_SPECIAL_EDUCATION}
)


@dataclass(frozen=True, slots=True)
class Situation:
    """A person's rights on the reference date.

    `favourable_since` is set where prescription and care differ: since which day the situation that was kept holds.
    """

    reference: date
    open: bool
    exemptions: tuple[Exemption, ...]
    favourable_since: str


def situation(coverage: Coverage, asked: Asked) -> Situation:
    """The rights of a coverage on the reference date of a care."""
    care = _on(coverage, asked.care, asked)
    if asked.prescription is None or asked.prescription == asked.care:
        return care
    prescribed = _on(coverage, asked.prescription, asked)
    has_c2s = asked.nature in _C2S_WHEN_DISPENSED and _has_c2s(care)
    by_prescription = asked.nature in _BY_PRESCRIPTION and not has_c2s
    default, other = (prescribed, care) if by_prescription else (care, prescribed)
    if _rank(default) == _rank(other):
        return default
    kept = other if _rank(other) > _rank(default) else default
    return Situation(kept.reference, kept.open, kept.exemptions, _since(coverage, kept))


def _on(coverage: Coverage, day: date, asked: Asked) -> Situation:
    text = day.isoformat()
    open_ = holds(coverage.membership, text) and any(holds(period, text) for period in coverage.amo_periods)
    c2s_day = asked.care.isoformat() if asked.nature in _C2S_WHEN_DISPENSED else text
    in_force = tuple(
        exemption
        for exemption in coverage.exemptions
        if holds(exemption.period, c2s_day if exemption.kind == pb.EXEMPTION_KIND_C2S else text)
    )
    return Situation(day, open_, in_force, "")


def _has_c2s(found: Situation) -> bool:
    return any(exemption.kind == pb.EXEMPTION_KIND_C2S for exemption in found.exemptions)


def _rank(found: Situation) -> tuple[bool, int, int]:
    """How favourable: open rights first, then how much care is exempt, then by how many titles."""
    kinds = {exemption.kind for exemption in found.exemptions}
    weight = max((3 if kind in _EVERYTHING_PAID else 1 if kind in _SOME_CARE else 2 for kind in kinds), default=0)
    return (found.open, weight, len(kinds))


def _since(coverage: Coverage, kept: Situation) -> str:
    """The first day on which all that makes the situation held together."""
    day = kept.reference.isoformat()
    periods = [period for period in coverage.amo_periods if holds(period, day)]
    opened = min((period.first_day for period in periods), default="")
    return max([opened, *(exemption.period.first_day for exemption in kept.exemptions)])
