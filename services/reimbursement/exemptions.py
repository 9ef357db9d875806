"""Owns the situations of the person: what each changes is one cell of the tables, a row and a column."""

from typing import NamedTuple

from reimbursement.dated import InForce
from reimbursement.model import Care, Cover
from reimbursement.reasons import ReasonCode
from reimbursement.rule_tables import DayValues
from reimbursement.vocabulary import Exemption, Setting

_R, _E = ReasonCode, Exemption
_NONE, _REDUCED = 0, 2  # the word of a cell: nothing due, a reduced fee


class Row(NamedTuple):
    """One situation: what opens it, the care it is for, its name in the tables, the reason of its rate."""

    exemption: Exemption
    related: bool | None  # None: whatever the care
    name: str
    rate_code: ReasonCode
    only_in_hospital: bool = False


# In this order the first row with a rate decides it.
_ROWS = (
    Row(_E.MATERNITY, None, "maternity", _R.RATE_MATERNITY),
    Row(_E.NEWBORN, None, "newborn", _R.RATE_NEWBORN, only_in_hospital=True),
    Row(_E.TERRORISM_VICTIM, True, "terrorism_victim.related", _R.RATE_TERRORISM_VICTIM),
    Row(_E.MILITARY_PENSION, True, "military_pension.related", _R.RATE_MILITARY_PENSION),
    Row(_E.AME, None, "ame", _R.RATE_AME),
    Row(_E.AT_MP, True, "at_mp.related", _R.RATE_AT_MP),
    Row(_E.ALD, True, "ald.related", _R.RATE_ALD),
    Row(_E.ALD, False, "ald.other", _R.RATE_ALD),
    Row(_E.INVALIDITY, None, "invalidity", _R.RATE_INVALIDITY),
    Row(_E.MILITARY_PENSION, False, "military_pension.other", _R.RATE_MILITARY_PENSION),
    Row(_E.AT_MP_TWO_THIRDS, None, "at_mp_two_thirds", _R.RATE_AT_MP),
    Row(_E.ORGAN_DONOR, None, "organ_donor", _R.RATE_PREVENTION),
    Row(_E.MINOR_VIOLENCE_VICTIM, None, "minor_violence_victim", _R.RATE_PREVENTION),
    Row(_E.SPECIAL_EDUCATION, None, "special_education", _R.RATE_PREVENTION),
    Row(_E.C2S, None, "c2s", _R.RATE_ORDINARY),
)


def rows_of(care: Care, cover: Cover, *, c2s: bool) -> tuple[Row, ...]:
    """Return the rows that hold for this person and this care, in order."""
    held = cover.exemptions | {_E.C2S} if c2s else cover.exemptions
    if not held:
        return ()
    related = care.related_to_exemption is True
    in_hospital = care.setting is Setting.HOSPITAL_STAY or care.stay is not None
    return tuple(
        row
        for row in _ROWS
        if row.exemption in held and row.related in (None, related) and (in_hospital or not row.only_in_hospital)
    )


def rate_of(rows: tuple[Row, ...], values: DayValues) -> tuple[ReasonCode, InForce] | None:
    """Return the rate that a situation gives, with the reason to say."""
    for row in rows:
        found = values.find(f"situation.{row.name}.rate")
        if found is not None:
            return row.rate_code, found
    return None


def charge_of(rows: tuple[Row, ...], column: str, values: DayValues) -> tuple[Row, InForce] | None:
    """Return the cell that decides a charge: one that spares it, else one that reduces it, else one that says due."""
    decided: tuple[Row, InForce] | None = None
    for row in rows:
        found = values.find(f"situation.{row.name}.{column}")
        if found is None:
            continue
        if found.value == _NONE:
            return row, found
        if decided is None or found.value == _REDUCED:
            decided = row, found
    return decided
