"""The counter with several patients, with a scanner that types, without network; and checked like any vendor's."""

import pytest
from playwright.async_api import Page, expect

from tests.e2e.people import signs_in_as_professional
from tests.e2e.town import Town
from tools.lps_check.__main__ import check
from tools.lps_check.cases import CASES
from tools.simulators.holder.phone import Phone

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
_SLOW_MS = 20_000
QR = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
# The keys a US scanner presses for these letters, as a French machine reads them.
FRENCH = "à&é\"'(-è_çQBCDEFGHIJKL?NOPARSTUVZXYW 458+):!M"


async def card_of(place: Town, who: str) -> Phone:
    """A phone with a card, enrolled beside the browser."""
    phone = place.stage.phone(who)
    file = await phone.open_file(place.cast.cards[who].opener_nir.reveal())
    await phone.prove_by_document(file, who)
    await phone.activate(file)
    return phone


async def types(page: Page, text: str) -> None:
    """As a scanner does."""
    await page.locator("#scanner").fill(text)
    await page.locator("#scanner").press("Enter")


async def test_a_scanner_of_another_layout_is_understood(place: Town) -> None:
    assert len(set(FRENCH)) == len(QR) == 45
    counter, phone = await place.computer(), await card_of(place, "julien")
    await signs_in_as_professional(counter, "gp")
    text = await phone.show()
    await types(counter, "".join(FRENCH[QR.index(letter)] for letter in text))
    await expect(counter.locator("#patient-name")).to_have_text("DUBOIS Julien", timeout=_SLOW_MS)
    await expect(counter.locator("#fact-exemption")).to_contain_text("ALD")
    await types(counter, "https://example.invalid/")
    await expect(counter.locator("#problem")).to_contain_text("pas une carte Vitale")


async def test_two_open_patients_never_meet(place: Town) -> None:
    counter, julien = await place.computer(), await card_of(place, "julien")
    camille = await card_of(place, "camille")
    await signs_in_as_professional(counter, "gp")
    await types(counter, await julien.show())
    await expect(counter.locator("#patient-name")).to_have_text("DUBOIS Julien", timeout=_SLOW_MS)
    first = await counter.locator(".patient").get_attribute("data-context")
    await types(counter, await camille.show("Léo"))
    await expect(counter.locator("#patient-name")).to_have_text("DUBOIS Léo", timeout=_SLOW_MS)
    assert await counter.locator(".patient").get_attribute("data-context") != first
    await counter.get_by_role("button", name="DUBOIS Julien").click()
    await expect(counter.locator("#patient-name")).to_have_text("DUBOIS Julien")
    assert await counter.locator(".patient").get_attribute("data-context") == first
    await counter.locator("#send").click()
    await expect(counter.locator("#accepted")).to_be_visible(timeout=_SLOW_MS)
    seen = (await camille.get("/v1/presentations"))["presentations"]
    assert [one["presented"] for one in seen] == ["Léo"]


async def test_our_own_counter_passes_the_check_of_practice_software(
    place: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    found = await check(f"{place.front}/pro/", "gp", place.folder / "state.json")
    assert found == dict.fromkeys(CASES, ""), capsys.readouterr().out
