"""QR codes that are not a card, each for one reason: structure, header, signature, certificate, beacon, time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import cbor2
import pytest

from card_protocol import beacon, presentation
from card_protocol.cose import encode
from card_protocol.encoding import base45, from_base45
from card_protocol.errors import ProtocolError
from card_protocol.keys import SigningKey, compressed
from tests.card_protocol.made import (
    DEVICE_KEY,
    NOW,
    REGISTRY_KEY,
    RING,
    SERIAL,
    STRANGER,
    device_certificate,
    fields,
    qr,
    signed_map,
)

Make = Callable[[], str]
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
HEADER = encode({1: -7})
OTHER_POINT = compressed(STRANGER.public)


def text(message: bytes) -> str:
    """A message as the text of a QR."""
    return "VL1:" + base45(message)


def sound() -> bytes:
    """The bytes of a sound QR."""
    return from_base45(qr().removeprefix("VL1:"))


def fielded(**changes: Any) -> Make:
    """A rightly signed map of other fields."""
    return lambda: text(signed_map(fields(**changes)))


def raw(value: Any) -> Make:
    """Any CBOR value in the place of the message."""
    return lambda: text(cbor2.dumps(value))


def message(header: object = HEADER, unprotected: object = None, *, tag: int = 18, size: int = 4) -> Make:
    """A message whose parts are chosen; its signature is over what it says where that can be."""

    def make() -> str:
        payload = encode(fields())
        protected = header if isinstance(header, bytes) else b""
        signature = DEVICE_KEY.sign(encode(["Signature1", protected, b"", payload]))
        parts = [header, {} if unprotected is None else unprotected, payload, signature]
        return text(cbor2.dumps(cbor2.CBORTag(tag, [*parts, b""][:size])))

    return make


def signed_by(signature: bytes) -> Make:
    """A sound message under another signature."""

    def make() -> str:
        parts = list(cbor2.loads(sound()).value)
        return text(cbor2.dumps(cbor2.CBORTag(18, [*parts[:3], signature])))

    return make


def changed(**changes: Any) -> Make:
    """A sound presentation with other contents, signed by the device."""
    return lambda: qr(**changes)


def by(key: SigningKey) -> Make:
    """Signed by another key than the certificate's."""
    return lambda: qr(key)


def number(value: int) -> bytes:
    """32 bytes of a number."""
    return value.to_bytes(32)


