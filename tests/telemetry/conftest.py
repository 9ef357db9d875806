"""One house for all tests of the folder that need one."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.telemetry.house import House, house


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running() -> AsyncIterator[House]:
    """The house."""
    async with house() as opened:
        yield opened
