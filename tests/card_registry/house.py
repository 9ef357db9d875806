"""An open registry with everything around it: families, their phones, practices that scan."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import grpc

from card_protocol import dpop, nfc
from card_protocol import presentation as protocol
from card_protocol.keys import KeyRing, SigningKey, point
from card_protocol.presentation import Presentation
from card_registry import card_servicer, presentation_servicer
from card_registry.assembly import Surroundings, assemble
from card_registry.cards import Device
from card_registry.pairwise import Pairwise
from card_registry.store import Card
from card_registry.watching import Watching
from chassis.clock import FixedClock
from chassis.directory import Listings, NoDirectory
from chassis.failpoints import NoFailpoints
from chassis.grpc_client import Metadata, call
from chassis.token_claims import Role
from tests.card_registry.cards import NOON
from tests.card_registry.peers import Family, Peers, peers
from tests.card_registry.shelf import Shelf
from tests.fakes.doors import Guard, serving
from vitale.card.v1 import card_pb2
from vitale.card.v1 import card_service_pb2 as cpb
from vitale.card.v1 import presentation_service_pb2 as pb
from vitale.card.v1.card_service_pb2_grpc import CardServiceStub, add_CardServiceServicer_to_server
from vitale.card.v1.presentation_service_pb2_grpc import (
    PresentationServiceStub,
    add_PresentationServiceServicer_to_server,
)


@dataclass
class Phone:
    """A holder's device with its card; `skew` is how far its clock is ahead."""

    house: "House"
    family: Family
    key: SigningKey
    card: Card
    beacon: bytes | None = None
    skew: timedelta = timedelta(0)
    counter: int = 0

    def shown(self, *, reference: bytes = b"", jti: bytes = b"") -> str:
        """The text of a QR that the phone shows now."""
        self.counter += 1
        at = self.house.clock.now() + self.skew
        presentation = Presentation(
            jti=jti or secrets.token_bytes(16),
            issued_at=at,
            expires_at=at + timedelta(seconds=60),
            counter=self.counter,
            reference=reference,
            certificate=self.card.certificate,
            beacon=self.beacon,
        )
        return protocol.text(protocol.sign(self.key, presentation))

    def tap(self, practice: "Software", challenge: bytes, *, reference: bytes = b"") -> bytes:
        """What the phone answers to a reader of a practice, by NFC."""
        side = nfc.CardSide(self.key, self.card.certificate, reference)
        reader = nfc.ReaderSide(practice.practice_id)
        return reader.present(side, challenge, purpose=1, now=self.house.clock.now() + self.skew)

    async def call(self, method: str, request: Any, *, with_key: bool = False) -> Any:
        """Call the card service with the token of the scheme account, from the phone or from another device."""
        token = self.token()
        proof = self.house.proof(self.key, f"/{card_servicer.SERVICE_NAME}/{method}", token) if with_key else ()
        return await call(getattr(CardServiceStub(self.house.cards), method), request, token=token, metadata=proof)

    def token(self) -> str:
        """A token of the scheme account."""
        subject = self.family.holder.place.subject_id.hex()
        return self.house.guard.signer.sign(subject, "insured", attributes={"subject_id": subject})

    async def change(self, change: cpb.CardChange.ValueType, **more: Any) -> cpb.Card:
        """Change the card from another device."""
        request = cpb.ChangeCardRequest(card_serial=self.card.serial, change=change, **more)
        reply: cpb.ChangeCardResponse = await self.call("ChangeCard", request)
        return reply.card

    async def fetch_beacon(self) -> cpb.GetBeaconResponse:
        """Fetch a beacon with the phone's key, for the QRs to come."""
        request = cpb.GetBeaconRequest(card_serial=self.card.serial)
        reply: cpb.GetBeaconResponse = await self.call("GetBeacon", request, with_key=True)
        self.beacon = reply.beacon
        return reply


