"""Both forms of the stores, side by side."""

import pytest

from teletransmission.paper.store import PaperStore
from teletransmission.store import ClaimStore
from tests.teletransmission.house import paper_beside


@pytest.fixture
def papers(store: ClaimStore) -> PaperStore:
    """The store of paper claims beside the store of claims."""
    return paper_beside(store)
