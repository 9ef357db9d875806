"""Context tokens that are not ours, each for one reason: the word of the refusal is the one that is documented."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from card_protocol import context_token
from card_protocol.encoding import b64url
from card_protocol.errors import ProtocolError
from card_protocol.keys import jwk_of
from tests.card_protocol.made import ADRI_KEY, NOW, REGISTRY_KEY, RING, STRANGER, claims_of, header, jws, token

Make = Callable[[], str]
CLAIMS = claims_of(token())
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def with_claims(**changes: Any) -> Make:
    """A token of the registry whose claims are changed; None removes one."""
    claims = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not None}
    return lambda: jws(header(), claims)


def with_header(**changes: Any) -> Make:
    """The same claims under another header, rightly signed."""
    return lambda: jws(header(**changes), CLAIMS)


def with_signature(signature: bytes) -> Make:
    """The same token under a signature of one's choice."""
    return lambda: f"{token().rpartition('.')[0]}.{b64url(signature)}"


def edited(edit: Callable[[str], str]) -> Make:
    """A sound token, then changed as text."""
    return lambda: edit(token())


def twice(name: str) -> Make:
    """A claim written twice."""
    text = json.dumps(CLAIMS)[:-1] + f", {json.dumps(name)}: {json.dumps(CLAIMS[name])}}}"
    return lambda: jws(header(), text.encode())


def number(value: int) -> bytes:
    """32 bytes of a number."""
    return value.to_bytes(32)


ALGORITHMS = (
    "none",
    "None",
    "NONE",
    "",
    "HS256",
    "HS512",
    "RS256",
    "PS256",
    "ES384",
    "ES512",
    "EdDSA",
    "es256",
    "ES256 ",
)
OTHER_TYPES: tuple[object, ...] = ("JWT", "", "vitale-check+jwt", 1, [], None)
OTHER_KEYS: dict[str, object] = {
    "empty": "",
    "of nobody": "nobody",
    "of a stranger": STRANGER.kid,
    "a number": 1,
    "null": None,
    "a list": ["x"],
    "with a space": REGISTRY_KEY.kid + " ",
    "in small letters": REGISTRY_KEY.kid.lower() + "=",
}
HEADERS = ("crit", "jku", "jwk", "x5u", "x5c", "b64", "zip", "enc")
SIGNATURES = {
    "empty": b"",
    "63 bytes": bytes([1]) * 63,
    "65 bytes": bytes([1]) * 65,
    "DER": bytes.fromhex("3006020101020101"),
    "r and s zero": bytes(64),
    "r zero": number(0) + number(1),
    "s zero": number(1) + number(0),
    "r is the order": number(ORDER) + number(1),
    "s is the order": number(1) + number(ORDER),
    "r above the order": number(ORDER + 5) + number(1),
    "all ones": b"\xff" * 64,
    "one and one": number(1) + number(1),
}
IDENTIFIERS = ("ctx", "jti")
TEXTS = ("sub", "act", "practice", "method", "freshness")
TIMES = ("proof_time", "iat", "exp", "end")

