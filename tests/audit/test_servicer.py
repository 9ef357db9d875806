"""Who may read which list, over the real door; and what a broken chain answers."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import grpc
import pytest
import pytest_asyncio

from audit.servicer import SERVICE_NAME, AuditServicer
from audit.store_memory import MemoryChainStore
from audit.watchers import Watchers
from chassis.clock import SystemClock
from chassis.errors import DomainError, ErrorCode
from chassis.grpc_client import call, replies, with_token
from tests.audit.events import LEA, NOE, access
from tests.fakes.doors import Guard, serving
from vitale.access.v1 import audit_service_pb2 as pb
from vitale.access.v1.audit_service_pb2_grpc import AuditServiceStub, add_AuditServiceServicer_to_server

pytestmark = pytest.mark.asyncio


class House:
    """The servicer behind its door."""

    def __init__(self, channel: grpc.aio.Channel, guard: Guard, store: MemoryChainStore, watchers: Watchers) -> None:
        self.stub = AuditServiceStub(channel)
        self.guard, self.store, self.watchers = guard, store, watchers

    def token(self, who: bytes) -> str:
        return self.guard.signer.sign("x", "insured", attributes={"subject_id": who.hex()})

    async def listed(self, who: bytes, **asked: object) -> pb.ListAccessesResponse:
        request = pb.ListAccessesRequest(**asked)  # type: ignore[arg-type]  # fields of the request
        return await call(self.stub.ListAccesses, request, token=self.token(who))

    async def happened(self, *numbers: int, subject: bytes = LEA) -> None:
        entries = await self.store.append([access(n, subject=subject) for n in numbers], {})
        self.watchers.tell(entries)


@pytest_asyncio.fixture
async def house() -> AsyncIterator[House]:
    guard, store, watchers = Guard.new(SystemClock()), MemoryChainStore(), Watchers()
    servicer = AuditServicer(store, watchers, guard.clock)
    async with serving(servicer, add_AuditServiceServicer_to_server, SERVICE_NAME, guard=guard) as channel:
        yield House(channel, guard, store, watchers)


async def test_a_person_lists_who_looked_in_pages(house: House) -> None:
    await house.happened(1, 2, 3)
    await house.happened(4, subject=NOE)
    first = await house.listed(LEA, page_size=2)
    assert [one.seq for one in first.accesses] == [3, 2]
    rest = await house.listed(LEA, page_size=2, before_seq=first.next_before_seq)
    assert ([one.seq for one in rest.accesses], rest.next_before_seq) == ([1], 0)
    assert [one.event.practice_id for one in rest.accesses] == ["990000010"]


async def test_nobody_lists_another_person_s_accesses(house: House) -> None:
    await house.happened(1)
    with pytest.raises(DomainError) as refused:
        await house.listed(NOE, subject_id=LEA)
    assert refused.value.code is ErrorCode.NOT_FOUND


@pytest.mark.parametrize("role", ["practice", "service", "scheme"])
async def test_only_persons_have_a_list(house: House, role: str) -> None:
    token = house.guard.signer.sign("x", role, attributes={"subject_id": LEA.hex()})  # type: ignore[arg-type]
    with pytest.raises(DomainError) as refused:
        await call(house.stub.ListAccesses, pb.ListAccessesRequest(), token=token)
    assert refused.value.code is ErrorCode.PERMISSION_DENIED


async def test_an_access_is_seen_while_the_person_watches_and_not_that_of_another(house: House) -> None:
    stream: Any = house.stub.WatchAccesses(pb.WatchAccessesRequest(), metadata=with_token(house.token(LEA)))
    seen: AsyncIterator[Any] = replies(stream)
    waiting = asyncio.ensure_future(anext(seen))
    while not house.watchers._queues:  # noqa: ASYNC110 - the server tells nobody that it listens
        await asyncio.sleep(0.01)
    await house.happened(1, subject=NOE)
    await house.happened(2)
    assert (await waiting).access.event.at_us == access(2).at_us
    stream.cancel()


async def test_an_operator_sees_where_the_chain_was_tampered_with(house: House) -> None:
    await house.happened(1, 2, 3)
    token = house.guard.signer.sign("op", "operator")
    sound = await call(house.stub.VerifyChain, pb.VerifyChainRequest(), token=token)
    assert (sound.entries, sound.broken_at) == (3, 0)
    house.store.entries[1] = replace(house.store.entries[1], at_us=5)
    broken = await call(house.stub.VerifyChain, pb.VerifyChainRequest(), token=token)
    assert broken.broken_at == 2
