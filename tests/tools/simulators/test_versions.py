"""Practice software corrects and cancels at the real door of intake, and its log says which version it meant."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from contracts.envelope import open_value
from teletransmission.store_memory import MemoryClaimStore
from tests.teletransmission.house import House, claim, opened
from tools.simulators.practice.billing import Biller, Invoice, corrected
from tools.simulators.practice.intents import IntentLog
from tools.simulators.practice.load import Plan, run
from tools.simulators.practice.practices import practices
from tools.simulators.practice.sender import Software
from vitale.claim.v1.claim_pb2 import Claim

pytestmark = pytest.mark.asyncio
PRACTICE = next(one for one in practices() if one.attributes["specialty"] == "gp")


@pytest_asyncio.fixture
async def house() -> AsyncIterator[House]:
    async with opened(MemoryClaimStore()) as found:
        yield found


class Numbered(Biller):
    """Bills the one family that the house knows, one number after the other."""

    def __init__(self) -> None:
        self.count = 0

    def next(self) -> Invoice:
        self.count += 1
        return Invoice(PRACTICE, claim(f"T-{self.count}"))


def lines(path: Path, name: str) -> list[dict[str, Any]]:
    return [line for line in map(json.loads, path.read_text().splitlines()) if line["id"].endswith(f"/{name}")]


async def test_every_claim_of_a_run_is_corrected_and_then_cancelled(tmp_path: Path, house: House) -> None:
    software, biller = Software(house.door, house.guard.signer, house.clock), Numbered()
    plan = Plan(rate=40, seconds=0.5, batch=5, correct_percent=100, cancel_percent=100)
    with IntentLog(tmp_path / "log") as log:
        await run(plan, biller, software, log)
    assert biller.count >= 5
    assert isinstance(house.store, MemoryClaimStore)
    sent = [Claim.FromString(open_value(record.value)) for record in house.store.outbox]
    mine = [one for one in sent if one.claim_id == "T-1"]
    assert [(one.version, one.cancelled, one.lines[0].price_cents) for one in mine] == [
        (1, False, 3_000),
        (2, False, 2_900),
        (3, True, 2_900),
    ]
    assert len(sent) == 3 * biller.count
    noted = lines(tmp_path / "log", "T-1")
    assert [(one["op"], one["status"], one.get("version", 1), one["price_cents"]) for one in noted] == [
        ("submit", "sent", 1, 3_000),
        ("submit", "ok", 1, 3_000),
        ("correct", "sent", 2, 2_900),
        ("correct", "ok", 2, 2_900),
        ("cancel", "sent", 3, 2_900),
        ("cancel", "ok", 3, 2_900),
    ]
    assert [one.get("cancelled", False) for one in noted] == [False] * 4 + [True] * 2


async def test_a_refused_correction_and_one_without_an_answer_are_noted_as_such(tmp_path: Path, house: House) -> None:
    software, invoice = (
        Software(house.door, house.guard.signer, house.clock, attempts=1),
        Invoice(PRACTICE, claim("T-1")),
    )
    with IntentLog(tmp_path / "log") as log:
        assert not await software.replace("correct", invoice, log, 2)  # never billed: the call is refused
        await software.send("submit", [invoice], log, batch=1)
        assert not await software.replace("cancel", invoice, log, 3)
    noted = [(one["op"], one["status"], one.get("detail")) for one in lines(tmp_path / "log", "T-1")]
    assert noted == [
        ("correct", "sent", None),
        ("correct", "info", "NOT_FOUND"),
        ("submit", "sent", None),
        ("submit", "ok", None),
        ("cancel", "sent", None),
        ("cancel", "fail", "STALE_STATE"),
    ]


async def test_an_invoice_that_states_no_price_has_nothing_to_be_mistyped() -> None:
    free = Invoice(PRACTICE, claim("T-1"))
    free.claim.lines[0].price_cents = 0
    assert corrected(free) is None
