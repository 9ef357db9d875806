"""Sign-in of a professional over HTTP, with the stand-in of Pro Santé Connect behind."""

import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from card_protocol.encoding import b64url, from_b64url
from card_protocol.keys import SigningKey
from expenses import problems
from expenses.pro import session
from expenses.pro.session import ProSignIn, Provider
from tools.simulators.stand_ins.psc import ProSanteConnect

pytestmark = pytest.mark.asyncio
VERIFIER, BACK = "v" * 43, "http://127.0.0.1:1/pro/"
PROVIDER = Provider.model_validate(
    {
        "authorization_endpoint": "http://psc/psc/authorize",
        "token_endpoint": "http://psc/psc/token",
        "client_id": "vitale-pro",
    }
)


@pytest_asyncio.fixture
async def psc() -> AsyncIterator[httpx.AsyncClient]:
    stand_in = FastAPI()
    stand_in.include_router(ProSanteConnect(SigningKey.generate()).router())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(stand_in), base_url="http://psc") as client:
        yield client


def front(sign_in: ProSignIn | None, keys: object = None) -> httpx.AsyncClient:
    app = FastAPI()
    app.include_router(session.router)
    problems.install(app)
    app.state.pro_sign_in, app.state.presence_keys = sign_in, keys
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://front")


async def code(psc: httpx.AsyncClient, client: httpx.AsyncClient) -> str:
    """What the provider sends back for the demonstration's doctor, from the address that the front names."""
    where = (await client.get("/v1/pro/sign-in")).json()
    query = {
        "response_type": "code",
        "client_id": where["clientId"],
        "redirect_uri": BACK,
        "code_challenge": b64url(hashlib.sha256(VERIFIER.encode()).digest()),
        "code_challenge_method": "S256",
    }
    assert (await psc.get(where["authorizationEndpoint"], params=query)).status_code == 200
    answer = await psc.get("/psc/choose", params={**query, "who": "gp"})
    return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]


async def test_a_code_becomes_a_session_that_can_be_renewed_and_a_spent_code_does_not(psc: httpx.AsyncClient) -> None:
    async with front(ProSignIn(PROVIDER, psc)) as client:
        sent = {"code": await code(psc, client), "codeVerifier": VERIFIER, "redirectUri": BACK}
        answer = await client.post("/v1/pro/session", json=sent)
        assert answer.headers["cache-control"] == "no-store"
        opened = answer.json()
        claims = json.loads(from_b64url(opened["accessToken"].split(".")[1]))
        assert (claims["sub"], opened["expiresIn"]) == ("psc:gp", 600)
        renewed = await client.post("/v1/pro/session/renewal", json={"refreshToken": opened["refreshToken"]})
        assert renewed.json()["refreshToken"] != opened["refreshToken"]
        again = await client.post("/v1/pro/session", json=sent)
    assert (again.status_code, again.json()["code"]) == (401, "UNAUTHENTICATED")


async def test_another_verifier_gets_no_session(psc: httpx.AsyncClient) -> None:
    async with front(ProSignIn(PROVIDER, psc)) as client:
        sent = {"code": await code(psc, client), "codeVerifier": "w" * 43, "redirectUri": BACK}
        assert (await client.post("/v1/pro/session", json=sent)).status_code == 401
        assert (await client.post("/v1/pro/session", json={**sent, "codeVerifier": "short"})).status_code == 422


@pytest.mark.parametrize("path", ["/v1/pro/sign-in", "/v1/pro/keys"])
async def test_without_provider_or_keys_the_page_is_told_what_is_away(path: str) -> None:
    async with front(None) as client:
        answer = await client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (503, "UNAVAILABLE")


@pytest.mark.parametrize("status", [0, 500])
async def test_a_provider_that_is_away_is_no_refusal(status: int) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        if status == 0:
            raise httpx.ConnectError("refused")
        return httpx.Response(status)

    async with (
        httpx.AsyncClient(transport=httpx.MockTransport(answer)) as broken,
        front(ProSignIn(PROVIDER, broken)) as client,
    ):
        found = await client.post("/v1/pro/session/renewal", json={"refreshToken": "r"})
    assert (found.status_code, found.json()["facts"]) == (503, {"dependency": "pro_sante_connect"})


async def test_the_page_gets_the_public_keys_it_proves_qrs_with() -> None:
    keys = {"vitale:card_registry": {"keys": [SigningKey.generate().public_jwk()]}}
    async with front(None, keys) as client:
        assert (await client.get("/v1/pro/keys")).json() == keys


async def test_a_provider_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "psc.json"
    path.write_text(PROVIDER.model_dump_json())
    assert Provider.load(path) == PROVIDER
    path.write_text("{}")
    with pytest.raises(ValueError, match="client_id"):
        Provider.load(path)
