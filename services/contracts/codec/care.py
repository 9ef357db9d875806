"""From a claim message to the care that the rules settle."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from contracts.codec.detail import detail_of, stay_of
from contracts.codec.words import word, words_of
from reimbursement.errors import InvalidCare
from reimbursement.model import (
    PLAIN,
    Access,
    Care,
    Family,
    Line,
    Pathway,
    Professional,
    ProfessionalKind,
    Sector,
    Setting,
)
from vitale.claim.v1.claim_pb2 import PATHWAY_IN, PATHWAY_NOT_CONCERNED, PATHWAY_OUT, Claim, ClaimLine

_PATHWAYS = {PATHWAY_IN: Pathway.IN, PATHWAY_OUT: Pathway.OUT, PATHWAY_NOT_CONCERNED: Pathway.NOT_CONCERNED}
_FAMILIES = words_of(Family)
_SETTINGS = words_of(Setting, unset=Setting.OFFICE)
_KINDS = words_of(ProfessionalKind)
_SECTORS = words_of(Sector)
_ACCESSES = words_of(Access)
_PRACTICES_KEPT = 50_000

FamilyOf = Callable[[str], Family | None]
"""Family of an act code in the tariff tables, None when the code is not in them."""


def _line(line: ClaimLine, family_of: FamilyOf) -> Line:
    number, code, stated = line.line_no, line.act_code, line.family
    family = _FAMILIES.get(stated) if stated else family_of(code)
    if family is None:
        raise InvalidCare(f"lines[{number - 1}].family", stated, "name a family of care that the rules know")
    return Line(
        number,
        code,
        family,
        line.quantity or 1,
        None if line.price_unstated else line.price_cents,
        line.base_cents or None,
        None,
        line.coefficient_milli or None,
        detail=detail_of(line.detail, f"lines[{number - 1}].detail") if line.HasField("detail") else PLAIN,
    )


@lru_cache(maxsize=_PRACTICES_KEPT)
def _professional(kind: str, sector: str, practice_id: str) -> Professional:
    return Professional(word(_KINDS, kind, "performer.kind"), word(_SECTORS, sector, "performer.sector"), practice_id)


def care_of(claim: Claim, receipt_id: bytes, family_of: FamilyOf) -> Care:
    """The care of `claim` (amounts in cents, day of the place of care).

    Raises:
        InvalidCare: a field holds a word or a day that the rules do not know; names the field.
    """
    pathway = _PATHWAYS.get(claim.pathway)
    if pathway is None:
        raise InvalidCare("pathway", str(claim.pathway), "state in, out or not concerned")
    try:
        care_date = date.fromisoformat(claim.care_date)
    except ValueError:
        raise InvalidCare("care_date", "", "write the day as YYYY-MM-DD") from None
    performer = claim.performer
    return Care(
        receipt_id,
        care_date,
        pathway,
        word(_SETTINGS, claim.setting, "setting"),
        _professional(performer.kind, performer.sector, performer.practice_id),
        tuple([_line(line, family_of) for line in claim.lines]),
        claim.third_party_payment,
        claim.related_to_exemption,
        word(_ACCESSES, claim.access, "access"),
        stay_of(claim.stay) if claim.HasField("stay") else None,
        claim.hospitalised_after,
        claim.below_cure_ceiling,
    )