REFUSED: dict[str, tuple[Make, str]] = {
    **{f"algorithm {name!r}": (with_header(alg=name), "algorithm") for name in ALGORITHMS},
    "no algorithm": (with_header(alg=None), "algorithm"),
    "algorithm a number": (with_header(alg=-7), "algorithm"),
    "algorithm a list": (with_header(alg=["ES256"]), "algorithm"),
    **{f"header {name}": (with_header(**{name: "x"}), "algorithm") for name in HEADERS},
    "its own key in the header": (lambda: jws(header(jwk=jwk_of(STRANGER.public)), CLAIMS, STRANGER), "algorithm"),
    **{f"type {name!r}": (with_header(typ=name), "wrong_type") for name in OTHER_TYPES},
    **{f"kid {what}": (with_header(kid=kid), "unknown_key") for what, kid in OTHER_KEYS.items()},
    "signed by a stranger under our kid": (lambda: jws(header(), CLAIMS, STRANGER), "signature"),
    "signed by adri": (lambda: jws(header(), CLAIMS, ADRI_KEY), "signature"),
    "kid of adri": (lambda: jws(header(kid=ADRI_KEY.kid), CLAIMS, ADRI_KEY), "unknown_key"),
    **{f"signature {name}": (with_signature(value), "signature") for name, value in SIGNATURES.items()},
    "claims of another token": (
        lambda: ".".join((token().split(".")[0], token(subject="cd" * 16).split(".")[1], token().split(".")[2])),
        "signature",
    ),
    "header of another order": (
        lambda: ".".join((b64url(json.dumps(dict(reversed(header().items()))).encode()), *token().split(".")[1:])),
        "signature",
    ),
    # Shape
    "empty": (lambda: "", "malformed"),
    "dots only": (lambda: "..", "malformed"),
    "two parts": (edited(lambda text: text.rpartition(".")[0]), "malformed"),
    "four parts": (edited(lambda text: text + ".x"), "malformed"),
    "a dot after": (edited(lambda text: text + "."), "malformed"),
    "padding": (edited(lambda text: text + "="), "malformed"),
    "padding in the claims": (edited(lambda text: text.replace(".", "=.", 1)), "malformed"),
    "a space after": (edited(lambda text: text + " "), "malformed"),
    "a line end after": (edited(lambda text: text + "\n"), "malformed"),
    "a line end inside": (edited(lambda text: text.replace(".", ".\n", 1)), "malformed"),
    "letters of plain base64": (edited(lambda text: text[:-2] + "+/"), "malformed"),
    "a letter that is not ASCII": (edited(lambda text: text[:-1] + "é"), "malformed"),
    "a full-width letter": (edited(lambda text: text[:-1] + "Ａ"), "malformed"),
    "too long": (edited(lambda text: text + "A" * 4096), "too_long"),
    "too long and well signed": (with_claims(act="x" * 4000), "too_long"),
    "header a list": (lambda: jws([], CLAIMS), "malformed"),
    "header a text": (lambda: jws("ES256", CLAIMS), "malformed"),
    "header no JSON": (lambda: jws(b"{", CLAIMS), "malformed"),
    "header empty": (lambda: jws(b"", CLAIMS), "malformed"),
    "header not UTF-8": (lambda: jws(b"\xff\xfe", CLAIMS), "malformed"),
    "header nested without end": (lambda: jws(b"[" * 2000, CLAIMS), "malformed"),
    "claims a list": (lambda: jws(header(), []), "malformed"),
    "claims null": (lambda: jws(header(), None), "malformed"),
    "claims no JSON": (lambda: jws(header(), b"{]"), "malformed"),
    "claims with NaN": (lambda: jws(header(), b'{"exp": NaN}'), "malformed"),
    "claims with Infinity": (lambda: jws(header(), b'{"exp": Infinity}'), "malformed"),
    "header member twice": (
        lambda: jws(json.dumps(header())[:-1].encode() + b', "alg": "ES256"}', CLAIMS),
        "malformed",
    ),
    **{f"claim {name} twice": (twice(name), "malformed") for name in ("sub", "practice", "exp", "cnf", "ctx")},
    # Claims
    "issued by adri": (with_claims(iss="vitale:adri"), "issuer"),
    "issued by nobody": (with_claims(iss=None), "issuer"),
    "issuer a list": (with_claims(iss=["vitale:card_registry"]), "issuer"),
    **{
        f"no {name}": (with_claims(**{name: None}), "malformed")
        for name in (*IDENTIFIERS, *TEXTS, *TIMES, "purposes", "cnf")
    },
    **{f"{name} too short": (with_claims(**{name: "ab" * 15}), "malformed") for name in IDENTIFIERS},
    **{f"{name} too long": (with_claims(**{name: "ab" * 17}), "malformed") for name in IDENTIFIERS},
    **{f"{name} no hex": (with_claims(**{name: "zz" * 16}), "malformed") for name in IDENTIFIERS},
    **{f"{name} a number": (with_claims(**{name: 7}), "malformed") for name in (*IDENTIFIERS, *TEXTS)},
    **{f"{name} a text": (with_claims(**{name: "1773144000"}), "malformed") for name in TIMES},
    **{f"{name} a fraction": (with_claims(**{name: 1773144000.5}), "malformed") for name in TIMES},
    **{f"{name} true": (with_claims(**{name: True}), "malformed") for name in TIMES},
    **{f"{name} below zero": (with_claims(**{name: -1}), "malformed") for name in TIMES},
    **{f"{name} beyond every calendar": (with_claims(**{name: 10**15}), "malformed") for name in TIMES},
    "method unknown": (with_claims(method="telepathy"), "malformed"),
    "freshness unknown": (with_claims(freshness="stale"), "malformed"),
    "purposes empty": (with_claims(purposes=[]), "malformed"),
    "purposes a text": (with_claims(purposes="rights"), "malformed"),
    "purposes of numbers": (with_claims(purposes=[1]), "malformed"),
    "cnf a text": (with_claims(cnf="key"), "malformed"),
    "cnf empty": (with_claims(cnf={}), "malformed"),
    "demo a text": (with_claims(demo="false"), "malformed"),
    "relation no identifier": (with_claims(relation="x"), "malformed"),
    # Time
    "ended an hour ago": (
        lambda: token(issued_at=NOW - timedelta(hours=2), expires_at=NOW - timedelta(hours=1)),
        "expired",
    ),
    "ends at this very moment": (lambda: token(expires_at=NOW), "expired"),
    "issued tomorrow": (
        lambda: token(issued_at=NOW + timedelta(days=1), expires_at=NOW + timedelta(days=2)),
        "not_yet_valid",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_a_token_of_the_registry_is_refused_by_name(case: str) -> None:
    make, code = REFUSED[case]
    with pytest.raises(ProtocolError) as refused:
        context_token.read(make(), RING, NOW)
    assert refused.value.code == code
    assert str(refused.value) == code


def test_the_sound_token_that_every_case_starts_from_is_taken() -> None:
    assert context_token.read(token(), RING, NOW).subject == "ab" * 16
    assert len(REFUSED) >= 120
