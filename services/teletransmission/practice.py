"""The practice that calls, read from its token: who performed the care is stamped from here, never from a claim."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from chassis.clock import Clock
from chassis.directory import Listing
from chassis.errors import DomainError, ErrorCode
from chassis.token_claims import Claims
from reimbursement.model import ProfessionalKind, Sector
from vitale.claim.v1.claim_pb2 import Performer

_OPTAM = frozenset({"true", "false"})


@dataclass(frozen=True, slots=True)
class Practice:
    """An authenticated practice. `issuer` makes invoice numbers unique; `place` is an IANA time zone."""

    issuer: str
    kind: ProfessionalKind
    sector: Sector
    place: str

    def today(self, clock: Clock) -> date:
        """The calendar day at the place of care."""
        return clock.today(self.place)

    def performer(self) -> Performer:
        """The performer as the rules name one."""
        return Performer(practice_id=self.issuer, kind=self.kind.value, sector=self.sector.value, place=self.place)


def practice_of(claims: Claims, listing: Listing | None = None) -> Practice:
    """The practice of a verified token with role "practice".

    A sign-in of a professional says who and where; under which conditions is the directory's to say (`listing`).

    Raises:
        DomainError: PERMISSION_DENIED, naming the attribute that is missing or holds no known value.
    """
    if listing is not None and listing.kind and "specialty" not in claims.attributes:
        return Practice(
            issuer=_issuer(listing.practice_id),
            kind=_kind(listing.kind),
            sector=_sector(listing.sector, "true" if listing.optam else "false"),
            place=_place(listing.place),
        )
    return Practice(
        issuer=_issuer(claims.attribute("practice_id")),
        kind=_kind(claims.attribute("specialty")),
        sector=_sector(claims.attributes.get("sector", ""), claims.attributes.get("optam", "false")),
        place=_place(claims.attribute("place")),
    )


def _refused(name: str) -> DomainError:
    return DomainError(ErrorCode.PERMISSION_DENIED, {"attribute": name, "problem": "holds no known value"})


def _issuer(text: str) -> str:
    # The receipt's identifier is drawn from issuer, NUL, invoice number: a NUL inside would let two of them meet.
    if not text or "\0" in text:
        raise _refused("practice_id")
    return text


def _kind(text: str) -> ProfessionalKind:
    try:
        return ProfessionalKind(text)
    except ValueError:
        raise _refused("specialty") from None


def _sector(text: str, optam: str) -> Sector:
    if optam not in _OPTAM:
        raise _refused("optam")
    if text == Sector.TWO and optam == "true":
        return Sector.TWO_OPTAM
    try:
        return Sector(text)
    except ValueError:
        raise _refused("sector") from None


def _place(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, OSError, ValueError):  # not found, a directory, or no possible name
        raise _refused("place") from None
    return text
