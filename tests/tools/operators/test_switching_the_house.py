"""An operator rebuilds and switches the ledger of a running house while a practice goes on billing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from tests.tools.returns.town import Town, town
from tools.local.supervisor import Supervisor
from vitale.claim.v1 import claim_service_pb2 as pb
from vitale.receipt.v1.receipt_pb2 import ReceiptIssued

pytestmark = [pytest.mark.asyncio, pytest.mark.integration]

BEFORE, DURING, AFTER = 40, 40, 10


@asynccontextmanager
async def supervised(place: Town) -> AsyncIterator[Supervisor]:
    """Whoever runs the house starts again what ends by itself, as a switch makes the worker do."""
    supervisor = Supervisor(place.stack, print)
    watching = asyncio.create_task(supervisor.run())
    try:
        yield supervisor
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


async def settled(place: Town, count: int) -> None:
    async with asyncio.timeout(60):
        while True:
            totals = (await place.page(day=place.today.isoformat(), page_size=1)).totals
            if sum(one.count for one in totals if one.state == pb.CLAIM_STATE_ADJUDICATED) == count:
                return
            await asyncio.sleep(0.1)


async def generations(place: Town) -> tuple[int, dict[int, int]]:
    """Which generation is live, and how many receipts each holds."""
    connection = await asyncpg.connect(place.stack.state.postgres.admin_dsn)
    try:
        live = await connection.fetchval("select generation from receipts.live")
        rows = await connection.fetch(
            "select generation, count(*) from receipts.entry where kind = 1 group by generation order by generation"
        )
    finally:
        await connection.close()
    return live, {row[0]: row[1] for row in rows}


def told(receipt: ReceiptIssued) -> tuple[bytes, int, int, int, int]:
    return receipt.receipt_id, receipt.revision, receipt.amo_paid_cents, receipt.amc_cents, receipt.patient_cents


async def bill_slowly(place: Town, first: int, count: int) -> None:
    for number in range(first, first + count):
        await place.submit([place.claim(number, lot=1)])
        await asyncio.sleep(0.1)


async def test_a_ledger_is_rebuilt_compared_and_switched_under_traffic_and_goes_on() -> None:
    async with town() as place, supervised(place) as supervisor:
        await place.submit([place.claim(number, lot=1) for number in range(BEFORE)])
        await settled(place, BEFORE)
        issued = {told(receipt) for receipt in await place.receipts()}
        billing = asyncio.create_task(bill_slowly(place, BEFORE, DURING))
        await place.tool("tools.operators", "rebuild")
        assert (await generations(place))[0] == 1, "a rebuild stands beside the live generation"
        await place.tool("tools.operators", "switch")
        await billing
        await place.submit([place.claim(BEFORE + DURING + number, lot=1) for number in range(AFTER)])
        await settled(place, BEFORE + DURING + AFTER)
        live, receipts = await generations(place)
        kept = {told(receipt) for receipt in await place.receipts()}

    assert live == 2
    assert receipts[2] == BEFORE + DURING + AFTER
    assert receipts[1] < receipts[2], "the retired generation took nothing more"
    assert issued <= kept, "what was issued before stands to the cent"
    assert supervisor.restarts == {"receipts.worker": 1}
