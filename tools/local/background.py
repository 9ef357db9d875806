"""Two ways to run coroutines to their end: from code without an event loop, and several at once."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")


def run_blocking(work: Coroutine[Any, Any, Result]) -> Result:
    """Run `work` in a thread with its own loop and wait for it: safe inside pytest fixtures beside a paused loop."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, work).result()


async def together(*work: Coroutine[Any, Any, None]) -> None:
    """Run all; when one fails, cancel the others, wait for them, and raise what it raised."""
    tasks = [asyncio.ensure_future(one) for one in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
