"""Pools on a real PostgreSQL, and the verdict on its errors."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from chassis import postgres
from chassis.error_mapping import as_domain_error
from chassis.errors import DomainError, ErrorCode
from chassis.postgres import is_infrastructure, translated
from tests.chassis.canaries import NAMES, NIR_FORMS, leaked


@pytest_asyncio.fixture
async def pool(postgres_dsn: str) -> AsyncIterator[postgres.Pool]:
    opened = await postgres.pool(postgres_dsn, schema="public", max_size=2, settings={"statement_timeout": "200ms"})
    await opened.execute("CREATE TABLE IF NOT EXISTS person (nir text PRIMARY KEY, label text CHECK (label <> nir))")
    yield opened
    await opened.close()


@pytest.mark.integration
@pytest.mark.asyncio
async def test_connections_keep_their_schema_and_limits_after_being_given_back(pool: postgres.Pool) -> None:
    for _ in range(3):
        assert await pool.fetchval("SHOW search_path") == "public"
        assert await pool.fetchval("SHOW statement_timeout") == "200ms"
        assert await pool.fetchval("SHOW idle_in_transaction_session_timeout") == "5s"
        assert await pool.fetchval("SHOW timezone") == "UTC"


@pytest.mark.integration
@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("statement", "infrastructure"),
    [
        ("SELECT 1/0", False),  # 22012
        ("SELECT 'x'::int", False),  # 22P02
        ("INSERT INTO person VALUES (NULL)", False),  # 23502
        ("SELECT * FROM absent", True),  # 42P01
        ("SELECT pg_sleep(5)", True),  # 57014
        ("SELECT pg_terminate_backend(pg_backend_pid())", True),  # 57P01
    ],
)
async def test_only_values_and_constraints_are_not_infrastructure(
    pool: postgres.Pool, statement: str, infrastructure: bool
) -> None:
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)) as found:
        await pool.execute(statement)
    assert is_infrastructure(found.value) is infrastructure
    expected = ErrorCode.UNAVAILABLE if infrastructure else ErrorCode.DATABASE_REFUSED
    assert as_domain_error(found.value).code is expected


@pytest.mark.integration
@pytest.mark.asyncio
@pytest.mark.parametrize("form", NIR_FORMS)
async def test_what_the_database_refuses_is_named_by_place_and_the_row_stays_inside(
    pool: postgres.Pool, form: str
) -> None:
    await pool.execute("TRUNCATE person")
    await pool.execute("INSERT INTO person VALUES ($1, $2)", form, NAMES[0])
    with pytest.raises(asyncpg.UniqueViolationError) as found:
        await pool.execute("INSERT INTO person VALUES ($1, $2)", form, NAMES[1])
    assert leaked(str(found.value)) != [] or leaked(found.value.detail or "") != []
    error = translated(found.value)
    assert isinstance(error, DomainError)
    assert error.facts == {"sqlstate": "23505", "table": "person", "constraint": "person_pkey"}


@pytest.mark.integration
@pytest.mark.asyncio
async def test_ping_answers_when_the_database_does(pool: postgres.Pool) -> None:
    await postgres.ping(pool)
    await pool.close()
    with pytest.raises(DomainError) as refused:
        await postgres.ping(pool)
    assert refused.value.code is ErrorCode.UNAVAILABLE


@pytest.mark.asyncio
async def test_a_database_that_is_down_is_unavailable() -> None:
    with pytest.raises(DomainError) as refused:
        await postgres.pool("postgresql://nobody@127.0.0.1:1/nowhere", schema="public")
    assert refused.value.code is ErrorCode.UNAVAILABLE


@pytest.mark.parametrize(
    ("error", "infrastructure"),
    [
        (ConnectionResetError(), True),
        (TimeoutError(), True),
        (asyncpg.InterfaceError("closed"), True),
        (asyncpg.DataError("wrong type of argument"), False),
        (DomainError(ErrorCode.UNAVAILABLE), True),
        (DomainError(ErrorCode.INTERNAL), False),
        (KeyError("x"), False),
    ],
)
def test_errors_from_elsewhere_are_judged_too(error: Exception, infrastructure: bool) -> None:
    assert is_infrastructure(error) is infrastructure
