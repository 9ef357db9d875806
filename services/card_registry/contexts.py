"""What a practice does with a context it holds: a further token, its end, a care relation and its uses."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Final, NamedTuple

from card_registry import care_relation, events
from card_registry.caller import Caller
from card_registry.card import not_active
from card_registry.context import CONTEXT_LIFE, Tokens, require_live
from card_registry.fields import ID_BYTES
from card_registry.store import Card, Context, Practice, RegistryStore, Relation, Standing
from chassis.clock import Clock
from chassis.errors import DomainError, ErrorCode
from vitale.card.v1 import card_pb2
from vitale.card.v1 import presentation_service_pb2 as pb

_PRESENT: Final = frozenset({card_pb2.FRESHNESS_FRESH, card_pb2.FRESHNESS_PRE_SIGNABLE})


class Ports(NamedTuple):
    """What contexts are kept and signed with; `kept` is called after a commit."""

    store: RegistryStore
    tokens: Tokens
    clock: Clock
    kept: Callable[[], None]


class Wanted(NamedTuple):
    """A care relation as a practice asks for it."""

    kind: str
    until: date
    reference: str


class Contexts:
    """Contexts after their redemption."""

    def __init__(self, ports: Ports) -> None:
        """Take the ports."""
        self._ports = ports

    async def renew(self, token: str, caller: Caller) -> pb.Context:
        """A further token; the proof time and the end of the context stay.

        Raises:
            DomainError: CONTEXT_INVALID, CONTEXT_EXPIRED, CONTEXT_DEAD, CARD_OPPOSED, CARD_SUSPENDED, CARD_ENDED.
        """
        now = self._ports.clock.now()
        standing = await self._standing(self._ports.tokens.read(token, caller, now=now).context_id)
        return self._ports.tokens.issue(require_live(standing, now), caller, now=now, demo=standing.demo)

    async def end(self, token: str, caller: Caller) -> None:
        """End a context before its time, also with a token that has expired; nothing when it has ended."""
        read = self._ports.tokens.read(token, caller, now=None)
        await self._ports.store.end(read.context_id, at=self._ports.clock.now())
        self._ports.kept()

    async def open_relation(self, token: str, wanted: Wanted, caller: Caller) -> bytes:
        """Open a care relation; the same again is the same relation.

        Raises:
            DomainError: as for renew; INVALID_ARGUMENT; CONTEXT_INVALID for a context that is no present presentation.
        """
        now = self._ports.clock.now()
        care_relation.check_kind(wanted.kind)
        care_relation.check_reference(wanted.reference)
        care_relation.check_until(wanted.until, self._ports.clock.today(caller.place))
        standing = await self._standing(self._ports.tokens.read(token, caller, now=now).context_id)
        context = require_live(standing, now)
        if context.relation_id is not None or context.freshness not in _PRESENT:
            raise DomainError(ErrorCode.CONTEXT_INVALID, {"why": "no_present_presentation"})
        relation = _relation(context, wanted, now)
        access = events.relation_access(replace(context, practice=caller.practice), now)
        kept = await self._ports.store.open_relation(relation, context.serial, [access])
        self._ports.kept()
        return kept.relation_id

    async def use_relation(self, relation_id: bytes, caller: Caller) -> pb.Context:
        """A context of a care relation of this practice; its proof time is that of the presentation.

        Raises:
            DomainError: NOT_FOUND for another's relation too; CONTEXT_DEAD when it was revoked, CONTEXT_EXPIRED after
                its last day; CARD_OPPOSED, CARD_SUSPENDED, CARD_ENDED when the holder has no active card.
        """
        relation = await self._ports.store.relation(relation_id)
        if relation is None or relation.practice.practice_id != caller.practice.practice_id:
            raise DomainError(ErrorCode.NOT_FOUND)
        now = self._ports.clock.now()
        _require_usable(relation, self._ports.clock.today(caller.place))
        card = _active_card(await self._ports.store.cards_of(relation.holder_id))
        opened = await self._standing(relation.context_id)
        context = _use(opened.context, relation, card, caller.practice, now=now)
        ends = min(context.ends_at, care_relation.end_of(relation.until, caller.place))
        context = replace(context, ends_at=ends)
        await self._ports.store.use_relation(context, [events.relation_access(context, now)])
        self._ports.kept()
        demo = card.device.device_class == card_pb2.DEVICE_CLASS_DEMO
        return self._ports.tokens.issue(context, caller, now=now, demo=demo)

    async def _standing(self, context_id: bytes) -> Standing:
        found = (await self._ports.store.contexts([context_id])).get(context_id)
        if found is None:
            raise DomainError(ErrorCode.CONTEXT_DEAD)
        return found


def _relation(context: Context, wanted: Wanted, now: datetime) -> Relation:
    return Relation(
        relation_id=care_relation.relation_id_of(context.context_id, wanted.kind, wanted.reference),
        context_id=context.context_id,
        holder_id=context.holder_id,
        cared=context.presented,
        practice=context.practice,
        kind=wanted.kind,
        reference=wanted.reference,
        opened_at=now,
        proof_time=context.proof_time,
        until=wanted.until,
    )


def _require_usable(relation: Relation, today: date) -> None:
    if relation.ended_at is not None:
        raise DomainError(ErrorCode.CONTEXT_DEAD)
    if relation.until < today:
        raise DomainError(ErrorCode.CONTEXT_EXPIRED)


def _active_card(cards: list[Card]) -> Card:
    """The card that vouches for a use: the holder's present one, for the relation outlives a change of phone."""
    for card in cards:
        if card.life.state == card_pb2.CARD_STATE_ACTIVE:
            return card
    if not cards:
        raise DomainError(ErrorCode.NOT_FOUND)
    raise not_active(cards[0].life.state)


def _use(opened: Context, relation: Relation, card: Card, practice: Practice, *, now: datetime) -> Context:
    return replace(
        opened,
        context_id=secrets.token_bytes(ID_BYTES),
        serial=card.serial,
        practice=practice,
        started_at=now,
        ends_at=now + CONTEXT_LIFE,
        relation_id=relation.relation_id,
        ended_at=None,
        repudiated_at=None,
    )
