"""From a claim message to the care that the rules settle."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from reimbursement.errors import InvalidCare
from reimbursement.model import Care, Family, Line, Pathway, Professional, ProfessionalKind, Sector, Setting
from vitale.claim.v1.claim_pb2 import PATHWAY_IN, PATHWAY_NOT_CONCERNED, PATHWAY_OUT, Claim, ClaimLine

_PATHWAYS = {PATHWAY_IN: Pathway.IN, PATHWAY_OUT: Pathway.OUT, PATHWAY_NOT_CONCERNED: Pathway.NOT_CONCERNED}

# Looked up rather than constructed: a claim asks four times, and a miss is the rare case.
_FAMILIES = {family.value: family for family in Family}
_SETTINGS = {"": Setting.OFFICE, **{setting.value: setting for setting in Setting}}
_KINDS = {kind.value: kind for kind in ProfessionalKind}
_SECTORS = {sector.value: sector for sector in Sector}

_T = TypeVar("_T")

FamilyOf = Callable[[str], Family | None]
"""Family of an act code in the tariff tables, None when the code is not in them."""


def _word(words: Mapping[str, _T], value: str, field: str) -> _T:
    try:
        return words[value]
    except KeyError:
        raise InvalidCare(field, value, "use one of the words of the rules") from None


def _line(line: ClaimLine, family_of: FamilyOf) -> Line:
    number, code, word = line.line_no, line.act_code, line.family
    family = _FAMILIES.get(word) if word else family_of(code)
    if family is None:
        raise InvalidCare(f"lines[{number - 1}].family", word, "name a family of care that the rules know")
    return Line(number, code, family, line.quantity or 1, line.price_cents, line.base_cents or None)


def care_of(claim: Claim, receipt_id: bytes, family_of: FamilyOf) -> Care:
    """The care of `claim` (amounts in cents, day of the place of care).

    Raises:
        InvalidCare: a field holds a word or a day that the rules do not know; names the field.
    """
    performer = claim.performer
    pathway = _PATHWAYS.get(claim.pathway)
    if pathway is None:
        raise InvalidCare("pathway", str(claim.pathway), "state in, out or not concerned")
    try:
        care_date = date.fromisoformat(claim.care_date)
    except ValueError:
        raise InvalidCare("care_date", "", "write the day as YYYY-MM-DD") from None
    return Care(
        receipt_id,
        care_date,
        pathway,
        _word(_SETTINGS, claim.setting, "setting"),
        Professional(
            _word(_KINDS, performer.kind, "performer.kind"),
            _word(_SECTORS, performer.sector, "performer.sector"),
            performer.practice_id,
        ),
        tuple([_line(line, family_of) for line in claim.lines]),
        claim.third_party_payment,
        claim.related_to_exemption,
    )
