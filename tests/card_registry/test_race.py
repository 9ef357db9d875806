"""One QR raced from fifty clients, over and over: exactly one is accepted. VITALE_RACE_TRIES asks for more tries."""

import asyncio
import os

import pytest

from card_protocol.keys import SigningKey
from chassis.errors import DomainError, ErrorCode
from chassis.postgres import Pool
from tests.card_registry.house import House, Phone, Software, opened
from tests.card_registry.shelf import postgres_shelf
from vitale.card.v1.presentation_service_pb2 import RedeemResponse

TRIES = int(os.environ.get("VITALE_RACE_TRIES", "5000"))
CLIENTS = 50

pytestmark = [pytest.mark.asyncio, pytest.mark.integration, pytest.mark.timeout(60 + TRIES // 20)]


async def raced(phone: Phone, clients: list[Software]) -> list[RedeemResponse]:
    """The replies to those who were accepted; every other client was refused as one who came too late."""
    qr = phone.shown()
    outcomes = await asyncio.gather(*(client.redeem(qr) for client in clients), return_exceptions=True)
    accepted = [one for one in outcomes if isinstance(one, RedeemResponse)]
    refused = [one.code for one in outcomes if isinstance(one, DomainError)]
    assert refused == [ErrorCode.ALREADY_USED] * (len(clients) - len(accepted))
    return accepted


async def test_one_qr_raced_from_fifty_clients_is_accepted_exactly_once(registry_pool: Pool, key: SigningKey) -> None:
    rounds = -(-TRIES // CLIENTS)
    async with opened(postgres_shelf(registry_pool, key), key=key) as house:
        phone, clients = await house.phone(), [_client(house, number) for number in range(CLIENTS)]
        contexts = set()
        for _ in range(rounds):
            [reply] = await raced(phone, clients)
            contexts.add(reply.context.context_id)
    assert len(contexts) == rounds
    assert await registry_pool.fetchval("select count(*) from context") == rounds
    assert await registry_pool.fetchval("select count(*) from redemption") == rounds
    assert await registry_pool.fetchval("select revision from card") == rounds + 1


def _client(house: House, number: int) -> Software:
    return Software(house, practice_id=f"RPPS:9000000{number:04d}")
