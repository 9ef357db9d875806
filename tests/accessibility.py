"""What axe finds on a page once it is at rest: a colour that is still fading in has a contrast of its own."""

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from axe_playwright_python import async_playwright, sync_playwright
from playwright import async_api, sync_api

_AT_REST: Final = """
Promise.all(
  document.getAnimations()
    .filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime))
    .map((one) => one.finished.catch(() => null))
).then(() => null)
"""
"""Waits for every animation that has an end; one that is taken off the page has ended too."""

Violations: TypeAlias = list[tuple[str, list[str]]]
"""Broken rules and where."""


def violations(page: sync_api.Page) -> Violations:
    """What axe finds on a page of the synchronous driver."""
    page.evaluate(_AT_REST)
    return _told(sync_playwright.Axe().run(page).response)


async def violations_of(page: async_api.Page) -> Violations:
    """What axe finds on a page of the asynchronous driver."""
    await page.evaluate(_AT_REST)
    return _told((await async_playwright.Axe().run(page)).response)


def _told(response: Mapping[str, Any]) -> Violations:
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in response["violations"]]
