"""Lists, single receipts and people over a real channel: order, pages, secrecy, errors."""

from collections.abc import AsyncIterator, Awaitable
from datetime import date, timedelta

import grpc
import pytest
import pytest_asyncio

from chassis.errors import ErrorCode, from_grpc
from chassis.grpc_client import with_token
from receipts.api.counters import FRANCHISE, PARTICIPATION
from tests.receipts.api.world import CAMILLE, LEA, PAUL, TOM, World, receipt
from tests.receipts.ledger.log import a_claim
from vitale.receipt.v1.receipt_pb2 import ReceiptIssued, Use
from vitale.receipt.v1.receipt_service_pb2 import (
    EstimateRequest,
    GetReceiptRequest,
    GetReceiptResponse,
    ListPeopleRequest,
    ListPeopleResponse,
    ListReceiptsRequest,
    ListReceiptsResponse,
)
from vitale.receipt.v1.receipt_service_pb2_grpc import ReceiptServiceStub


class Client:
    """Calls the api as somebody."""

    def __init__(self, world: World, channel: grpc.aio.Channel) -> None:
        self.world = world
        self.stub = ReceiptServiceStub(channel)

    async def page(
        self, who: bytes = CAMILLE, *, size: int = 20, cursor: str = "", subject: bytes = b""
    ) -> ListReceiptsResponse:
        """A page."""
        request = ListReceiptsRequest(page_size=size, cursor=cursor, subject_id=subject)
        return await self.stub.ListReceipts(request, metadata=with_token(self.world.token(who)))

    async def every(self, who: bytes = CAMILLE, *, size: int) -> list[ReceiptIssued]:
        """All pages."""
        found: list[ReceiptIssued] = []
        cursor = ""
        while True:
            page = await self.page(who, size=size, cursor=cursor)
            found += page.receipts
            cursor = page.next_cursor
            if not cursor:
                return found

    async def people(self, who: bytes = CAMILLE, year: int = 0) -> ListPeopleResponse:
        """The visible set."""
        return await self.stub.ListPeople(ListPeopleRequest(year=year), metadata=with_token(self.world.token(who)))

    async def refused(self, call: Awaitable[object]) -> ErrorCode:
        """The code of a refusal."""
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await call
        return from_grpc(caught.value).code

    def get(self, receipt_id: bytes, who: bytes = CAMILLE) -> Awaitable[GetReceiptResponse]:
        """One receipt."""
        token = with_token(self.world.token(who))
        return self.stub.GetReceipt(GetReceiptRequest(receipt_id=receipt_id), metadata=token)


@pytest_asyncio.fixture
async def client() -> AsyncIterator[Client]:
    world = World()
    async with world.channel() as channel:
        yield Client(world, channel)


@pytest.mark.asyncio
async def test_receipts_come_newest_first_across_persons_and_partitions(client: Client) -> None:
    client.world.on_card(PAUL, CAMILLE)  # in another home, so in another partition
    for number, who in enumerate((CAMILLE, PAUL, LEA, PAUL, CAMILLE, LEA, PAUL), start=1):
        client.world.settle(receipt(who, number))
    found = await client.every(size=2)
    assert [r.accepted_at_us for r in found] == sorted((r.accepted_at_us for r in found), reverse=True)
    assert len(found) == 7


@pytest.mark.asyncio
async def test_pages_of_every_size_give_each_receipt_once(client: Client) -> None:
    for number in range(11):
        client.world.settle(receipt(CAMILLE if number % 3 else LEA, number))
    whole = [r.receipt_id for r in (await client.page(size=100)).receipts]
    assert len(whole) == 11
    for size in (1, 2, 5, 10, 11):
        assert [r.receipt_id for r in await client.every(size=size)] == whole


