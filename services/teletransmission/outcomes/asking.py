"""What a practice asks a list by, checked: scope, page, and the cursor that a page begins at. Pure."""

import base64
import binascii
import struct
from datetime import date, timedelta
from typing import Final

from chassis.errors import DomainError, ErrorCode, FieldViolation
from teletransmission.checks import MAX_LOT
from teletransmission.outcomes.listing import Scope, Spot
from vitale.claim.v1.claim_service_pb2 import ListClaimsRequest

LOT_DAYS: Final = 90
"""Days in which a lot is looked for when no day is given: its numbers come round again."""
PAGE: Final = 100
MAX_PAGE: Final = 500
_CURSOR: Final = struct.Struct(">q16s")


def scope_of(request: ListClaimsRequest, issuer: str, today: date) -> Scope:
    """Which claims are asked for.

    Raises:
        DomainError: INVALID_ARGUMENT, naming the field: neither day nor lot, no calendar day, a lot above 999.
    """
    if request.lot > MAX_LOT:
        raise _invalid("lot", "the lot is above 999", "give the lot's number, 1 to 999")
    lot = request.lot or None
    if request.day:
        day = _day(request.day)
        return Scope(issuer, day, day, lot)
    if lot is None:
        raise _invalid("day", "neither a day nor a lot is given", "give the day of transmission, YYYY-MM-DD, or a lot")
    return Scope(issuer, today - timedelta(days=LOT_DAYS), today, lot)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise _invalid("day", "not a calendar day in the form YYYY-MM-DD", "give the day of transmission")
    return day


def page_size_of(request: ListClaimsRequest) -> int:
    """How many claims a page has; DomainError INVALID_ARGUMENT above 500."""
    if request.page_size > MAX_PAGE:
        raise _invalid("page_size", "above 500", "ask for at most 500 claims a page")
    return request.page_size or PAGE


def cursor_of(spot: Spot) -> str:
    """The cursor of the page after a claim; it names nothing that the practice was not shown."""
    return base64.urlsafe_b64encode(_CURSOR.pack(*spot)).decode()


def spot_of(cursor: str) -> Spot:
    """Where a cursor begins; DomainError CURSOR_INVALID when it is none."""
    if not cursor:
        return Spot()
    try:
        return Spot(*_CURSOR.unpack(base64.b64decode(cursor.encode("ascii"), altchars=b"-_", validate=True)))
    except (binascii.Error, struct.error, ValueError):
        raise DomainError(ErrorCode.CURSOR_INVALID, {"field": "cursor"}) from None


def _invalid(field: str, reason: str, advice: str) -> DomainError:
    return DomainError(ErrorCode.INVALID_ARGUMENT, {"field": field}, [FieldViolation(field, reason, advice)])
