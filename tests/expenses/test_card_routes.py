"""Each call of the pages of the card: what it asks of which service, with whose token and proof, and its refusals."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any, NamedTuple

import grpc
import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from google.protobuf.json_format import MessageToDict

from chassis.errors import DomainError, ErrorCode, FieldViolation
from chassis.health import Readiness
from expenses.app import build, document
from expenses.asking import Pace, Parts
from expenses.doors import Channels, Doors
from expenses.hooks import Hooks
from expenses.upstream import GrpcReceipts
from expenses.watching import Watching, over_grpc
from tests.expenses.behind import SUPPORT_ID, Behind, behind
from tests.expenses.card_calls import CARE, ID, Call, calls
from tests.receipts.api.world import TABLES

pytestmark = pytest.mark.asyncio

ROUTES = tuple(calls())
UNARY = tuple(route for route in ROUTES if "stream" not in route.path)
_AT_HOME = {"proSignIn", "proSession", "renewProSession", "presenceKeys"}
"""Operations that ask no service behind."""


class Front(NamedTuple):
    """The front over services that note what they are asked."""

    behind: Behind
    client: httpx.AsyncClient


@cache
def application() -> FastAPI:
    """Built once, since that takes longer than a test; its doors are hung anew for each test."""
    away = grpc.aio.insecure_channel("127.0.0.1:1")
    parts = Parts(GrpcReceipts(away, timeout_s=5), Watching(over_grpc(away, lambda: "own")), TABLES, Pace())
    return build(parts, Readiness())


@asynccontextmanager
async def calling(doors: Doors) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the front with these doors."""
    app = application()
    app.state.doors, app.state.hooks = doors, Hooks(doors, lambda: "own")
    headers = {"Authorization": "Bearer mine", "DPoP": "proof", "Accept-Language": "fr"}
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://front", headers=headers) as client:
        yield client


@pytest_asyncio.fixture
async def front() -> AsyncIterator[Front]:
    async with (
        behind() as (noted, channel),
        calling(Doors.over(Channels(channel, channel, channel, channel, channel))) as client,
    ):
        yield Front(noted, client)


async def test_every_operation_of_the_card_s_pages_is_in_this_table() -> None:
    tags = {"card", "enrolment", "practice", "operators"}
    declared = {
        operation["operationId"]
        for path in document()["paths"].values()
        for operation in path.values()
        if tags & set(operation["tags"])
    }
    assert declared - _AT_HOME == {route.operation for route in ROUTES}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.operation}-{route.method}")
async def test_a_call_arrives_as_it_was_meant_with_the_caller_s_own_token_and_proof(front: Front, route: Call) -> None:
    answer = await front.client.request(route.verb, route.path, json=route.body)
    assert answer.status_code == 200, answer.text
    [(method, request, metadata)] = front.behind.asked
    assert (method, MessageToDict(request)) == (route.method, route.request)
    assert (metadata["authorization"], metadata["dpop"]) == ("Bearer mine", "proof")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("route", UNARY, ids=lambda route: route.operation)
async def test_a_refusal_keeps_its_code_its_field_and_its_support_id(front: Front, route: Call) -> None:
    front.behind.refusal = DomainError(
        ErrorCode.INVALID_ARGUMENT, violations=[FieldViolation("field_name", "WRONG", "Correct it.")]
    )
    answer = await front.client.request(route.verb, route.path, json=route.body)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (400, "INVALID_ARGUMENT")
    assert problem["errors"][0]["field"] == "field_name"
    assert problem["supportId"] == SUPPORT_ID


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.operation)
async def test_nobody_asks_without_a_token(front: Front, route: Call) -> None:
    del front.client.headers["Authorization"]
    answer = await front.client.request(route.verb, route.path, json=route.body)
    assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHENTICATED")
    assert front.behind.asked == []


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.operation)
async def test_a_service_this_front_does_not_know_is_away_and_named(route: Call) -> None:
    async with calling(Doors()) as client:
        answer = await client.request(route.verb, route.path, json=route.body)
    assert (answer.status_code, answer.json()["code"]) == (503, "UNAVAILABLE")
    assert answer.json()["facts"]["dependency"] in {
        "card_registry",
        "adri",
        "teletransmission",
        "audit",
        "receipts.operations",
    }


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        (f"/v1/card/files/{ID}/number", {"nummer": "1"}, "nummer"),
        (f"/v1/card/files/{ID[:-1]}/number", {"number": "1"}, "file"),
        (f"/v1/card/files/{ID}/video", {"deviceKey": "not base64!"}, "deviceKey"),
        (f"/v1/card/files/{ID}/video", {"deviceKey": "é"}, "deviceKey"),
        (f"/v1/cards/{ID}/state", {"change": "activate"}, "change"),
        ("/v1/pro/redeem", {"qr": "", "requestId": ID}, "qr"),
        ("/v1/pro/redeem", {"qr": "Q", "requestId": ID.upper()}, "requestId"),
        ("/v1/pro/redeem", {"qr": "Q", "requestId": ID, "practiceId": "other"}, "practiceId"),
        ("/v1/pro/rights", {"queries": []}, "queries"),
        ("/v1/pro/rights", {"queries": [{"contextToken": "t", "careDate": "2026-03-16", "nir": "1"}]}, "queries.0.nir"),
        ("/v1/pro/claims", {"claims": [{"claimId": "c 1", "care": CARE}]}, "claims.0.claimId"),
        (f"/v1/desk/videos/{ID}/decision", {"accepted": True, "reason": "taste"}, "reason"),
        ("/v1/operations/parked/everything/redrive", {}, "name"),
        ("/v1/operations/partitions/24/resume", {"note": "looked"}, "partition"),
        ("/v1/operations/partitions/7/resume", {"note": "x"}, "note"),
    ],
)
async def test_a_wrong_field_is_named_its_value_is_not_repeated_and_nothing_is_asked(
    front: Front, path: str, body: dict[str, Any], field: str
) -> None:
    answer = await front.client.post(path, json=body)
    problem = answer.json()
    assert answer.status_code == 422
    assert field in [one["field"].removeprefix("body.") for one in problem["errors"]]
    assert "not base64!" not in answer.text
    assert front.behind.asked == []


async def test_a_stream_tells_each_message_and_why_it_ended(front: Front) -> None:
    front.behind.messages, front.behind.refusal = 2, DomainError(ErrorCode.TOKEN_EXPIRED)
    answer = await front.client.get("/v1/presentations/stream")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text.count("event: presentation\n") == 2
    assert answer.text.endswith('event: end\ndata: {"code": "TOKEN_EXPIRED"}\n\n')


async def test_a_report_of_the_video_provider_is_passed_on_with_the_front_s_own_token(front: Front) -> None:
    del front.client.headers["Authorization"], front.client.headers["DPoP"]
    answer = await front.client.post("/v1/hooks/video", content=b" a.b.c\n")
    assert answer.status_code == 204
    [(method, request, metadata)] = front.behind.asked
    assert (method, MessageToDict(request)) == ("TakeVideoReport", {"signedReport": "a.b.c"})
    assert metadata["authorization"] == "Bearer own"


@pytest.mark.parametrize(("body", "code"), [(b"x" * 20_000, "BATCH_TOO_LARGE"), ("é".encode(), "INVALID_ARGUMENT")])
async def test_what_cannot_be_a_report_is_refused_at_the_door(front: Front, body: bytes, code: str) -> None:
    answer = await front.client.post("/v1/hooks/video", content=body)
    assert answer.json()["code"] == code
    assert front.behind.asked == []
