"""POST /v1/estimates: what a care would cost, told like a receipt; every refusal a problem."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.expenses.front import Front, front
from tests.receipts.api.world import CAMILLE, LEA, PAUL
from vitale.receipt.v1.receipt_pb2 import Use

pytestmark = pytest.mark.asyncio
GP: dict[str, Any] = {
    "careDate": "2026-03-16",
    "professional": {"kind": "gp", "sector": "1"},
    "lines": [{"code": "G", "priceCents": 3000}],
}
DAY = 20_500  # 2026-02-16


@pytest_asyncio.fixture
async def opened() -> AsyncIterator[Front]:
    async with front() as made:
        yield made


async def ask(
    opened: Front, question: dict[str, Any], *, who: bytes | None = CAMILLE, language: str = "fr"
) -> httpx.Response:
    """The answer to one question."""
    async with opened.client(who, language=language) as client:
        return await client.post("/v1/estimates", json=question)


def cents(told: dict[str, Any], *names: str) -> list[int]:
    """Amounts by name."""
    return [told[name]["cents"] for name in names]


async def test_it_tells_who_would_pay_what_and_why(opened: Front) -> None:
    answer = await ask(opened, GP)
    told = answer.json()
    assert answer.status_code == 200
    assert cents(told, "price", "amo", "amc", "patient", "participationYear") == [3000, 1900, 900, 200, 200]
    assert told["franchiseYear"] is None
    assert told["lines"][0]["label"] == "Consultation du médecin généraliste"
    assert {reason["amount"] for reason in told["lines"][0]["reasons"]} >= {"base", "amo", "amc", "patient"}
    assert (told["unknownContracts"], len(told["position"])) == ([], 16)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-language"] == "fr"


async def test_it_is_told_in_english_too(opened: Front) -> None:
    told = (await ask(opened, GP, language="en")).json()
    assert (told["amo"]["text"], told["professional"]["label"]) == ("€19.00", "General practitioner")


async def test_what_is_owed_is_taken_with_the_day_and_the_reason(opened: Front) -> None:
    debt = Use(counter=22, day=DAY, amount_cents=150, receipt_id=b"D" * 16, audience=1)  # type: ignore[arg-type]
    opened.world.uses(CAMILLE, debt)
    told = (await ask(opened, GP)).json()
    assert cents(told, "price", "amo", "amc", "patient") == [3000, 1750, 900, 350]
    assert told["recoveries"] == [
        {
            "kind": "franchise",
            "label": "Franchise médicale",
            "amount": {"cents": -150, "text": "\u22121,50\u00a0€"},
            "careDate": "2026-02-16",
            "origin": (b"D" * 16).hex(),
            "text": "Soin du 16 février 2026 : il a été réglé directement au professionnel, la somme est donc retenue"
            " sur ce versement.",
        }
    ]
    assert "16 February 2026" in (await ask(opened, GP, language="en")).json()["recoveries"][0]["text"]


async def test_a_price_may_be_left_open_and_a_franchise_is_told_apart(opened: Front) -> None:
    nurse = {
        "careDate": "2026-03-16",
        "professional": {"kind": "nurse"},
        "lines": [{"code": "AMI", "coefficientMilli": 2000}],
        "thirdPartyPayment": True,
    }
    told = (await ask(opened, nurse)).json()
    assert cents(told, "price") == [630]
    assert cents(told["lines"][0], "franchise", "franchiseDeferred", "fee", "participation") == [0, 100, 0, 0]
    assert told["paidTo"]["code"] == "professional"


async def test_it_is_for_a_child_of_the_caller_and_for_nobody_elses(opened: Front) -> None:
    child = {**GP, "person": LEA.hex()}
    assert cents((await ask(opened, child)).json(), "amo", "amc") == [2100, 900]
    for who, person in ((PAUL, LEA), (CAMILLE, PAUL), (CAMILLE, b"\x09" * 16)):
        answer = await ask(opened, {**GP, "person": person.hex()}, who=who)
        assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("change", "status", "code", "field"),
    [
        ({"lines": []}, 422, "INVALID_ARGUMENT", "lines"),
        ({"careDate": "tomorrow"}, 422, "INVALID_ARGUMENT", "careDate"),
        ({"professional": {"kind": "wizard"}}, 422, "INVALID_ARGUMENT", "professional.kind"),
        ({"lines": [{"code": "G", "priceCents": -1}]}, 422, "INVALID_ARGUMENT", "lines.0.priceCents"),
        ({"lines": [{"code": "G", "price": 30}]}, 422, "INVALID_ARGUMENT", "lines.0.price"),
        ({"person": "me"}, 422, "INVALID_ARGUMENT", "person"),
        ({"lines": [{"code": "NONE"}]}, 400, "INVALID_CARE", "lines[0].family"),
        ({"careDate": "1999-01-01"}, 412, "NO_RIGHTS", None),
        ({"lines": [{"code": "VG"}]}, 422, "NOT_ESTABLISHED", None),
    ],
)
async def test_every_refusal_is_a_problem_that_names_its_field(
    opened: Front, change: dict[str, Any], status: int, code: str, field: str | None
) -> None:
    answer = await ask(opened, {**GP, **change})
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert [error["field"] for error in problem["errors"]] == ([field] if field else [])


async def test_without_a_token_nothing_is_told(opened: Front) -> None:
    assert (await ask(opened, GP, who=None)).status_code == 401


async def test_every_word_of_the_question_reaches_the_rules(opened: Front) -> None:
    """A stay of three nights: 20 % and the daily fee, less what the contract pays."""
    stay = {
        "careDate": "2026-03-16",
        "professional": {"kind": "other"},
        "setting": "hospital_stay",
        "lines": [{"code": "STAY", "family": "hospital_day", "baseCents": 90_000}],
        "stay": {"stayId": "S-1", "nights": 3, "dailyPriceCents": 30_000},
    }
    told = (await ask(opened, stay)).json()
    assert cents(told, "amo") == [72_000]
    assert cents(told["lines"][0], "fee") == [2300]
