"""Practice software over a real channel: repeats under the same numbers, and never takes silence for an answer."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import grpc
import pytest
import pytest_asyncio

from chassis.clock import FixedClock
from chassis.tokens import TokenSigner
from tools.simulators.population import families
from tools.simulators.practice.billing import Biller, Invoice, patients_of
from tools.simulators.practice.intents import IntentLog
from tools.simulators.practice.practices import practices
from tools.simulators.practice.sender import Software
from vitale.claim.v1.claim_service_pb2 import (
    Acknowledgement,
    CancelClaimRequest,
    CancelClaimResponse,
    ClaimViolation,
    CorrectClaimRequest,
    CorrectClaimResponse,
    GetClaimRequest,
    GetClaimResponse,
    ListClaimsRequest,
    ListClaimsResponse,
    SubmitClaimsRequest,
    SubmitClaimsResponse,
)
from vitale.claim.v1.claim_service_pb2_grpc import ClaimServiceServicer, add_ClaimServiceServicer_to_server

CLOCK = FixedClock(datetime(2026, 11, 23, 12, tzinfo=UTC))


class StubbornIntake(ClaimServiceServicer):
    """An intake that is away for the first calls, then refuses every second claim of a batch."""

    def __init__(self) -> None:
        self.away = 0
        self.seen: list[list[str]] = []

    async def SubmitClaims(  # noqa: N802 - the name of the method in the contract
        self,
        request: SubmitClaimsRequest,
        context: "grpc.aio.ServicerContext[SubmitClaimsRequest, SubmitClaimsResponse]",
    ) -> SubmitClaimsResponse:
        self.seen.append([claim.claim_id for claim in request.claims])
        assert str(dict(context.invocation_metadata() or ())["authorization"]).startswith("Bearer ")
        if self.away:
            self.away -= 1
            await context.abort(grpc.StatusCode.UNAVAILABLE)
        answers = [
            Acknowledgement(claim_id=claim.claim_id, outcome=Acknowledgement.OUTCOME_ACCEPTED)
            if number % 2 == 0
            else Acknowledgement(
                claim_id=claim.claim_id,
                outcome=Acknowledgement.OUTCOME_REJECTED,
                violations=[ClaimViolation(code="UNKNOWN_ACT")],
            )
            for number, claim in enumerate(request.claims)
        ]
        return SubmitClaimsResponse(acknowledgements=answers)

    async def GetClaim(  # noqa: N802 - the name of the method in the contract
        self, request: GetClaimRequest, context: "grpc.aio.ServicerContext[GetClaimRequest, GetClaimResponse]"
    ) -> GetClaimResponse:
        raise NotImplementedError

    async def CorrectClaim(  # noqa: N802 - the name of the method in the contract
        self,
        request: CorrectClaimRequest,
        context: "grpc.aio.ServicerContext[CorrectClaimRequest, CorrectClaimResponse]",
    ) -> CorrectClaimResponse:
        raise NotImplementedError

    async def CancelClaim(  # noqa: N802 - the name of the method in the contract
        self, request: CancelClaimRequest, context: "grpc.aio.ServicerContext[CancelClaimRequest, CancelClaimResponse]"
    ) -> CancelClaimResponse:
        raise NotImplementedError

    async def ListClaims(  # noqa: N802 - the name of the method in the contract
        self, request: ListClaimsRequest, context: "grpc.aio.ServicerContext[ListClaimsRequest, ListClaimsResponse]"
    ) -> ListClaimsResponse:
        raise NotImplementedError


@pytest.fixture
def intake() -> StubbornIntake:
    return StubbornIntake()


@pytest_asyncio.fixture
async def channel(intake: StubbornIntake) -> AsyncIterator[grpc.aio.Channel]:
    server = grpc.aio.server()
    add_ClaimServiceServicer_to_server(intake, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as opened:
        yield opened
    await server.stop(None)


def invoices(count: int) -> list[Invoice]:
    biller = Biller(patients_of(families(1, 20, today=date(2026, 11, 23))), practices()[:1], CLOCK, seed=1, prefix="T")
    return [biller.next() for _ in range(count)]


def statuses(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in map(json.loads, path.read_text().splitlines()):
        found.setdefault(line["id"].rpartition("/")[2], []).append(line["status"])
    return found


@pytest.mark.asyncio
async def test_an_intake_that_comes_back_gets_the_same_batch_again_under_the_same_numbers(
    tmp_path: Path, intake: StubbornIntake, channel: grpc.aio.Channel
) -> None:
    intake.away = 2
    software = Software(channel, TokenSigner.generate(clock=CLOCK), CLOCK)
    with IntentLog(tmp_path / "log") as log:
        await software.send("submit", invoices(2), log, batch=10)
    assert intake.seen == [["T-1", "T-2"]] * 3
    assert statuses(tmp_path / "log") == {"T-1": ["sent", "ok"], "T-2": ["sent", "fail"]}


@pytest.mark.asyncio
async def test_what_got_no_answer_is_noted_as_unknown_never_as_refused(
    tmp_path: Path, intake: StubbornIntake, channel: grpc.aio.Channel
) -> None:
    intake.away = 99
    software = Software(channel, TokenSigner.generate(clock=CLOCK), CLOCK, attempts=2)
    with IntentLog(tmp_path / "log") as log:
        await software.send("submit", invoices(1), log, batch=10)
    assert len(intake.seen) == 2
    assert statuses(tmp_path / "log") == {"T-1": ["sent", "info"]}


@pytest.mark.asyncio
async def test_batches_are_of_one_practice_and_no_larger_than_asked(
    tmp_path: Path, intake: StubbornIntake, channel: grpc.aio.Channel
) -> None:
    software = Software(channel, TokenSigner.generate(clock=CLOCK), CLOCK)
    with IntentLog(tmp_path / "log") as log:
        await software.send("submit", invoices(5), log, batch=2)
    assert [len(batch) for batch in intake.seen] == [2, 2, 1]
