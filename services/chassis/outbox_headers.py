"""Headers of a record as one column of the outbox."""

from collections.abc import Sequence
from functools import lru_cache


def encode_headers(headers: Sequence[tuple[str, bytes]]) -> bytes:
    """Write headers for the outbox column: for each, length and bytes of name and value (2 and 4 bytes, big-endian)."""
    return b"".join([_written(name) + len(value).to_bytes(4) + value for name, value in headers])


@lru_cache(maxsize=256)  # names are few and the same for every record
def _written(name: str) -> bytes:
    raw = name.encode()
    return len(raw).to_bytes(2) + raw


@lru_cache(maxsize=256)
def _read(raw: bytes) -> str:
    return raw.decode()


def decode_headers(raw: bytes) -> tuple[tuple[str, bytes], ...]:
    """Read headers written by encode_headers; ValueError when bytes are missing."""
    found, at = [], 0
    while at < len(raw):
        name = at + 2 + int.from_bytes(raw[at : at + 2])
        value = name + 4 + int.from_bytes(raw[name : name + 4])
        if value > len(raw):
            raise ValueError("outbox headers are cut short")
        found.append((_read(raw[at + 2 : name]), raw[name + 4 : value]))
        at = value
    return tuple(found)
