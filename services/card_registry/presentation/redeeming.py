"""The redemption of a presentation: the first practice gets a context, the same request gets it again."""

import asyncio
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from card_registry import events, records
from card_registry.caller import Caller
from card_registry.card import not_active, was_active
from card_registry.context import CONTEXT_LIFE, Tokens, require_live
from card_registry.deferred_cases import DeferredCase, DeferredCases
from card_registry.peers import Names, Rights
from card_registry.presentation.face import FaceOf
from card_registry.presentation.person import PresentedPerson
from card_registry.presentation.scan import Scan
from card_registry.store import Card, Claimant, Context, Earlier, Redemption, RegistryStore
from chassis.clock import Clock
from chassis.errors import DomainError, ErrorCode
from chassis.failpoints import Failpoints
from vitale.card.v1 import card_pb2
from vitale.card.v1 import presentation_service_pb2 as pb

AFTER_COMMIT: Final = "after_redeem_commit"
"""Failpoint between the acceptance of a presentation and the reply."""

_ID_BYTES: Final = 16


class Ports(NamedTuple):
    """What redemption works with; `kept` is called after a commit, so that the relay looks at once."""

    store: RegistryStore
    cases: DeferredCases
    rights: Rights
    names: Names
    tokens: Tokens
    faces: FaceOf
    persons: PresentedPerson
    clock: Clock
    failpoints: Failpoints
    kept: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a practice asks for a presentation; `scanned_at` is set when it had no network then."""

    caller: Caller
    request_id: bytes
    purposes: tuple[str, ...]
    scanned_at: datetime | None = None

    @property
    def claimant(self) -> Claimant:
        """Who asks."""
        return Claimant(self.caller.key_thumbprint, self.request_id)


class Redeeming:
    """Redeems scans, whichever way they came."""

    def __init__(self, ports: Ports) -> None:
        """Take the ports."""
        self._ports = ports

    async def redeem(self, scan: Scan, asked: Asked) -> pb.RedeemResponse:
        """A context and the face of the card.

        Raises:
            DomainError: ALREADY_USED, CARD_OPPOSED, CARD_SUSPENDED, CARD_ENDED, PRESENTATION_INVALID,
                UNKNOWN_BENEFICIARY, UNAVAILABLE (ask again with the same request_id).
        """
        card = await self._card(scan)
        redemption = await self._redemption(scan, asked, card)
        earlier = await self._ports.store.redeem(redemption)
        if earlier is not None:
            return await self._again(earlier, asked, scan)
        await self._ports.failpoints.hit(AFTER_COMMIT)
        self._ports.kept()
        demo = card.device.device_class == card_pb2.DEVICE_CLASS_DEMO
        return await self._reply(redemption.context, asked.caller, demo=demo)

    async def repeated(self, scan: Scan, asked: Asked) -> pb.RedeemResponse | None:
        """The answer given before to this very claimant, for a presentation whose time is over; None if none was."""
        earlier = await self._ports.store.earlier(scan.presentation_id)
        if earlier is None or earlier.claimant != asked.claimant:
            return None
        return await self._again(earlier, asked, scan)

    async def _card(self, scan: Scan) -> Card:
        card = await self._ports.persons.card(scan.serial)
        if card is None:
            raise DomainError(ErrorCode.PRESENTATION_INVALID, {"why": "card"})
        if scan.freshness == card_pb2.FRESHNESS_DEFERRED:
            await _require_was_active(self._ports.store, card, scan.signed_at)
        return card

    async def _redemption(self, scan: Scan, asked: Asked, card: Card) -> Redemption:
        now = self._ports.clock.now()
        context = Context(
            context_id=secrets.token_bytes(_ID_BYTES),
            serial=scan.serial,
            holder_id=card.holder.subject_id,
            presented=await self._ports.persons.presented(card.holder, scan.reference),
            practice=asked.caller.practice,
            purposes=asked.purposes,
            method=scan.method,
            freshness=scan.freshness,
            proof_time=scan.signed_at,
            started_at=now,
            ends_at=now + CONTEXT_LIFE,
        )
        return Redemption(
            presentation_id=scan.presentation_id,
            claimant=asked.claimant,
            context=context,
            event=records.body_of(events.presented(context)),
            accesses=events.presentation_accesses(context, card.holder),
            kept_until=scan.kept_until,
            deferred=scan.freshness == card_pb2.FRESHNESS_DEFERRED,
        )

    async def _again(self, earlier: Earlier, asked: Asked, scan: Scan) -> pb.RedeemResponse:
        if earlier.claimant == asked.claimant:
            standing = (await self._ports.store.contexts([earlier.context_id]))[earlier.context_id]
            now = self._ports.clock.now()
            context = require_live(standing, now, active=not earlier.deferred)
            return await self._reply(context, asked.caller, demo=standing.demo)
        if earlier.deferred or asked.scanned_at is not None:
            await self._ports.cases.add(self._case(earlier, asked, scan))
        raise DomainError(ErrorCode.ALREADY_USED)

    def _case(self, earlier: Earlier, asked: Asked, scan: Scan) -> DeferredCase:
        now = self._ports.clock.now()
        # The same arrival sent again is the same case.
        named = b"|".join((scan.presentation_id, asked.claimant.key_thumbprint.encode(), asked.request_id))
        return DeferredCase(
            case_id=hashlib.sha256(named).digest()[:_ID_BYTES],
            arrived_at=now,
            scanned_at=asked.scanned_at or now,
            practice_id=asked.caller.practice.practice_id,
            first_context_id=earlier.context_id,
        )

    async def _reply(self, context: Context, caller: Caller, *, demo: bool) -> pb.RedeemResponse:
        shown = list(dict.fromkeys((context.holder_id, context.presented.subject_id)))
        persons, identities = await asyncio.gather(
            self._ports.rights.describe(context.holder_id, shown), self._ports.names.identities(shown)
        )
        now = self._ports.clock.now()
        return pb.RedeemResponse(
            context=self._ports.tokens.issue(context, caller, now=now, demo=demo),
            face=self._ports.faces.compose(context, persons, identities, demo=demo),
        )


async def _require_was_active(store: RegistryStore, card: Card, signed_at: datetime) -> None:
    if was_active(await store.history(card.serial), signed_at):
        return
    now = await store.card(card.serial)
    state = card.life.state if now is None else now.life.state
    if state == card_pb2.CARD_STATE_ACTIVE:
        raise DomainError(ErrorCode.CARD_SUSPENDED, {"state": "suspended_when_signed"})
    raise not_active(state)
