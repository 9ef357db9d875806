"""The stand-ins as their users meet them: sign-ins with PKCE, the signed directory, the video provider's promises."""

import asyncio
import hashlib
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import pytest_asyncio

from card_protocol import directory
from card_protocol.encoding import b64url, from_b64url
from card_protocol.jws import verify_compact
from card_protocol.keys import KeyRing, SigningKey
from tools.simulators.stand_ins import people
from tools.simulators.stand_ins.app import build
from tools.simulators.stand_ins.cast import GP_RPPS, SURGERY
from tools.simulators.stand_ins.oidc import CODE_S, Codes
from tools.simulators.stand_ins.video import BIOMETRICS_S

pytestmark = pytest.mark.asyncio

PERSON = people.Identity(
    id="ada", label="Ada", birth_name="DÉMO", given_names=["Ada", "Lise"], sex="F", birth_date="1984-05-17",
    birth_place="99999",
)  # fmt: skip
VERIFIER = "v" * 43
ASKED = {
    "response_type": "code",
    "client_id": "vitale-card-registry",
    "redirect_uri": "http://127.0.0.1:1/back",
    "state": "s",
    "nonce": "n",
    "code_challenge": b64url(hashlib.sha256(VERIFIER.encode()).digest()),
    "code_challenge_method": "S256",
}


@dataclass
class House:
    """The application, its keys, and the reports that its video hook received."""

    client: httpx.AsyncClient
    keys: dict[str, SigningKey]
    reports: list[bytes]


@asynccontextmanager
async def hook(reports: list[bytes]) -> AsyncIterator[str]:
    """A receiver of reports."""

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = next(line for line in head.splitlines() if line.startswith("content-length:"))
        reports.append(await reader.readexactly(int(length.partition(":")[2])))
        writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    keys = {name: SigningKey.generate() for name in ("psc", "directory", "france_identite", "video")}
    for name, key in keys.items():
        (tmp_path / f"{name}_key.json").write_text(key.private_jwk())
    people.write(tmp_path / "people.json", [PERSON])
    reports: list[bytes] = []
    async with hook(reports) as url:
        app = build(tmp_path, tmp_path / "people.json", video_hook=url)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
            yield House(client, keys, reports)


