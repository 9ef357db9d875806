"""The version of a service's schema: the numbered SQL files it has, and the refusal of any other than the newest."""

import re
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

import asyncpg

from chassis.errors import DomainError, ErrorCode
from chassis.postgres import Pool

VERSION_TABLE: Final = "schema_version"
_FILE: Final = re.compile(r"^(\d{4})_([a-z0-9_]+)\.sql$")


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered SQL file."""

    number: str
    path: Path


def discover(package: str) -> tuple[Migration, ...]:
    """List <package>/migrations/NNNN_name.sql in order; ValueError on a gap, a double or a foreign .sql file."""
    files = sorted(_directory(package).glob("*.sql"))
    found = tuple(Migration(_number(path), path) for path in files)
    expected = [f"{number:04d}" for number in range(1, len(found) + 1)]
    if [migration.number for migration in found] != expected:
        raise ValueError(f"{package}/migrations: numbers must run 0001, 0002, ... without gap or double")
    return found


def _directory(package: str) -> Path:
    origin = import_module(package).__file__
    if origin is None:
        raise ValueError(f"{package} has no __init__.py: its migrations cannot be found")
    return Path(origin).parent / "migrations"


def _number(path: Path) -> str:
    match = _FILE.match(path.name)
    if match is None:
        raise ValueError(f"{path.name}: migrations are called NNNN_what_it_does.sql")
    return match[1]


def default_schema(package: str) -> str:
    """Name a package's schema, when nothing else is said: the last part of its own name."""
    return package.rpartition(".")[2]


async def check_version(pool: Pool, package: str, *, schema: str | None = None) -> str:
    """Give the schema's version when it is exactly the newest this build knows; SCHEMA_VERSION otherwise."""
    schema = schema or default_schema(package)
    known = [migration.number for migration in discover(package)]
    try:
        rows = await pool.fetch(f"SELECT version_num FROM {schema}.{VERSION_TABLE}")  # noqa: S608 - a package's name
    except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError, asyncpg.InsufficientPrivilegeError):
        rows = []
    present = ",".join(sorted(row["version_num"] for row in rows)) or "none"
    if [present] != known[-1:]:
        raise DomainError(
            ErrorCode.SCHEMA_VERSION, {"schema": schema, "found": present, "known": known[-1] if known else "none"}
        )
    return present
