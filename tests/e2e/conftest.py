"""One town for all journeys of the module."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.e2e.town import Town, town


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def built(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """The town."""
    folder: Path = tmp_path_factory.mktemp("camera")
    async with town(folder) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def place(built: Town) -> AsyncIterator[Town]:
    """The town with nobody's page open: pages of earlier journeys would go on being drawn, at half the machine."""
    yield built
    for context in built.browser.contexts:
        await context.close()