def payload(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = json.loads(from_b64url(token.split(".")[1]))
    return claims


async def code_for(house: House, provider: str, who: str) -> str:
    """Sign in as a browser does, up to the code."""
    answer = await house.client.get(f"/{provider}/choose", params={**ASKED, "who": who})
    assert answer.status_code == 303
    back = urlsplit(answer.headers["location"])
    assert parse_qs(back.query)["state"] == ["s"]
    return parse_qs(back.query)["code"][0]


async def token(house: House, provider: str, **form: str) -> httpx.Response:
    usual = {
        "grant_type": "authorization_code",
        "client_id": ASKED["client_id"],
        "redirect_uri": ASKED["redirect_uri"],
        "code_verifier": VERIFIER,
    }
    return await house.client.post(f"/{provider}/token", data={**usual, **form})


async def test_a_professional_signs_in_and_refreshes_each_refresh_token_once(house: House) -> None:
    page = await house.client.get("/psc/authorize", params=ASKED)
    assert 'id="secretary"' in page.text
    given = (await token(house, "psc", code=await code_for(house, "psc", "gp"))).json()
    assert payload(given["access_token"])["SubjectNameID"] == f"8{GP_RPPS}"
    again = {"grant_type": "refresh_token", "refresh_token": given["refresh_token"]}
    assert (await token(house, "psc", **again)).status_code == 200
    assert (await token(house, "psc", **again)).json() == {"error": "invalid_grant"}


async def test_an_identity_is_proven_for_this_nonce_and_five_minutes(house: House) -> None:
    answer = await token(house, "france-identite", code=await code_for(house, "france-identite", "ada"))
    claims = payload(answer.json()["id_token"])
    assert (claims["nonce"], claims["aud"], claims["acr"]) == ("n", ASKED["client_id"], "eidas3")
    assert (claims["family_name"], claims["given_name"]) == ("DÉMO", "Ada Lise")
    assert claims["exp"] - claims["iat"] == 300


@pytest.mark.parametrize(
    "change", [{"code_verifier": "w" * 43}, {"client_id": "other"}, {"redirect_uri": "http://127.0.0.1:2/"}]
)
async def test_a_code_is_no_use_to_another_client_and_is_spent_by_the_attempt(
    house: House, change: dict[str, str]
) -> None:
    code = await code_for(house, "france-identite", "ada")
    assert (await token(house, "france-identite", code=code, **change)).status_code == 400
    assert (await token(house, "france-identite", code=code)).status_code == 400


async def test_a_code_gets_old(monkeypatch: pytest.MonkeyPatch, house: House) -> None:
    code = await code_for(house, "psc", "gp")
    start = time.monotonic()
    monkeypatch.setattr("tools.simulators.stand_ins.oidc.time.monotonic", lambda: start + CODE_S + 1)
    assert (await token(house, "psc", code=code)).status_code == 400
    assert Codes().take({}) is None


@pytest.mark.parametrize(
    "change",
    [{"code_challenge_method": "plain"}, {"response_type": "token"}, {"redirect_uri": "https://example.org/"}],
)
@pytest.mark.parametrize("provider", ["psc", "france-identite"])
async def test_only_a_code_with_pkce_back_to_loopback_is_given(
    house: House, provider: str, change: dict[str, str]
) -> None:
    assert (await house.client.get(f"/{provider}/authorize", params={**ASKED, **change})).status_code == 400


async def test_what_a_client_asks_stays_text_on_the_page(house: House) -> None:
    query = "&".join(f"{name}={value}" for name, value in {**ASKED, "state": '"><script>'}.items())
    page = await house.client.get(httpx.URL("http://127.0.0.1/psc/authorize", query=query.encode()))
    assert "<script>" not in page.text


async def test_a_suspension_is_in_the_next_signed_directory_until_it_is_lifted(house: House) -> None:
    ring = KeyRing.of(directory=house.keys["directory"])

    async def read() -> directory.Directory:
        return directory.read((await house.client.get("/directory")).text, ring)

    assert not (await read()).practices[SURGERY].suspended
    for identifier in (SURGERY, GP_RPPS):
        answer = await house.client.post("/directory/suspend", json={"id": identifier, "suspended": True})
        assert answer.status_code == 204
    now = await read()
    assert now.practices[SURGERY].suspended
    assert now.professionals[GP_RPPS].suspended
    await house.client.post("/directory/suspend", json={"id": SURGERY, "suspended": False})
    assert not (await read()).practices[SURGERY].suspended


async def filmed(house: House, result: str) -> tuple[str, dict[str, Any]]:
    """A capture that was made, and what its report says."""
    opened = (await house.client.post("/video/captures", json={"reference": "r"})).json()
    capture = opened["capture_id"]
    answer = await house.client.post(f"/video/captures/{capture}/film", params={"who": "ada", "result": result})
    assert answer.status_code == 200
    report = house.reports[-1].decode()
    key = house.keys["video"]
    return capture, verify_compact(report, typ="vitale-video+jwt", find={key.kid: key.public}.get)


@pytest.mark.parametrize(
    ("result", "failed"), [("good", set()), ("face", {"face", "liveness"}), ("document", {"mrz", "hologram"})]
)
async def test_a_signed_report_says_what_the_automatic_checks_found_and_holds_no_media(
    house: House, result: str, failed: set[str]
) -> None:
    capture, report = await filmed(house, result)
    assert {name for name, passed in report["checks"].items() if not passed} == failed
    assert (report["reference"], report["capture_id"]) == ("r", capture)
    assert report["traits"]["family_name"] == "DÉMO"
    assert set(report) == {
        "iss", "jti", "capture_id", "reference", "captured_at", "iat", "checks", "evidence_hash", "media_url", "traits"
    }  # fmt: skip


async def test_deletion_gives_the_same_signed_receipt_each_time_and_the_media_are_gone(house: House) -> None:
    capture, report = await filmed(house, "good")
    media = urlsplit(report["media_url"]).path
    assert "démonstration" in (await house.client.get(media)).text
    key = house.keys["video"]
    receipts = [
        verify_compact(
            (await house.client.post(f"/video/captures/{capture}/deletion")).json()["receipt"],
            typ="vitale-deletion+jwt",
            find={key.kid: key.public}.get,
        )
        for _ in range(2)
    ]
    assert receipts[0] == receipts[1]
    assert receipts[0]["capture_id"] == capture
    assert "Supprimée" in (await house.client.get(media)).text


async def test_media_are_gone_after_ninety_six_hours_though_nobody_asked(
    monkeypatch: pytest.MonkeyPatch, house: House
) -> None:
    _, report = await filmed(house, "good")
    media, later = urlsplit(report["media_url"]).path, time.time() + BIOMETRICS_S + 1
    monkeypatch.setattr("tools.simulators.stand_ins.video.time.time", lambda: later)
    assert "Supprimée" in (await house.client.get(media)).text


async def test_an_unknown_capture_person_or_result_is_not_filmed(house: House) -> None:
    opened = (await house.client.post("/video/captures", json={"reference": "r"})).json()["capture_id"]
    for path, who, result in ((opened, "nobody", "good"), (opened, "ada", "perfect"), ("other", "ada", "good")):
        answer = await house.client.post(f"/video/captures/{path}/film", params={"who": who, "result": result})
        assert answer.status_code == 404
    assert house.reports == []
