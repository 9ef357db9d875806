"""Headers of a parked record as bytes, so that a re-drive gives them back as they came."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable


def pack_headers(headers: Iterable[tuple[str, bytes | None]]) -> bytes:
    """JSON list of [name, base64 value]; a header without value keeps null."""
    return json.dumps(
        [[name, None if value is None else b64encode(value).decode()] for name, value in headers]
    ).encode()


def unpack_headers(packed: bytes) -> tuple[tuple[str, bytes], ...]:
    """What pack_headers took; a null value becomes empty."""
    return tuple((name, b64decode(value or "")) for name, value in json.loads(packed))
