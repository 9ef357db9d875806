"""Everything the play needs of a running platform: the doors, the signer, the people it made known."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

import grpc
import httpx

from chassis.clock import Clock
from chassis.errors import DomainError, ErrorCode
from chassis.kafka import KafkaPublisher
from chassis.tokens import TokenSigner
from reimbursement_tables import load
from tools.demo.cast import Cast
from tools.demo.front import Front
from tools.local.state import State
from tools.operators import LedgerView, OperatorsDesk
from tools.operators.activation import activate_everywhere
from tools.simulators.counter.reader import Reader
from tools.simulators.counter.sign_in import sign_in
from tools.simulators.doors import Badge
from tools.simulators.holder.phone import Phone
from tools.simulators.population import Family, families
from tools.simulators.practice.sender import Software
from tools.simulators.schemes import SchemeDesk

BACKGROUND_FAMILIES: Final = 30
BACKGROUND_SEED: Final = 1
_DOORS: Final = ("adri", "card_registry", "teletransmission")


@dataclass(frozen=True, slots=True)
class Known:
    """A person as adri answered: subject in hex, and the last revision of their rights."""

    subject_id: str
    revision: int


@dataclass(slots=True)
class Stage:
    """Open doors."""

    state: State
    clock: Clock
    signer: TokenSigner
    schemes: SchemeDesk
    software: Software
    client: httpx.AsyncClient
    doors: Mapping[str, grpc.aio.Channel]
    known: dict[str, Known] = field(default_factory=dict)

    def front(self, person: str) -> Front:
        """The HTTP front as a person of the cast sees it."""
        return Front(self.client, self._badge(person))

    def phone(self, person: str) -> Phone:
        """A fresh phone of a person of the cast."""
        return Phone(self.client, self._badge(person), self.clock)

    async def reader(self, who: str) -> Reader:
        """The reader of a professional of the stand-in of Pro Santé Connect."""
        token = await sign_in(self.client, self.state.targets["stand_ins"], who)
        registry, adri, intake = (self.doors[name] for name in ("card_registry", "adri", "teletransmission"))
        return Reader(token, self.clock, registry=registry, adri=adri, intake=intake)

    def _badge(self, person: str) -> Badge:
        subject = self.known[person].subject_id
        return Badge(self.signer, self.clock, subject=subject, role="insured", attributes={"subject_id": subject})


@asynccontextmanager
async def opened(state: State, clock: Clock) -> AsyncIterator[Stage]:
    """Open every door of a running platform for as long as the block lasts."""
    signer = TokenSigner.load(Path(state.keys.issuer_private_jwk), clock=clock)
    async with AsyncExitStack() as doors:
        channels = {
            name: await doors.enter_async_context(grpc.aio.insecure_channel(state.targets[name])) for name in _DOORS
        }
        client = await doors.enter_async_context(httpx.AsyncClient(base_url=state.targets["expenses"], trust_env=False))
        schemes = SchemeDesk(channels["adri"], signer, clock)
        software = Software(channels["teletransmission"], signer, clock)
        yield Stage(state, clock, signer, schemes, software, client, channels)


async def bring_rules_into_force(stage: Stage) -> tuple[str, int]:
    """Activate the rules of this build where needed: their version, and how many partitions changed."""
    tables = load()
    publisher = KafkaPublisher(stage.state.kafka, client_id="demo")
    try:
        async with LedgerView.open(stage.state.postgres.admin_dsn) as ledger:
            return tables.version, await activate_everywhere(tables, OperatorsDesk(publisher, stage.clock), ledger)
    finally:
        await publisher.stop()


async def make_known(stage: Stage, cast: Cast) -> None:
    """Send the cast's cards; keeps subjects and revisions by name. Their guarantee tables must be known."""
    names = {person.person_id: name for name, person in cast.people.items()}
    for card in cast.cards.values():
        answer = await stage.schemes.put_card(card)
        for revision in answer.revisions:
            name = names[revision.scheme_person_id]
            stage.known[name] = Known(revision.subject_id.hex(), revision.revision)


def background(anchor: date) -> Iterator[Family]:
    """The families beside the cast, the same ones at every run on one `.local`."""
    return families(BACKGROUND_SEED, BACKGROUND_FAMILIES, today=anchor)


async def make_background_known(stage: Stage, anchor: date) -> tuple[int, int]:
    """Send the background families' cards; counts those taken and those refused.

    On data left by another commit they may be other people under known numbers: they are refused, and the day goes on.
    """
    taken = refused = 0
    for card in (card for one in background(anchor) for card in one.cards):
        try:
            await stage.schemes.put_card(card)
            taken += 1
        except DomainError as error:
            if error.code is ErrorCode.UNAVAILABLE:
                raise
            refused += 1
    return taken, refused
