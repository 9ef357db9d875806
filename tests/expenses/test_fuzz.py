"""schemathesis finds nothing in the HTTP API: no answer unknown to the OpenAPI document, no crash, no door ajar.

`make nightly` tries many more requests of each operation, and sequences of them.
"""

import re
from pathlib import Path

import pytest

from tests.expenses.fuzzing import EXAMPLES, fuzzed, schemathesis
from tests.receipts.api.world import CAMILLE

OPERATIONS = 54

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(240 + 60 * EXAMPLES)]


def requests_of(printed: str) -> int:
    """How many requests it says that it sent."""
    found = re.search(r"(\d+) generated", printed)
    return int(found.group(1)) if found else 0


@pytest.mark.parametrize("somebody", [True, False], ids=["with a token", "without"])
async def test_nothing_is_found_in_what_a_caller_may_send(somebody: bool, tmp_path: Path) -> None:
    async with fuzzed() as (opened, address):
        token = (f"Authorization: Bearer {opened.world.token(CAMILLE)}",) if somebody else ()
        code, printed = await schemathesis(address, tmp_path, *token)
    assert code == 0, printed
    assert requests_of(printed) >= 2 * OPERATIONS, printed
    assert f"Tested: {OPERATIONS}" in printed


async def test_a_crash_is_found(tmp_path: Path) -> None:
    async with fuzzed() as (opened, address):
        opened.app.state.parts = None
        code, printed = await schemathesis(
            address, tmp_path, f"Authorization: Bearer {opened.world.token(CAMILLE)}", only="listPeople"
        )
    assert code == 1
    assert "Server error" in printed
