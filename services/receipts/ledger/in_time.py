"""Whether a claim was filed in time: the day it was accepted, at the place of care, against the limitation period.

What counts is when its first version was accepted: a claim filed in time stays filed, however late it is corrected, and
one filed too late is not saved by a correction.
"""

from datetime import date, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from reimbursement.errors import InvalidCare
from reimbursement.limitation import first_day_out, is_passed
from reimbursement.rule_tables import Tables
from vitale.claim.v1.claim_pb2 import Claim

LIMITATION_PASSED: Final = "LIMITATION_PASSED"
"""Code of the refusal; a row of the error table."""

_EPOCH: Final = date(1970, 1, 1).toordinal()
_HOUR_US: Final = 3_600_000_000
_DAY_US: Final = 24 * _HOUR_US
_AHEAD_US: Final = 14 * _HOUR_US
"""No place of this world begins its day earlier than so long before UTC."""


def out_of_time(claim: Claim, scheme: str, tables: Tables) -> bool:
    """Whether the claim was first accepted after the limitation period of its care.

    Raises:
        NotEstablished: the general period has passed, and that of the scheme is not known.
        InvalidCare: the place of care has no time zone by that name, and the day depends on it.
    """
    care, filed_at_us = date.fromisoformat(claim.care_date), claim.first_accepted_at_us or claim.accepted_at_us
    out = first_day_out(care, tables)
    if out is None or filed_at_us < (out.toordinal() - _EPOCH) * _DAY_US - _AHEAD_US:
        return False
    return is_passed(care, _day_at(filed_at_us, claim.performer.place), scheme, tables)


def _day_at(micros: int, place: str) -> date:
    return datetime.fromtimestamp(micros // 1_000_000, _zone(place)).date()


@lru_cache(maxsize=64)
def _zone(place: str) -> ZoneInfo:
    try:
        return ZoneInfo(place)
    except (KeyError, ValueError, OSError):
        raise InvalidCare("performer.place", "", "state the IANA time zone of the place of care") from None
