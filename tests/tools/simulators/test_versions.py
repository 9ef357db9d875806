"""Practice software corrects and cancels at the real door of intake, and its log says which version it meant."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from teletransmission.store_memory import MemoryClaimStore
from tests.teletransmission.house import House, claim, opened
from tools.simulators.practice.billing import Invoice
from tools.simulators.practice.intents import IntentLog
from tools.simulators.practice.practices import practices
from tools.simulators.practice.sender import Software
from vitale.claim.v1 import claim_service_pb2 as pb

pytestmark = pytest.mark.asyncio
PRACTICE = next(one for one in practices() if one.attributes["specialty"] == "gp")


@pytest_asyncio.fixture
async def house() -> AsyncIterator[House]:
    async with opened(MemoryClaimStore()) as found:
        yield found


def lines(path: Path, name: str) -> list[dict[str, Any]]:
    return [line for line in map(json.loads, path.read_text().splitlines()) if line["id"].endswith(f"/{name}")]


async def test_a_refused_correction_and_one_without_an_answer_are_noted_as_such(tmp_path: Path, house: House) -> None:
    software, invoice = (
        Software(house.door, house.guard.signer, house.clock, attempts=1),
        Invoice(PRACTICE, claim("T-1")),
    )
    with IntentLog(tmp_path / "log") as log:
        assert not await software.send_correction(invoice, 1, log)  # never billed: the call is refused
        await software.send("submit", [invoice], log, batch=1)
        assert not await software.send_cancellation(invoice, 2, pb.CANCEL_REASON_OTHER, log)
    noted = [(one["op"], one["status"], one.get("detail")) for one in lines(tmp_path / "log", "T-1")]
    assert noted == [
        ("correct", "sent", None),
        ("correct", "info", "NOT_FOUND"),
        ("submit", "sent", None),
        ("submit", "ok", None),
        ("cancel", "sent", None),
        ("cancel", "fail", "STALE_STATE"),
    ]
