"""Compact JWS (RFC 7515) with ES256 and one spelling: what contexts, proofs and directories travel in."""

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from card_protocol.encoding import b64url, from_b64url
from card_protocol.errors import ProtocolError
from card_protocol.keys import PublicKey, SigningKey, verify_raw

LARGEST: Final = 4096
_PARTS: Final = 3
# Headers that let a message choose its own key or ask for more than is understood here.
_REFUSED: Final = frozenset({"crit", "jku", "jwk", "x5u", "x5c", "b64", "zip", "enc"})
# Made once: json.dumps and json.loads make a codec of their own at each call that is not of the default kind.
_ENCODE: Final = json.JSONEncoder(separators=(",", ":")).encode


class Opened(NamedTuple):
    """The parts of a JWS before any trust."""

    header: Mapping[str, Any]
    claims: dict[str, Any]
    signed: bytes
    signature: bytes


def sign_compact(key: SigningKey, typ: str, claims: Mapping[str, Any]) -> str:
    """A JWS of this type signed by this key."""
    return _signed(key, _plain_header(key.kid, typ), claims)


def sign_with(key: SigningKey, header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
    """A JWS with a header of one's own."""
    return _signed(key, _part(header), claims)


def _signed(key: SigningKey, header: str, claims: Mapping[str, Any]) -> str:
    signed = f"{header}.{_part(claims)}"
    return f"{signed}.{b64url(key.sign(signed.encode()))}"


@lru_cache(maxsize=64)  # a service signs a few types with one key, call after call
def _plain_header(kid: str, typ: str) -> str:
    return _part({"alg": "ES256", "kid": kid, "typ": typ})


def verify_compact(
    token: str, *, typ: str, find: Callable[[str], PublicKey | None], largest: int = LARGEST
) -> dict[str, Any]:
    """The claims of a JWS of this type, signed by the key that `find` gives for its kid.

    Raises:
        ProtocolError: too_long, malformed, wrong_type, algorithm, unknown_key, signature.
    """
    opened = open_compact(token, typ=typ, refused=_REFUSED, largest=largest)
    kid = opened.header.get("kid")
    key = find(kid) if isinstance(kid, str) else None
    if key is None:
        raise ProtocolError("unknown_key")
    return proven(opened, key)


def proven(opened: Opened, key: PublicKey) -> dict[str, Any]:
    """The claims, once the signature is right."""
    if not verify_raw(key, opened.signature, opened.signed):
        raise ProtocolError("signature")
    return opened.claims


def open_compact(token: str, *, typ: str, refused: frozenset[str] = _REFUSED, largest: int = LARGEST) -> Opened:
    """The parts of a JWS whose shape, type and algorithm are right; nothing of it is trusted yet."""
    if len(token) > largest:
        raise ProtocolError("too_long")
    parts = token.split(".")
    if len(parts) != _PARTS or not token.isascii():
        raise ProtocolError("malformed")
    header = _header(parts[0])
    if header.get("typ") != typ:
        raise ProtocolError("wrong_type")
    if header.get("alg") != "ES256" or not refused.isdisjoint(header):
        raise ProtocolError("algorithm")
    signed = f"{parts[0]}.{parts[1]}".encode()
    return Opened(header, _object(from_b64url(parts[1])), signed, from_b64url(parts[2]))


@lru_cache(maxsize=1_024)  # a practice that proves its key writes the same header at each call
def _header(text: str) -> Mapping[str, Any]:
    return MappingProxyType(_object(from_b64url(text)))


def _part(value: Mapping[str, Any]) -> str:
    return b64url(_ENCODE(value).encode())


def _object(data: bytes) -> dict[str, Any]:
    try:
        value = _DECODE(data.decode())
    except (ValueError, RecursionError):
        raise ProtocolError("malformed") from None
    if not isinstance(value, dict):
        raise ProtocolError("malformed")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member twice")
    return found


def _no_constant(name: str) -> float:
    raise ValueError(name)


_DECODE: Final = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant).decode
