"""Owns what an estimate asks: its care as a claim, the day it is for, and whose rights it may be reckoned with."""

from datetime import date
from typing import Final

from chassis.errors import DomainError, ErrorCode, FieldViolation
from contracts.codec import CoverProblem, chosen_coverage
from vitale.claim.v1.claim_pb2 import Claim
from vitale.receipt.v1.receipt_service_pb2 import EstimateRequest
from vitale.rights.v1.rights_pb2 import BeneficiaryRights, Coverage

_ID_BYTES: Final = 16
_LINES: Final = 30


def day_asked(request: EstimateRequest) -> date:
    """The day of care of a request whose shape is sound; INVALID_ARGUMENT names every field that is not."""
    wrong = []
    if len(request.subject_id) not in (0, _ID_BYTES):
        wrong.append(FieldViolation("subject_id", "LENGTH", f"Send {_ID_BYTES} bytes, or none for yourself."))
    if len(request.opener_subject_id) not in (0, _ID_BYTES):
        wrong.append(FieldViolation("opener_subject_id", "LENGTH", f"Send {_ID_BYTES} bytes, or none."))
    if not 1 <= len(request.lines) <= _LINES:
        wrong.append(FieldViolation("lines", "COUNT", f"Send 1 to {_LINES} acts."))
    day = None
    try:
        day = date.fromisoformat(request.care_date)
    except ValueError:
        wrong.append(FieldViolation("care_date", "FORMAT", "Write the day of care as YYYY-MM-DD."))
    if wrong or day is None:
        raise DomainError(ErrorCode.INVALID_ARGUMENT, violations=wrong)
    return day


def claim_asked(request: EstimateRequest, subject_id: bytes, coverage: Coverage) -> Claim:
    """The care as a claim would state it; it has no number, and nobody has accepted it."""
    return Claim(
        subject_id=subject_id,
        opener_subject_id=coverage.opener_subject_id,
        care_date=request.care_date,
        pathway=request.pathway,
        access=request.access,
        setting=request.setting,
        third_party_payment=request.third_party_payment,
        related_to_exemption=request.related_to_exemption,
        performer=request.performer,
        lines=request.lines,
        stay=request.stay if request.HasField("stay") else None,
        hospitalised_after=request.hospitalised_after,
        below_cure_ceiling=request.below_cure_ceiling,
    )


def coverage_asked(rights: BeneficiaryRights, request: EstimateRequest, caller: bytes) -> Coverage:
    """The coverage to reckon with: the person's own, else the one on the caller's card; NO_RIGHTS when none holds.

    Persons may reckon with any of their own coverages. Somebody else may not: a parent is not told what the other
    parent's contract would pay.
    """
    own = rights.subject_id
    allowed = [own, caller] + ([c.opener_subject_id for c in rights.coverages] if caller == own else [])
    problem = CoverProblem.NO_RIGHTS
    for opener in dict.fromkeys(allowed):
        if request.opener_subject_id in (b"", opener):
            found = chosen_coverage(rights, opener, request.care_date)
            if isinstance(found, Coverage):
                return found
            problem = max(problem, found)  # closed rights say more than none
    raise DomainError(ErrorCode.NO_RIGHTS, {"why": problem.value})
