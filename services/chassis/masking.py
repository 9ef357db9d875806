"""The one mask for anything shaped like a NIR, used by logs, errors and spans before a text leaves the process.

It fails closed: any run of 13 to 15 digits (Corsica's 2A and 2B included, separators allowed) is masked, whatever its
key says. Lower-case hexadecimal identifiers of 16, 32, 40 or 64 characters with at least one letter are let through,
because receipts, subjects and traces are named by them.
"""

import re
from collections.abc import Mapping

MASK = "[masked]"

_SEPARATOR = r"[ .\-_/\u00a0\u2009\u202f]{0,2}"
_HEX_ID = r"(?<![0-9A-Za-z])(?=[0-9]*[a-f])(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32}|[0-9a-f]{16})(?![0-9A-Za-z])"
_NIR = rf"(?<!\d)\d(?:{_SEPARATOR}\d){{5}}{_SEPARATOR}[\dABab](?:{_SEPARATOR}\d){{6,8}}(?!\d)"
_SHAPES = re.compile(rf"(?P<id>{_HEX_ID})|{_NIR}")
_SHORTEST_NIR = 13
_SMALLEST_NIR, _ABOVE_NIR = 10**12, 10**15


def mask(text: str) -> str:
    """Replace whatever looks like a NIR (13 to 15 digits, spaced or not, Corsica letters) by [masked]."""
    if len(text) < _SHORTEST_NIR:
        return text
    return _SHAPES.sub(lambda found: found["id"] or MASK, text)


def mask_value(value: object) -> object:
    """Mask a value of any type for output: numbers and containers too; unknown objects become their masked repr."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return MASK if _SMALLEST_NIR <= abs(value) < _ABOVE_NIR else value
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return _mask_bytes(bytes(value))
    return _mask_container(value)


def _mask_container(value: object) -> object:
    if isinstance(value, Mapping):
        return {mask(str(key)): mask_value(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [mask_value(inner) for inner in value]
    return mask(repr(value))


def _mask_bytes(value: bytes) -> str:
    text = value.decode("latin-1")
    return value.hex() if mask(text) == text else MASK
