"""Fixtures of the vault: its store in both forms, and a vault upon it."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from chassis.migrations import migrate
from chassis.postgres import pool
from identity.draw import SecureDraw
from identity.fingerprints import Fingerprints
from identity.memory_store import MemoryVaultStore
from identity.postgres_store import PostgresVaultStore
from identity.sealing import Sealer
from identity.store import VaultStore
from identity.vault import Vault
from tests.identity.people import AES_KEY, PEPPER
from tools.local.background import run_blocking

TABLES = ("facts", "first_name", "alias", "subject", "home")


@pytest.fixture(scope="module")
def vault_dsn(postgres_dsn: str) -> str:
    """The superuser's address of a database that holds the vault's schema."""
    run_blocking(migrate(postgres_dsn, "identity"))
    return postgres_dsn


async def empty(dsn: str) -> None:
    """Delete what an earlier test wrote; the run-time role may not."""
    connection = await asyncpg.connect(dsn)
    await connection.execute(f"truncate {', '.join(f'identity.{table}' for table in TABLES)}")
    await connection.close()


@pytest_asyncio.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.integration)])
async def store(request: pytest.FixtureRequest) -> AsyncIterator[VaultStore]:
    """An empty store: the fake, then the real one as its run-time role."""
    if request.param == "memory":
        yield MemoryVaultStore()
        return
    dsn = request.getfixturevalue("vault_dsn")
    await empty(dsn)
    opened = await pool(dsn, schema="identity", role="identity", max_size=20)
    yield PostgresVaultStore(opened)
    await opened.close()


@pytest.fixture
def vault(store: VaultStore) -> Vault:
    """A vault on an empty store."""
    return vault_on(store)


def vault_on(store: VaultStore) -> Vault:
    """A vault of the tests' keys on `store`; two of them are two processes."""
    return Vault(store, fingerprints=Fingerprints(PEPPER), sealer=Sealer(AES_KEY), draw=SecureDraw())
