"""The page of receipts, at every depth, in a ledger of a million: one reader, many at a rate, and under writes.

The gate is read where pages are asked for at a rate, whatever the answers do, and by one reader alone. Readers that
wait for their answers keep every core busy: what they tell is how many pages the machine gives, and their latency is
their number divided by that.
"""

import asyncio
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

import asyncpg

from chassis.clock import SystemClock
from chassis.token_signer import TokenSigner
from contracts.topics import CLAIM, CONTROL, RIGHTS
from reimbursement_tables import load
from tools.bench import kafka, ledger_rows, processor_time
from tools.bench.calibration import Calibration
from tools.bench.figures import Part, quantile
from tools.bench.loops import opened
from tools.bench.page_reading import Connections, Found, Walk, connected, read_closed, read_whole
from tools.bench.path import WORKER, send_open_loop
from tools.bench.traffic import Family, claims, decisions, rights_of
from tools.local.stack import Options, Stack
from tools.simulators.doors import Badge

SERVICES: Final = ("identity", WORKER, "receipts.api", "expenses")
_FAMILIES: Final = 1_000
_CHUNK: Final = 100_000
_READERS: Final = 4
_RATES: Final = (20, 50)
_PHONES: Final = 8
"""So few that each comes deep into its list."""
_P99_MS: Final = 20
_WRITES_A_SECOND: Final = 500
_WARM_S: Final = 3.0
_READ_WHOLE: Final = 3
_HELD: Final = "select count(distinct receipt_id) from receipts.entry where kind = 1 and subject_id"
_TOUCHED: Final = "select idx_tup_fetch from pg_stat_user_tables where schemaname = 'receipts' and relname = 'entry'"
_STATISTICS_S: Final = 1.5
"""PostgreSQL's sessions tell what they read once a second."""


async def run(receipts: int, seconds: float) -> list[Part]:
    """Fill the ledger through the worker, then read pages for `seconds`, in each way; the last one under writes."""
    async with Stack(None, Options(services=SERVICES)) as stack, connected(stack.state.targets["expenses"]) as front:
        await _fill(stack, receipts)
        bench = _Bench(stack, front, seconds)
        parts = [await bench.closed(Part("page, alone"), 1, most=_P99_MS)]
        parts += [await bench.opened(Part(f"page, {rate}/s"), rate) for rate in _RATES]
        parts.append(await bench.closed(Part("page, saturated"), _READERS))
        parts[-1].notes.append(
            f"{_READERS} readers that never pause: what the machine gives, not how long a page takes"
        )
        listed, held = await bench.whole()
        parts[0].demand("receipts that lists give, to the end", expected=held, found=listed)
        parts.append(await _under_writes(bench, stack, receipts))
    return parts


async def _under_writes(bench: "_Bench", stack: Stack, receipts: int) -> Part:
    """Pages while claims are settled."""
    part, lasting = Part("page, writes"), bench.lasting_s
    records = list(claims(int(_WRITES_A_SECOND * lasting), _FAMILIES, seed="under"))
    sending = asyncio.create_task(asyncio.to_thread(send_open_loop, stack.servers.bootstrap, records, _WRITES_A_SECOND))
    await bench.opened(part, _RATES[0])
    await sending
    part.notes.append(f"{_WRITES_A_SECOND:,} claims/s written meanwhile")
    kafka.wait_for_end(stack.servers.bootstrap, _entries(receipts) + len(records), timeout_s=120)
    part.demand("receipts in the ledger", expected=receipts + len(records), found=await ledger_rows.issued(stack))
    return part


def _entries(receipts: int) -> int:
    return 2 * 24 + _FAMILIES + receipts


async def _fill(stack: Stack, receipts: int) -> None:
    """People first, then claims in chunks, so that neither this process nor the lanes hold a million of them.

    The database is then vacuumed and told to write everything out, which it would else do while pages are read.
    """
    bootstrap = stack.servers.bootstrap
    kafka.preload(bootstrap, CONTROL.name, decisions(load().version))
    kafka.preload(bootstrap, RIGHTS.name, (rights_of(Family(number)) for number in range(_FAMILIES)))
    for first in range(0, receipts, _CHUNK):
        size = min(_CHUNK, receipts - first)
        kafka.preload(bootstrap, CLAIM.name, claims(size, _FAMILIES, seed=f"page{first}"), stamped=True)
        kafka.wait_for_end(bootstrap, _entries(first + size), timeout_s=600)
    await _ask_database(stack, "vacuum analyze", "checkpoint")


