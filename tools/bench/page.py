"""The page of receipts, at every depth, in a ledger of a million: one reader, several, and while claims are written."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

import httpx

from chassis.clock import SystemClock
from chassis.token_signer import TokenSigner
from contracts.topics import CLAIM, CONTROL, RIGHTS
from reimbursement_tables import load
from tools.bench import kafka, ledger_rows, processor_time
from tools.bench.calibration import Calibration
from tools.bench.figures import Part, quantile
from tools.bench.path import WORKER, send_open_loop
from tools.bench.traffic import Family, claims, decisions, rights_of
from tools.demo.front import Front
from tools.local.stack import Options, Stack
from tools.simulators.doors import Badge

SERVICES: Final = ("identity", WORKER, "receipts.api", "expenses")
_FAMILIES: Final = 1_000
_CHUNK: Final = 100_000
_READERS: Final = 4
_P99_MS: Final = 20
_WRITES_A_SECOND: Final = 500
_WARM_READS: Final = 200


async def run(receipts: int, seconds: float) -> list[Part]:
    """Fill the ledger through the worker, then read pages for `seconds`, alone and under writes."""
    async with Stack(None, Options(services=SERVICES)) as stack:
        await _fill(stack, receipts)
        parts = [
            await _read(stack, Part("page, one reader"), seconds, readers=1),
            await _read(stack, Part("page"), seconds),
        ]
        writing = Part("page, writes")
        records = list(claims(int(_WRITES_A_SECOND * seconds), _FAMILIES, seed="under"))
        sending = asyncio.create_task(
            asyncio.to_thread(send_open_loop, stack.servers.bootstrap, records, _WRITES_A_SECOND)
        )
        parts.append(await _read(stack, writing, seconds))
        await sending
        writing.notes.append(f"{_WRITES_A_SECOND:,} claims/s written meanwhile")
        kafka.wait_for_end(stack.servers.bootstrap, _entries(receipts) + len(records), timeout_s=120)
        parts[0].demand(
            "receipts in the ledger", expected=receipts, found=await ledger_rows.issued(stack) - len(records)
        )
    return parts


def _entries(receipts: int) -> int:
    return 2 * 24 + _FAMILIES + receipts


async def _fill(stack: Stack, receipts: int) -> None:
    """People first, then claims in chunks, so that neither this process nor the lanes hold a million of them."""
    bootstrap = stack.servers.bootstrap
    kafka.preload(bootstrap, CONTROL.name, decisions(load().version))
    kafka.preload(bootstrap, RIGHTS.name, (rights_of(Family(number)) for number in range(_FAMILIES)))
    for first in range(0, receipts, _CHUNK):
        size = min(_CHUNK, receipts - first)
        kafka.preload(bootstrap, CLAIM.name, claims(size, _FAMILIES, seed=f"page{first}"), stamped=True)
        kafka.wait_for_end(bootstrap, _entries(first + size), timeout_s=600)


async def _read(stack: Stack, part: Part, seconds: float, *, readers: int = _READERS) -> Part:
    async with _fronts(stack) as fronts:
        await _walk(fronts, readers, reads=_WARM_READS)
        calibration, start = Calibration(), processor_time.used(stack)
        found = await _walk(fronts, readers, until=time.perf_counter() + seconds)
        used = processor_time.used(stack)
        calibration.close(part)
    took, depths = [took for took, _ in found], [depth for _, depth in found]
    part.add("pages read a second", len(found) / seconds, "pages/s")
    part.add("page of 20, p50", quantile(took, 0.5), "ms")
    part.add("page of 20, p99 at any depth", quantile(took, 0.99), "ms", most=_P99_MS)
    deep = [took for took, depth in found if depth > max(depths) // 2]
    part.add("page of 20, p99 in the deeper half", quantile(deep, 0.99), "ms", most=_P99_MS)
    processor_time.split(part, start, used, len(found), each="page")
    part.notes.append(f"{readers} at a time, {len(found):,} pages, as deep as page {max(depths)}")
    return part


@asynccontextmanager
async def _fronts(stack: Stack) -> AsyncIterator[Sequence[Front]]:
    clock = SystemClock()
    signer = TokenSigner.load(stack.processes.here.keys.issuer, clock=clock)
    subjects = [Family(number).subject.hex() for number in range(_FAMILIES)]
    async with httpx.AsyncClient(base_url=stack.state.targets["expenses"], trust_env=False) as web:
        yield [
            Front(web, Badge(signer, clock, subject=one, role="insured", attributes={"subject_id": one}))
            for one in subjects
        ]


async def _walk(
    fronts: Sequence[Front], readers: int, *, reads: int = 0, until: float = 0.0
) -> list[tuple[float, int]]:
    """Readers that page through one person after the other to the end: (ms, depth) of each page."""
    found: list[tuple[float, int]] = []
    dice = random.Random("page")  # noqa: S311 - who is read

    async def reader() -> None:
        while len(found) < reads or time.perf_counter() < until:
            front, cursor, depth = dice.choice(fronts), "", 1
            while depth == 1 or cursor:
                started = time.perf_counter()
                page = await front.get(f"/v1/receipts?cursor={cursor}" if cursor else "/v1/receipts")
                found.append(((time.perf_counter() - started) * 1_000, depth))
                cursor, depth = page.get("nextCursor") or "", depth + 1

    await asyncio.gather(*(reader() for _ in range(readers)))
    return found