@pytest.mark.asyncio
async def test_what_is_settled_between_two_pages_does_not_shift_them(client: Client) -> None:
    for number in range(4):
        client.world.settle(receipt(number=number))
    first = await client.page(size=2)
    client.world.settle(receipt(number=9))
    second = await client.page(size=2, cursor=first.next_cursor)
    assert [r.receipt_id[-1] for r in second.receipts] == [1, 0]


@pytest.mark.asyncio
async def test_only_the_last_revision_of_a_receipt_is_listed(client: Client) -> None:
    client.world.settle(receipt(number=1))
    client.world.settle(receipt(number=2))
    client.world.settle(receipt(number=1, revision=2))
    found = (await client.page()).receipts
    assert [(r.receipt_id[-1], r.revision) for r in found] == [(1, 2), (2, 1)]


@pytest.mark.asyncio
async def test_a_list_can_be_of_one_person_and_is_empty_for_a_stranger(client: Client) -> None:
    client.world.settle(receipt(CAMILLE, 1))
    client.world.settle(receipt(LEA, 2))
    client.world.settle(receipt(PAUL, 3))
    assert [r.subject_id for r in (await client.page(subject=LEA)).receipts] == [LEA]
    assert not (await client.page(subject=PAUL)).receipts


@pytest.mark.asyncio
async def test_a_cursor_of_another_visible_set_or_generation_says_reset(client: Client) -> None:
    for number in range(3):
        client.world.settle(receipt(number=number))
    cursor = (await client.page(size=1)).next_cursor
    client.world.on_card(TOM, CAMILLE)
    answer = await client.page(size=1, cursor=cursor)
    assert answer.reset
    assert not answer.receipts


@pytest.mark.asyncio
@pytest.mark.parametrize("cursor", ["garbage", "A" * 312])
async def test_a_cursor_that_is_none_is_a_clear_error(client: Client, cursor: str) -> None:
    token = with_token(client.world.token(CAMILLE))
    call = client.stub.ListReceipts(ListReceiptsRequest(cursor=cursor), metadata=token)
    assert await client.refused(call) is ErrorCode.CURSOR_INVALID


@pytest.mark.asyncio
async def test_an_oversized_page_and_a_short_id_name_their_field(client: Client) -> None:
    token = with_token(client.world.token(CAMILLE))
    for request, field in (
        (ListReceiptsRequest(page_size=101), "page_size"),
        (ListReceiptsRequest(subject_id=b"short"), "subject_id"),
    ):
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await client.stub.ListReceipts(request, metadata=token)
        assert [v.field for v in from_grpc(caught.value).violations] == [field]


@pytest.mark.asyncio
async def test_a_receipt_one_may_not_see_is_not_found_like_one_that_does_not_exist(client: Client) -> None:
    secret = receipt(LEA, 1, audience=2)
    client.world.settle(secret)
    assert await client.refused(client.get(secret.receipt_id)) is ErrorCode.NOT_FOUND
    assert await client.refused(client.get(b"\x00" * 16)) is ErrorCode.NOT_FOUND
    assert (await client.get(secret.receipt_id, LEA)).receipt.subject_id == LEA


@pytest.mark.asyncio
async def test_a_child_that_turns_eighteen_leaves_the_parents_view_that_day(client: Client) -> None:
    client.world.on_card(LEA, CAMILLE, born="2008-03-17")
    child = receipt(LEA, 1)
    client.world.settle(child)
    assert len((await client.page()).receipts) == 1
    client.world.fixed.advance(timedelta(hours=14))  # 00:00 of the 17th in Paris, still the 16th in UTC
    assert client.world.clock.now().day == 16
    assert not (await client.page()).receipts
    assert [p.subject_id for p in (await client.people()).people] == [CAMILLE]
    assert await client.refused(client.get(child.receipt_id)) is ErrorCode.NOT_FOUND


@pytest.mark.asyncio
async def test_only_insured_persons_read(client: Client) -> None:
    for token in (client.world.service_token(), client.world.signer.sign("x", "practice")):
        metadata = with_token(token)
        for call in (
            client.stub.ListPeople(ListPeopleRequest(), metadata=metadata),
            client.stub.Estimate(EstimateRequest(), metadata=metadata),
        ):
            assert await client.refused(call) is ErrorCode.PERMISSION_DENIED