async def _ask_database(stack: Stack, *statements: str) -> int:
    """Run statements as the administrator; the number that the last one gives, 0 for none."""
    connection, value = await asyncpg.connect(stack.state.postgres.admin_dsn), None
    try:
        for statement in statements:
            value = await connection.fetchval(statement, timeout=300)
    finally:
        await connection.close()
    return int(value or 0)


class _Bench:
    """Reads the pages of one stack in different ways."""

    def __init__(self, stack: Stack, front: Connections, seconds: float) -> None:
        self._stack, self._front, self._seconds = stack, front, seconds
        clock = SystemClock()
        signer = TokenSigner.load(stack.processes.here.keys.issuer, clock=clock)
        self._badges = {
            one: Badge(signer, clock, subject=one, role="insured", attributes={"subject_id": one})
            for one in (Family(number).subject.hex() for number in range(_FAMILIES))
        }
        for badge in self._badges.values():
            badge.token()  # signed before anything is timed: a phone holds its token
        self._dice = random.Random("page")  # noqa: S311 - who is read

    @property
    def lasting_s(self) -> float:
        """How long a part reads, what is around it included."""
        return self._seconds + _WARM_S + 2 * _STATISTICS_S

    async def closed(self, part: Part, readers: int, *, most: float | None = None) -> Part:
        """Readers that ask for the next page as soon as they have one."""

        async def read(seconds: float) -> Found:
            return await read_closed(self._front, self._begin, readers, time.perf_counter() + seconds)

        return await self._measured(part, read, most=most)

    async def opened(self, part: Part, rate: int) -> Part:
        """So many pages a second, by some phones in turn, each timed from the moment it was due."""
        phones = deque(self._begin() for _ in range(_PHONES))

        async def read(seconds: float) -> Found:
            depths: list[int] = []

            async def ask() -> None:
                walk = phones.popleft() if phones else self._begin()
                depth, body = walk.depth, await self._front.ask(walk.request)
                depths.append(depth)  # in the order of the answers, as their times
                phones.append(walk if walk.go_on(body) else self._begin())

            return list(zip(await opened(ask, rate, seconds), depths, strict=True))

        part.notes.append(f"open loop: {rate} pages/s by {_PHONES} phones, each timed from the moment it was due")
        return await self._measured(part, read, most=_P99_MS)

    async def whole(self) -> tuple[int, int]:
        """How many receipts the lists of some persons give, read to the end, and how many these persons have."""
        subjects = self._dice.sample(sorted(self._badges), _READ_WHOLE)
        walks = [Walk(self._badges[one]) for one in subjects]
        await read_whole(self._front, walks)
        held = f"{_HELD} in ({','.join(repr(one) for one in subjects)})"
        return sum(len(set(walk.listed)) for walk in walks), await _ask_database(self._stack, held)

    def _begin(self) -> Walk:
        return Walk(self._badges[self._dice.choice(list(self._badges))])

    async def _measured(self, part: Part, read: Callable[[float], Awaitable[Found]], *, most: float | None) -> Part:
        await read(_WARM_S)
        touched, calibration, start = await self._touched(), Calibration(), processor_time.used(self._stack)
        found = await read(self._seconds)
        used, touched = processor_time.used(self._stack), await self._touched() - touched
        calibration.close(part)
        took, depths = [took for took, _ in found], [depth for _, depth in found]
        part.add("pages read a second", len(found) / self._seconds, "pages/s")
        part.add("page of 20, p50", quantile(took, 0.5), "ms")
        part.add("page of 20, p99 at any depth", quantile(took, 0.99), "ms", most=most)
        deep = [took for took, depth in found if depth > max(depths) // 2]
        part.add("page of 20, p99 in the deeper half", quantile(deep, 0.99), "ms", most=most)
        part.add("entries the database read", touched / len(found), "a page")
        processor_time.split(part, start, used, len(found), each="page")
        part.notes.append(f"{len(found):,} pages, as deep as page {max(depths)}")
        return part

    async def _touched(self) -> int:
        await asyncio.sleep(_STATISTICS_S)
        return await _ask_database(self._stack, _TOUCHED)
