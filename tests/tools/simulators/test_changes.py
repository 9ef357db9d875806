"""Second thoughts of practices: which versions they send, and what the intent log says of each."""

import json
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import grpc
import pytest
import pytest_asyncio

from chassis.clock import FixedClock
from chassis.tokens import TokenSigner
from contracts.codec import receipt_id_of
from tests.tools.simulators.silent_intake import Context, SilentIntake
from tools.checker.intents import parse
from tools.simulators.population import families
from tools.simulators.practice import changes
from tools.simulators.practice.billing import Biller, Invoice, patients_of
from tools.simulators.practice.changes import SecondThoughts, Share, corrected
from tools.simulators.practice.intents import IntentLog
from tools.simulators.practice.practices import practices
from tools.simulators.practice.sender import Software
from vitale.claim.v1.claim_service_pb2 import (
    Acknowledgement,
    CancelClaimRequest,
    CancelClaimResponse,
    CorrectClaimRequest,
    CorrectClaimResponse,
)
from vitale.claim.v1.claim_service_pb2_grpc import add_ClaimServiceServicer_to_server

CLOCK = FixedClock(datetime(2026, 11, 23, 12, tzinfo=UTC))
PRACTICE = practices()[0]


class Versions(SilentIntake):
    """An intake that keeps the newest version of every claim; `refuses`: it takes no more cancellations."""

    def __init__(self) -> None:
        self.newest: dict[str, int] = {}
        self.contents: dict[tuple[str, int], bytes] = {}
        self.refuses = False

    async def CorrectClaim(  # noqa: N802 - the name of the method in the contract
        self,
        request: CorrectClaimRequest,
        context: Context,  # noqa: ARG002 - the signature of the contract
    ) -> CorrectClaimResponse:
        content = request.claim.SerializeToString(deterministic=True)
        return CorrectClaimResponse(
            acknowledgement=self._taken(request.claim.claim_id, request.replaces_version, content)
        )

    async def CancelClaim(  # noqa: N802 - the name of the method in the contract
        self,
        request: CancelClaimRequest,
        context: Context,  # noqa: ARG002 - the signature of the contract
    ) -> CancelClaimResponse:
        assert request.reason
        told = self._taken(request.claim_id, request.cancels_version, b"cancelled")
        if self.refuses:
            told = Acknowledgement(claim_id=request.claim_id, outcome=Acknowledgement.OUTCOME_REJECTED)
        return CancelClaimResponse(acknowledgement=told)

    def _taken(self, claim_id: str, replaces: int, content: bytes) -> Acknowledgement:
        version = replaces + 1
        assert self.newest.get(claim_id, 1) in {replaces, version}
        assert self.contents.setdefault((claim_id, version), content) == content, "sent twice, it is the same"
        self.newest[claim_id] = version
        return Acknowledgement(
            claim_id=claim_id,
            outcome=Acknowledgement.OUTCOME_ACCEPTED,
            version=version,
            receipt_id=receipt_id_of(PRACTICE.practice_id, claim_id),
        )


@pytest.fixture
def intake() -> Versions:
    return Versions()


@pytest_asyncio.fixture
async def software(intake: Versions) -> AsyncIterator[Software]:
    server = grpc.aio.server()
    add_ClaimServiceServicer_to_server(intake, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as opened:
        yield Software(opened, TokenSigner.generate(clock=CLOCK), CLOCK)
    await server.stop(None)


@pytest.fixture
def invoices(monkeypatch: pytest.MonkeyPatch) -> list[Invoice]:
    monkeypatch.setattr(changes, "_LATER_S", (0.0, 0.01))
    biller = Biller(patients_of(families(1, 20, today=date(2026, 11, 23))), [PRACTICE], CLOCK, seed=1, prefix="T")
    return [biller.next() for _ in range(300)]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.asyncio
async def test_some_are_corrected_some_cancelled_and_each_version_is_written_down_with_its_receipt(
    tmp_path: Path, intake: Versions, software: Software, invoices: list[Invoice]
) -> None:
    with IntentLog(tmp_path / "log") as log:
        await SecondThoughts(Share(20, 10), software, log, seed=1).about([(invoice, 1) for invoice in invoices])
    told = Counter((line["op"], line["status"]) for line in lines(tmp_path / "log"))
    assert told["correct", "ok"] > 30
    assert told["cancel", "ok"] > 15
    assert told["correct", "sent"] == told["correct", "ok"]
    intents = parse((tmp_path / "log").read_text().splitlines())
    known = {(intent.claim_id, intent.receipt_id) for intent in intents}
    for line in lines(tmp_path / "log"):
        assert line["version"] >= 2
        assert line["cancelled"] == (line["op"] == "cancel")
        if line["status"] == "ok":
            assert (line["id"].rpartition("/")[2], bytes.fromhex(line["receipt_id"])) in known
    corrected_then_cancelled = [line for line in lines(tmp_path / "log") if line["cancelled"] and line["version"] == 3]
    assert corrected_then_cancelled
    assert set(intake.newest.values()) == {2, 3}


@pytest.mark.asyncio
async def test_what_intake_refuses_is_noted_as_refused_and_names_no_receipt(
    tmp_path: Path, intake: Versions, software: Software, invoices: list[Invoice]
) -> None:
    intake.refuses = True
    with IntentLog(tmp_path / "log") as log:
        await SecondThoughts(Share(0, 100), software, log, seed=1).about([(invoices[0], 1)])
    sent, refused = lines(tmp_path / "log")
    assert (sent["status"], refused["status"]) == ("sent", "fail")
    assert "receipt_id" not in refused


@pytest.mark.asyncio
async def test_without_a_share_nothing_is_changed(tmp_path: Path, software: Software, invoices: list[Invoice]) -> None:
    with IntentLog(tmp_path / "log") as log:
        await SecondThoughts(Share(), software, log, seed=1).about([(invoice, 1) for invoice in invoices])
    assert lines(tmp_path / "log") == []


def test_a_correction_is_the_same_claim_with_another_price_or_another_way_of_paying(invoices: list[Invoice]) -> None:
    for invoice in invoices:
        changed = corrected(invoice.claim, Random(invoice.claim.claim_id))  # noqa: S311 - repeatable
        assert changed != invoice.claim
        dearer = sum(line.price_cents for line in changed.lines) > sum(line.price_cents for line in invoice.claim.lines)
        assert dearer != (changed.third_party_payment != invoice.claim.third_party_payment)
        assert (changed.claim_id, changed.key, changed.care_date) == (
            invoice.claim.claim_id,
            invoice.claim.key,
            invoice.claim.care_date,
        )
