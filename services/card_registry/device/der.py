"""Reads DER as key attestations use it: definite short lengths, tags above 30, nothing after the end. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

BOOLEAN, INTEGER, OCTETS, NULL, ENUMERATED, SEQUENCE, SET = 0x01, 0x02, 0x04, 0x05, 0x0A, 0x30, 0x31
_CONTEXT: Final = 0xA0
_LONG_TAG: Final = 0x1F
_MOST_BYTES_OF_LENGTH: Final = 2
_LARGEST_TAG: Final = 1 << 14
_SHORT, _ONE_BYTE = 0x80, 0x100


class DerError(ValueError):
    """Not DER of the shape expected; never quotes it."""


@dataclass(frozen=True, slots=True)
class Item:
    """A value: its tag (first byte; for explicit tags the number, see `number`) and its content."""

    tag: int
    number: int
    content: bytes

    def of(self, tag: int) -> bytes:
        """The content of a value of this universal tag; DerError for another."""
        if self.tag != tag:
            raise DerError("tag")
        return self.content

    @property
    def items(self) -> "list[Item]":
        """The values inside."""
        return list(read_all(self.content))

    @property
    def whole(self) -> int:
        """A whole number of an INTEGER or ENUMERATED in its shortest form; DerError below zero."""
        content = self.content
        if self.tag not in (INTEGER, ENUMERATED) or not content or content[0] & 0x80:
            raise DerError("number")
        if len(content) > 1 and content[0] == 0 and not content[1] & 0x80:
            raise DerError("number")
        return int.from_bytes(content)

    @property
    def truth(self) -> bool:
        """A BOOLEAN, which DER writes as 00 or FF."""
        content = self.of(BOOLEAN)
        if content not in (b"\x00", b"\xff"):
            raise DerError("boolean")
        return content == b"\xff"


def read_one(data: bytes) -> Item:
    """The one value of these bytes."""
    items = list(read_all(data))
    if len(items) != 1:
        raise DerError("count")
    return items[0]


def read_all(data: bytes) -> Iterator[Item]:
    """Every value of these bytes, one after another."""
    at = 0
    while at < len(data):
        item, at = _read(data, at)
        yield item


def explicit(items: list[Item]) -> dict[int, Item]:
    """Explicitly tagged values by number; DerError unless their numbers rise."""
    found: dict[int, Item] = {}
    last = -1
    for item in items:
        if item.tag != _CONTEXT or item.number <= last:
            raise DerError("order")
        last = item.number
        found[item.number] = read_one(item.content)
    return found


def _read(data: bytes, at: int) -> tuple[Item, int]:
    try:
        first = data[at]
        at += 1
        tag, number = first, first & _LONG_TAG
        if first & 0xE0 == _CONTEXT:
            tag = _CONTEXT
        if number == _LONG_TAG:
            number, at = _long_tag(data, at)
        size, at = _length(data, at)
    except IndexError:
        raise DerError("short") from None
    if at + size > len(data):
        raise DerError("short")
    return Item(tag, number, data[at : at + size]), at + size


def _long_tag(data: bytes, at: int) -> tuple[int, int]:
    number = 0
    while True:
        byte = data[at]
        at += 1
        number = number << 7 | byte & 0x7F
        if number >= _LARGEST_TAG or (number == 0 and byte & 0x80):
            raise DerError("tag")
        if not byte & 0x80:
            break
    if number < _LONG_TAG:
        raise DerError("tag")
    return number, at


def _length(data: bytes, at: int) -> tuple[int, int]:
    first = data[at]
    at += 1
    if not first & 0x80:
        return first, at
    count = first & 0x7F
    if not 0 < count <= _MOST_BYTES_OF_LENGTH:
        raise DerError("length")
    size = int.from_bytes(data[at : at + count])
    if len(data) < at + count or size < _SHORT or (count > 1 and size < _ONE_BYTE):
        raise DerError("length")
    return size, at + count
