"""Looks for a secret in bytes, in every form in which it might have slipped through."""

import base64
from collections.abc import Iterable


def forms(secret: str) -> set[bytes]:
    """The forms of a text: three encodings, hexadecimal, base64 at each alignment; of a number, its integers too."""
    plain = secret.encode()
    found = {plain, secret.encode("utf-16-le"), secret.encode("utf-16-be")}
    found |= {plain.hex().encode(), plain.hex().upper().encode()}
    found |= {_base64_inside(plain, shift) for shift in range(3)}
    if secret.isdigit():
        value = int(secret)
        found |= {value.to_bytes(8, "little"), value.to_bytes(8, "big"), _varint(value)}
    return found


def sightings(places: Iterable[tuple[str, bytes]], secrets: Iterable[str]) -> list[str]:
    """The names of the places where a form of a secret is seen; never the secret."""
    needles = [form for secret in secrets for form in forms(secret)]
    return [name for name, content in places if any(needle in content for needle in needles)]


def _base64_inside(plain: bytes, shift: int) -> bytes:
    """The characters that stand for `plain` wherever it begins at `shift` modulo 3, without those it shares."""
    encoded = base64.b64encode(b"\0" * shift + plain)
    begin = (shift * 8 + 5) // 6
    return encoded[begin : (shift + len(plain)) * 8 // 6]


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])
