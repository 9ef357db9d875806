"""The context token: a person was present at a practice. Pairwise subject, no personal data, bound to a key."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from card_protocol import claims as read_claim
from card_protocol.certificate import REGISTRY
from card_protocol.errors import ProtocolError
from card_protocol.jws import sign_compact, verify_compact
from card_protocol.keys import KeyRing, SigningKey

TYPE: Final = "vitale-context+jwt"
METHODS: Final = frozenset({"qr", "nfc", "relation"})
FRESHNESS: Final = frozenset({"fresh", "pre_signable", "deferred"})


@dataclass(frozen=True, slots=True)
class ContextToken:
    """What the registry says of a presentation; identifiers are 16 bytes, moments aware UTC of whole seconds."""

    context_id: bytes
    token_id: bytes
    subject: str
    actor_id: str
    practice_id: str
    profession: str
    purposes: tuple[str, ...]
    method: str
    proof_time: datetime
    freshness: str
    issued_at: datetime
    expires_at: datetime
    ends_at: datetime
    jkt: str | None = None
    x5t: str | None = None
    relation_id: bytes | None = None
    demo: bool = False


def sign(key: SigningKey, token: ContextToken) -> str:
    """The token as a compact JWS."""
    claims: dict[str, Any] = {
        "iss": REGISTRY,
        "jti": token.token_id.hex(),
        "ctx": token.context_id.hex(),
        "sub": token.subject,
        "act": token.actor_id,
        "practice": token.practice_id,
        "profession": token.profession,
        "purposes": list(token.purposes),
        "method": token.method,
        "proof_time": read_claim.seconds(token.proof_time),
        "freshness": token.freshness,
        "iat": read_claim.seconds(token.issued_at),
        "exp": read_claim.seconds(token.expires_at),
        "end": read_claim.seconds(token.ends_at),
        "cnf": read_claim.binding(token.jkt, token.x5t),
    }
    if token.relation_id is not None:
        claims["relation"] = token.relation_id.hex()
    if token.demo:
        claims["demo"] = True
    return sign_compact(key, TYPE, claims)


def read(text: str, ring: KeyRing, now: datetime | None) -> ContextToken:
    """A token that the registry signed; with `now` it must not have ended (None: for what is billed later).

    Raises:
        ProtocolError: see jws.verify_compact; issuer, malformed, expired, not_yet_valid.
    """
    claims = verify_compact(text, typ=TYPE, find=lambda kid: ring.get(REGISTRY, kid))
    if claims.get("iss") != REGISTRY:
        raise ProtocolError("issuer")
    token = _token(claims)
    if token.method not in METHODS or token.freshness not in FRESHNESS:
        raise ProtocolError("malformed")
    if now is not None:
        check_life(token, now)
    return token


def check_life(token: ContextToken, now: datetime) -> None:
    """Whether the token may still be used at `now`."""
    if token.expires_at <= now:
        raise ProtocolError("expired")
    if token.issued_at.timestamp() > now.timestamp() + 30:
        raise ProtocolError("not_yet_valid")


def _token(claims: dict[str, Any]) -> ContextToken:
    jkt, x5t = read_claim.bound_to(claims)
    return ContextToken(
        context_id=read_claim.identifier(claims, "ctx"),
        token_id=read_claim.identifier(claims, "jti"),
        subject=read_claim.text(claims, "sub"),
        actor_id=read_claim.text(claims, "act"),
        practice_id=read_claim.text(claims, "practice"),
        profession=read_claim.text(claims, "profession", optional=True),
        purposes=_purposes(claims),
        method=read_claim.text(claims, "method"),
        proof_time=read_claim.instant(claims, "proof_time"),
        freshness=read_claim.text(claims, "freshness"),
        issued_at=read_claim.instant(claims, "iat"),
        expires_at=read_claim.instant(claims, "exp"),
        ends_at=read_claim.instant(claims, "end"),
        jkt=jkt,
        x5t=x5t,
        relation_id=read_claim.optional_identifier(claims, "relation"),
        demo=read_claim.flag(claims, "demo"),
    )


def _purposes(claims: dict[str, Any]) -> tuple[str, ...]:
    found = claims.get("purposes")
    if not isinstance(found, list) or not found or not all(isinstance(purpose, str) for purpose in found):
        raise ProtocolError("malformed")
    return tuple(found)
