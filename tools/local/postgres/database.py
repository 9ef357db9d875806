"""What the platform does inside a PostgreSQL server: ask whether it answers, make databases and roles."""

from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

import asyncpg


def on_database(dsn: str, database: str) -> str:
    """Return `dsn` with another database."""
    return urlunsplit(urlsplit(dsn)._replace(path=f"/{database}"))


def as_role(dsn: str, role: str, password: str) -> str:
    """Return `dsn` with another user; the password must need no escaping."""
    parts = urlsplit(dsn)
    return urlunsplit(parts._replace(netloc=f"{role}:{password}@{parts.netloc.rpartition('@')[2]}"))


async def answers(dsn: str) -> bool:
    """Say whether the server behind `dsn` answers `SELECT 1`."""
    try:
        connection = await asyncpg.connect(dsn, timeout=5)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return False
    try:
        return bool(await connection.fetchval("SELECT 1") == 1)
    finally:
        await connection.close()


async def create_database(dsn: str, database: str) -> None:
    """Create `database` if it is not there, through the superuser's `dsn`."""
    connection = await asyncpg.connect(dsn, timeout=10)
    try:
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", database):
            await connection.execute(f'CREATE DATABASE "{database}"')
    finally:
        await connection.close()


async def ensure_roles(dsn: str, passwords: Mapping[str, str]) -> None:
    """Create each service's run-time role, or set its password again; names and passwords are ours, never input."""
    connection = await asyncpg.connect(dsn, timeout=10)
    try:
        for role, password in passwords.items():
            exists = await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role)
            verb = "ALTER" if exists else "CREATE"
            await connection.execute(f"{verb} ROLE {role} LOGIN PASSWORD '{password}'")
    finally:
        await connection.close()
