"""A Chromium of the system and a stage, one of each for the module; a fresh page of a phone for each test."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.stage import Stage

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium; closed with its module, because it keeps an event loop that other tests would meet."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        pytest.fail("no Chromium found: apt-get install chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def theatre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The stage of a module."""
    stage = Stage(tmp_path_factory.mktemp("stage"))
    stage.api_up()
    stage.front_up()
    yield stage
    stage.close()


@pytest.fixture
def stage(theatre: Stage) -> Stage:
    """The stage with nothing settled."""
    theatre.new_world()
    return theatre


@pytest.fixture
def page(browser: Browser, stage: Stage) -> Iterator[Page]:
    """A phone on the page; whatever the page logs as an error fails the test."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=2, locale="fr-FR", base_url=stage.address)  # type: ignore[arg-type]
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None)
    yield opened
    context.close()
    assert errors == []
