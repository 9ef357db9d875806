"""Acquisition with everything around it: a store, the vault, a registry, an open door, practices with keys."""

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import NamedTuple

import grpc

from adri.acquisition.accesses import Accesses
from adri.acquisition.answering import Answering, Ports
from adri.acquisition.contexts import Contexts
from adri.acquisition.describing import Describing
from adri.acquisition.estimating import Estimating
from adri.acquisition.identities import RememberedIdentities
from adri.acquisition.peers_grpc import GrpcIdentities
from adri.acquisition.proofs import Proofs
from adri.acquisition.rights_store import AccessLog, RightsReading
from adri.acquisition.servicer import SERVICE_NAME, AcquisitionServicer, Parts
from adri.acquisition.wakes import Wakes
from adri.acquisition.watching import Watching
from adri.by_number.looking import Looking, People
from adri.by_number.looking import Ports as ByNumber
from adri.by_number.store_memory import MemoryLookStore
from adri.store import RightsStore
from adri.vault_grpc import GrpcVault
from card_protocol import context_token, dpop
from card_protocol.context_token import ContextToken
from card_protocol.keys import KeyRing, SigningKey
from chassis.card_watch import CardWatch
from chassis.clock import FixedClock
from chassis.directory import NoDirectory
from chassis.grpc_client import call, replies, with_token
from tests.adri import house as intake
from tests.adri.acquisition.registry import EchoedEstimates, ListedContexts
from tests.fakes.doors import NOBODY_LISTENS, Guard, serving
from vitale.card.v1.presentation_service_pb2 import ResolvedContext
from vitale.identity.v1.identity_service_pb2 import BeneficiaryKey, Resolved
from vitale.receipt.v1.receipt_service_pb2 import EstimateRequest, EstimateResponse
from vitale.rights.v1 import acquisition_service_pb2 as pb
from vitale.rights.v1.acquisition_service_pb2_grpc import (
    AcquisitionServiceStub,
    add_AcquisitionServiceServicer_to_server,
)
from vitale.rights.v1.rights_service_pb2 import BeneficiaryRevision

PRACTICE = {"practice_id": "750000001", "specialty": "gp", "sector": "1", "place": "Europe/Paris", "name": "Dr A"}
TODAY = "2026-03-10"


class Kept(NamedTuple):
    """A store with its two other faces."""

    store: RightsStore
    reading: RightsReading
    log: AccessLog


@dataclass(slots=True)
class Slept:
    """Instead of waiting: how long it would have been, in seconds."""

    times: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        """Note it."""
        self.times.append(seconds)


@dataclass(slots=True)
class CountedPeople:
    """The vault, and how often it was asked."""

    vault: People
    asked: int = 0

    async def resolve(self, keys: Sequence[BeneficiaryKey]) -> Sequence[Resolved]:
        """Ask it."""
        self.asked += 1
        return await self.vault.resolve(keys)


class Numbers(NamedTuple):
    """What access by number leaves behind."""

    looks: MemoryLookStore
    canaries: set[bytes]
    slept: Slept
    people: CountedPeople


