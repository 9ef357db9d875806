"""Live subscriptions over a real channel: the gap, then live, nothing lost or doubled; who is told what and when."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import grpc
import pytest

from chassis.grpc_client import with_token
from tests.receipts.api.world import CAMILLE, LEA, PAUL, TOM, World, receipt
from vitale.receipt.v1.receipt_service_pb2 import (
    AddSubscription,
    DropSubscription,
    ListReceiptsRequest,
    WatchRequest,
    WatchResponse,
)
from vitale.receipt.v1.receipt_service_pb2_grpc import ReceiptServiceStub

pytestmark = pytest.mark.asyncio


class Watcher:
    """One Watch stream."""

    def __init__(self, world: World, channel: grpc.aio.Channel, token: str) -> None:
        self.world = world
        self.call = ReceiptServiceStub(channel).Watch(metadata=with_token(token))

    async def add(self, number: int = 1, who: bytes = CAMILLE, *, cursor: str = "", token: str | None = None) -> None:
        """Subscribe."""
        add = AddSubscription(token=self.world.token(who) if token is None else token, cursor=cursor)
        await self.call.write(WatchRequest(subscription_id=number, add=add))

    async def next(self) -> WatchResponse:
        """The next message."""
        async with asyncio.timeout(10):
            response = await self.call.read()
        assert isinstance(response, WatchResponse), "the stream ended"
        return response

    async def until_live(self) -> str:
        """Read until caught up; gives the cursor."""
        while (response := await self.next()).WhichOneof("event") != "caught_up":
            pass
        return response.caught_up.cursor

    async def kinds(self, count: int) -> list[str | None]:
        """The kinds of the next messages."""
        return [(await self.next()).WhichOneof("event") for _ in range(count)]


@asynccontextmanager
async def watching(world: World | None = None) -> AsyncIterator[Watcher]:
    """A world with one stream, in the name of a service."""
    made = world or World()
    async with made.channel() as channel:
        yield Watcher(made, channel, made.service_token())


async def resume_cursor(world: World, who: bytes = CAMILLE) -> str:
    """Where the list says that live reading goes on."""
    return (await world.reading.receipts(who, ListReceiptsRequest())).resume_cursor


async def test_a_receipt_published_after_catching_up_arrives() -> None:
    async with watching() as watcher:
        await watcher.add()
        await watcher.until_live()
        watcher.world.issue(receipt(LEA, 7))
        assert (await watcher.next()).receipt.receipt.receipt_id == receipt(LEA, 7).receipt_id


async def test_the_gap_since_the_list_comes_from_the_ledger_then_live_follows_once() -> None:
    world = World()
    world.issue(receipt(number=1))
    cursor = await resume_cursor(world)
    world.issue(receipt(number=2))
    unpublished = world.settle(receipt(number=3))
    async with watching(world) as watcher:
        await watcher.add(cursor=cursor)
        assert [(await watcher.next()).receipt.receipt.receipt_id[-1] for _ in range(2)] == [2, 3]
        assert await watcher.kinds(1) == ["caught_up"]
        world.publish(unpublished)  # it was in the gap already
        world.issue(receipt(number=4))
        assert (await watcher.next()).receipt.receipt.receipt_id[-1] == 4


async def test_every_cursor_resumes_right_after_its_receipt() -> None:
    world = World()
    start = await resume_cursor(world)
    for number in range(1, 5):
        world.issue(receipt(CAMILLE if number % 2 else LEA, number))
    async with watching(world) as watcher:
        await watcher.add(1, cursor=start)
        seen = [(await watcher.next()).receipt for _ in range(4)]
        await watcher.until_live()
        for number, event in enumerate(seen):
            await watcher.add(2 + number, cursor=event.cursor)
            rest = [(await watcher.next()).receipt.receipt.receipt_id for _ in seen[number + 1 :]]
            assert rest == [later.receipt.receipt_id for later in seen[number + 1 :]]
            await watcher.until_live()


async def test_a_record_published_twice_is_shown_once() -> None:
    async with watching() as watcher:
        await watcher.add()
        await watcher.until_live()
        row = watcher.world.issue(receipt(number=1))
        watcher.world.publish(row)
        watcher.world.issue(receipt(number=2))
        assert [(await watcher.next()).receipt.receipt.receipt_id[-1] for _ in range(2)] == [1, 2]


async def test_others_and_secrets_wake_nobody() -> None:
    async with watching() as watcher:
        await watcher.add()
        await watcher.until_live()
        watcher.world.issue(receipt(PAUL, 1))
        watcher.world.issue(receipt(LEA, 2, audience=2))
        watcher.world.issue(receipt(LEA, 3))
        assert (await watcher.next()).receipt.receipt.receipt_id[-1] == 3


async def test_both_parents_and_the_child_share_one_stream_and_each_sees_their_own_view() -> None:
    world = World()
    world.on_card(LEA, PAUL)
    async with watching(world) as watcher:
        for number, who in enumerate((CAMILLE, PAUL, LEA), start=1):
            await watcher.add(number, who)
            await watcher.until_live()
        world.issue(receipt(LEA, 1, audience=2))
        world.issue(receipt(LEA, 2))
        events = [await watcher.next() for _ in range(4)]
        seen = sorted((e.subscription_id, e.receipt.receipt.receipt_id[-1]) for e in events)
        assert seen == [(1, 2), (2, 2), (3, 1), (3, 2)]


async def test_a_hole_in_the_published_sequence_makes_the_reader_start_again() -> None:
    async with watching() as watcher:
        await watcher.add()
        await watcher.until_live()
        watcher.world.issue(receipt(number=1))
        watcher.world.settle(receipt(number=2))  # never published
        watcher.world.issue(receipt(number=3))
        assert await watcher.kinds(3) == ["receipt", "reset", "receipt"]


@pytest.mark.parametrize("cursor", ["garbage", ""])
async def test_a_cursor_of_no_use_says_reset_and_goes_on_live(cursor: str) -> None:
    world = World()
    other = cursor or await resume_cursor(world, PAUL)  # somebody else's is as good as garbage
    async with watching(world) as watcher:
        await watcher.add(cursor=other)
        first = await watcher.next()
        assert first.reset.reason == "CURSOR_INVALID"
        await watcher.until_live()
        world.issue(receipt(number=1))
        assert (await watcher.next()).receipt.receipt.receipt_id[-1] == 1


async def test_a_cursor_from_before_the_visible_set_changed_says_reset() -> None:
    world = World()
    cursor = await resume_cursor(world)
    world.on_card(TOM, CAMILLE)
    async with watching(world) as watcher:
        await watcher.add(cursor=cursor)
        assert (await watcher.next()).reset.reason == "PEOPLE_CHANGED"


async def test_a_gap_too_long_is_read_from_the_list() -> None:
    world = World()
    world.issue(receipt(number=0))
    cursor = await resume_cursor(world)
    for number in range(1, 502):
        world.issue(receipt(number=number))
    async with watching(world) as watcher:
        await watcher.add(cursor=cursor)
        assert (await watcher.next()).reset.reason == "TOO_OLD"
        await watcher.until_live()


async def test_a_newborn_on_the_card_is_seen_from_the_moment_the_rights_are_applied() -> None:
    async with watching() as watcher:
        await watcher.add()
        await watcher.until_live()
        watcher.world.on_card(TOM, CAMILLE)
        watcher.world.rights_changed(TOM)
        assert await watcher.kinds(1) == ["people_changed"]
        watcher.world.issue(receipt(TOM, 1))
        assert (await watcher.next()).receipt.receipt.subject_id == TOM


async def test_rights_that_change_nothing_visible_tell_nobody() -> None:
    async with watching() as watcher:
        await watcher.add()
        await watcher.until_live()
        watcher.world.rights_changed(LEA)
        await watcher.world.keeper.step()
        watcher.world.issue(receipt(number=1))
        assert await watcher.kinds(1) == ["receipt"]


async def test_from_midnight_of_the_eighteenth_birthday_the_parent_is_shown_nothing_more() -> None:
    world = World()
    world.on_card(LEA, CAMILLE, born="2008-03-17")
    world.fixed.advance(timedelta(hours=13, minutes=55))
    async with watching(world) as watcher:
        await watcher.add()
        await watcher.until_live()
        world.issue(receipt(LEA, 1))
        world.fixed.advance(timedelta(minutes=5))
        world.issue(receipt(LEA, 2))  # before anybody has noticed that the day turned
        world.issue(receipt(CAMILLE, 3))
        shown = [await watcher.next() for _ in range(3)]
        assert [e.receipt.receipt.receipt_id[-1] for e in shown if e.HasField("receipt")] == [1, 3]
        assert [e.WhichOneof("event") for e in shown].count("people_changed") == 1


async def test_the_end_of_the_token_ends_the_subscription() -> None:
    async with watching() as watcher:
        await watcher.add(1, CAMILLE)
        await watcher.until_live()
        watcher.world.fixed.advance(timedelta(minutes=10))
        ended = await watcher.next()
        assert (ended.subscription_id, ended.ended.code) == (1, "UNAUTHENTICATED")
        assert watcher.world.hub.viewers() == set()


@pytest.mark.parametrize(("token", "code"), [("nonsense", "UNAUTHENTICATED"), ("service", "PERMISSION_DENIED")])
async def test_a_token_that_is_not_an_insured_persons_ends_at_once(token: str, code: str) -> None:
    async with watching() as watcher:
        await watcher.add(token=watcher.world.service_token() if token == "service" else token)
        assert (await watcher.next()).ended.code == code


async def test_a_dropped_subscription_hears_nothing_more() -> None:
    async with watching() as watcher:
        await watcher.add(1, CAMILLE)
        await watcher.until_live()
        await watcher.call.write(WatchRequest(subscription_id=1, drop=DropSubscription()))
        await watcher.add(2, PAUL)
        await watcher.until_live()
        watcher.world.issue(receipt(CAMILLE, 1))
        watcher.world.issue(receipt(PAUL, 2))
        assert (await watcher.next()).subscription_id == 2


async def test_the_stream_itself_is_a_services() -> None:
    world = World()
    async with world.channel() as channel:
        call = ReceiptServiceStub(channel).Watch(metadata=with_token(world.token(CAMILLE)))
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await call.read()
    assert caught.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_a_stream_that_ends_leaves_no_subscription_behind() -> None:
    world = World()
    async with watching(world) as watcher:
        await watcher.add()
        await watcher.until_live()
        await watcher.call.done_writing()
        assert await watcher.call.read() is grpc.aio.EOF
        assert world.hub.viewers() == set()
