"""The reads of the HTTP API in process: pages, languages, ETags, and every error a problem with a support id."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import httpx
import pytest
import pytest_asyncio

from reimbursement.model import Counter, Use
from tests.expenses.front import Front, front
from tests.receipts.api.settled import settled
from tests.receipts.api.world import CAMILLE, LEA, NOW, PAUL, receipt

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def opened() -> AsyncIterator[Front]:
    async with front() as made:
        yield made


async def get(opened: Front, path: str, *, who: bytes | None = CAMILLE, language: str = "fr") -> httpx.Response:
    """One answer."""
    async with opened.client(who, language=language) as client:
        return await client.get(path)


async def test_people_lead_with_the_caller_and_carry_counters(opened: Front) -> None:
    people = (await get(opened, "/v1/people")).json()["people"]
    assert [(p["firstName"], p["isSelf"]) for p in people] == [("Camille", True), ("Léa", False)]
    assert people[0]["counters"][0]["cap"] == {"cents": 5000, "text": "50,00\u00a0€"}


async def test_an_unnamed_person_has_no_first_name(opened: Front) -> None:
    opened.world.names.down = True
    assert [p["firstName"] for p in (await get(opened, "/v1/people")).json()["people"]] == [None, None]


async def test_the_list_pages_through_everything_once(opened: Front) -> None:
    for number in range(5):
        opened.world.settle(settled(CAMILLE, f"F{number}", NOW + timedelta(seconds=number)))
    seen, path = [], "/v1/receipts?limit=2"
    while path:
        page = (await get(opened, path)).json()
        seen += [found["id"] for found in page["receipts"]]
        path = f"/v1/receipts?limit=2&cursor={page['nextCursor']}" if page["nextCursor"] else ""
    assert len(seen) == len(set(seen)) == 5


async def test_reasons_of_each_amount_sum_to_it_and_are_told_in_both_languages(opened: Front) -> None:
    opened.world.settle(settled(CAMILLE, "F1", NOW))
    texts = {}
    for language in ("fr", "en"):
        answer = await get(opened, "/v1/receipts", language=language)
        line = answer.json()["receipts"][0]["lines"][0]
        sums: dict[str, int] = {}
        for reason in line["reasons"]:
            sums[reason["amount"]] = sums.get(reason["amount"], 0) + reason["effect"]["cents"]
        assert sums == {"base": 3000, "amo": 1900, "amc": 900, "participation": 200, "patient": 200}
        assert answer.headers["content-language"] == language
        texts[language] = (line["label"], line["amo"]["text"])
    assert texts == {
        "fr": ("Consultation du médecin généraliste", "19,00\u00a0€"),
        "en": ("GP consultation", "€19.00"),
    }


async def test_a_debt_of_earlier_care_is_a_negative_line_between_the_acts_and_the_totals(opened: Front) -> None:
    owed = Use(Counter.DEBT_PARTICIPATION, "", date(2026, 2, 3), 200, b"D" * 16)
    opened.world.settle(settled(CAMILLE, "F1", NOW, uses=(owed,)))
    told = (await get(opened, "/v1/receipts")).json()["receipts"][0]
    (recovery,) = told["recoveries"]
    assert (recovery["label"], recovery["amount"]["cents"], recovery["careDate"]) == (
        "Participation forfaitaire",
        -200,
        "2026-02-03",
    )
    assert "3 février 2026" in recovery["text"]
    assert told["amo"]["cents"] == sum(line["amo"]["cents"] for line in told["lines"]) - 200
    assert told["patient"]["cents"] == sum(line["patient"]["cents"] for line in told["lines"]) + 200


async def test_one_receipt_can_be_read_by_its_id(opened: Front) -> None:
    issued = settled(LEA, "F1", NOW)
    opened.world.settle(issued)
    path = f"/v1/receipts/{issued.receipt_id.hex()}"
    assert (await get(opened, path)).json()["person"] == LEA.hex()
    assert (await get(opened, path, who=PAUL)).status_code == 404


@pytest.mark.parametrize("path", ["/v1/people", "/v1/receipts"])
async def test_an_unchanged_answer_is_304_and_a_changed_one_is_not(opened: Front, path: str) -> None:
    async with opened.client(CAMILLE) as client:
        first = await client.get(path)
        known = {"If-None-Match": first.headers["etag"]}
        again = await client.get(path, headers=known)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
        opened.world.settle(receipt(CAMILLE, 1))
        opened.world.names.names[CAMILLE] = "Camille-Anne"
        assert (await client.get(path, headers=known)).status_code == 200
        assert (await client.get(path, headers=known | {"Accept-Language": "en"})).status_code == 200


async def test_an_etag_is_strong_and_answers_are_private(opened: Front) -> None:
    answer = await get(opened, "/v1/receipts")
    assert answer.headers["etag"].startswith('"')
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["vary"] == "Authorization, Accept-Language"


async def test_what_is_hidden_moves_no_etag(opened: Front) -> None:
    opened.world.settle(receipt(LEA, 1))
    before = [(await get(opened, path)).headers["etag"] for path in ("/v1/receipts", "/v1/people")]
    opened.world.settle(receipt(LEA, 2, audience=2))
    assert [(await get(opened, path)).headers["etag"] for path in ("/v1/receipts", "/v1/people")] == before


@pytest.mark.parametrize(
    ("path", "who", "status", "code"),
    [
        ("/v1/people", None, 401, "UNAUTHENTICATED"),
        ("/v1/receipts/stream", None, 401, "UNAUTHENTICATED"),
        ("/v1/receipts?limit=0", CAMILLE, 422, "INVALID_ARGUMENT"),
        ("/v1/receipts?subject=zz", CAMILLE, 422, "INVALID_ARGUMENT"),
        ("/v1/receipts/XYZ", CAMILLE, 422, "INVALID_ARGUMENT"),
        ("/v1/receipts?cursor=garbage", CAMILLE, 400, "CURSOR_INVALID"),
        ("/v1/receipts/" + "0" * 32, CAMILLE, 404, "NOT_FOUND"),
        ("/v2/anything", CAMILLE, 404, "NOT_FOUND"),
        ("/demo/people", CAMILLE, 404, "NOT_FOUND"),
    ],
)
async def test_every_error_is_a_problem_with_a_support_id(
    opened: Front, path: str, who: bytes | None, status: int, code: str
) -> None:
    answer = await get(opened, path, who=who)
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert len(problem["supportId"]) == 12


async def test_a_wrong_parameter_is_named_and_an_unknown_method_is_refused(opened: Front) -> None:
    wrong = (await get(opened, "/v1/receipts?limit=500")).json()
    assert [error["field"] for error in wrong["errors"]] == ["limit"]
    async with opened.client(CAMILLE) as client:
        refused = await client.post("/v1/receipts")
    assert (refused.status_code, refused.headers["content-type"]) == (405, "application/problem+json")


async def test_a_refusal_says_how_to_sign_in_and_in_which_language(opened: Front) -> None:
    async with opened.client(None, language="en") as client:
        refused = await client.get("/v1/people", headers={"Authorization": "Bearer nonsense"})
    assert refused.headers["www-authenticate"] == "Bearer"
    assert refused.json()["detail"] == "Sign in again."


async def test_the_support_id_of_the_service_that_failed_is_the_one_shown(
    opened: Front, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = (await get(opened, "/v1/receipts/" + "0" * 32)).json()
    refusals = [line for line in capsys.readouterr().out.splitlines() if "rpc_refused" in line]
    assert problem["supportId"] in refusals[-1]


async def test_the_page_comes_under_a_policy_that_allows_nothing_inline_and_nothing_foreign(opened: Front) -> None:
    page = await get(opened, "/", who=None)
    policy = page.headers["content-security-policy"]
    assert page.headers["content-type"].startswith("text/html")
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "style=" not in page.text


async def test_live_and_ready_answer(opened: Front) -> None:
    assert (await get(opened, "/live", who=None)).json() == {"process": "ok"}
    ready = await get(opened, "/ready", who=None)
    assert ready.json() in ({"receipts": "ok"}, {"receipts": "UNAVAILABLE"})
