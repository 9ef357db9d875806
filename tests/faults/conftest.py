"""One house for all fault tests: it is brought up once, and what happened to it is printed at the end."""

from collections.abc import Iterator

import pytest

from tools.faults.house import House

_PROOF = "faults/test_proof"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The proof comes after everything that it is about."""
    items.sort(key=lambda item: _PROOF in item.nodeid)


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    """The house."""
    with House.open() as opened:
        yield opened