HEADERS: dict[str, tuple[object, str]] = {
    "empty map": (encode({}), "algorithm"),
    "no algorithm but a kid": (encode({4: bytes(8)}), "algorithm"),
    **{f"algorithm {alg}": (encode({1: alg}), "algorithm") for alg in (-8, -35, -36, -37, -257, 4, 5, 7, 0, 1)},
    "algorithm as text": (encode({1: "ES256"}), "algorithm"),
    "critical": (encode({1: -7, 2: [99]}), "algorithm"),
    "a content type": (encode({1: -7, 3: 0}), "algorithm"),
    "a private member": (encode({1: -7, -65537: b""}), "algorithm"),
    "kid of 7 bytes": (encode({1: -7, 4: bytes(7)}), "malformed"),
    "kid of 9 bytes": (encode({1: -7, 4: bytes(9)}), "malformed"),
    "kid a text": (encode({1: -7, 4: "abcdefgh"}), "malformed"),
    "members named by text": (encode({"alg": -7}), "malformed"),
    "a list": (encode([1, -7]), "malformed"),
    "no bytes at all": ({1: -7}, "malformed"),
    "nothing": (b"", "malformed"),
    "two values": (HEADER + b"\x00", "malformed"),
    "algorithm twice": (b"\xa2\x01\x26\x01\x26", "malformed"),
    "a long form of the number": (b"\xa1\x01\x38\x06", "malformed"),
    "a map without length": (b"\xbf\x01\x26\xff", "malformed"),
}
SIGNATURES = {
    "63 bytes": (bytes([1]) * 63, "malformed"),
    "65 bytes": (bytes([1]) * 65, "malformed"),
    "DER": (bytes.fromhex("3006020101020101"), "malformed"),
    "empty": (b"", "malformed"),
    "zero": (bytes(64), "signature"),
    "r zero": (number(0) + number(1), "signature"),
    "s zero": (number(1) + number(0), "signature"),
    "r the order": (number(ORDER) + number(1), "signature"),
    "s the order": (number(1) + number(ORDER), "signature"),
    "one and one": (number(1) + number(1), "signature"),
    "all ones": (b"\xff" * 64, "signature"),
}
FIELDS: dict[str, dict[str, Any]] = {
    **{f"field {key} missing": {f"f{key}": None} for key in (1, 2, 3, 4, 6)},
    "an extra field": {"f9": 1},
    "jti of 15 bytes": {"f1": bytes(15)},
    "jti of 17 bytes": {"f1": bytes(17)},
    "jti a text": {"f1": "a" * 16},
    "issued as text": {"f2": "now"},
    "issued as a fraction": {"f2": 1.5},
    "issued true": {"f2": True},
    "issued before 1970": {"f2": -1},
    "issued beyond every calendar": {"f2": 10**15},
    "ends as a list": {"f3": []},
    "counter below zero": {"f4": -1},
    "counter of 33 bits": {"f4": 2**32},
    "counter null as a value": {"f4": b""},
    "reference of 7 bytes": {"f5": bytes(7)},
    "reference of 9 bytes": {"f5": bytes(9)},
    "reference empty": {"f5": b""},
    "certificate empty": {"f6": b""},
    "certificate a text": {"f6": "x"},
    "certificate of 300 bytes": {"f6": bytes(300)},
    "certificate of noise": {"f6": bytes(120)},
    "beacon empty": {"f7": b""},
    "beacon a number": {"f7": 1},
    "beacon of noise": {"f7": bytes(40)},
}
MINUTE = timedelta(minutes=1)
REFUSED: dict[str, tuple[Make, str]] = {
    # Text
    "empty": (lambda: "", "malformed"),
    "prefix only": (lambda: "VL1:", "malformed"),
    "no prefix": (lambda: qr().removeprefix("VL1:"), "malformed"),
    "prefix of another version": (lambda: "VL2:" + qr().removeprefix("VL1:"), "malformed"),
    "prefix in small letters": (lambda: "vl1:" + qr().removeprefix("VL1:"), "malformed"),
    "a web address": (lambda: "https://example.invalid/VL1:0", "malformed"),
    "a health certificate": (lambda: "HC1:" + qr().removeprefix("VL1:"), "malformed"),
    "a space before": (lambda: " " + qr(), "malformed"),
    "a line end after": (lambda: qr() + "\n", "malformed"),
    "a small letter": (lambda: qr()[:-1] + "a", "malformed"),
    "a letter outside the alphabet": (lambda: qr()[:-1] + "é", "malformed"),
    "one letter less": (lambda: qr()[:-1], "malformed"),
    "three letters that are no two bytes": (lambda: qr() + ":::", "malformed"),
    "two letters that are no byte": (lambda: text(sound()[:-1])[:-2] + "::", "malformed"),
    "longer than version 15 holds": (lambda: qr() + "0" * 759, "too_long"),
    # Structure
    "no CBOR": (lambda: text(b"\xff\xff"), "malformed"),
    "a byte after": (lambda: text(sound() + b"\x00"), "malformed"),
    "a byte less": (lambda: text(sound()[:-1]), "malformed"),
    "half of it": (lambda: text(sound()[: len(sound()) // 2]), "malformed"),
    "no tag": (lambda: text(cbor2.dumps(list(cbor2.loads(sound()).value))), "malformed"),
    **{f"tag {tag}": (message(tag=tag), "malformed") for tag in (0, 1, 17, 19, 61, 96, 98, 55799)},
    "three parts": (message(size=3), "malformed"),
    "five parts": (message(size=5), "malformed"),
    "a number": (raw(1), "malformed"),
    "a text": (raw("VL1"), "malformed"),
    "a map": (raw({1: 2}), "malformed"),
    "null": (raw(None), "malformed"),
    "a tag around the tag": (lambda: text(cbor2.dumps(cbor2.CBORTag(61, cbor2.loads(sound())))), "malformed"),
    "a list without length": (lambda: text(b"\xd2\x9f" + sound()[2:] + b"\xff"), "malformed"),
    "an unprotected algorithm": (message(unprotected={1: -7}), "malformed"),
    "an unprotected key": (message(unprotected={4: bytes(8)}), "malformed"),
    "unprotected a list": (message(unprotected=[]), "malformed"),
    "payload detached": (lambda: text(cbor2.dumps(cbor2.CBORTag(18, [HEADER, {}, None, bytes(64)]))), "malformed"),
    **{f"header {name}": (message(header), code) for name, (header, code) in HEADERS.items()},
    **{f"signature {name}": (signed_by(value), code) for name, (value, code) in SIGNATURES.items()},
    # Payload
    **{name: (fielded(**changes), "malformed") for name, changes in FIELDS.items()},
    "payload a list": (lambda: text(signed_map([1, 2, 3])), "malformed"),
    "payload empty": (lambda: text(signed_map(b"")), "malformed"),
    "payload keys of text": (lambda: text(signed_map({"jti": bytes(16)})), "malformed"),
    "payload keys true": (lambda: text(signed_map({True: bytes(16)})), "malformed"),
    "payload with a field twice": (lambda: text(signed_map(b"\xa2\x04\x07\x04\x07")), "malformed"),
    # Trust
    "signed by a stranger": (by(STRANGER), "signature"),
    "signed by the registry": (by(REGISTRY_KEY), "signature"),
    "certificate by a stranger": (changed(certificate=device_certificate(STRANGER)), "unknown_key"),
    "certificate of another device": (lambda: qr(certificate=device_certificate(key_point=OTHER_POINT)), "signature"),
    "certificate of no point": (changed(certificate=device_certificate(key_point=b"\x05" + bytes(32))), "malformed"),
    "certificate with a short serial": (changed(certificate=device_certificate(serial=bytes(15))), "malformed"),
    "certificate of a class too high": (changed(certificate=device_certificate(device_class=256)), "malformed"),
    "certificate ended": (changed(certificate=device_certificate(expires_at=NOW - MINUTE)), "certificate"),
    "certificate of tomorrow": (
        changed(certificate=device_certificate(issued_at=NOW + timedelta(days=1))),
        "certificate",
    ),
    "a beacon in the place of the certificate": (
        changed(certificate=beacon.issue(REGISTRY_KEY, SERIAL, NOW)),
        "malformed",
    ),
    "a certificate in the place of the beacon": (
        lambda: text(signed_map(fields(f7=device_certificate()))),
        "malformed",
    ),
    "beacon by a stranger": (changed(beacon=beacon.issue(STRANGER, SERIAL, NOW)), "unknown_key"),
    # Time
    "ended 2 minutes ago": (changed(issued_at=NOW - 3 * MINUTE, expires_at=NOW - 2 * MINUTE), "expired"),
    "5 minutes ahead": (changed(issued_at=NOW + 5 * MINUTE, expires_at=NOW + 6 * MINUTE), "clock_ahead"),
    "good for 61 seconds": (changed(expires_at=NOW + timedelta(seconds=61)), "life"),
    "good for a day": (changed(expires_at=NOW + timedelta(days=1)), "life"),
    "ends as it begins": (changed(expires_at=NOW), "life"),
    "ends before it begins": (changed(expires_at=NOW - MINUTE), "life"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_a_card_is_refused_by_name(case: str) -> None:
    make, code = REFUSED[case]
    with pytest.raises(ProtocolError) as refused:
        presentation.verify(presentation.read(make()), RING, NOW)
    assert refused.value.code == code


def test_the_sound_card_that_every_case_starts_from_is_taken() -> None:
    assert presentation.verify(presentation.read(qr()), RING, NOW).fresh
    presentation.verify(presentation.read(fielded()()), RING, NOW)
    presentation.verify(presentation.read(message()()), RING, NOW)
    assert len(REFUSED) >= 100
