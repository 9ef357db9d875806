"""The registry's stores in memory, for tests and demonstrations without a database; they pass the same suite."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from card_registry import events, records
from card_registry.card import SKEW, Order, Since, not_active, obey
from card_registry.cards import Device, Holder, NewCard
from card_registry.deferred_cases import DeferredCase
from card_registry.issuing import Issuing
from card_registry.outbox import out_record
from card_registry.records import Row
from card_registry.store import CONTEXT_KEPT, Card, Context, Decide, Earlier, Redemption, Relation, Standing
from chassis.errors import DomainError, ErrorCode
from chassis.records import OutRecord
from vitale.card.v1 import card_pb2 as pb


class MemoryRegistryStore:
    """Keeps everything in dictionaries and records in `outbox`; `down` makes it answer like a dead database."""

    def __init__(self) -> None:
        """Begin empty."""
        self.outbox: list[OutRecord] = []
        self.down = False
        self._cards: dict[bytes, Card] = {}
        self._history: dict[bytes, list[Since]] = {}
        self._revisions: dict[bytes, int] = {}
        self._redeemed: dict[bytes, tuple[Earlier, datetime]] = {}
        self._contexts: dict[bytes, Context] = {}
        self._relations: dict[bytes, Relation] = {}

    # Cards

    async def card(self, serial: bytes) -> Card | None:
        """A card."""
        self._answer()
        return self._cards.get(serial)

    async def cards_of(self, subject_id: bytes) -> list[Card]:
        """A holder's cards, the newest first."""
        self._answer()
        mine = [card for card in self._cards.values() if card.holder.subject_id == subject_id]
        return sorted(mine, key=lambda card: card.made_at, reverse=True)

    async def history(self, serial: bytes) -> list[Since]:
        """Every state a card has had, in order."""
        self._answer()
        return list(self._history.get(serial, []))

    async def change(self, serial: bytes, decide: Decide, *, reason: str, at: datetime) -> Card:
        """Change a card's life with its event; see the port."""
        self._answer()
        card = self._cards.get(serial)
        if card is None:
            raise DomainError(ErrorCode.NOT_FOUND)
        life = decide(card.life)
        if life == card.life:
            return card
        active = life.state == pb.CARD_STATE_ACTIVE
        changed = replace(card, life=life, changed_at=at, active_since=at if active else card.active_since)
        self.put_card(changed, reason, at)
        return changed

    async def renew_certificate(self, serial: bytes, certificate: bytes, ends: datetime) -> None:
        """Keep a renewed device certificate."""
        self._answer()
        self._cards[serial] = replace(self._cards[serial], certificate=certificate, certificate_ends=ends)

    def put_card(self, card: Card, reason: str, at: datetime) -> None:
        """Keep a card whose state is new, with its event."""
        self._cards[card.serial] = card
        self._history.setdefault(card.serial, []).append(Since(card.life.state, at))
        self._tell(card.serial, [events.state_changed(card, reason, at)])

    # Presentations

    async def redeem(self, redemption: Redemption) -> Earlier | None:
        """Use a presentation up; see the port."""
        self._answer()
        known = self._redeemed.get(redemption.presentation_id)
        if known is not None:
            return known[0]
        context = redemption.context
        if not redemption.deferred:
            _require_fit(self._cards.get(context.serial), context.proof_time)
        taken = Earlier(context.context_id, redemption.claimant, redemption.deferred)
        self._redeemed[redemption.presentation_id] = (taken, redemption.kept_until)
        self._contexts[context.context_id] = context
        self._tell(context.serial, [pb.CardEvent.FromString(redemption.event)])
        self._queue(redemption.accesses)
        return None

    async def earlier(self, presentation_id: bytes) -> Earlier | None:
        """The redemption of a presentation, if there was one."""
        self._answer()
        known = self._redeemed.get(presentation_id)
        return None if known is None else known[0]

    async def contexts(self, context_ids: Collection[bytes]) -> dict[bytes, Standing]:
        """Those contexts that are known."""
        self._answer()
        return {known: self._standing(self._contexts[known]) for known in context_ids if known in self._contexts}

    async def presentations(self, holder_id: bytes, limit: int) -> list[Standing]:
        """Redemptions of a holder's cards, newest first."""
        return (await self.presented_since([holder_id], datetime.min.replace(tzinfo=records.moment(0).tzinfo)))[::-1][
            :limit
        ]

    async def presented_since(self, holder_ids: Collection[bytes], since: datetime) -> list[Standing]:
        """Redemptions of those holders' cards from a moment on, oldest first."""
        self._answer()
        found = [
            context
            for context in self._contexts.values()
            if context.holder_id in holder_ids and context.relation_id is None and context.started_at >= since
        ]
        return [self._standing(context) for context in sorted(found, key=lambda context: context.started_at)]

    async def end(self, context_id: bytes, *, at: datetime, repudiated: bool = False) -> None:
        """End a context; see the port."""
        self._answer()
        context = self._contexts.get(context_id)
        if context is None:
            raise DomainError(ErrorCode.NOT_FOUND)
        if context.repudiated_at is not None or (context.ended_at is not None and not repudiated):
            return
        again = at if repudiated else context.repudiated_at
        self._contexts[context_id] = replace(context, ended_at=context.ended_at or at, repudiated_at=again)
        if not repudiated:
            self._tell(context.serial, [events.context_ended(context, at)])
            return
        self._tell(context.serial, [events.repudiated(context, at)])
        for relation in list(self._relations.values()):
            if relation.context_id == context_id:
                await self.revoke_relation(relation.relation_id, at)

    async def sweep(self, now: datetime) -> int:
        """Delete what nobody needs any more; how many rows."""
        self._answer()
        before = len(self._redeemed) + len(self._contexts) + len(self._relations)
        self._redeemed = {known: one for known, one in self._redeemed.items() if one[1] >= now}
        oldest, opened = now - CONTEXT_KEPT, {relation.context_id for relation in self._relations.values()}
        self._contexts = {k: c for k, c in self._contexts.items() if c.started_at >= oldest or k in opened}
        self._relations = {known: one for known, one in self._relations.items() if one.opened_at >= oldest}
        return before - len(self._redeemed) - len(self._contexts) - len(self._relations)

    # Care relations

    async def open_relation(self, relation: Relation, serial: bytes, accesses: Sequence[Row]) -> Relation:
        """Keep a relation with its records; see the port."""
        self._answer()
        known = self._relations.get(relation.relation_id)
        if known is not None:
            return known
        self._relations[relation.relation_id] = relation
        self._tell(serial, [events.relation_changed(relation, serial, relation.opened_at, ended=False)])
        self._queue(accesses)
        return relation

    async def relation(self, relation_id: bytes) -> Relation | None:
        """A relation."""
        self._answer()
        return self._relations.get(relation_id)

    async def relations_of(self, holder_id: bytes) -> list[Relation]:
        """Relations that a holder's cards opened, newest first."""
        self._answer()
        mine = [relation for relation in self._relations.values() if relation.holder_id == holder_id]
        return sorted(mine, key=lambda relation: relation.opened_at, reverse=True)

    async def use_relation(self, context: Context, accesses: Sequence[Row]) -> None:
        """Keep a context of a relation with its records; see the port."""
        self._answer()
        relation = self._relations.get(context.relation_id or b"")
        card = self._cards.get(context.serial)
        if relation is None or card is None:
            raise DomainError(ErrorCode.NOT_FOUND)
        if relation.ended_at is not None:
            raise DomainError(ErrorCode.CONTEXT_DEAD)
        if card.life.state != pb.CARD_STATE_ACTIVE:
            raise not_active(card.life.state)
        self._contexts[context.context_id] = context
        self._queue(accesses)

    async def revoke_relation(self, relation_id: bytes, at: datetime) -> None:
        """End a relation and its contexts; see the port."""
        self._answer()
        relation = self._relations.get(relation_id)
        if relation is None or relation.ended_at is not None:
            return
        self._relations[relation_id] = replace(relation, ended_at=at)
        serial = self._contexts[relation.context_id].serial
        self._tell(serial, [events.relation_changed(relation, serial, at, ended=True)])
        uses = [c for c in self._contexts.values() if c.relation_id == relation_id and not c.dead and c.ends_at > at]
        for use in sorted(uses, key=lambda use: use.serial):
            self._contexts[use.context_id] = replace(use, ended_at=at)
            self._tell(use.serial, [events.context_ended(use, at)])

    def _answer(self) -> None:
        if self.down:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "memory"})

    def _standing(self, context: Context) -> Standing:
        card = self._cards[context.serial]
        return Standing(context, card.life.state, card.device.device_class == pb.DEVICE_CLASS_DEMO)

    def _tell(self, serial: bytes, told: Iterable[pb.CardEvent]) -> None:
        holder = self._cards[serial].holder
        for event in told:
            self._revisions[serial] = revision = self._revisions.get(serial, 0) + 1
            value = records.reference(revision, records.body_of(event))
            self._queue([Row(records.TOPIC_CARD, holder.partition, holder.home_id, records.trace(), value)])

    def _queue(self, rows: Iterable[Row]) -> None:
        self.outbox += [out_record(row) for row in rows]


