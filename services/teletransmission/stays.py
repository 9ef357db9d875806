"""Pure checks of a hospital stay, of what goes with one, and of what is said once for the whole claim."""

import re
from collections.abc import Collection, Iterator
from typing import Final

from reimbursement.model import Access, Family, Setting, StayEnd, StayKind
from teletransmission import violations as v
from vitale.claim.v1.claim_pb2 import PATHWAY_IN, PATHWAY_OUT, Stay
from vitale.claim.v1.claim_service_pb2 import ClaimViolation, SubmittedClaim

_STAY_ID: Final = re.compile(r"[A-Z0-9-]{1,32}")
_MOST_DAYS: Final = 3_660
_MAX_CENTS: Final = 99_999_999
_KINDS: Final = frozenset({"", *StayKind})
_ENDS: Final = frozenset({"", *StayEnd})
_ACCESSES: Final = frozenset(Access)
_OUTSIDE: Final = frozenset({Access.NO_TREATING_DOCTOR, Access.NOT_RESPECTED})
_CURES: Final = frozenset({Family.CURE, Family.CURE_SUPERVISION, Family.CURE_TRAVEL, Family.CURE_LODGING})


def check_stay(claim: SubmittedClaim, families: Collection[Family | None]) -> Iterator[ClaimViolation]:
    """Everything wrong with the stay of a claim whose lines are of `families` (those that are known)."""
    bills_days = Family.HOSPITAL_DAY in families
    if not claim.HasField("stay"):
        if bills_days:
            yield v.STAY_MISSING.at("stay")
        return
    if claim.setting != Setting.HOSPITAL_STAY:
        yield v.STAY_SETTING.at("setting")
    for name, fault in _facts(claim.stay, bills_days=bills_days):
        yield fault.at(f"stay.{name}")


def _facts(stay: Stay, *, bills_days: bool) -> Iterator[tuple[str, v.Fault]]:
    if _STAY_ID.fullmatch(stay.stay_id) is None:
        yield "stay_id", v.STAY_ID
    if stay.nights > _MOST_DAYS or (bills_days and not stay.nights):
        yield "nights", v.NIGHTS
    if not 0 <= stay.daily_price_cents <= _MAX_CENTS:
        yield "daily_price_cents", v.DAILY_PRICE
    if stay.kind not in _KINDS:
        yield "kind", v.STAY_KIND
    if stay.end not in _ENDS:
        yield "end", v.STAY_END
    if stay.days_before > _MOST_DAYS:
        yield "days_before", v.DAYS_BEFORE


def check_circumstances(claim: SubmittedClaim, families: Collection[Family | None]) -> Iterator[ClaimViolation]:
    """Everything wrong with how the person came, what followed the visit, and the ceiling of a cure."""
    if claim.access not in _ACCESSES:
        yield v.ACCESS.at("access")
    elif claim.access and claim.pathway == (PATHWAY_IN if claim.access in _OUTSIDE else PATHWAY_OUT):
        yield v.ACCESS_CONTRADICTS.at("access")
    if claim.hospitalised_after and claim.setting != Setting.EMERGENCY:
        yield v.HOSPITALISED_AFTER.at("hospitalised_after")
    if claim.below_cure_ceiling and not _CURES.intersection(families):
        yield v.CURE_CEILING.at("below_cure_ceiling")
    if claim.third_party_payment and any(line.detail.generic_refused for line in claim.lines):
        yield v.GENERIC_REFUSED.at("third_party_payment")
