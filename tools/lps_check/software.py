"""The software under test in a browser, as a person at the counter uses it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from playwright.async_api import Browser, Page, Route
from playwright.async_api import TimeoutError as NotSeen

_PATIENCE_MS: Final = 10_000
_REDEEM: Final = "**/v1/pro/redeem"


class NotShownError(Exception):
    """The software did not show what it must; the message says what was looked for, and what it showed instead."""


@dataclass(frozen=True, slots=True)
class Software:
    """One fresh browser with the page in it, signed in."""

    page: Page

    async def scan(self, qr: str) -> None:
        """Type a QR as a scanner does."""
        field = self.page.locator("#scanner")
        await field.fill(qr)
        await field.press("Enter")

    async def shows(self, what: str) -> None:
        """Wait until an element is there; NotShownError with the problem that is shown instead."""
        try:
            await self.page.locator(what).first.wait_for(state="visible", timeout=_PATIENCE_MS)
        except NotSeen:
            raise NotShownError(f"{what} is not shown; {await self._instead()}") from None

    async def refuses(self, *codes: str) -> None:
        """Wait for a refusal with one of these codes, and no rights beside it."""
        await self.shows("#problem")
        found = await self.page.locator("#problem").get_attribute("data-code")
        if found not in codes:
            raise NotShownError(f"refused as {found}, expected {' or '.join(codes)}")
        await self.shows_no("#rights")

    async def shows_no(self, what: str) -> None:
        """Nothing of this kind is on the page."""
        if await self.page.locator(what).count():
            raise NotShownError(f"{what} is shown and must not be")

    async def press(self, what: str) -> None:
        """Press a button."""
        await self.shows(what)
        await self.page.locator(what).click()

    async def code_of(self, what: str) -> str:
        """The data-code of an element, once it is there."""
        await self.shows(what)
        return await self.page.locator(what).get_attribute("data-code") or ""

    async def network(self, *, up: bool) -> None:
        """Pull out the network, or plug it in."""
        await self.page.context.set_offline(not up)

    async def lose_next_reply(self) -> None:
        """The next redemption reaches the service, and its reply is lost."""

        async def lost(route: Route) -> None:
            await route.fetch()
            await route.abort("connectionreset")

        await self.page.route(_REDEEM, lost, times=1)

    async def _instead(self) -> str:
        problem = self.page.locator("#problem")
        if await problem.count():
            return f"a problem is: {await problem.first.get_attribute('data-code')}"
        return "nor a problem"


@asynccontextmanager
async def opened(browser: Browser, target: str, who: str) -> AsyncIterator[Software]:
    """The page of `target`, signed in as a professional of the stand-in of Pro Santé Connect."""
    context = await browser.new_context(locale="fr-FR")
    try:
        software = Software(await context.new_page())
        await software.page.goto(target)
        await software.press("#sign-in")
        await software.page.locator(f"#{who}").click()
        await software.shows("#scanner")
        yield software
    finally:
        await context.close()
