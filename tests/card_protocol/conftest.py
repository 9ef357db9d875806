"""The page's own copy of the protocol, run in a real Chromium; it is where the twin's verdicts come from."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import browser
from tests.card_protocol.twin import Twin

__all__ = ["browser"]


@pytest.fixture(scope="module")
def twin(browser: Browser) -> Iterator[Twin]:
    """The JavaScript of the page, without the page."""
    context = browser.new_context()
    yield Twin(context.new_page())
    context.close()
