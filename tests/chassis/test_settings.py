"""Settings: frozen, all errors at once, demo conveniences refused in production."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError
from pydantic_settings import SettingsConfigDict

from chassis.clock import FixedClock
from chassis.settings import EXIT_CONFIG, GrpcSettings, KafkaSettings, PostgresSettings, TokenSettings, load
from chassis.tokens import TokenSigner

CLOCK = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))


class SampleSettings(GrpcSettings, KafkaSettings, PostgresSettings, TokenSettings):
    """A process with everything."""

    model_config = SettingsConfigDict(env_prefix="VITALE_SAMPLE_")


@pytest.fixture
def issuers(tmp_path: Path) -> Path:
    path = tmp_path / "issuers.json"
    path.write_text(json.dumps([TokenSigner.generate(clock=CLOCK).public()]), encoding="utf-8")
    return path


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, issuers: Path) -> pytest.MonkeyPatch:
    values = {
        "ENVIRONMENT": "demo",
        "GRPC_LISTEN": "127.0.0.1:0",
        "BOOTSTRAP": "127.0.0.1:9092",
        "DSN": "postgresql://sample:hunter2@127.0.0.1/vitale",
        "TOKEN_ISSUERS": str(issuers),
    }
    for name, value in values.items():
        monkeypatch.setenv(f"VITALE_SAMPLE_{name}", value)
    return monkeypatch


def refused(capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as stopped:
        load(SampleSettings)
    assert stopped.value.code == EXIT_CONFIG == 78
    return capsys.readouterr().err


def test_a_complete_environment_is_read_and_cannot_be_changed(environment: pytest.MonkeyPatch) -> None:
    settings = load(SampleSettings)
    assert settings.bootstrap == "127.0.0.1:9092"
    with pytest.raises(ValidationError):
        settings.bootstrap = "elsewhere"  # type: ignore[misc]


def test_all_errors_are_told_at_once_by_the_name_of_their_variable(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VITALE_SAMPLE_GRPC_LISTEN", "somewhere")
    monkeypatch.setenv("VITALE_SAMPLE_BOOTSTARP", "127.0.0.1:9092")
    told = refused(capsys)
    for name in ("ENVIRONMENT", "GRPC_LISTEN", "BOOTSTRAP", "DSN", "TOKEN_ISSUERS"):
        assert f"VITALE_SAMPLE_{name}:" in told
    assert "not known here: VITALE_SAMPLE_BOOTSTARP" in told


def test_values_are_never_shown_since_they_may_be_secrets(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.setenv("VITALE_SAMPLE_POOL_MAX", "hunter2")
    assert "hunter2" not in refused(capsys)
    environment.delenv("VITALE_SAMPLE_POOL_MAX")
    assert "hunter2" not in repr(load(SampleSettings))


def test_production_refuses_the_demo_issuer(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.setenv("VITALE_SAMPLE_ENVIRONMENT", "production")
    assert "demo issuer is refused in production" in refused(capsys)


def test_production_refuses_the_demo_issuer_under_another_kind(
    environment: pytest.MonkeyPatch, issuers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    issuers.write_text(json.dumps([TokenSigner.generate(clock=CLOCK).public("real")]), encoding="utf-8")
    environment.setenv("VITALE_SAMPLE_ENVIRONMENT", "production")
    assert "demo issuer is refused in production" in refused(capsys)


def test_production_refuses_failpoints(
    environment: pytest.MonkeyPatch, issuers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    real = TokenSigner.generate(clock=CLOCK, issuer="https://issuer.example").public("real")
    issuers.write_text(json.dumps([real]), encoding="utf-8")
    environment.setenv("VITALE_SAMPLE_ENVIRONMENT", "production")
    assert load(SampleSettings).is_production
    environment.setenv("VITALE_SAMPLE_FAILPOINTS", str(tmp_path))
    assert "FAILPOINTS: refused in production" in refused(capsys)


def test_an_issuers_file_with_a_private_key_is_refused(
    environment: pytest.MonkeyPatch, issuers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    signer = TokenSigner.generate(clock=CLOCK)
    entry = {**signer.public(), "jwks": {"keys": [json.loads(signer.private_jwk())]}}
    issuers.write_text(json.dumps([entry]), encoding="utf-8")
    told = refused(capsys)
    assert "private key" in told
    assert json.loads(signer.private_jwk())["d"] not in told


@pytest.mark.parametrize("content", ["", "{", '{"issuer": 1}', '[{"issuer": "x"}]'])
def test_a_broken_issuers_file_is_one_of_the_errors(
    environment: pytest.MonkeyPatch, issuers: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    issuers.write_text(content, encoding="utf-8")
    assert "TOKEN_ISSUERS" in refused(capsys)
