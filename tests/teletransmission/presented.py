"""Presentations as intake sees them: tokens and proofs that the test signs, a registry it fills, a watch it feeds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from card_protocol import check_proof, context_token
from card_protocol.certificate import REGISTRY
from card_protocol.check_proof import ISSUER, CheckProof
from card_protocol.context_token import ContextToken
from card_protocol.keys import KeyRing, SigningKey, thumbprint
from chassis.card_watch import CardWatch
from vitale.card.v1 import card_pb2
from vitale.card.v1.presentation_service_pb2 import ResolvedContext
from vitale.claim.v1.claim_service_pb2 import CardContext
from vitale.identity.v1.identity_service_pb2 import RegisterBatchResponse

SHOWN = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)
CONTEXT, SERIAL = bytes([1] * 16), bytes([7] * 16)


class MemoryRegistry:
    """Knows the contexts that were put into it."""

    def __init__(self) -> None:
        """Know nobody."""
        self.known: dict[bytes, ResolvedContext] = {}
        self.calls = 0

    async def resolve(self, context_ids: Sequence[bytes]) -> Mapping[bytes, ResolvedContext]:
        """See teletransmission.registry.Registry."""
        self.calls += 1
        return {one: self.known[one] for one in context_ids if one in self.known}


@dataclass(slots=True)
class CardShelf:
    """Keys of registry and adri, contexts of the mother's card, and the watch on cards."""

    registry_key: SigningKey
    adri_key: SigningKey
    practice_key: SigningKey
    family: RegisterBatchResponse
    registry: MemoryRegistry = field(default_factory=MemoryRegistry)
    watch: CardWatch = field(default_factory=lambda: CardWatch("nobody:1"))

    @classmethod
    def new(cls, family: RegisterBatchResponse) -> "CardShelf":
        """A shelf with fresh keys for a family of the vault."""
        return cls(SigningKey.generate(), SigningKey.generate(), SigningKey.generate(), family)

    @property
    def ring(self) -> KeyRing:
        """The public keys."""
        return KeyRing(
            {
                REGISTRY: {self.registry_key.kid: self.registry_key.public},
                ISSUER: {self.adri_key.kid: self.adri_key.public},
            }
        )

    def put(self, context_id: bytes = CONTEXT, *, child: bool = True) -> None:
        """Make a presentation of the mother's card known: for her child, or for herself."""
        person = self.family.beneficiaries[0] if child else self.family.opener
        self.registry.known[context_id] = ResolvedContext(
            context_id=context_id,
            known=True,
            subject_id=person.subject_id,
            opener_subject_id=self.family.opener.subject_id,
            home_id=person.home_id,
            partition=person.partition,
            card_serial=SERIAL,
            card_state=card_pb2.CARD_STATE_ACTIVE,
        )

    def token(self, **changes: Any) -> str:
        """A context token of the practice 750000001, with `changes`."""
        usual = ContextToken(
            context_id=CONTEXT,
            token_id=bytes([2] * 16),
            subject="a" * 32,
            actor_id="demo",
            practice_id="750000001",
            profession="gp",
            purposes=("rights", "billing"),
            method="qr",
            proof_time=SHOWN,
            freshness="fresh",
            issued_at=SHOWN,
            expires_at=SHOWN + timedelta(hours=2),
            ends_at=SHOWN + timedelta(hours=4),
            jkt=thumbprint(self.practice_key.public),
        )
        return context_token.sign(self.registry_key, replace(usual, **changes))

    def proof(self, **changes: Any) -> str:
        """The check proof of that context, with `changes`."""
        usual = CheckProof(
            proof_id=bytes([3] * 16),
            context_id=CONTEXT,
            practice_id="750000001",
            presence="qr",
            freshness="fresh",
            proof_time=SHOWN,
            care_date=date(2026, 3, 10),
            prescription_date=None,
            reference_date=date(2026, 3, 10),
            nature="health",
            rights_revision=6,
            staleness_s=0,
            payment_guarantee=True,
            issued_at=SHOWN,
            jkt=thumbprint(self.practice_key.public),
        )
        return check_proof.sign(self.adri_key, replace(usual, **changes))

    def context(self, token: str = "", proof: str = "") -> CardContext:
        """What a claim names: a sound presentation unless other tokens are given."""
        return CardContext(token=token or self.token(), proof=proof or self.proof())

    def happened(self, **step: Any) -> None:
        """One event of the mother's card, a quarter of an hour before the presentation unless `at` says when."""
        at = step.pop("at", SHOWN - timedelta(minutes=15))
        self.watch.see(card_pb2.CardEvent(card_serial=SERIAL, at_us=int(at.timestamp() * 1_000_000), **step))
