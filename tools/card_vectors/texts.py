"""Base45, base64url, points, JWKs and APDUs; published examples name their source."""

from collections.abc import Iterator

from card_protocol.encoding import b64url
from card_protocol.keys import compressed, jwk_of, point
from tools.card_vectors.made import DEVICE, Vector

# RFC 9449, section 4: the key of the examples and, in section 6.1, its thumbprint.
RFC_9449 = {
    "kty": "EC",
    "crv": "P-256",
    "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
    "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
}
RFC_9449_THUMBPRINT = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"


def letters() -> Iterator[Vector]:
    """Base45 (RFC 9285, section 4, has the first four) and base64url."""
    for text, data in (
        ("BB8", b"AB"),
        ("%69 VD92EX0", b"Hello!!"),
        ("UJCLQE7W581", b"base-45"),
        ("QED8WEX0", b"ietf!"),
    ):
        yield Vector(text, "base45", {"text": text}, gives={"hex": data.hex()})
    yield Vector("nothing", "base45", {"text": ""}, gives={"hex": ""})
    for text in ("GGW", ":::", "::", "A", "BB8A", "bb8", "BB8é", "BB\n"):
        yield Vector(repr(text), "base45", {"text": text}, "malformed")
    for text, data in (("", b""), ("AA", b"\0"), ("_-8", b"\xff\xef"), ("AAAA", bytes(3))):
        yield Vector(repr(text), "base64url", {"text": text}, gives={"hex": data.hex()})
    for text in ("A", "AA==", "AB", "AAB", "+/8", "AA\n", " AA", "AAAAA", "ＡＡ"):
        yield Vector(repr(text), "base64url", {"text": text}, "malformed")


def points() -> Iterator[Vector]:
    """Points of the curve and off it."""
    whole, short = point(DEVICE.public), compressed(DEVICE.public)
    for name, data in (("65 bytes", whole), ("33 bytes", short)):
        yield Vector(name, "point", {"hex": data.hex()}, gives={"jkt": DEVICE.kid})
    for name, data in (
        ("infinity", b"\0"),
        ("zeros", bytes(65)),
        ("off the curve", whole[:-1] + bytes((whole[-1] ^ 1,))),
        ("hybrid form", b"\x06" + whole[1:]),
        ("compressed with 65 bytes", short[:1] + whole[1:]),
        ("whole with 33 bytes", b"\x04" + short[1:]),
        ("x beyond the field", b"\x02" + b"\xff" * 32),
        ("x without a y", b"\x02" + bytes(31) + b"\x01"),
        ("a byte less", short[:-1]),
        ("nothing", b""),
    ):
        yield Vector(name, "point", {"hex": data.hex()}, "malformed")


def jwks() -> Iterator[Vector]:
    """Public keys as JSON."""
    usual = jwk_of(DEVICE.public)
    yield Vector("RFC 9449", "jwk", {"jwk": RFC_9449}, gives={"jkt": RFC_9449_THUMBPRINT})
    yield Vector("with members of no weight", "jwk", {"jwk": usual | {"use": "sig"}}, gives={"jkt": DEVICE.kid})
    for name, jwk in (
        ("empty", {}),
        ("private", usual | {"d": usual["x"]}),
        ("P-384", usual | {"crv": "P-384"}),
        ("secp256k1", usual | {"crv": "secp256k1"}),
        ("OKP", usual | {"kty": "OKP"}),
        ("off the curve", usual | {"y": usual["x"]}),
        ("x of 31 bytes", usual | {"x": b64url(bytes(31))}),
        ("x with padding", usual | {"x": usual["x"] + "="}),
        ("zeros", usual | {"x": b64url(bytes(32)), "y": b64url(bytes(32))}),
    ):
        yield Vector(name, "jwk", {"jwk": jwk}, "malformed")


def commands() -> Iterator[Vector]:
    """APDUs to a phone."""
    select = "00a40000000008f056495441c4c5010000"
    yield Vector("select", "command", {"hex": select}, gives={"instruction": 0xA4, "data": select[14:-4]})
    yield Vector("read", "command", {"hex": "00ca0000000000" + "0000"}, gives={"instruction": 0xCA, "data": ""})
    for name, text in (
        ("empty", ""),
        ("short form", "00a4000008f056495441c4c501"),
        ("another class", "80" + select[2:]),
        ("parameters", "00a40400" + select[8:]),
        ("length beyond the data", select[:12] + "09" + select[14:]),
        ("length short of the data", select[:12] + "07" + select[14:]),
        ("a byte after", select + "00"),
        ("a wished length", select[:-4] + "0100"),
    ):
        yield Vector(name, "command", {"hex": text}, "malformed")


def vectors() -> Iterator[Vector]:
    """Every vector of this module."""
    for make in (letters, points, jwks, commands):
        yield from make()
