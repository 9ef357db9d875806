"""The stores of claims and settlements side by side, in both forms, and an open settlement intake."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import asyncpg
import grpc
import pytest
import pytest_asyncio

from chassis.clock import FixedClock
from chassis.grpc_client import call
from chassis.postgres import pool
from teletransmission.admission import Admission, Quota
from teletransmission.settlements.intake import SettlementIntake
from teletransmission.settlements.servicer import SERVICE_NAME, SettlementServicer
from teletransmission.settlements.store import SettlementStore
from teletransmission.settlements.store_memory import MemorySettlementStore
from teletransmission.settlements.store_postgres import PostgresSettlementStore
from teletransmission.store import ClaimStore
from teletransmission.store_memory import MemoryClaimStore
from teletransmission.store_postgres import PostgresClaimStore
from tests.fakes.doors import Guard, serving
from vitale.settlement.v1.settlement_service_pb2 import (
    PutSettlementsRequest,
    SettlementAcknowledgement,
    StatedSettlement,
)
from vitale.settlement.v1.settlement_service_pb2_grpc import (
    SettlementServiceStub,
    add_SettlementServiceServicer_to_server,
)

NOON = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stores:
    """Claims, and settlements of them."""

    claims: ClaimStore
    settlements: SettlementStore


@pytest_asyncio.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.integration)])
async def stores(request: pytest.FixtureRequest) -> AsyncIterator[Stores]:
    """Empty stores: the fakes, then the real ones as their run-time role."""
    if request.param == "memory":
        claims = MemoryClaimStore()
        yield Stores(claims, MemorySettlementStore(claims))
        return
    dsn = request.getfixturevalue("claims_dsn")
    connection = await asyncpg.connect(dsn)
    await connection.execute(
        "truncate teletransmission.claim, teletransmission.outbox, teletransmission.settlement cascade"
    )
    await connection.close()
    opened = await pool(dsn, schema="teletransmission", role="teletransmission", max_size=10)
    yield Stores(PostgresClaimStore(opened), PostgresSettlementStore(opened))
    await opened.close()


@dataclass(slots=True)
class Desk:
    """An open settlement intake beside a claim store in memory."""

    door: grpc.aio.Channel
    guard: Guard
    claims: MemoryClaimStore
    wakes: list[None] = field(default_factory=list)

    async def put(
        self, *settlements: StatedSettlement, role: str = "scheme", **attributes: str
    ) -> list[SettlementAcknowledgement]:
        """Acknowledgements of one batch, sent by the scheme 01 unless said otherwise."""
        token = self.guard.signer.sign("payer", role, attributes=attributes or {"scheme": "01"})  # type: ignore[arg-type]  # a wrong role too
        request = PutSettlementsRequest(settlements=settlements)
        reply = await call(SettlementServiceStub(self.door).PutSettlements, request, token=token, timeout_s=30)
        return list(reply.acknowledgements)


@pytest_asyncio.fixture
async def desk(memory: MemoryClaimStore) -> AsyncIterator[Desk]:
    """An open intake of settlements."""
    guard, wakes = Guard.new(FixedClock(NOON)), list[None]()
    intake = SettlementIntake(MemorySettlementStore(memory), guard.clock, lambda: wakes.append(None))
    admission = Admission(Quota(1e6, 1_000_000, 100), lambda: 0.0)
    servicer = SettlementServicer(intake, admission)
    async with serving(servicer, add_SettlementServiceServicer_to_server, SERVICE_NAME, guard=guard) as door:
        yield Desk(door, guard, memory, wakes)
