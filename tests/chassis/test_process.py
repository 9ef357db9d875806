"""The parts a process opens: checked against what it knows, asked by readiness, closed in reverse."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from pydantic import SecretStr

from chassis.clock import SystemClock
from chassis.errors import DomainError, ErrorCode
from chassis.kafka import OutRecord, ensure_topics
from chassis.migrations import migrate
from chassis.process import Process
from chassis.settings import KafkaSettings, PostgresSettings, ServiceKeySettings, ServiceSettings, TokenSettings
from chassis.tokens import TokenSigner
from tests.chassis.test_publisher import SampleTopic

SAMPLE = "tests.chassis.sample_service"


class StoreSettings(PostgresSettings, KafkaSettings):
    """A process with a database and a broker."""


class CallerSettings(TokenSettings, ServiceKeySettings):
    """A process that calls peers in its own name."""


@pytest_asyncio.fixture
async def process(postgres_dsn: str, kafka_bootstrap: str) -> AsyncIterator[Process[StoreSettings]]:
    found = Process("sample", StoreSettings(environment="test", dsn=SecretStr(postgres_dsn), bootstrap=kafka_bootstrap))
    yield found
    await found.close()


@pytest.mark.integration
@pytest.mark.asyncio
async def test_a_schema_or_a_topic_that_is_not_as_known_is_refused_and_then_opened(
    process: Process[StoreSettings], postgres_dsn: str, kafka_bootstrap: str
) -> None:
    topic = SampleTopic("process-sample")
    for code, attempt in (
        (ErrorCode.SCHEMA_VERSION, process.postgres(SAMPLE)),
        (ErrorCode.TOPIC_MISMATCH, process.publisher(topic)),
    ):
        with pytest.raises(DomainError) as refused:
            await attempt
        assert refused.value.code is code
    await migrate(postgres_dsn, SAMPLE)
    await ensure_topics(kafka_bootstrap, [topic])
    pool, publisher = await process.postgres(SAMPLE), await process.publisher(topic)
    assert await pool.fetchval("SELECT things()") == 0
    await publisher.publish([OutRecord(topic.name, 0, b"k", b"v")])
    assert await process.readiness.check() == {"postgres": "ok", "kafka": "ok"}
    await pool.close()
    assert (await process.readiness.check())["postgres"] == "UNAVAILABLE"


@pytest.mark.integration
@pytest.mark.asyncio
@pytest.mark.parametrize(("once", "mode"), [(False, "auto"), (True, "force_generic_plan")])
async def test_statements_are_planned_once_where_a_service_wants_it(
    process: Process[StoreSettings], postgres_dsn: str, once: bool, mode: str
) -> None:
    await migrate(postgres_dsn, SAMPLE)
    pool = await process.postgres(SAMPLE, plan_once=once)
    assert await pool.fetchval("show plan_cache_mode") == mode


@pytest.mark.asyncio
async def test_a_service_signs_with_its_key_what_its_verifier_trusts(tmp_path: Path) -> None:
    signer = TokenSigner.generate(clock=SystemClock())
    issuers, key = tmp_path / "issuers.json", tmp_path / "key.json"
    issuers.write_text(json.dumps([signer.public()]), encoding="utf-8")
    key.write_text(signer.private_jwk(), encoding="utf-8")
    process = Process("adri", CallerSettings(environment="test", token_issuers=issuers, service_key=key))
    claims = process.verifier().verify(process.own_tokens()(), "vitale")
    assert (claims.subject, claims.role) == ("adri", "service")
    await process.close()


@pytest.mark.asyncio
async def test_a_part_without_its_settings_is_a_mistake_told_by_name() -> None:
    process = Process("sample", ServiceSettings(environment="test"))
    with pytest.raises(TypeError, match="PostgresSettings"):
        await process.postgres(SAMPLE)


@pytest.mark.asyncio
async def test_what_was_opened_last_is_closed_first() -> None:
    process, closed = Process("sample", ServiceSettings(environment="test")), list[str]()

    async def close(name: str) -> None:
        closed.append(name)

    process.on_stop(lambda: close("first"))
    process.on_stop(lambda: close("second"))
    await process.close()
    assert closed == ["second", "first"]
