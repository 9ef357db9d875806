"""Contexts as tokens: what a practice holds of a presentation, for how long, and when it is refused."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from card_protocol import context_token
from card_protocol.context_token import ContextToken
from card_protocol.errors import ProtocolError
from card_protocol.keys import KeyRing, SigningKey
from card_registry.caller import Caller
from card_registry.card import not_active
from card_registry.pairwise import Pairwise
from card_registry.records import micros
from card_registry.store import Context, Standing
from chassis.errors import DomainError, ErrorCode
from vitale.card.v1 import card_pb2
from vitale.card.v1 import presentation_service_pb2 as pb

CONTEXT_LIFE: Final = timedelta(hours=4)
"""Longest life of a context from its start (interfaces, section 1.7; a stand-in)."""

TOKEN_LIFE: Final = timedelta(hours=1)
"""Life of one token. Whether card and context are alive is looked up at each use, so a shorter life would protect
nobody; an hour spares software that renews nothing a call in most consultations, and a copied token, which is bound to
the practice's key, is worth nothing elsewhere."""

_METHODS: Final = {card_pb2.PROOF_METHOD_QR: "qr", card_pb2.PROOF_METHOD_NFC: "nfc"}
_FRESHNESS: Final = {
    card_pb2.FRESHNESS_FRESH: "fresh",
    card_pb2.FRESHNESS_PRE_SIGNABLE: "pre_signable",
    card_pb2.FRESHNESS_DEFERRED: "deferred",
}
_ID_BYTES: Final = 16


class Tokens:
    """Signs and reads context tokens of this registry."""

    def __init__(self, key: SigningKey, ring: KeyRing, pairwise: Pairwise) -> None:
        """Take the signing key, the public keys that may have signed, and the pairwise identifiers."""
        self._key, self._ring, self._pairwise = key, ring, pairwise

    def issue(self, context: Context, caller: Caller, *, now: datetime, demo: bool) -> pb.Context:
        """A token for a live context, bound to the caller's key; no personal data inside."""
        expires = min(now + TOKEN_LIFE, context.ends_at)
        token = ContextToken(
            context_id=context.context_id,
            token_id=secrets.token_bytes(_ID_BYTES),
            subject=self._pairwise.subject(context.presented.subject_id, context.practice.practice_id),
            actor_id=caller.practice.actor_id,
            practice_id=context.practice.practice_id,
            profession=caller.practice.profession,
            purposes=context.purposes,
            method="relation" if context.relation_id else _METHODS[context.method],
            proof_time=context.proof_time,
            freshness=_FRESHNESS[context.freshness],
            issued_at=now,
            expires_at=expires,
            ends_at=context.ends_at,
            jkt=caller.binding.jkt,
            x5t=None if caller.binding.jkt else caller.binding.x5t,
            relation_id=context.relation_id,
            demo=demo,
        )
        return pb.Context(
            token=context_token.sign(self._key, token),
            context_id=context.context_id,
            expires_at_us=micros(expires),
            ends_at_us=micros(context.ends_at),
            freshness=context.freshness,
        )

    def read(self, text: str, caller: Caller, *, now: datetime | None) -> ContextToken:
        """The token of a context of this caller; `now` None lets one that has expired pass.

        Raises:
            DomainError: CONTEXT_EXPIRED; CONTEXT_INVALID for none of ours, CONTEXT_MISMATCH for another's.
        """
        try:
            token = context_token.read(text, self._ring, now)
        except ProtocolError as error:
            if error.code == "expired":
                raise DomainError(ErrorCode.CONTEXT_EXPIRED) from None
            raise _invalid(error.code) from None
        if token.practice_id != caller.practice.practice_id:
            raise DomainError(ErrorCode.CONTEXT_MISMATCH, {"why": "practice"})
        if not caller.binding.matches(token.jkt, token.x5t):
            raise DomainError(ErrorCode.CONTEXT_MISMATCH, {"why": "binding"})
        return token


def require_live(standing: Standing, now: datetime, *, active: bool = True) -> Context:
    """The context, when it may be used now; `active` also asks for a card that is active now.

    Raises:
        DomainError: CONTEXT_DEAD, CONTEXT_EXPIRED, CARD_OPPOSED, CARD_SUSPENDED, CARD_ENDED.
    """
    if standing.context.dead:
        raise DomainError(ErrorCode.CONTEXT_DEAD)
    if standing.context.ends_at <= now:
        raise DomainError(ErrorCode.CONTEXT_EXPIRED)
    if active and standing.state != card_pb2.CARD_STATE_ACTIVE:
        raise not_active(standing.state)
    return standing.context


def _invalid(why: str) -> DomainError:
    return DomainError(ErrorCode.CONTEXT_INVALID, {"why": why})
