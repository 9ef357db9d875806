"""The gRPC face of cards: for their holder, for agents of a caisse, for schemes."""

from collections.abc import AsyncIterator
from typing import Any, Final, NamedTuple, Protocol

import grpc

from card_registry.agent import Agents
from card_registry.device.beacons import Beacons
from card_registry.fields import read_id, wrong
from card_registry.holder_view import card_message, presentation_messages, relation_messages
from card_registry.holding import Holding
from card_registry.pairwise import Pairwise
from card_registry.peers import Names
from card_registry.presentation.person import PresentedPerson
from card_registry.records import micros
from card_registry.store import RegistryStore
from card_registry.watching import Watching
from chassis.clock import Clock
from vitale.card.v1 import card_service_pb2 as pb
from vitale.card.v1.card_service_pb2_grpc import CardServiceServicer

SERVICE_NAME: Final = "vitale.card.v1.CardService"
_MOST_PRESENTATIONS, _USUAL_PRESENTATIONS = 100, 20


class Holders(Protocol):
    """What schemes state of holders; enrolment keeps it."""

    async def put(self, request: pb.PutHoldersRequest) -> pb.PutHoldersResponse:
        """Take what the calling scheme states; checks the caller itself."""
        ...


class Parts(NamedTuple):
    """What the servicer works with."""

    holding: Holding
    agents: Agents
    beacons: Beacons
    holders: Holders
    store: RegistryStore
    names: Names
    persons: PresentedPerson
    pairwise: Pairwise
    watching: Watching
    clock: Clock


class CardServicer(CardServiceServicer):
    """A holder's cards, who redeemed them, and those who may end them."""

    def __init__(self, parts: Parts) -> None:
        """Take the parts."""
        self._parts = parts

    async def ListCards(self, _request: pb.ListCardsRequest, _context: object) -> pb.ListCardsResponse:  # noqa: N802
        """List the caller's cards, the newest first."""
        caller = self._parts.holding.caller()
        cards = await self._parts.store.cards_of(caller.subject_id)
        return pb.ListCardsResponse(
            cards=[card_message(card, own_device=caller.holds(card.device.key_point)) for card in cards]
        )

    async def ListPresentable(  # noqa: N802 - named by the contract
        self, _request: pb.ListPresentableRequest, _context: object
    ) -> pb.ListPresentableResponse:
        """List whom the holder may present, with the reference that the QR names them by."""
        holder = await self._parts.holding.holder()
        ids = [person.subject_id for person in await self._parts.persons.presentable(holder)]
        ids = [holder.subject_id, *(one for one in ids if one != holder.subject_id)]
        names = await self._parts.names.first_names(ids)
        return pb.ListPresentableResponse(
            persons=[
                pb.Presentable(
                    reference=self._parts.pairwise.reference(holder.subject_id, one),
                    first_name=names.get(one, ""),
                    subject_id=one,
                )
                for one in ids
            ]
        )

    async def ChangeCard(self, request: pb.ChangeCardRequest, _context: object) -> pb.ChangeCardResponse:  # noqa: N802
        """Suspend, resume, oppose or deactivate a card of the caller.

        Raises:
            DomainError: INVALID_ARGUMENT, NOT_FOUND, CARD_LOCKED, CARD_OPPOSED, CARD_ENDED.
        """
        serial = read_id(request.card_serial, "card_serial")
        card = await self._parts.holding.change(serial, request.change, plastic_too=request.plastic_too)
        own_device = self._parts.holding.caller().holds(card.device.key_point)
        return pb.ChangeCardResponse(card=card_message(card, own_device=own_device))

    async def OpposeByAgent(  # noqa: N802 - named by the contract
        self, request: pb.OpposeByAgentRequest, _context: object
    ) -> pb.OpposeByAgentResponse:
        """Oppose a card for its holder, by an agent of a caisse.

        Raises:
            DomainError: PERMISSION_DENIED, INVALID_ARGUMENT, NIR_KEY_WRONG, NOT_FOUND, CARD_ENDED.
        """
        return pb.OpposeByAgentResponse(opposed=await self._parts.agents.oppose(request))

    async def PutHolders(self, request: pb.PutHoldersRequest, _context: object) -> pb.PutHoldersResponse:  # noqa: N802
        """Take what a scheme states of holders."""
        return await self._parts.holders.put(request)

    async def GetBeacon(self, request: pb.GetBeaconRequest, _context: object) -> pb.GetBeaconResponse:  # noqa: N802
        """Give the device of a card a fresh beacon, and a renewed certificate when the old one ends soon.

        Raises:
            DomainError: UNAUTHENTICATED, NOT_FOUND, CARD_OPPOSED, CARD_SUSPENDED, CARD_ENDED.
        """
        card = await self._parts.holding.card(read_id(request.card_serial, "card_serial"))
        given = await self._parts.beacons.give(card, self._parts.holding.caller())
        return pb.GetBeaconResponse(
            beacon=given.beacon, now_us=micros(given.at), device_certificate=given.certificate or b""
        )

    async def ListPresentations(  # noqa: N802 - named by the contract
        self, request: pb.ListPresentationsRequest, _context: object
    ) -> pb.ListPresentationsResponse:
        """List who redeemed the caller's cards, newest first."""
        caller = self._parts.holding.caller()
        if request.page_size > _MOST_PRESENTATIONS:
            raise wrong("page_size", "page_size_range", f"Send at most {_MOST_PRESENTATIONS}")
        found = await self._parts.store.presentations(caller.subject_id, request.page_size or _USUAL_PRESENTATIONS)
        told = await presentation_messages(found, self._parts.names, self._parts.clock.now())
        return pb.ListPresentationsResponse(presentations=told)

    async def WatchPresentations(  # noqa: N802 - named by the contract
        self, _request: pb.WatchPresentationsRequest, context: "grpc.aio.ServicerContext[Any, Any]"
    ) -> AsyncIterator[pb.WatchPresentationsResponse]:
        """Tell each redemption of the caller's cards while the stream is open."""
        caller = self._parts.holding.caller()
        async with self._parts.watching.of(caller.subject_id) as standings:
            # Tells the caller that what is redeemed from now on will be told.
            await context.send_initial_metadata(())
            async for standing in standings:
                for told in await presentation_messages([standing], self._parts.names, self._parts.clock.now()):
                    yield pb.WatchPresentationsResponse(presentation=told)

    async def Repudiate(self, request: pb.RepudiateRequest, _context: object) -> pb.RepudiateResponse:  # noqa: N802
        """Take a holder's word that a presentation was not theirs: its context is dead."""
        await self._parts.holding.repudiate(read_id(request.context_id, "context_id"))
        return pb.RepudiateResponse()

    async def ListCareRelations(  # noqa: N802 - named by the contract
        self, _request: pb.ListCareRelationsRequest, _context: object
    ) -> pb.ListCareRelationsResponse:
        """List the care relations that the caller's cards opened."""
        found = await self._parts.store.relations_of(self._parts.holding.caller().subject_id)
        told = await relation_messages(found, self._parts.names, self._parts.clock.now())
        return pb.ListCareRelationsResponse(relations=told)

    async def RevokeCareRelation(  # noqa: N802 - named by the contract
        self, request: pb.RevokeCareRelationRequest, _context: object
    ) -> pb.RevokeCareRelationResponse:
        """End a care relation of the caller."""
        await self._parts.holding.revoke(read_id(request.relation_id, "relation_id"))
        return pb.RevokeCareRelationResponse()
