"""The checker's own reader of the protobuf wire format; it shares no code with the generated classes."""

from collections.abc import Iterator

VARINT, FIXED64, LENGTH, START_GROUP, END_GROUP, FIXED32 = 0, 1, 2, 3, 4, 5
_FIXED = {FIXED64: 8, FIXED32: 4}
_LONGEST_VARINT = 10
_MORE = 0x80
_LARGEST_FIELD = (1 << 29) - 1


class WireError(ValueError):
    """The bytes are not a protobuf message."""


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """The unsigned 64-bit varint at `at` and where the next byte stands."""
    value = shift = 0
    for index in range(at, min(at + _LONGEST_VARINT, len(data))):
        byte = data[index]
        value |= (byte & 0x7F) << shift
        if byte < _MORE:
            return value & 0xFFFFFFFFFFFFFFFF, index + 1
        shift += 7
    raise WireError("a number does not end")


def _chunk(data: bytes, at: int, size: int) -> tuple[bytes, int]:
    if at + size > len(data):
        raise WireError("a field is longer than its message")
    return data[at : at + size], at + size


def _tag(data: bytes, at: int) -> tuple[int, int, int]:
    tag, at = read_varint(data, at)
    number, wire = tag >> 3, tag & 7
    if not 0 < number <= _LARGEST_FIELD:
        raise WireError("a field number is out of range")
    return number, wire, at


def _skip_group(data: bytes, at: int, group: int) -> int:
    while True:
        number, wire, at = _tag(data, at)
        if wire == END_GROUP:
            if number != group:
                raise WireError("a group ends under another number")
            return at
        _, at = _value(data, at, number=number, wire=wire)


def _value(data: bytes, at: int, *, number: int, wire: int) -> tuple[int | bytes, int]:
    if wire == VARINT:
        return read_varint(data, at)
    if wire == LENGTH:
        size, at = read_varint(data, at)
        return _chunk(data, at, size)
    if wire in _FIXED:
        return _chunk(data, at, _FIXED[wire])
    if wire == START_GROUP:
        return b"", _skip_group(data, at, number)
    raise WireError("a field has an unknown wire type")


def read_fields(data: bytes) -> Iterator[tuple[int, int, int | bytes]]:
    """Every field of a message in order: number, wire type, raw value.

    Raises:
        WireError: the bytes are not a protobuf message.
    """
    at = 0
    while at < len(data):
        number, wire, at = _tag(data, at)
        value, at = _value(data, at, number=number, wire=wire)
        yield number, wire, value
