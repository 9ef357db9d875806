"""Context tokens, check proofs, proofs of possession and directories: sound ones, and ones with a single fault."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from card_protocol import check_proof, context_token, directory, dpop, jws
from card_protocol.check_proof import CheckProof
from card_protocol.context_token import ContextToken
from card_protocol.encoding import b64url, from_b64url
from card_protocol.keys import SigningKey, jwk_of
from tools.card_vectors.made import (
    ACCESS_TOKEN,
    ADRI_KEY,
    AT,
    DEVICE,
    DIRECTORY_KEY,
    METHOD,
    NOW,
    ORDER,
    PRACTICE,
    REGISTRY_KEY,
    STRANGER,
    Vector,
)

JKT = DEVICE.kid
CONTEXT = ContextToken(
    bytes([1] * 16), bytes([2] * 16), "ab" * 16, "90009900011", PRACTICE, "doctor", ("rights", "billing"), "qr",
    NOW, "fresh", NOW, NOW + timedelta(hours=1), NOW + timedelta(hours=4), JKT,
)  # fmt: skip
CHECK = CheckProof(
    bytes([3] * 16), bytes([1] * 16), PRACTICE, "qr", "fresh", NOW, date(2026, 3, 10), None, date(2026, 3, 10),
    "medical", 3, 5, payment_guarantee=True, issued_at=NOW, jkt=JKT,
)  # fmt: skip
LISTED = directory.Listed(PRACTICE, "Cabinet d'essai", "doctor", "general", "1", optam=True, place="Europe/Paris")
BOOK = directory.Directory(NOW, {PRACTICE: LISTED}, {"90009900011": directory.Professional("90009900011", (PRACTICE,))})
Claims = Mapping[str, Any]


def claims_of(text: str) -> dict[str, Any]:
    """The claims of a sound token."""
    found: dict[str, Any] = json.loads(from_b64url(text.split(".")[1]))
    return found


def without_nothing(given: Claims, changes: Claims) -> dict[str, Any]:
    """Members with changes; None removes one."""
    return {name: value for name, value in {**given, **changes}.items() if value is not None}


def context() -> Iterator[Vector]:
    """Context tokens, and every fault of a JWS."""
    text = context_token.sign(REGISTRY_KEY, CONTEXT)
    yield Vector("sound", "context", {"text": text}, gives={"context": CONTEXT.context_id.hex()})
    yield from _headers(text)
    yield from _spellings(text)
    for name, verdict, changes in (
        ("issued by adri", "issuer", {"iss": check_proof.ISSUER}),
        ("without issuer", "issuer", {"iss": None}),
        ("ended", "expired", {"exp": AT}),
        ("of tomorrow", "not_yet_valid", {"iat": AT + 86_400, "exp": AT + 90_000}),
        ("end as text", "malformed", {"exp": str(AT + 60)}),
        ("end as a fraction", "malformed", {"exp": AT + 60.5}),
        ("end true", "malformed", {"exp": True}),
        ("without end", "malformed", {"exp": None}),
        ("context in capitals", "malformed", {"ctx": "AB" * 16}),
        ("bound to nothing", "malformed", {"cnf": {}}),
        ("bound twice", "malformed", {"cnf": {"jkt": JKT, "x5t#S256": JKT}}),
        ("method unknown", "malformed", {"method": "telepathy"}),
    ):
        changed = jws.sign_compact(REGISTRY_KEY, context_token.TYPE, without_nothing(claims_of(text), changes))
        yield Vector(name, "context", {"text": changed}, verdict)


def _headers(text: str) -> Iterator[Vector]:
    usual = {"alg": "ES256", "kid": REGISTRY_KEY.kid, "typ": context_token.TYPE}
    jwk = jwk_of(STRANGER.public)
    cases: list[tuple[str, str, dict[str, Any]]] = [
        *((f"algorithm {name}", "algorithm", {"alg": name}) for name in ("none", "HS256", "RS256", "ES384", "es256")),
        ("without algorithm", "algorithm", {"alg": None}),
        *((f"with {name}", "algorithm", {name: value}) for name, value in (
            ("crit", ["exp"]), ("jku", "https://example.invalid/"), ("jwk", jwk), ("x5u", "https://example.invalid/"),
            ("x5c", []), ("b64", False), ("zip", "DEF"), ("enc", "A256GCM"),
        )),
        ("kid of a stranger", "unknown_key", {"kid": STRANGER.kid}),
        ("kid of adri", "unknown_key", {"kid": ADRI_KEY.kid}),
        ("without kid", "unknown_key", {"kid": None}),
        ("type of a check proof", "wrong_type", {"typ": check_proof.TYPE}),
        ("type JWT", "wrong_type", {"typ": "JWT"}),
        ("without type", "wrong_type", {"typ": None}),
    ]  # fmt: skip
    for name, verdict, changes in cases:
        changed = jws.sign_with(REGISTRY_KEY, without_nothing(usual, changes), claims_of(text))
        yield Vector(name, "context", {"text": changed}, verdict)


def _spellings(text: str) -> Iterator[Vector]:
    header, claims, signature = text.split(".")
    stranger = context_token.sign(STRANGER, CONTEXT).split(".")
    twice = b64url(from_b64url(claims)[:-1] + b',"exp":1}')
    signed = f"{header}.{twice}.{b64url(REGISTRY_KEY.sign(f'{header}.{twice}'.encode()))}"
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    unused = signature[:-1] + last[last.index(signature[-1]) + 1]
    for name, verdict, wrong in (
        ("signed by a stranger", "signature", f"{header}.{claims}.{stranger[2]}"),
        ("signature of zeros", "signature", f"{header}.{claims}.{b64url(bytes(64))}"),
        ("r the order", "signature", f"{header}.{claims}.{b64url(ORDER.to_bytes(32) + bytes(31) + b'1')}"),
        ("signature cut", "signature", f"{header}.{claims}.{signature[:-2]}"),
        ("signature of 65 bytes", "signature", f"{header}.{claims}.{b64url(bytes([1]) * 65)}"),
        ("without signature", "signature", f"{header}.{claims}."),
        ("two parts", "malformed", f"{header}.{claims}"),
        ("four parts", "malformed", text + ".AA"),
        ("padding", "malformed", text + "=="),
        ("unused bits set", "malformed", f"{header}.{claims}.{unused}"),
        ("letters of plain base64", "malformed", f"{header}.{claims}.{signature[:-2]}+/"),
        ("a line end after", "malformed", text + "\n"),
        ("a claim twice", "malformed", signed),
        ("too long", "too_long", text + "A" * 4096),
    ):
        yield Vector(name, "context", {"text": wrong}, verdict)


def check() -> Iterator[Vector]:
    """Check proofs."""
    text = check_proof.sign(ADRI_KEY, CHECK)
    yield Vector("sound", "check", {"text": text}, gives={"proof": CHECK.proof_id.hex()})
    yield Vector("by a stranger", "check", {"text": check_proof.sign(STRANGER, CHECK)}, "unknown_key")
    yield Vector("by the registry", "check", {"text": check_proof.sign(REGISTRY_KEY, CHECK)}, "unknown_key")
    yield Vector("a context token", "check", {"text": context_token.sign(REGISTRY_KEY, CONTEXT)}, "wrong_type")
    for name, verdict, changes in (
        ("issued by the registry", "issuer", {"iss": "vitale:card_registry"}),
        ("care day in short form", "malformed", {"care": "20260310"}),
        ("care day that is none", "malformed", {"care": "2026-02-30"}),
        ("guarantee as text", "malformed", {"guarantee": "true"}),
        ("revision below zero", "malformed", {"revision": -1}),
        ("presence unknown", "malformed", {"presence": "face"}),
        ("without reference day", "malformed", {"reference": None}),
    ):
        changed = jws.sign_compact(ADRI_KEY, check_proof.TYPE, without_nothing(claims_of(text), changes))
        yield Vector(name, "check", {"text": changed}, verdict)


def book() -> Iterator[Vector]:
    """Directories."""
    text = directory.sign(DIRECTORY_KEY, BOOK)
    yield Vector("sound", "directory", {"text": text}, gives={"practices": [PRACTICE]})
    yield Vector("by a stranger", "directory", {"text": directory.sign(STRANGER, BOOK)}, "unknown_key")
    for name, verdict, changes in (
        ("issued by adri", "issuer", {"iss": check_proof.ISSUER}),
        ("practices a list", "malformed", {"practices": []}),
        ("a practice without name", "malformed", {"practices": {PRACTICE: {"profession": "doctor"}}}),
        ("practices of a person a text", "malformed", {"professionals": {"1": {"practices": PRACTICE}}}),
        ("without professionals", "malformed", {"professionals": None}),
    ):
        changed = jws.sign_compact(DIRECTORY_KEY, directory.TYPE, without_nothing(claims_of(text), changes))
        yield Vector(name, "directory", {"text": changed}, verdict)


def proof(
    name: str, verdict: str = "ok", *, head: Claims | None = None, key: SigningKey = DEVICE, **changes: Any
) -> Vector:
    """A proof of possession with changes to header and claims; None removes a member."""
    header = {"alg": "ES256", "jwk": jwk_of(DEVICE.public), "typ": dpop.TYPE}
    ath = b64url(hashlib.sha256(ACCESS_TOKEN.encode()).digest())
    claims = {"jti": b64url(bytes(16)), "htm": "POST", "htu": METHOD, "iat": AT, "ath": ath}
    text = jws.sign_with(key, without_nothing(header, head or {}), without_nothing(claims, changes))
    return Vector(name, "dpop", {"text": text}, verdict, {"jkt": JKT} if verdict == "ok" else {})


def proofs() -> Iterator[Vector]:
    """Proofs of possession."""
    jwk = jwk_of(DEVICE.public)
    yield proof("sound")
    yield proof("60 seconds ahead", iat=AT + 60)
    yield proof("signed by another key", "signature", key=STRANGER)
    for name, verdict, head in (
        ("algorithm none", "algorithm", {"alg": "none"}),
        ("with kid", "algorithm", {"kid": JKT}),
        ("with crit", "algorithm", {"crit": ["jwk"]}),
        ("another type", "wrong_type", {"typ": "JWT"}),
        ("without key", "malformed", {"jwk": None}),
        ("key a text", "malformed", {"jwk": "key"}),
        ("a private key", "malformed", {"jwk": {**jwk, "d": "AA"}}),
        ("a key of P-384", "malformed", {"jwk": {**jwk, "crv": "P-384"}}),
        ("an RSA key", "malformed", {"jwk": {"kty": "RSA", "n": "AQAB", "e": "AQAB"}}),
        ("a secret key", "malformed", {"jwk": {"kty": "oct", "k": "AA"}}),
        ("a point off the curve", "malformed", {"jwk": {**jwk, "y": jwk["x"]}}),
        ("a short coordinate", "malformed", {"jwk": {**jwk, "x": jwk["x"][:-3]}}),
    ):
        yield proof(name, verdict, head=head)
    yield proof("for another method", "audience", htu="/vitale.rights.v1.AcquisitionService/GetRights")
    yield proof("of GET", "audience", htm="GET")
    yield proof("for another token", "binding", ath=b64url(bytes(32)))
    yield proof("without token", "binding", ath=None)
    yield proof("of two minutes ago", "expired", iat=AT - 120)
    yield proof("of the next minutes", "not_yet_valid", iat=AT + 61)
    yield proof("moment as text", "malformed", iat=str(AT))
    yield proof("number of 11 bytes", "malformed", jti=b64url(bytes(11)))
    yield proof("number of 33 bytes", "malformed", jti=b64url(bytes(33)))
    yield proof("without number", "malformed", jti=None)


def vectors() -> Iterator[Vector]:
    """Every vector of this module."""
    for make in (context, check, book, proofs):
        yield from make()
