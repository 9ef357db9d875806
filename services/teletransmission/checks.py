"""Pure checks of a submitted claim, every fault found at once; nothing here touches the vault or the database."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from chassis.errors import ErrorCode
from identifiers.errors import InvalidIdentifier, Part
from identifiers.nir import PERMANENT_OR_WAITING, Nir
from reimbursement.model import Setting
from teletransmission import violations as v
from teletransmission.catalogue import Catalogue
from teletransmission.lines import Tariffs, check_lines, families_of
from teletransmission.practice import Practice
from teletransmission.presence import Presences
from teletransmission.stays import check_circumstances, check_stay
from vitale.claim.v1.claim_pb2 import PATHWAY_IN, PATHWAY_NOT_CONCERNED, PATHWAY_OUT
from vitale.claim.v1.claim_service_pb2 import ClaimViolation, SubmittedClaim
from vitale.identity.v1.identity_service_pb2 import BeneficiaryKey

DEFAULT_SETTING: Final = Setting.OFFICE.value
_CLAIM_ID: Final = re.compile(r"[A-Z0-9-]{1,32}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PATHWAYS: Final = frozenset({PATHWAY_IN, PATHWAY_OUT, PATHWAY_NOT_CONCERNED})
_SETTINGS: Final = frozenset({"", *(setting.value for setting in Setting)})
_MAX_BIRTH_RANK: Final = 9
MAX_LOT: Final = 999


@dataclass(frozen=True, slots=True)
class Desk:
    """What the claims of one batch are checked against: the practice, its day, the known acts."""

    practice: Practice
    today: date
    catalogue: Catalogue
    # None when no claim of the batch names a context.
    presences: Presences | None = None
    # A correction may name nobody: it is then for whom it was.
    beneficiary_known: bool = False


def is_claim_id(text: str) -> bool:
    """Whether this can be an invoice number: 1 to 32 characters of A-Z, 0-9 and dash."""
    return _CLAIM_ID.fullmatch(text) is not None


def check_claim(claim: SubmittedClaim, desk: Desk) -> list[ClaimViolation]:
    """Everything wrong with one claim by itself; an empty list lets it go on to the vault."""
    found: list[ClaimViolation] = []
    if not is_claim_id(claim.claim_id):
        found.append(v.CLAIM_ID.at("claim_id"))
    found.extend(_check_beneficiary(claim, desk))
    care_date = _calendar_day(claim.care_date)
    if care_date is None:
        found.append(v.CARE_DATE.at("care_date"))
    elif care_date > desk.today:
        found.append(v.CARE_IN_FUTURE.at("care_date"))
    if claim.pathway not in _PATHWAYS:
        found.append(v.PATHWAY.at("pathway"))
    if claim.setting not in _SETTINGS:
        found.append(v.SETTING.at("setting"))
    if claim.lot > MAX_LOT:
        found.append(v.LOT.at("lot"))
    families = families_of(claim.lines, desk.catalogue)
    found.extend(check_lines(claim.lines, families, Tariffs(desk.catalogue, desk.practice), care_date=care_date))
    found.extend(check_stay(claim, families))
    found.extend(check_circumstances(claim, families))
    return found


def _calendar_day(text: str) -> date | None:
    if _DAY.fullmatch(text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _check_beneficiary(claim: SubmittedClaim, desk: Desk) -> Iterator[ClaimViolation]:
    match claim.WhichOneof("beneficiary"):
        case "key":
            yield from _check_key(claim.key)
        case "context" if desk.presences is not None:
            yield from desk.presences.check(claim)
        case None if desk.beneficiary_known:
            return
        case _:
            yield v.NO_BENEFICIARY.at("key")


def _check_key(key: BeneficiaryKey) -> Iterator[ClaimViolation]:
    try:
        Nir.parse(key.opener_nir, sexes=PERMANENT_OR_WAITING)
    except InvalidIdentifier as error:
        code = ErrorCode.NIR_KEY_WRONG if error.part is Part.KEY else ErrorCode.IDENTIFIER_INVALID
        yield v.Fault(code, error.reason, error.advice).at("key.opener_nir")
    if _DAY.fullmatch(key.birth_date) is None:  # lunar dates are legal, so the calendar is not asked
        yield v.BIRTH_DATE.at("key.birth_date")
    if key.birth_rank > _MAX_BIRTH_RANK:
        yield v.BIRTH_RANK.at("key.birth_rank")
