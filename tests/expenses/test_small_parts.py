"""Language, money, settings and the demo's sign-in, each by itself."""

import json
import socket
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from chassis.clock import FixedClock
from chassis.errors import DomainError, ErrorCode
from chassis.tokens import TokenSigner
from expenses.amounts import euros, percent, written_day
from expenses.demo import DemoSignIn
from expenses.labels import AMOUNTS, COUNTERS, PROFESSIONALS
from expenses.language import chosen
from expenses.serving import listen
from expenses.settings import ExpensesSettings
from receipts.api.counters import FRANCHISE, PARTICIPATION
from reimbursement.model import Amount, DebtKind, ProfessionalKind
from tests.expenses.front import front
from tests.receipts.api.world import CAMILLE, NOW, World


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "fr"),
        ("", "fr"),
        ("en", "en"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("fr-CH, fr;q=0.9, en;q=0.8", "fr"),
        ("de, en;q=0.5", "en"),
        ("de", "fr"),
        ("*, en;q=0.5", "fr"),
        ("en;q=0", "fr"),
        ("en;q=nonsense", "fr"),
    ],
)
def test_french_unless_english_is_preferred(header: str | None, language: str) -> None:
    assert chosen(header) == language


@pytest.mark.parametrize(
    ("cents", "french", "english"),
    [
        (0, "0,00\u00a0€", "€0.00"),
        (5, "0,05\u00a0€", "€0.05"),
        (-200, "\u22122,00\u00a0€", "\u2212€2.00"),
        (123_456_789, "1\u202f234\u202f567,89\u00a0€", "€1,234,567.89"),
    ],
)
def test_amounts_are_written_as_each_language_writes_them(cents: int, french: str, english: str) -> None:
    assert (euros(cents, "fr"), euros(cents, "en")) == (french, english)


@given(st.integers(-(10**12), 10**12))
def test_no_cent_is_lost_in_writing(cents: int) -> None:
    digits = "".join(c for c in euros(cents, "fr") if c.isdigit())
    assert int(digits) == abs(cents)


def test_rates_keep_only_decimals_that_are_there() -> None:
    assert (percent(7000, "fr"), percent(6550, "fr"), percent(6550, "en")) == ("70\u00a0%", "65,5\u00a0%", "65.5%")


@pytest.mark.parametrize(
    ("day", "french", "english"),
    [
        (date(2025, 3, 1), "1er mars 2025", "1 March 2025"),
        (date(2025, 12, 31), "31 décembre 2025", "31 December 2025"),
    ],
)
def test_days_are_written_as_each_language_writes_them(day: date, french: str, english: str) -> None:
    assert (written_day(day, "fr"), written_day(day, "en")) == (french, english)


def test_every_amount_and_professional_of_the_rules_has_a_word() -> None:
    assert {amount.name.lower() for amount in Amount} <= set(AMOUNTS)
    assert {kind.value for kind in ProfessionalKind} <= set(PROFESSIONALS)
    assert {kind.name.lower() for kind in DebtKind} <= set(AMOUNTS)
    assert {PARTICIPATION, FRANCHISE} <= set(COUNTERS)


def settings(environment: str, **more: object) -> ExpensesSettings:
    """Settings of a front."""
    values = {"http_listen": "127.0.0.1:8080", "receipts_target": "r:1", "service_key": Path("key.json")}
    return ExpensesSettings.model_validate({"environment": environment, **values, **more})


def test_production_refuses_the_demos_sign_in() -> None:
    demo = {"demo_people": Path("people.json"), "demo_issuer_key": Path("key.json")}
    assert settings("demo", **demo).demo_people == Path("people.json")
    for environment in ("production", "test"):
        with pytest.raises(ValidationError, match="only a demo signs people in"):
            settings(environment, **demo)
    with pytest.raises(ValidationError, match="set both or neither"):
        settings("demo", demo_people=Path("people.json"))


def made(directory: Path, world: World) -> DemoSignIn:
    """A sign-in whose people file is not written yet."""
    (directory / "key.json").write_text(world.signer.private_jwk(), encoding="utf-8")
    return DemoSignIn(directory / "people.json", directory / "key.json", world.clock)


@pytest.mark.asyncio
async def test_a_person_of_the_demo_signs_in_with_a_token_of_ten_minutes(tmp_path: Path) -> None:
    world = World()
    async with front(world, sign_in=made(tmp_path, world)) as opened, opened.client(None) as client:
        assert (await client.get("/demo/people")).json() == []
        people = [{"id": "camille", "label": "Camille (mère)", "subject_id": CAMILLE.hex()}]
        (tmp_path / "people.json").write_text(json.dumps(people), encoding="utf-8")
        assert (await client.get("/demo/people")).json() == [{"id": "camille", "label": "Camille (mère)"}]
        session = (await client.post("/demo/session", json={"person": "camille"})).json()
        read = await client.get("/v1/people", headers={"Authorization": f"Bearer {session['token']}"})
        assert read.json()["people"][0]["firstName"] == "Camille"
        assert session["expiresAt"] == (NOW + timedelta(minutes=10)).isoformat()
        unknown = await client.post("/demo/session", json={"person": "nobody"})
        assert (unknown.status_code, unknown.json()["code"]) == (404, "NOT_FOUND")


def test_a_stranger_gets_no_token(tmp_path: Path) -> None:
    clock = FixedClock(NOW)
    (tmp_path / "key.json").write_text(TokenSigner.generate(clock=clock).private_jwk(), encoding="utf-8")
    with pytest.raises(DomainError) as caught:
        DemoSignIn(tmp_path / "people.json", tmp_path / "key.json", clock).token("anybody")
    assert caught.value.code is ErrorCode.NOT_FOUND


def test_a_connection_never_waits_for_an_acknowledgement_before_it_sends() -> None:
    with listen("127.0.0.1:0") as listening, socket.create_connection(listening.getsockname()):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
