"""Proof of possession for one call (RFC 9449 in the shape that gRPC needs): method, access token, moment, own key."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from card_protocol import claims as read_claim
from card_protocol.encoding import b64url, from_b64url
from card_protocol.errors import ProtocolError
from card_protocol.jws import open_compact, proven, sign_with
from card_protocol.keys import SigningKey, jwk_of, key_from_jwk, thumbprint_of_jwk

TYPE: Final = "dpop+jwt"
WINDOW: Final = timedelta(seconds=60)
_TURN: Final = 2 * WINDOW + timedelta(seconds=2)
_REFUSED: Final = frozenset({"crit", "jku", "x5u", "x5c", "kid", "b64", "zip", "enc"})
_LARGEST: Final = 2048
_JTI_BYTES: Final = range(12, 33)


@dataclass(frozen=True, slots=True)
class Proof:
    """The thumbprint of the key that signed, and the proof's own number."""

    jkt: str
    jti: str


def make(key: SigningKey, method: str, token: str, now: datetime) -> str:
    """A proof for one call of a full gRPC method path, such as "/vitale.card.v1.PresentationService/Redeem"."""
    header = {"alg": "ES256", "jwk": jwk_of(key.public), "typ": TYPE}
    claims = {
        "jti": b64url(secrets.token_bytes(16)),
        "htm": "POST",
        "htu": method,
        "iat": read_claim.seconds(now),
        "ath": _digest(token),
    }
    return sign_with(key, header, claims)


def verify(proof: str, *, method: str, token: str, now: datetime) -> Proof:
    """Who holds the key; the proof must be of this method and token, and at most 60 seconds off.

    Raises:
        ProtocolError: too_long, malformed, wrong_type, algorithm, signature; audience for another method, binding for
            another token, expired, not_yet_valid.
    """
    opened = open_compact(proof, typ=TYPE, refused=_REFUSED, largest=_LARGEST)
    jwk = opened.header.get("jwk")
    if not isinstance(jwk, dict):
        raise ProtocolError("malformed")
    key = key_from_jwk(jwk)
    claims = proven(opened, key)
    if claims.get("htm") != "POST" or claims.get("htu") != method:
        raise ProtocolError("audience")
    if claims.get("ath") != _digest(token):
        raise ProtocolError("binding")
    _check_time(read_claim.instant(claims, "iat"), now)
    jti = read_claim.text(claims, "jti")
    if len(from_b64url(jti)) not in _JTI_BYTES:
        raise ProtocolError("malformed")
    return Proof(thumbprint_of_jwk(jwk), jti)


def _check_time(issued_at: datetime, now: datetime) -> None:
    if issued_at < now - WINDOW - timedelta(seconds=1):
        raise ProtocolError("expired")
    if issued_at > now + WINDOW:
        raise ProtocolError("not_yet_valid")


def _digest(token: str) -> str:
    return b64url(hashlib.sha256(token.encode()).digest())


class Replays:
    """Proofs seen; a proof is good once. Bounded by time: what has ended cannot come back.

    A proof is good for two windows and a few seconds at most. Two sets, turned over each time that this has passed,
    hold it for at least as long; of texts only, which no collection of garbage has to walk through.
    """

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._before: set[str] = set()
        self._turned_at: datetime | None = None

    def admit(self, proof: Proof, now: datetime) -> None:
        """Remember a proof; ProtocolError replayed when it was seen."""
        self._turn(now)
        named = f"{proof.jkt} {proof.jti}"
        if named in self._seen or named in self._before:
            raise ProtocolError("replayed")
        self._seen.add(named)

    def _turn(self, now: datetime) -> None:
        if self._turned_at is None or now - self._turned_at > 2 * _TURN:
            self._seen, self._before, self._turned_at = set(), set(), now
        elif now - self._turned_at > _TURN:
            self._seen, self._before, self._turned_at = set(), self._seen, now
