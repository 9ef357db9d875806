"""Runs a coroutine to its end from code that has no event loop of its own, or may not touch the one that is there."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")


def run_blocking(work: Coroutine[Any, Any, Result]) -> Result:
    """Run `work` in a thread with its own loop and wait for it: safe inside pytest fixtures beside a paused loop."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, work).result()
