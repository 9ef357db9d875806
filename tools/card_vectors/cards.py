"""QR codes, certificates, beacons and NFC answers: sound ones, and ones with a single fault."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from card_protocol import beacon, certificate, nfc, presentation
from card_protocol.cose import encode, sign1
from card_protocol.encoding import base45
from card_protocol.keys import SigningKey, compressed
from card_protocol.presentation import Presentation
from tools.card_vectors.made import (
    CERTIFICATE,
    CHALLENGE,
    DEVICE,
    MINUTE,
    NOW,
    PRACTICE,
    REGISTRY_KEY,
    SERIAL,
    STRANGER,
    Vector,
)

REFERENCE = bytes([8] * 8)


def certified(key: SigningKey = REGISTRY_KEY, **changes: Any) -> bytes:
    """A certificate, with changes."""
    return certificate.issue(key, replace(CERTIFICATE, **changes))


def shown(key: SigningKey = DEVICE, **changes: Any) -> bytes:
    """What a phone signs, with changes."""
    usual = Presentation(
        bytes([4] * 16), NOW, NOW + MINUTE, 7, b"", certified(), beacon.issue(REGISTRY_KEY, SERIAL, NOW - 2 * MINUTE)
    )
    return presentation.sign(key, replace(usual, **changes))


def _qr(name: str, verdict: str = "ok", *, minutes: int = 0, fresh: bool = True, **changes: Any) -> Vector:
    text = presentation.text(shown(**changes))
    gives = {"fresh": fresh, "reference": changes.get("reference", b"").hex()} if verdict == "ok" else {}
    return Vector(name, "presentation", {"text": text}, verdict, gives, minutes)


def sound() -> Iterator[Vector]:
    """QR codes that are a card."""
    old = beacon.issue(REGISTRY_KEY, SERIAL, NOW - 11 * MINUTE)
    strange = beacon.issue(REGISTRY_KEY, bytes(16), NOW)
    yield _qr("with a young beacon")
    yield _qr("for a beneficiary, the largest", reference=REFERENCE, counter=2**32 - 1)
    yield _qr("without beacon", fresh=False, beacon=None)
    yield _qr("with an old beacon", fresh=False, beacon=old)
    yield _qr("with the beacon of another card", fresh=False, beacon=strange)
    for seconds in (30, -90):
        at = NOW + timedelta(seconds=seconds)
        yield _qr(f"a clock {seconds} seconds off", issued_at=at, expires_at=at + MINUTE)


def untimely() -> Iterator[Vector]:
    """QR codes of another moment."""
    for seconds, verdict, minutes in (
        (31, "clock_ahead", 1),
        (600, "clock_ahead", 10),
        (-91, "expired", 1),
        (-660, "expired", 10),
    ):
        at = NOW + timedelta(seconds=seconds)
        yield _qr(f"a clock {seconds} seconds off", verdict, minutes=minutes, issued_at=at, expires_at=at + MINUTE)
    yield _qr("good for 61 seconds", "life", expires_at=NOW + timedelta(seconds=61))
    yield _qr("ends as it begins", "life", expires_at=NOW)
    yield _qr("certificate ended", "certificate", certificate=certified(expires_at=NOW - MINUTE))
    yield _qr("certificate of tomorrow", "certificate", certificate=certified(issued_at=NOW + timedelta(days=1)))


def strange() -> Iterator[Vector]:
    """QR codes that no trusted key stands behind."""
    other = certified(key_point=compressed(STRANGER.public))
    yield _qr("signed by a stranger", "signature", key=STRANGER)
    yield _qr("certificate of another device", "signature", certificate=other)
    yield _qr("certificate by a stranger", "unknown_key", certificate=certified(STRANGER))
    yield _qr("beacon by a stranger", "unknown_key", beacon=beacon.issue(STRANGER, SERIAL, NOW))
    no_point = certified(key_point=b"\x02" + b"\xff" * 32)
    yield _qr("certificate of no point", "malformed", certificate=no_point)
    yield _qr(
        "beacon in the place of the certificate", "malformed", certificate=beacon.issue(REGISTRY_KEY, SERIAL, NOW)
    )
    yield _qr("jti of 15 bytes", "malformed", jti=bytes(15))
    yield _qr("reference of 9 bytes", "malformed", reference=bytes(9))
    yield _qr("counter of 33 bits", "malformed", counter=2**32)


def mistyped() -> Iterator[Vector]:
    """Texts that are no QR of ours."""
    message = shown()
    text = presentation.text(message)
    for name, wrong, verdict in (
        ("empty", "", "malformed"),
        ("another version", "VL2:" + text[4:], "malformed"),
        ("small letters", text.lower(), "malformed"),
        ("a line end after", text + "\n", "malformed"),
        ("one letter less", text[:-1], "malformed"),
        ("longer than version 15 holds", text + "0" * (759 - len(text)), "too_long"),
        ("a byte after", presentation.text(message + b"\0"), "malformed"),
        ("a byte less", presentation.text(message[:-1]), "malformed"),
        ("no tag", presentation.text(message[1:]), "malformed"),
        ("another tag", presentation.text(b"\xd1" + message[1:]), "malformed"),
        ("a list without length", presentation.text(b"\xd2\x9f" + message[2:] + b"\xff"), "malformed"),
        ("one bit of the signature", presentation.text(message[:-1] + bytes((message[-1] ^ 1,))), "signature"),
        ("signature of zeros", presentation.text(message[:-64] + bytes(64)), "signature"),
        ("signature of ones", presentation.text(message[:-64] + b"\xff" * 64), "signature"),
    ):
        yield Vector(name, "presentation", {"text": wrong}, verdict)


def headers() -> Iterator[Vector]:
    """QR codes whose header says something else, rightly signed over what it says."""
    payload = presentation.read(presentation.text(shown())).message.payload
    for name, header, verdict in (
        ("ES384", encode({1: -35}), "algorithm"),
        ("HS256", encode({1: 5}), "algorithm"),
        ("EdDSA", encode({1: -8}), "algorithm"),
        ("no algorithm", encode({}), "algorithm"),
        ("the algorithm a fraction", encode({1: -7.0}), "malformed"),
        ("critical", encode({1: -7, 2: [99]}), "algorithm"),
        ("kid of 7 bytes", encode({1: -7, 4: bytes(7)}), "malformed"),
        ("algorithm twice", b"\xa2\x01\x26\x01\x26", "malformed"),
        ("a long form", b"\xa1\x01\x38\x06", "malformed"),
        ("no map", encode([1, -7]), "malformed"),
    ):
        signature = DEVICE.sign(encode(["Signature1", header, b"", payload]))
        message = b"\xd2\x84" + encode(header) + b"\xa0" + encode(payload) + encode(signature)
        yield Vector(f"header with {name}", "presentation", {"text": "VL1:" + base45(message)}, verdict)


def parts() -> Iterator[Vector]:
    """Certificates and beacons alone."""
    young = beacon.issue(REGISTRY_KEY, SERIAL, NOW)
    gives = {"serial": SERIAL.hex(), "class": 3}
    yield Vector("sound", "certificate", {"hex": certified().hex()}, gives=gives)
    yield Vector("by a stranger", "certificate", {"hex": certified(STRANGER).hex()}, "unknown_key")
    yield Vector("a beacon", "certificate", {"hex": young.hex()}, "malformed")
    yield Vector("without kid", "certificate", {"hex": sign1(REGISTRY_KEY, b"\xa0").hex()}, "unknown_key")
    yield Vector("of 301 bytes", "certificate", {"hex": bytes(301).hex()}, "too_long")
    yield Vector("sound", "beacon", {"hex": young.hex()}, gives={"prefix": SERIAL[:8].hex()})
    yield Vector("by a stranger", "beacon", {"hex": beacon.issue(STRANGER, SERIAL, NOW).hex()}, "unknown_key")
    yield Vector("a certificate", "beacon", {"hex": certified().hex()}, "malformed")


def answers() -> Iterator[Vector]:
    """What phones sign by NFC."""

    def asked(name: str, verdict: str = "ok", *, key: SigningKey = DEVICE, minutes: int = 0, **changes: Any) -> Vector:
        given = {"challenge": CHALLENGE, "practice": PRACTICE, "off": 0, "certificate": certified(), **changes}
        card = nfc.CardSide(key, given["certificate"], REFERENCE)
        at = NOW + timedelta(minutes=given["off"])
        signed = nfc.ReaderSide(given["practice"]).present(card, given["challenge"], purpose=1, now=at)
        gives = {"reference": REFERENCE.hex(), "purpose": 1} if verdict == "ok" else {}
        return Vector(name, "nfc", {"hex": signed.hex()}, verdict, gives, minutes)

    yield asked("sound")
    yield asked("another challenge", "challenge", challenge=bytes(32))
    yield asked("for another practice", "audience", practice="750000002")
    yield asked("a clock ahead", "clock_ahead", off=5, minutes=5)
    yield asked("a clock behind", "clock_behind", off=-5, minutes=5)
    yield asked("signed by a stranger", "signature", key=STRANGER)
    yield asked("certificate by a stranger", "unknown_key", certificate=certified(STRANGER))
    yield asked("certificate ended", "certificate", certificate=certified(expires_at=NOW - MINUTE))
    yield Vector("a QR", "nfc", {"hex": shown().hex()}, "malformed")


def vectors() -> Iterator[Vector]:
    """Every vector of this module."""
    for make in (sound, untimely, strange, mistyped, headers, parts, answers):
        yield from make()
