"""The open loop: times from the moment a call was due, and nothing of the bench's own among them."""

import gc
import time

import pytest

from tools.bench.loops import opened

pytestmark = pytest.mark.asyncio

RATE, SECONDS = 200, 0.1


async def test_a_call_is_timed_from_the_moment_it_was_due() -> None:
    late_s = 0.5

    async def ask() -> None:
        """Answers at once."""

    latencies = await opened(ask, RATE, SECONDS, started=time.perf_counter() - late_s)
    assert len(latencies) == RATE * SECONDS
    # The last was due SECONDS after the first, all before the loop began.
    assert min(latencies) >= (late_s - SECONDS) * 1_000


async def test_the_garbage_of_the_bench_is_not_collected_while_calls_are_due() -> None:
    collections, kept, seen = [0], list[object](), list[int]()

    async def ask() -> None:
        kept.extend([] for _ in range(10_000))
        seen.append(collections[0])

    def notice(_phase: str, _info: dict[str, int]) -> None:
        collections[0] += 1

    gc.callbacks.append(notice)
    try:
        await opened(ask, RATE, SECONDS, started=time.perf_counter())
    finally:
        gc.callbacks.remove(notice)
    assert seen[0] == seen[-1]
    assert gc.isenabled()


async def test_a_call_that_fails_ends_the_loop_and_the_collector_goes_on() -> None:
    async def ask() -> None:
        raise ConnectionError

    with pytest.raises(ExceptionGroup) as told:
        await opened(ask, RATE, SECONDS, started=time.perf_counter())
    assert told.group_contains(ConnectionError)
    assert gc.isenabled()
