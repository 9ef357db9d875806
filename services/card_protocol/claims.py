"""Reads typed values out of the claims of a verified token; what is missing or of another kind is malformed."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from card_protocol.errors import ProtocolError

_LARGEST_INT: Final = 2**53
_LATEST_S: Final = 253_402_300_799  # 9999-12-31


def text(claims: Mapping[str, Any], name: str, *, optional: bool = False) -> str:
    """A text; with `optional`, empty when it is not there."""
    value = claims.get(name, "" if optional else None)
    if not isinstance(value, str) or not (value or optional):
        raise ProtocolError("malformed")
    return value


def integer(claims: Mapping[str, Any], name: str) -> int:
    """A whole number from 0."""
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _LARGEST_INT:
        raise ProtocolError("malformed")
    return value


def flag(claims: Mapping[str, Any], name: str) -> bool:
    """True or false; false when it is not there."""
    value = claims.get(name, False)
    if not isinstance(value, bool):
        raise ProtocolError("malformed")
    return value


def instant(claims: Mapping[str, Any], name: str) -> datetime:
    """A moment, from whole seconds since 1970."""
    seconds = integer(claims, name)
    if seconds > _LATEST_S:
        raise ProtocolError("malformed")
    return datetime.fromtimestamp(seconds, UTC)


def day(claims: Mapping[str, Any], name: str) -> date:
    """A day, YYYY-MM-DD."""
    found = optional_day(claims, name)
    if found is None:
        raise ProtocolError("malformed")
    return found


def optional_day(claims: Mapping[str, Any], name: str) -> date | None:
    """A day, or None when it is not there."""
    value = text(claims, name, optional=True)
    try:
        found = date.fromisoformat(value) if value else None
    except ValueError:
        raise ProtocolError("malformed") from None
    if found is not None and found.isoformat() != value:
        raise ProtocolError("malformed")
    return found


def identifier(claims: Mapping[str, Any], name: str) -> bytes:
    """16 bytes written in hex."""
    found = optional_identifier(claims, name)
    if found is None:
        raise ProtocolError("malformed")
    return found


def optional_identifier(claims: Mapping[str, Any], name: str) -> bytes | None:
    """16 bytes, or None when they are not there."""
    value = text(claims, name, optional=True)
    if not value:
        return None
    try:
        data = bytes.fromhex(value)
    except ValueError:
        raise ProtocolError("malformed") from None
    if len(data) != 16 or data.hex() != value:  # noqa: PLR2004 - the size of every identifier
        raise ProtocolError("malformed")
    return data


def bound_to(claims: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The key a token is bound to (RFC 7800): thumbprint of a DPoP key, digest of a certificate; one of them."""
    cnf = claims.get("cnf")
    if not isinstance(cnf, dict) or len(cnf) != 1:
        raise ProtocolError("malformed")
    jkt, x5t = cnf.get("jkt"), cnf.get("x5t#S256")
    if not isinstance(jkt if x5t is None else x5t, str):
        raise ProtocolError("malformed")
    return jkt, x5t


def binding(jkt: str | None, x5t: str | None) -> dict[str, str]:
    """The cnf member for a key; exactly one of the two is given."""
    if (jkt is None) == (x5t is None):
        raise ValueError("bind to a DPoP key or to a certificate, one of them")
    return {"jkt": jkt} if jkt is not None else {"x5t#S256": str(x5t)}


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970 of an aware moment."""
    return int(moment.timestamp())