def _require_fit(card: Card | None, signed_at: datetime) -> None:
    if card is None:
        raise DomainError(ErrorCode.PRESENTATION_INVALID, {"why": "card"})
    if card.life.state != pb.CARD_STATE_ACTIVE:
        raise not_active(card.life.state)
    if card.active_since > signed_at + SKEW:
        raise DomainError(ErrorCode.CARD_SUSPENDED, {"state": "suspended_when_signed"})


class MemoryCards:
    """Cards as enrolment asks for them, in memory; the connection is not looked at."""

    def __init__(self, store: MemoryRegistryStore, issuing: Issuing) -> None:
        """Take the store, and what signs device certificates."""
        self._store, self._issuing = store, issuing

    async def activate(self, _conn: object, holder: Holder, device: Device, *, at: datetime) -> NewCard:
        """Make a card and end the holder's former one; see the port."""
        await self._end_living(holder.subject_id, Order.RENEW, reason="replaced", at=at)
        card = self._issuing.new_card(holder, device, at)
        self._store.put_card(card, "activated", at)
        return NewCard(card.serial, card.certificate, card.certificate_ends)

    async def close(self, _conn: object, subject_id: bytes, *, reason: str, at: datetime) -> int:
        """Close the holder's living card; see the port."""
        return await self._end_living(subject_id, Order.CLOSE, reason=reason, at=at)

    async def certificate(self, _conn: object, serial: bytes) -> NewCard | None:
        """The certificate a card has now; see the port."""
        card = await self._store.card(serial)
        return None if card is None else NewCard(card.serial, card.certificate, card.certificate_ends)

    async def _end_living(self, subject_id: bytes, order: Order, *, reason: str, at: datetime) -> int:
        living = [card for card in await self._store.cards_of(subject_id) if card.life.living]
        for card in living:
            await self._store.change(card.serial, lambda life: obey(life, order), reason=reason, at=at)
        return len(living)


class MemoryDeferredCases:
    """Second arrivals in memory."""

    def __init__(self) -> None:
        """Begin empty."""
        self._cases: dict[bytes, DeferredCase] = {}
        self._findings: dict[bytes, str] = {}

    async def add(self, case: DeferredCase) -> None:
        """Keep a case; nothing when it is known."""
        self._cases.setdefault(case.case_id, case)

    async def waiting(self) -> list[DeferredCase]:
        """Cases nobody has closed, the oldest first."""
        found = [case for case in self._cases.values() if case.case_id not in self._findings]
        return sorted(found, key=lambda case: (case.arrived_at, case.case_id))

    async def close(self, case_id: bytes, finding: str, *, by: str, at: datetime) -> None:  # noqa: ARG002 - the port's
        """Note what was found; see the port."""
        if case_id not in self._cases:
            raise DomainError(ErrorCode.NOT_FOUND)
        if self._findings.setdefault(case_id, finding) != finding:
            raise DomainError(ErrorCode.CONTENT_CONFLICT)
