"""What the registry keeps, as values and ports: cards, presentations and their contexts, care relations."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple, Protocol, TypeAlias

from card_registry.card import Life, Since, State
from card_registry.cards import Device, Holder
from card_registry.records import Row
from vitale.card.v1 import card_pb2 as pb

CONTEXT_KEPT: Final = timedelta(days=822)
"""How long who redeemed a card is kept: the 27 months in which reimbursements are shown (interfaces, section 5)."""

Person: TypeAlias = Holder
"""Anybody on a card, with the home that their records are kept in."""


@dataclass(frozen=True, slots=True)
class Card:
    """A card as it stands."""

    serial: bytes
    holder: Holder
    life: Life
    device: Device
    certificate: bytes
    certificate_ends: datetime
    made_at: datetime
    active_since: datetime
    changed_at: datetime


class Practice(NamedTuple):
    """Who redeems: identifier and name by the directory, who acts there, and their profession."""

    practice_id: str
    name: str
    actor_id: str
    profession: str


@dataclass(frozen=True, slots=True)
class Context:
    """A presentation that was redeemed, or one use of a care relation."""

    context_id: bytes
    serial: bytes
    holder_id: bytes
    presented: Person
    practice: Practice
    purposes: tuple[str, ...]
    method: pb.ProofMethod.ValueType
    freshness: pb.Freshness.ValueType
    proof_time: datetime
    started_at: datetime
    ends_at: datetime
    relation_id: bytes | None = None
    ended_at: datetime | None = None
    repudiated_at: datetime | None = None

    @property
    def dead(self) -> bool:
        """Tell whether it was ended or repudiated before its time."""
        return self.ended_at is not None or self.repudiated_at is not None


class Standing(NamedTuple):
    """A context, and the state of its card now."""

    context: Context
    state: State
    demo: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """A care relation: one person, one practice, one purpose; `until` is its last day."""

    relation_id: bytes
    context_id: bytes
    holder_id: bytes
    cared: Person
    practice: Practice
    kind: str
    reference: str
    opened_at: datetime
    proof_time: datetime
    until: date
    ended_at: datetime | None = None


class Claimant(NamedTuple):
    """Who asks for a presentation: thumbprint of the practice's key, and the request of its software."""

    key_thumbprint: str
    request_id: bytes


@dataclass(frozen=True, slots=True)
class Redemption:
    """A presentation to be used up: its identifier, who asks, the context it gives, and what is told of it.

    `signed_at` is the moment by the phone's clock. A deferred one needs no card that is active now: the caller has
    looked at its history. `kept_until`: from then on nobody could redeem it again.
    """

    presentation_id: bytes
    claimant: Claimant
    context: Context
    event: bytes
    accesses: tuple[Row, ...]
    kept_until: datetime
    deferred: bool = False


class Earlier(NamedTuple):
    """An earlier redemption of the same presentation."""

    context_id: bytes
    claimant: Claimant
    deferred: bool


Decide: TypeAlias = Callable[[Life], Life]
"""Gives the life of a card after an order, or raises what is to be answered."""


class CardStore(Protocol):
    """Where cards are kept, together with what is to be published.

    Every method of every store raises DomainError UNAVAILABLE when the database does not answer; it may be repeated.
    """

    async def card(self, serial: bytes) -> Card | None:
        """A card."""
        ...

    async def cards_of(self, subject_id: bytes) -> list[Card]:
        """A holder's cards, the newest first."""
        ...

    async def history(self, serial: bytes) -> list[Since]:
        """Every state a card has had, in order."""
        ...

    async def change(self, serial: bytes, decide: Decide, *, reason: str, at: datetime) -> Card:
        """Change a card's life with its event, one transaction; nothing when `decide` gives the same life.

        Raises:
            DomainError: NOT_FOUND, and what `decide` raises.
        """
        ...

    async def renew_certificate(self, serial: bytes, certificate: bytes, ends: datetime) -> None:
        """Keep a renewed device certificate."""
        ...


class PresentationStore(Protocol):
    """Where presentations are used up and contexts are kept."""

    async def redeem(self, redemption: Redemption) -> Earlier | None:
        """Use a presentation up: one statement with its context and its records, durable when this returns.

        None = it was taken by this call. Otherwise who took it earlier, this very claimant perhaps.

        Raises:
            DomainError: CARD_OPPOSED, CARD_SUSPENDED, CARD_ENDED when the card is not active, or was not when the
                presentation was signed. Nothing was changed.
        """
        ...

    async def earlier(self, presentation_id: bytes) -> Earlier | None:
        """The redemption of a presentation, if there was one."""
        ...

    async def contexts(self, context_ids: Collection[bytes]) -> dict[bytes, Standing]:
        """Those contexts that are known."""
        ...

    async def presentations(self, holder_id: bytes, limit: int) -> list[Standing]:
        """Redemptions of a holder's cards, newest first; uses of care relations are none."""
        ...

    async def presented_since(self, holder_ids: Collection[bytes], since: datetime) -> list[Standing]:
        """Redemptions of those holders' cards from a moment on, oldest first."""
        ...

    async def end(self, context_id: bytes, *, at: datetime, repudiated: bool = False) -> None:
        """End a context with its event; repudiated, the care relations it opened end too. Nothing if it is so already.

        Raises:
            DomainError: NOT_FOUND.
        """
        ...

    async def sweep(self, now: datetime) -> int:
        """Delete redemptions past their time, and contexts and relations past CONTEXT_KEPT; how many rows.

        Some thousands at most: the caller asks again until there are none.
        """
        ...


class RelationStore(Protocol):
    """Where care relations are kept."""

    async def open_relation(self, relation: Relation, serial: bytes, accesses: Sequence[Row]) -> Relation:
        """Keep a relation with its records, told by the card named; the one known, if its identifier is."""
        ...

    async def relation(self, relation_id: bytes) -> Relation | None:
        """A relation."""
        ...

    async def relations_of(self, holder_id: bytes) -> list[Relation]:
        """Relations that a holder's cards opened, newest first."""
        ...

    async def use_relation(self, context: Context, accesses: Sequence[Row]) -> None:
        """Keep a context of a relation with its records.

        Raises:
            DomainError: CARD_OPPOSED, CARD_SUSPENDED, CARD_ENDED when the card of the context is not active;
                CONTEXT_DEAD when the relation has ended meanwhile.
        """
        ...

    async def revoke_relation(self, relation_id: bytes, at: datetime) -> None:
        """End a relation and its contexts, with their events; nothing when it has ended already."""
        ...


class RegistryStore(CardStore, PresentationStore, RelationStore, Protocol):
    """Everything the registry keeps of cards, but for enrolment."""