@pytest.mark.asyncio
async def test_an_estimate_is_for_the_holder_of_the_token(client: Client) -> None:
    asked = a_claim(care_date="2026-03-16")
    request = EstimateRequest(
        care_date=asked.care_date, pathway=asked.pathway, performer=asked.performer, lines=asked.lines
    )
    for who, amo in ((CAMILLE, 1900), (LEA, 2100)):
        answer = await client.stub.Estimate(request, metadata=with_token(client.world.token(who)))
        assert answer.preview.amo_paid_cents == amo


@pytest.mark.asyncio
async def test_people_carry_names_and_counters_of_what_the_viewer_may_see(client: Client) -> None:
    day = (date(2026, 2, 1) - date(1970, 1, 1)).days
    client.world.uses(CAMILLE, Use(counter=1, day=day, amount_cents=200, audience=1))  # type: ignore[arg-type]
    client.world.uses(
        LEA,
        Use(counter=1, day=day, amount_cents=200, audience=1),  # type: ignore[arg-type]
        Use(counter=1, day=day, amount_cents=400, audience=2),  # type: ignore[arg-type]
        Use(counter=2, day=day, amount_cents=900, audience=1),  # type: ignore[arg-type]
        Use(counter=2, day=day, amount_cents=100, audience=2),  # type: ignore[arg-type]
        Use(counter=2, day=day - 365, amount_cents=300, audience=1),  # type: ignore[arg-type]
    )
    people = (await client.people()).people
    assert [(p.first_name, p.is_self, [c.used_cents for c in p.counters]) for p in people] == [
        ("Camille", True, [200, 0]),
        ("Léa", False, [200, 900]),
    ]
    assert [(c.name, c.cap_cents) for c in people[0].counters] == [(PARTICIPATION, 5000), (FRANCHISE, 5000)]
    assert [c.used_cents for c in (await client.people(LEA)).people[0].counters] == [600, 1000]


@pytest.mark.asyncio
async def test_a_vault_that_is_down_leaves_people_unnamed(client: Client) -> None:
    client.world.names.down = True
    assert [(p.first_name, p.is_self) for p in (await client.people()).people] == [("", True), ("", False)]


@pytest.mark.asyncio
async def test_a_parent_is_not_told_the_childs_total_of_the_year_nor_the_other_parent(client: Client) -> None:
    child = receipt(LEA, 1)
    child.opener_subject_id = PAUL
    client.world.settle(child)
    shown = (await client.page()).receipts[0]
    assert (shown.participation_year_cents, shown.opener_subject_id, len(shown.uses)) == (0, b"", 0)
    assert shown.franchise_year_cents == 0
    own = (await client.page(LEA)).receipts[0]
    assert (own.participation_year_cents, own.franchise_year_cents) == (200, 100)


@pytest.mark.asyncio
async def test_somebody_else_is_not_told_where_a_secret_debt_comes_from(client: Client) -> None:
    """The ledger lets no such receipt come to be; if one did, this is what would be seen of it."""
    child = receipt(LEA, 1)
    for audience, origin in ((1, b"O" * 16), (2, b"S" * 16)):
        child.recoveries.add(kind=1, day=20_500, amount_cents=200, origin_receipt_id=origin, audience=audience)
    client.world.settle(child)
    for who, told in ((CAMILLE, [(b"O" * 16, 20_500), (b"", 0)]), (LEA, [(b"O" * 16, 20_500), (b"S" * 16, 20_500)])):
        recoveries = (await client.page(who)).receipts[0].recoveries
        assert [(recovery.origin_receipt_id, recovery.day) for recovery in recoveries] == told
        assert [recovery.amount_cents for recovery in recoveries] == [200, 200]
