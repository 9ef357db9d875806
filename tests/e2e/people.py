"""What each person does in the browser, step by step, as they would: nothing is called behind the pages."""

import time
from typing import Final

from playwright.async_api import Page, expect

from tests.e2e.town import Town

CODE: Final = "271828"
_SLOW_MS: Final = 20_000


async def enters(page: Page, path: str, who: str) -> None:
    """Sign in as somebody of the demo."""
    await page.goto(path)
    await page.get_by_role("button", name=who).click()


async def begins(town: Town, page: Page, who: str, card: str) -> None:
    """Accept the terms, give the number."""
    await enters(page, "/card/", who)
    await page.locator("#accept").click()
    await page.locator("#number").fill(town.cast.cards[card].opener_nir.reveal())
    await page.locator("#give-number").click()


async def chooses_a_code(page: Page) -> None:
    """Set the code and activate."""
    await page.locator("#code").fill(CODE)
    await page.locator("#code-again").fill(CODE)
    await page.locator("#activate").click()
    await expect(page.locator("#card-state")).to_be_visible(timeout=_SLOW_MS)


async def enrols_with_document(town: Town, page: Page, who: str = "Camille") -> None:
    """Somebody activates with France Identité."""
    await begins(town, page, who, who.lower())
    await page.locator("#path-a").click()
    await page.locator(f"#{who.lower()}").click()
    await chooses_a_code(page)


async def unlocks(page: Page, code: str) -> None:
    """Type a code and ask for the QR."""
    await page.locator("#unlock-code").fill(code)
    await page.locator("#unlock").click()


async def shows(page: Page) -> None:
    """Unlock and show the QR."""
    await unlocks(page, CODE)
    await expect(page.locator("#qr")).to_be_visible(timeout=_SLOW_MS)


async def signs_in_as_professional(page: Page, who: str) -> None:
    """Through Pro Santé Connect."""
    await page.goto("/pro/")
    await page.locator("#sign-in").click()
    await page.locator(f"#{who}").click()
    await expect(page.locator("#camera")).to_be_visible(timeout=_SLOW_MS)


async def looks_by_number(page: Page, number: str, born: str, reason: str = "no_card") -> None:
    """Fill the form for somebody without a card, and ask."""
    if not await page.locator("#nir").is_visible():
        await page.locator("#by-number summary").click()
    await page.locator("#nir").fill(number)
    await page.locator("#born").fill(born)
    await page.locator("#reason").select_option(reason)
    await page.locator("#look").click()


async def scans(page: Page, result: str) -> float:
    """Press the camera's button and wait for what comes: seconds from there."""
    started = time.perf_counter()
    await page.locator("#camera").click()
    await expect(page.locator(result)).to_be_visible(timeout=_SLOW_MS)
    return time.perf_counter() - started


async def scan_to_rights_ms(page: Page) -> list[float]:
    """What the page measured, from the QR read to the rights shown."""
    found: list[float] = await page.evaluate(
        "performance.getEntriesByName('scan-to-rights').map((one) => one.duration)"
    )
    return found
