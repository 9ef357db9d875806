"""From a claim message to the care that the rules settle."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from reimbursement.errors import InvalidCare
from reimbursement.model import Care, Family, Line, Pathway, Professional, ProfessionalKind, Sector, Setting
from vitale.claim.v1.claim_pb2 import PATHWAY_IN, PATHWAY_NOT_CONCERNED, PATHWAY_OUT, Claim, ClaimLine

_PATHWAYS = {PATHWAY_IN: Pathway.IN, PATHWAY_OUT: Pathway.OUT, PATHWAY_NOT_CONCERNED: Pathway.NOT_CONCERNED}

_T = TypeVar("_T")

FamilyOf = Callable[[str], Family | None]
"""Family of an act code in the tariff tables, None when the code is not in them."""


def _word(kind: Callable[[str], _T], value: str, field: str) -> _T:
    try:
        return kind(value)
    except ValueError:
        raise InvalidCare(field, value, "use one of the words of the rules") from None


def _line(line: ClaimLine, family_of: FamilyOf) -> Line:
    field = f"lines[{line.line_no - 1}].family"
    family = _word(Family, line.family, field) if line.family else family_of(line.act_code)
    if family is None:
        raise InvalidCare(field, "", "name the family of care: the act code is not in the tariff tables")
    return Line(line.line_no, line.act_code, family, line.quantity or 1, line.price_cents, line.base_cents or None)


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
        _word(Setting, claim.setting or "office", "setting"),
        Professional(
            _word(ProfessionalKind, performer.kind, "performer.kind"),
            _word(Sector, performer.sector, "performer.sector"),
            performer.practice_id,
        ),
        tuple([_line(line, family_of) for line in claim.lines]),
        claim.third_party_payment,
        claim.related_to_exemption,
    )