@dataclass
class Software:
    """The software of a practice, with a key of its own."""

    house: "House"
    practice_id: str = "RPPS:90000000007"
    name: str = "Cabinet du Port"
    key: SigningKey = field(default_factory=SigningKey.generate)
    role: Role = "practice"

    def token(self) -> str:
        """A token of the practice."""
        attributes = {"practice_id": self.practice_id, "specialty": "gp", "name": self.name, "place": "Europe/Paris"}
        return self.house.guard.signer.sign("90000000007", self.role, attributes=attributes)

    async def call(self, method: str, request: Any, *, proof: Metadata | None = None) -> Any:
        """Call the presentation service with a proof by the practice's key."""
        token = self.token()
        if proof is None:
            proof = self.house.proof(self.key, f"/{presentation_servicer.SERVICE_NAME}/{method}", token)
        stub = getattr(PresentationServiceStub(self.house.presentations), method)
        return await call(stub, request, token=token, timeout_s=30, metadata=proof)

    async def redeem(self, qr: str, *, request_id: bytes = b"", **more: Any) -> pb.RedeemResponse:
        """Redeem a QR."""
        request = pb.RedeemRequest(qr=qr, request_id=request_id or secrets.token_bytes(16), **more)
        reply: pb.RedeemResponse = await self.call("Redeem", request)
        return reply


@dataclass
class House:
    """An open registry."""

    shelf: Shelf
    peers: Peers
    guard: Guard
    clock: FixedClock
    key: SigningKey
    watching: Watching
    cards: grpc.aio.Channel
    presentations: grpc.aio.Channel
    wakes: list[None] = field(default_factory=list)

    @property
    def ring(self) -> KeyRing:
        """The public key of the registry."""
        return KeyRing.of(vitale_card_registry=self.key)

    def proof(self, key: SigningKey, method: str, token: str) -> Metadata:
        """Metadata that prove a key for one call."""
        return (("dpop", dpop.make(key, method, token, self.clock.now())),)

    async def phone(
        self, family: Family | None = None, *, device_class: card_pb2.DeviceClass.ValueType = card_pb2.DEVICE_CLASS_TEE
    ) -> Phone:
        """A phone with a card just activated, one minute ago by our clock."""
        family, key = family or self.peers.add(Family.new()), SigningKey.generate()
        device = Device(point(key.public), device_class, nfc=True, platform="android")
        card = await self.shelf.activate(family.holder.place, device, at=self.clock.now() - timedelta(minutes=1))
        return Phone(self, family, key, card)

    def operator(self, desk: str = "caisse") -> str:
        """A token of an operator."""
        return self.guard.signer.sign("agent-1", "operator", attributes={"desk": desk})

    async def resolve(self, *context_ids: bytes) -> list[pb.ResolvedContext]:
        """Who stands behind contexts."""
        stub = PresentationServiceStub(self.presentations)
        request = pb.ResolveContextsRequest(context_ids=context_ids)
        return list((await call(stub.ResolveContexts, request, token=self.guard.service_token())).contexts)


class NoHolders:
    """Stands where enrolment takes what schemes state."""

    async def put(self, request: cpb.PutHoldersRequest) -> cpb.PutHoldersResponse:
        """Take nothing."""
        return cpb.PutHoldersResponse(unknown=range(len(request.holders)))


@asynccontextmanager
async def opened(
    shelf: Shelf, *, key: SigningKey, clock: FixedClock | None = None, directory: Listings | None = None
) -> AsyncIterator[House]:
    """A registry on a shelf, while the block runs."""
    clock = clock or FixedClock(NOON)
    guard = Guard.new(clock)
    wakes: list[None] = []
    async with peers(guard) as around:
        registry = assemble(
            Surroundings(
                store=shelf.store,
                cases=shelf.cases,
                names=around.names,
                rights=around.rights,
                directory=directory or NoDirectory(),
                holders=NoHolders(),
                key=key,
                ring=KeyRing.of(vitale_card_registry=key),
                pairwise=Pairwise(bytes(range(32))),
                clock=clock,
                failpoints=NoFailpoints(),
                kept=lambda: wakes.append(None),
            )
        )
        add_cards, add_presentations = add_CardServiceServicer_to_server, add_PresentationServiceServicer_to_server
        async with (
            serving(registry.cards, add_cards, card_servicer.SERVICE_NAME, guard=guard) as cards,
            serving(
                registry.presentations, add_presentations, presentation_servicer.SERVICE_NAME, guard=guard
            ) as presentations,
        ):
            yield House(shelf, around, guard, clock, key, registry.watching, cards, presentations, wakes)
