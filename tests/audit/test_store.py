"""What every store of the chain must do."""

import asyncio

import asyncpg
import pytest

from audit.chain import broken_at
from audit.store import ChainStore
from chassis.postgres import pool
from tests.audit.events import LEA, NOE, access

pytestmark = pytest.mark.asyncio


async def test_entries_follow_one_another_over_calls(store: ChainStore) -> None:
    await store.append([access(1), access(2)], {0: 2})
    await store.append([access(3)], {1: 7})
    entries = [entry async for entry in store.whole()]
    assert [entry.seq for entry in entries] == [1, 2, 3]
    assert broken_at(entries)[1] == 0
    assert await store.progress() == {0: 2, 1: 7}


async def test_the_same_accesses_again_change_nothing_and_progress_never_goes_back(store: ChainStore) -> None:
    await store.append([access(1), access(2)], {0: 2})
    assert await store.append([access(2), access(1)], {0: 1}) == []
    assert await store.progress() == {0: 2}


async def test_a_person_reads_their_own_entries_newest_first_in_pages(store: ChainStore) -> None:
    await store.append([access(n, subject=LEA if n % 2 else NOE) for n in range(1, 8)], {0: 7})
    first = await store.of_subject(LEA, before=0, most=2)
    assert [entry.seq for entry in first] == [7, 5]
    assert [entry.seq for entry in await store.of_subject(LEA, before=5, most=9)] == [3, 1]


async def test_two_writers_at_once_make_one_chain(store: ChainStore) -> None:
    await asyncio.gather(*(store.append([access(n), access(n + 1)], {n: 1}) for n in range(20)))
    entries = [entry async for entry in store.whole()]
    assert len(entries) == 21
    assert broken_at(entries)[1] == 0


@pytest.mark.integration
@pytest.mark.parametrize("statement", ["update entry set at_us = 0", "delete from entry", "truncate entry"])
async def test_the_service_s_own_role_cannot_change_an_entry(audit_dsn: str, statement: str) -> None:
    opened = await pool(audit_dsn, schema="audit", role="audit", max_size=1)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await opened.execute(statement)
    await opened.close()
