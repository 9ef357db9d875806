"""COSE_Sign1 (RFC 9052) with ES256: the one shape in which phone and registry sign, read without mercy."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import cbor2

from card_protocol.errors import ProtocolError
from card_protocol.keys import SIGNATURE_BYTES, PublicKey, SigningKey, verify_raw

TAG: Final = 18
_ALGORITHM, _KID, _ES256 = 1, 4, -7
_KID_BYTES: Final = 8
_MEMBERS: Final = 4
LARGEST: Final = 1024


def encode(value: Any) -> bytes:
    """CBOR in its one short form."""
    return cbor2.dumps(value)


def decode(data: bytes) -> Any:
    """A CBOR value of whole numbers, bytes, text, lists, maps; ProtocolError malformed unless it is in short form."""
    try:
        value = cbor2.loads(data)
        again = cbor2.dumps(value)
    except Exception:  # noqa: BLE001 - whatever the decoder meets, the message is not one of ours
        raise ProtocolError("malformed") from None
    # Written again it must be the same bytes: no trailing byte, no second spelling, no key twice.
    if again != data or not _spoken(value):
        raise ProtocolError("malformed")
    return value


def _spoken(value: Any) -> bool:
    # -7.0 equals -7 and true equals 1: what the card never says is refused before it is compared.
    if isinstance(value, cbor2.CBORTag):
        return _spoken(value.value)
    if isinstance(value, Mapping):
        return all(_spoken(name) and _spoken(member) for name, member in value.items())
    if isinstance(value, tuple | list):
        return all(_spoken(member) for member in value)
    return type(value) in (int, bytes, str)


def sign1(key: SigningKey, payload: bytes, *, kid: bytes | None = None) -> bytes:
    """A signed message; `kid` names the registry's key, a device's message has none."""
    header = encode({_ALGORITHM: _ES256} if kid is None else {_ALGORITHM: _ES256, _KID: kid})
    return encode(cbor2.CBORTag(TAG, [header, {}, payload, key.sign(_signed(header, payload))]))


def _signed(header: bytes, payload: bytes) -> bytes:
    return encode(["Signature1", header, b"", payload])


@dataclass(frozen=True, slots=True)
class Sign1:
    """A parsed message whose signature is still to be checked."""

    header: bytes
    kid: bytes | None
    payload: bytes
    signature: bytes

    @classmethod
    def parse(cls, data: bytes, *, largest: int = LARGEST) -> Self:
        """Check size, structure, types and lengths, algorithm, in this order; ProtocolError says which is wrong."""
        if len(data) > largest:
            raise ProtocolError("too_long")
        message = decode(data)
        if not isinstance(message, cbor2.CBORTag) or message.tag != TAG:
            raise ProtocolError("malformed")
        header, payload, signature = _members(message.value)
        return cls(header, _kid(header), payload, signature)

    def verify(self, key: PublicKey) -> bytes:
        """The payload, once the signature is right; ProtocolError signature otherwise."""
        if not verify_raw(key, self.signature, _signed(self.header, self.payload)):
            raise ProtocolError("signature")
        return self.payload


def _members(value: object) -> tuple[bytes, bytes, bytes]:
    # Inside a tag the decoder gives what cannot change: a tuple and a frozen map.
    if not isinstance(value, tuple | list) or len(value) != _MEMBERS:
        raise ProtocolError("malformed")
    header, unprotected, payload, signature = value
    if not all(isinstance(part, bytes) for part in (header, payload, signature)):
        raise ProtocolError("malformed")
    if not isinstance(unprotected, Mapping) or unprotected or len(signature) != SIGNATURE_BYTES:
        raise ProtocolError("malformed")
    return header, payload, signature


def _kid(header: bytes) -> bytes | None:
    fields = decode(header)
    if not isinstance(fields, dict) or not all(type(name) is int for name in fields):
        raise ProtocolError("malformed")
    if fields.get(_ALGORITHM) != _ES256 or not fields.keys() <= {_ALGORITHM, _KID}:
        raise ProtocolError("algorithm")
    kid = fields.get(_KID)
    if kid is not None and (not isinstance(kid, bytes) or len(kid) != _KID_BYTES):
        raise ProtocolError("malformed")
    return kid
