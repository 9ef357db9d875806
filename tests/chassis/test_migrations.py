"""Migrations on a real PostgreSQL: a schema and a role per service, and no version nobody knows."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from chassis import postgres
from chassis.errors import DomainError, ErrorCode
from chassis.migrations import migrate
from chassis.schema_version import check_version, discover

SAMPLE = "tests.chassis.sample_service"
pytestmark = pytest.mark.integration


@pytest_asyncio.fixture
async def owner(postgres_dsn: str) -> AsyncIterator[postgres.Connection]:
    connection = await asyncpg.connect(postgres_dsn)
    await connection.execute("DROP SCHEMA IF EXISTS sample CASCADE")
    yield connection
    await connection.close()


@pytest_asyncio.fixture
async def pool(postgres_dsn: str, owner: object) -> AsyncIterator[postgres.Pool]:
    await migrate(postgres_dsn, SAMPLE, schema="sample")
    opened = await postgres.pool(postgres_dsn, schema="sample", role="sample", max_size=3)
    yield opened
    await opened.close()


@pytest.mark.asyncio
async def test_every_file_is_run_once_in_order_whole(pool: postgres.Pool, postgres_dsn: str) -> None:
    await pool.execute("INSERT INTO thing VALUES (1, 'kept')")
    assert await migrate(postgres_dsn, SAMPLE, schema="sample") == "0002"
    assert await pool.fetchval("SELECT things()") == 1
    assert await check_version(pool, SAMPLE, schema="sample") == "0002"


@pytest.mark.asyncio
async def test_several_processes_that_migrate_at_once_do_it_once(postgres_dsn: str, owner: object) -> None:
    versions = await asyncio.gather(*(migrate(postgres_dsn, SAMPLE, schema="sample") for _ in range(4)))
    assert versions == ["0002"] * 4


@pytest.mark.asyncio
async def test_the_run_time_role_may_use_rows_and_nothing_else(pool: postgres.Pool) -> None:
    assert await pool.fetchval("SELECT current_user") == "sample"
    await pool.execute("INSERT INTO thing VALUES (1, 'a')")
    await pool.execute("UPDATE thing SET label = 'b'")
    await pool.execute("INSERT INTO outbox VALUES (DEFAULT, 't', 0, '', '', '')")
    await pool.execute("DELETE FROM thing")
    forbidden = ("CREATE TABLE other (id int)", "DROP TABLE thing", "UPDATE schema_version SET version_num = '9'")
    for statement in forbidden:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await pool.execute(statement)


@pytest.mark.asyncio
@pytest.mark.parametrize("found", ["0001", "0003", "other"])
async def test_a_version_this_build_does_not_know_is_refused_older_or_newer(
    pool: postgres.Pool, owner: postgres.Connection, found: str
) -> None:
    await owner.execute("UPDATE sample.schema_version SET version_num = $1", found)
    with pytest.raises(DomainError) as refused:
        await check_version(pool, SAMPLE, schema="sample")
    assert refused.value.code is ErrorCode.SCHEMA_VERSION
    assert refused.value.facts == {"schema": "sample", "found": found, "known": "0002"}


@pytest.mark.asyncio
async def test_a_database_that_was_never_migrated_is_refused(postgres_dsn: str, owner: postgres.Connection) -> None:
    opened = await postgres.pool(postgres_dsn, schema="sample")
    with pytest.raises(DomainError) as refused:
        await check_version(opened, SAMPLE, schema="sample")
    assert refused.value.facts["found"] == "none"
    await opened.close()


@pytest.mark.asyncio
async def test_migrate_leaves_a_newer_schema_alone(
    pool: postgres.Pool, postgres_dsn: str, owner: postgres.Connection
) -> None:
    await owner.execute("UPDATE sample.schema_version SET version_num = '0007'")
    with pytest.raises(DomainError) as refused:
        await migrate(postgres_dsn, SAMPLE, schema="sample")
    assert refused.value.code is ErrorCode.SCHEMA_VERSION


def package_with(monkeypatch: pytest.MonkeyPatch, directory: Path, **files: str) -> str:
    """Make an importable package whose migrations are these."""
    package = directory / f"made_{directory.name.replace('-', '_')}"
    (package / "migrations").mkdir(parents=True)
    (package / "__init__.py").touch()
    for name, sql in files.items():
        (package / "migrations" / f"{name.removeprefix('n')}.sql").write_text(sql, encoding="utf-8")
    monkeypatch.syspath_prepend(directory)
    return package.name


@pytest.mark.asyncio
async def test_a_migration_that_fails_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, postgres_dsn: str, owner: postgres.Connection
) -> None:
    package = package_with(
        monkeypatch, tmp_path, n0001_good="CREATE TABLE a (id int);", n0002_bad="CREATE TABLE b (id int); SELECT 1/0;"
    )
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(postgres_dsn, package, schema="sample")
    assert await owner.fetchval("SELECT to_regclass('sample.a')") is None


@pytest.mark.parametrize("files", [{"n0002_gap": ""}, {"n0001_a": "", "n0001_b": ""}, {"first": ""}])
def test_files_out_of_order_or_badly_named_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, files: dict[str, str]
) -> None:
    package = package_with(monkeypatch, tmp_path, **files)
    with pytest.raises(ValueError, match=r"NNNN|0001"):
        discover(package)


@pytest.mark.asyncio
async def test_a_name_that_is_not_one_is_refused_before_any_sql_runs(postgres_dsn: str) -> None:
    with pytest.raises(ValueError, match="cannot name"):
        await migrate(postgres_dsn, SAMPLE, schema="x; DROP SCHEMA sample")