@dataclass(slots=True)
class Counter:
    """A practice that calls with its token and its key."""

    door: grpc.aio.Channel
    guard: Guard
    attributes: dict[str, str]
    key: SigningKey

    def metadata(self, method: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """A token and the proof of the key for one call."""
        token = self.guard.signer.sign("software", "practice", attributes=self.attributes)
        proof = dpop.make(self.key, f"/{SERVICE_NAME}/{method}", token, self.guard.clock.now())
        return token, (("dpop", proof),)

    async def ask(self, *queries: pb.RightsQuery) -> list[pb.RightsResult]:
        """The results of GetRights."""
        token, proof = self.metadata("GetRights")
        stub = AcquisitionServiceStub(self.door)
        reply = await call(stub.GetRights, pb.GetRightsRequest(queries=queries), token=token, metadata=proof)
        return list(reply.results)

    async def watch(self, query: pb.RightsQuery) -> AsyncIterator[pb.RightsResult]:
        """The results of WatchRights, for as long as they come."""
        token, proof = self.metadata("WatchRights")
        request = pb.WatchRightsRequest(query=query)
        stub = AcquisitionServiceStub(self.door)
        stream: AsyncIterator[pb.WatchRightsResponse] = stub.WatchRights(request, metadata=with_token(token, proof))  # type: ignore[assignment]
        async for reply in replies(stream):
            yield reply.result

    async def look(self, request: pb.GetRightsByNumberRequest) -> pb.GetRightsByNumberResponse:
        """The answer of GetRightsByNumber."""
        bearer, proof = self.metadata("GetRightsByNumber")
        stub = AcquisitionServiceStub(self.door)
        return await call(stub.GetRightsByNumber, request, token=bearer, metadata=proof)

    async def estimate(self, token: str, care: EstimateRequest) -> EstimateResponse:
        """The estimate of a care."""
        bearer, proof = self.metadata("Estimate")
        request = pb.AcquisitionServiceEstimateRequest(context_token=token, care=care)
        reply = await call(AcquisitionServiceStub(self.door).Estimate, request, token=bearer, metadata=proof)
        return reply.estimate


@dataclass(slots=True)
class Place:
    """Acquisition, open, beside its intake."""

    intake: intake.House
    door: grpc.aio.Channel
    kept: Kept
    registry: ListedContexts
    estimates: EchoedEstimates
    cards: CardWatch
    wakes: Wakes
    registry_key: SigningKey
    proof_key: SigningKey
    numbers: Numbers

    @property
    def clock(self) -> FixedClock:
        """The clock of everything here."""
        return self.intake.clock

    @property
    def ring(self) -> KeyRing:
        """The public keys of registry and adri."""
        return KeyRing.of(vitale_card_registry=self.registry_key, vitale_adri=self.proof_key)

    def counter(self, **attributes: str) -> Counter:
        """A practice with a key of its own."""
        return Counter(self.door, self.intake.guard, {**PRACTICE, **attributes}, SigningKey.generate())

    async def present(self, who: BeneficiaryRevision, opener: bytes, to: Counter, **changes: object) -> str:
        """A context token: this person was presented to that practice. `changes` are to the token."""
        [standing] = await self.kept.reading.now([(who.subject_id, opener)])
        assert standing is not None
        token = self.token(to, **changes)
        read = context_token.read(token, self.ring, None)
        whom = ResolvedContext(
            subject_id=who.subject_id,
            opener_subject_id=opener,
            home_id=standing.place.home_id,
            partition=standing.place.partition,
            card_serial=b"serial" + opener[:10],
            relation_id=read.relation_id or b"",
        )
        self.registry.put(read.context_id, whom)
        return token

    def token(self, to: Counter, **changes: object) -> str:
        """A context token for that practice; the registry need not know it."""
        return signed_token(to, self.registry_key, **changes)


def signed_token(to: Counter, key: SigningKey, **changes: object) -> str:
    """A context token for a practice, signed by this key; `changes` are to its fields."""
    now = to.guard.clock.now()
    sound = ContextToken(
        context_id=secrets.token_bytes(16),
        token_id=secrets.token_bytes(16),
        subject="00" * 16,
        actor_id="software",
        practice_id=to.attributes["practice_id"],
        profession="gp",
        purposes=("rights", "billing"),
        method="qr",
        proof_time=now,
        freshness="fresh",
        issued_at=now,
        expires_at=now + timedelta(hours=1),
        ends_at=now + timedelta(hours=4),
        jkt=to.key.kid,
    )
    return context_token.sign(key, replace(sound, **changes))  # type: ignore[arg-type]  # the test's


def query(token: str, **changes: object) -> pb.RightsQuery:
    """A query for today."""
    return pb.RightsQuery(**{"context_token": token, "care_date": TODAY, **changes})  # type: ignore[arg-type]


@asynccontextmanager
async def opened(kept: Kept, *, production: bool = False) -> AsyncIterator[Place]:
    """Acquisition and intake on one store, while the block runs."""
    registry, estimates, cards, wakes = ListedContexts(), EchoedEstimates(), CardWatch(NOBODY_LISTENS), Wakes()
    registry_key, proof_key = SigningKey.generate(), SigningKey.generate()
    cards.on_event(wakes.card_changed)
    async with intake.opened(kept.store) as house:
        guard, clock = house.guard, house.clock
        ring = KeyRing.of(vitale_card_registry=registry_key)
        contexts = Contexts(ring, registry, cards, clock)
        looks, canaries, slept = MemoryLookStore(), set[bytes](), Slept()
        to_vault = CountedPeople(GrpcVault(house.vault, guard.service_token))
        vault = GrpcIdentities(house.vault, lambda: guard.signer.sign("adri", "service"))
        accesses = Accesses(kept.log, lambda: None)
        identities = RememberedIdentities(vault, clock)
        proofs = Proofs(proof_key, production=production)
        answering = Answering(Ports(contexts, kept.reading, identities, accesses, proofs, clock))
        watching = Watching(answering, contexts, wakes, clock)
        parts = Parts(
            directory=NoDirectory(),
            answering=answering,
            watching=watching,
            estimating=Estimating(contexts, estimates, accesses, clock),
            describing=Describing(kept.reading, clock),
            by_number=Looking(
                ByNumber(to_vault, answering, proofs, looks, canaries, clock, lambda: None, sleep=slept.sleep)
            ),
            accounts=looks,
            clock=clock,
        )
        servicer = AcquisitionServicer(parts)
        async with serving(servicer, add_AcquisitionServiceServicer_to_server, SERVICE_NAME, guard=guard) as door:
            numbers = Numbers(looks, canaries, slept, to_vault)
            yield Place(house, door, kept, registry, estimates, cards, wakes, registry_key, proof_key, numbers)
