"""Sessions of the database: ended by pg_terminate_backend, or kept waiting by somebody who locks the ledger."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Any

import asyncpg

from tools.faults import kernel
from tools.faults.scene import Injury, Scene

_HOLD_S = 3.0
"""Longer than the ledger's sessions wait for a lock."""
_POLL_S = 0.05
_ROWS = 6
_BLOCKED = "select pid from pg_stat_activity where $1 = any(pg_blocking_pids(pid))"
_LOCKED_OUT = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError)


def sessions_of(scene: Scene, role: str) -> list[int]:
    """Process ids of a role's sessions, those at work first.

    Raises:
        RuntimeError: it has none.
    """
    query = "select pid from pg_stat_activity where usename = $1 order by state = 'idle', state_change desc"
    pids = [row["pid"] for row in scene.house.fetch(query, role)]
    if not pids:
        raise RuntimeError(f"the role {role} has no session")
    return pids


def terminate(role: str) -> Callable[[Scene], Injury]:
    """End one session of a role, or all of them at once."""

    def act(scene: Scene) -> Injury:
        pids = sessions_of(scene, role)
        ended = pids if scene.dice.random() < 0.5 else pids[:1]  # noqa: PLR2004 - as often the one as the other
        start, began = kernel.start_ticks(pids[0]), time.time()
        scene.house.fetch("select pg_terminate_backend(pid) from unnest($1::int[]) as pid", ended)
        scene.house.wait(lambda: kernel.born(pids[0]) != start, "the end of the session", timeout_s=10)
        now = time.time()
        told = {"pid": pids[0], "start_before": start, "start_after": None, "sessions": len(ended)}
        return Injury({**told, "began": began, "ended": now}, now)

    return act


def hold_lock(scene: Scene) -> Injury:
    """Lock the whole ledger, or the rows of some partitions, until those who wait for it gave up at least once."""
    statement = "lock table receipts.ledger in access exclusive mode"
    if scene.dice.random() < 0.5:  # noqa: PLR2004 - as often the one as the other
        some = ", ".join(map(str, sorted(scene.dice.sample(range(24), _ROWS))))
        statement = f"select 1 from receipts.ledger where partition in ({some}) for update"  # noqa: S608 - own numbers
    began = time.time()
    blocked = scene.house.runner.run(_hold(scene.house.dsn, statement))
    now = time.time()
    return Injury({"blocked": blocked, "seconds": now - began, "began": began, "ended": now}, now)


async def _hold(dsn: str, statement: str) -> list[int]:
    holder, onlooker = await asyncpg.connect(dsn), await asyncpg.connect(dsn)
    blocked: set[int] = set()
    try:
        pid = holder.get_server_pid()
        with contextlib.suppress(*_LOCKED_OUT):  # the ledger's owner may end the session that stands in its way
            async with asyncio.timeout(_HOLD_S):
                await _watch(holder, onlooker, statement, pid=pid, blocked=blocked)
    finally:
        holder.terminate()
        await onlooker.close()
    return sorted(blocked)


async def _watch(holder: Any, onlooker: Any, statement: str, *, pid: int, blocked: set[int]) -> None:
    async with holder.transaction():
        await holder.execute(statement)
        while True:
            blocked.update(row["pid"] for row in await onlooker.fetch(_BLOCKED, pid))
            await asyncio.sleep(_POLL_S)
