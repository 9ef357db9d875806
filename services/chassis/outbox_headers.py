"""Headers of a record as one column of the outbox."""

from collections.abc import Sequence


def encode_headers(headers: Sequence[tuple[str, bytes]]) -> bytes:
    """Write headers for the outbox column: for each, length and bytes of name and value (2 and 4 bytes, big-endian)."""
    parts = []
    for name, value in headers:
        raw = name.encode()
        parts += [len(raw).to_bytes(2), raw, len(value).to_bytes(4), value]
    return b"".join(parts)


def decode_headers(raw: bytes) -> tuple[tuple[str, bytes], ...]:
    """Read headers written by encode_headers; ValueError when bytes are missing."""
    found, at = [], 0
    while at < len(raw):
        name = at + 2 + int.from_bytes(raw[at : at + 2])
        value = name + 4 + int.from_bytes(raw[name : name + 4])
        if value > len(raw):
            raise ValueError("outbox headers are cut short")
        found.append((raw[at + 2 : name].decode(), raw[name + 4 : value]))
        at = value
    return tuple(found)
