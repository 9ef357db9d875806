"""Migrations: numbered SQL files of a service, run by alembic under an advisory lock, in the service's own schema."""

import re
from collections.abc import Sequence
from types import ModuleType
from typing import Any, Final, cast

import asyncpg
from alembic.runtime.migration import MigrationContext, MigrationStep
from alembic.script import Script
from alembic.script.revision import RevisionMap
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from chassis.errors import DomainError, ErrorCode
from chassis.schema_version import VERSION_TABLE, Migration, default_schema, discover

_NAME: Final = re.compile(r"^[a-z][a-z0-9_]{0,50}$")
_LOCK: Final = 0x7661_6C69  # one migration at a time in a database, whichever service


async def migrate(dsn: str, package: str, *, schema: str | None = None, role: str | None = None) -> str:
    """Bring a service's schema to the newest version and give its number; one transaction, under an advisory lock.

    `schema` and `role` default to the last part of the package's name and are made when missing; the dsn is of a role
    that may create both. SCHEMA_VERSION when the database is newer than these files, UNAVAILABLE when it is down.
    """
    schema = schema or default_schema(package)
    role = role or schema
    for name in (schema, role):
        if not _NAME.match(name):
            raise ValueError(f"{name!r} cannot name a schema or role: lower-case letters, digits and _")
    found = discover(package)
    engine = create_async_engine(make_url(dsn).set(drivername="postgresql+asyncpg"))
    try:
        async with engine.begin() as connection:
            await connection.run_sync(lambda sync: _run(sync, found, schema=schema, role=role))
    except (OSError, asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError) as error:
        raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "postgres"}) from error
    finally:
        await engine.dispose()
    return found[-1].number if found else ""


def _run(connection: Connection, found: Sequence[Migration], *, schema: str, role: str) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    _script(connection, _setup_sql(schema, role))
    revisions = RevisionMap(lambda: [_revision(connection, found, index) for index in range(len(found))])
    context = MigrationContext.configure(
        connection,
        opts={
            "version_table": VERSION_TABLE,
            "version_table_schema": schema,
            "fn": lambda heads, _context: _steps(revisions, cast("tuple[str, ...]", heads), package=schema),
        },
    )
    context.run_migrations()
    version_table = f"{schema}.{VERSION_TABLE}"
    _script(connection, f"REVOKE ALL ON {version_table} FROM {role}; GRANT SELECT ON {version_table} TO {role}")


def _setup_sql(schema: str, role: str) -> str:
    """Write the SQL that makes schema and role when missing; names were checked, they cannot be bound as parameters."""
    return f"""
        DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} LOGIN; END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- roles are shared by databases, our lock is not
        END $$;
        CREATE SCHEMA IF NOT EXISTS {schema};
        GRANT USAGE ON SCHEMA {schema} TO {role};
        ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
        ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {role};
        SET LOCAL search_path = {schema};
    """


def _steps(revisions: RevisionMap, heads: tuple[str, ...], *, package: str) -> list[MigrationStep]:
    known = {script.revision for script in revisions.iterate_revisions("heads", "base")}
    if unknown := set(heads) - known:
        raise DomainError(ErrorCode.SCHEMA_VERSION, {"schema": package, "found": ",".join(sorted(unknown))})
    pending = [cast("Script", script) for script in revisions.iterate_revisions("heads", heads or "base")]
    return [MigrationStep.upgrade_from_script(revisions, script) for script in reversed(pending)]


def _revision(connection: Connection, found: Sequence[Migration], index: int) -> Script:
    """Describe one SQL file as an alembic revision, whose upgrade runs the whole file."""
    migration = found[index]
    module = ModuleType(f"migration_{migration.number}")
    module.__dict__.update(
        revision=migration.number,
        down_revision=found[index - 1].number if index else None,
        upgrade=lambda **_: _script(connection, migration.path.read_text(encoding="utf-8")),
        downgrade=None,
    )
    return Script(module, migration.number, str(migration.path))


def _script(connection: Connection, sql: str) -> None:
    """Run SQL of many statements in the present transaction: prepared statements take one, the raw driver takes all."""
    driver: Any = connection.connection.dbapi_connection
    driver.run_async(lambda raw: raw.execute(sql))
