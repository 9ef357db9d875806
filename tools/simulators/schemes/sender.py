"""What a scheme's system does: sends tables and the state of its insured persons, repeating what was not answered."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from itertools import islice
from typing import Final

import grpc

from chassis.clock import Clock
from chassis.tokens import TokenSigner
from tools.simulators.doors import Badge, call
from tools.simulators.population import Card, Family, put_rights
from tools.simulators.population.guarantees import HASHES, TABLES
from vitale.card.v1.card_service_pb2 import HolderFacts, PutHoldersRequest
from vitale.card.v1.card_service_pb2_grpc import CardServiceStub
from vitale.rights.v1.rights_service_pb2 import PutGuaranteesRequest, PutRightsResponse
from vitale.rights.v1.rights_service_pb2_grpc import RightsServiceStub

_GENERAL_SCHEME: Final = "01"
_MICROSECONDS: Final = 1_000_000
_AT_ONCE: Final = 16


class SchemeDesk:
    """All schemes at once: each card is sent with the token of its own scheme."""

    def __init__(self, channel: grpc.aio.Channel, signer: TokenSigner, clock: Clock) -> None:
        """Take a channel to adri, the demo issuer's signer and the clock that numbers the states."""
        self._stub = RightsServiceStub(channel)
        self._signer, self._clock = signer, clock
        self._badges: dict[str, Badge] = {}

    async def put_tables(self) -> None:
        """Send the whole catalogue of guarantee tables.

        Raises:
            DomainError: adri refused, or named a table by another hash.
            ValueError: the answer names another table.
        """
        for name, table in TABLES.items():
            if await self._put_table(PutGuaranteesRequest(table=table)) != HASHES[name]:
                raise ValueError(f"guarantee table {name!r}: adri answered another hash than its content has")

    async def _put_table(self, request: PutGuaranteesRequest) -> bytes:
        answer = await call(lambda: self._stub.PutGuarantees(request, metadata=self._metadata(_GENERAL_SCHEME)))
        return answer.guarantees_hash

    async def put_card(self, card: Card) -> PutRightsResponse:
        """Send the present state of a card; sending it again changes nothing.

        Raises:
            DomainError: adri refused it.
        """
        version = int(self._clock.now().timestamp() * _MICROSECONDS)
        request = put_rights(card, state_version=version)
        return await call(lambda: self._stub.PutRights(request, metadata=self._metadata(card.regime)))

    async def put_holders(self, regime: str, holders: Iterable[HolderFacts], registry: grpc.aio.Channel) -> None:
        """State what bears on who may have a card; `registry` is a channel to the card registry.

        Raises:
            DomainError: the registry refused it.
            ValueError: somebody is not known to the vault.
        """
        request, stub = PutHoldersRequest(holders=holders), CardServiceStub(registry)
        answer = await call(lambda: stub.PutHolders(request, metadata=self._metadata(regime)))
        if answer.unknown:
            raise ValueError(f"{len(answer.unknown)} holders are not known: send their cards first")

    def _metadata(self, regime: str) -> tuple[tuple[str, str], ...]:
        badge = self._badges.get(regime)
        if badge is None:
            badge = Badge(
                self._signer, self._clock, subject=f"scheme-{regime}", role="scheme", attributes={"scheme": regime}
            )
            self._badges[regime] = badge
        return badge.metadata()


async def seed_families(desk: SchemeDesk, families: Iterable[Family]) -> AsyncIterator[tuple[Card, PutRightsResponse]]:
    """Send every card of the families, sixteen families at a time, and give what adri answered."""
    remaining = iter(families)
    while batch := list(islice(remaining, _AT_ONCE)):
        for answered in await asyncio.gather(*(_put_family(desk, family) for family in batch)):
            for answer in answered:
                yield answer


async def _put_family(desk: SchemeDesk, family: Family) -> list[tuple[Card, PutRightsResponse]]:
    # In turn: the second parent's card joins the children whom the first one made known.
    return [(card, await desk.put_card(card)) for card in family.cards]
