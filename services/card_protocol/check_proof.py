"""The check proof: rights were acquired, for whom was present, at which reference date, and whether payment is sure."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from card_protocol import claims as read_claim
from card_protocol.errors import ProtocolError
from card_protocol.jws import sign_compact, verify_compact
from card_protocol.keys import KeyRing, SigningKey

ISSUER: Final = "vitale:adri"
TYPE: Final = "vitale-check+jwt"
PRESENCE: Final = frozenset({"qr", "nfc", "relation", "none"})
FRESHNESS: Final = frozenset({"fresh", "pre_signable", "deferred", "none"})


@dataclass(frozen=True, slots=True)
class CheckProof:
    """What adri answered; identifiers are 16 bytes, moments aware UTC of whole seconds, staleness in seconds."""

    proof_id: bytes
    context_id: bytes | None
    practice_id: str
    presence: str
    freshness: str
    proof_time: datetime | None
    care_date: date
    prescription_date: date | None
    reference_date: date
    nature: str
    rights_revision: int
    staleness_s: int
    payment_guarantee: bool
    issued_at: datetime
    jkt: str | None = None
    x5t: str | None = None
    demo: bool = False


def sign(key: SigningKey, proof: CheckProof) -> str:
    """The proof as a compact JWS."""
    claims: dict[str, Any] = {
        "iss": ISSUER,
        "jti": proof.proof_id.hex(),
        "practice": proof.practice_id,
        "presence": proof.presence,
        "freshness": proof.freshness,
        "care": proof.care_date.isoformat(),
        "reference": proof.reference_date.isoformat(),
        "nature": proof.nature,
        "revision": proof.rights_revision,
        "stale": proof.staleness_s,
        "guarantee": proof.payment_guarantee,
        "iat": read_claim.seconds(proof.issued_at),
        "cnf": read_claim.binding(proof.jkt, proof.x5t),
    }
    optional = {
        "ctx": proof.context_id.hex() if proof.context_id else None,
        "proof_time": read_claim.seconds(proof.proof_time) if proof.proof_time else None,
        "prescription": proof.prescription_date.isoformat() if proof.prescription_date else None,
        "demo": proof.demo or None,
    }
    return sign_compact(key, TYPE, claims | {name: value for name, value in optional.items() if value is not None})


def read(text: str, ring: KeyRing) -> CheckProof:
    """A proof that adri signed; it does not end, what it says is of its day.

    Raises:
        ProtocolError: see jws.verify_compact; issuer, malformed.
    """
    claims = verify_compact(text, typ=TYPE, find=lambda kid: ring.get(ISSUER, kid))
    if claims.get("iss") != ISSUER:
        raise ProtocolError("issuer")
    proof = _proof(claims)
    if proof.presence not in PRESENCE or proof.freshness not in FRESHNESS:
        raise ProtocolError("malformed")
    return proof


def _proof(claims: dict[str, Any]) -> CheckProof:
    jkt, x5t = read_claim.bound_to(claims)
    return CheckProof(
        proof_id=read_claim.identifier(claims, "jti"),
        context_id=read_claim.optional_identifier(claims, "ctx"),
        practice_id=read_claim.text(claims, "practice"),
        presence=read_claim.text(claims, "presence"),
        freshness=read_claim.text(claims, "freshness"),
        proof_time=read_claim.instant(claims, "proof_time") if "proof_time" in claims else None,
        care_date=read_claim.day(claims, "care"),
        prescription_date=read_claim.optional_day(claims, "prescription"),
        reference_date=read_claim.day(claims, "reference"),
        nature=read_claim.text(claims, "nature"),
        rights_revision=read_claim.integer(claims, "revision"),
        staleness_s=read_claim.integer(claims, "stale"),
        payment_guarantee=read_claim.flag(claims, "guarantee"),
        issued_at=read_claim.instant(claims, "iat"),
        jkt=jkt,
        x5t=x5t,
        demo=read_claim.flag(claims, "demo"),
    )
