"""Writes protobuf messages by hand, so that the checker's reader is not tested with its own mirror."""

from collections.abc import Iterable
from dataclasses import dataclass

Fields = Iterable[tuple[int, object]]


@dataclass(frozen=True)
class Signed:
    """A number written in zigzag."""

    value: int


def varint(value: int) -> bytes:
    """An unsigned number; negative ones as their 64-bit complement."""
    value &= 0xFFFFFFFFFFFFFFFF
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _length(number: int, data: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(data)) + data


def _text(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else value


def _field(number: int, value: object) -> bytes:
    if isinstance(value, list):
        return b"".join(_length(number, _text(item)) for item in value)
    if isinstance(value, Signed):
        return varint(number << 3) + zigzag(value.value) if value.value else b""
    if not value:
        return b""
    if isinstance(value, str | bytes):
        return _length(number, _text(value))
    if isinstance(value, int):
        return varint(number << 3) + varint(int(value))
    raise TypeError(f"field {number}: cannot write {type(value).__name__}")


def zigzag(value: int) -> bytes:
    """A signed number, small ones short."""
    return varint(value * 2 if value >= 0 else -value * 2 - 1)


def packed(values: Iterable[int], *, signed: bool = False) -> bytes:
    """Numbers of a packed repeated field."""
    if signed:
        return b"".join(map(zigzag, values))
    return b"".join(map(varint, values))


def message(fields: Fields) -> bytes:
    """A message from (number, value) pairs; unset values are left out, lists hold sub-messages or texts."""
    return b"".join(_field(number, value) for number, value in fields)
