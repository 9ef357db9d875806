"""Reads the integer-keyed maps that COSE payloads hold; anything missing, extra or of another kind is malformed."""

from collections.abc import Mapping
from typing import Any, Final

from card_protocol.cose import decode
from card_protocol.errors import ProtocolError

_LATEST_S: Final = 253_402_300_799


def fields_of(payload: bytes, *, required: frozenset[int], optional: frozenset[int] = frozenset()) -> Mapping[int, Any]:
    """The map of a payload with exactly the keys allowed."""
    value = decode(payload)
    if not isinstance(value, dict) or not all(type(key) is int for key in value):
        raise ProtocolError("malformed")
    if not required <= value.keys() or not value.keys() <= required | optional:
        raise ProtocolError("malformed")
    return value


def octets(fields: Mapping[int, Any], key: int, size: int | range) -> bytes:
    """Bytes of a given size, or of a size in a range."""
    value = fields[key]
    if not isinstance(value, bytes) or (len(value) not in size if isinstance(size, range) else len(value) != size):
        raise ProtocolError("malformed")
    return value


def whole(fields: Mapping[int, Any], key: int, *, most: int = _LATEST_S) -> int:
    """A whole number from 0 to `most`."""
    value = fields[key]
    if type(value) is not int or not 0 <= value <= most:
        raise ProtocolError("malformed")
    return value
