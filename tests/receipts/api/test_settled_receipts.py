"""Settlements on the read side: on the receipt in lists and alone, live on arrival, and for nobody else."""

import pytest

from tests.receipts.api.test_watch import resume_cursor, watching
from tests.receipts.api.world import CAMILLE, LEA, PAUL, World, receipt, settlement_of
from vitale.receipt.v1.receipt_service_pb2 import ListReceiptsRequest

pytestmark = pytest.mark.asyncio
FIRST = receipt(LEA, 1)
PAID = settlement_of(FIRST)


def settled() -> World:
    """A receipt of Léa, paid."""
    world = World()
    world.issue(FIRST)
    world.pay(PAID)
    return world


async def test_a_list_and_a_receipt_tell_what_was_settled_and_the_revision_that_it_made() -> None:
    world = settled()
    (listed,) = (await world.reading.receipts(CAMILLE, ListReceiptsRequest())).receipts
    alone = (await world.reading.receipt(CAMILLE, FIRST.receipt_id)).receipt

    for shown in (listed, alone):
        assert shown.revision == 2
        assert list(shown.settlements) == [PAID.settlement]


async def test_the_etag_moves_with_a_settlement() -> None:
    world = World()
    world.issue(FIRST)
    before = (await world.reading.receipts(CAMILLE, ListReceiptsRequest())).etag
    world.pay(PAID)

    assert (await world.reading.receipts(CAMILLE, ListReceiptsRequest())).etag != before


async def test_a_settlement_arrives_live_for_those_who_see_its_receipt_and_for_nobody_else() -> None:
    async with watching() as watcher:
        for number, who in enumerate((CAMILLE, PAUL), start=1):
            await watcher.add(number, who)
            await watcher.until_live()
        watcher.world.issue(FIRST)
        watcher.world.pay(PAID)
        watcher.world.issue(receipt(PAUL, 9))
        found = sorted([await watcher.next() for _ in range(3)], key=lambda one: one.subscription_id)

    assert [(one.subscription_id, one.WhichOneof("event")) for one in found] == [
        (1, "receipt"),
        (1, "settlement"),
        (2, "receipt"),
    ]
    assert found[1].settlement.settlement == PAID


async def test_a_settlement_of_what_the_child_keeps_to_itself_reaches_no_parent() -> None:
    secret = receipt(LEA, 2, audience=2)
    async with watching() as watcher:
        await watcher.add()
        await watcher.until_live()
        watcher.world.issue(secret)
        watcher.world.pay(settlement_of(secret))
        watcher.world.issue(FIRST)
        assert (await watcher.next()).receipt.receipt.receipt_id == FIRST.receipt_id


async def test_who_was_away_is_given_the_settlements_since_and_resumes_after_them() -> None:
    world = World()
    world.issue(FIRST)
    cursor = await resume_cursor(world)
    world.pay(PAID)
    async with watching(world) as watcher:
        await watcher.add(cursor=cursor)
        missed = await watcher.next()
        assert missed.settlement.settlement == PAID
        await watcher.add(2, cursor=missed.settlement.cursor)
        for _ in range(2):
            await watcher.until_live()
        world.pay(settlement_of(FIRST, revision=3, reference="VIR-2"))
        assert [(await watcher.next()).settlement.settlement.revision for _ in range(2)] == [3, 3]


async def test_a_receipt_of_a_later_version_keeps_what_was_settled() -> None:
    world = settled()
    world.issue(receipt(LEA, 1, revision=3))
    (listed,) = (await world.reading.receipts(CAMILLE, ListReceiptsRequest())).receipts

    assert (listed.revision, list(listed.settlements)) == (3, [PAID.settlement])
