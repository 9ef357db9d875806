"""The practice corrects and cancels a bill from its day, in a real browser against the real house."""

import pytest
from playwright.async_api import Page, expect

from tests.accessibility import violations_of
from tests.e2e.people import signs_in_as_professional
from tests.e2e.test_counter import card_of, types
from tests.e2e.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
_SLOW_MS = 20_000


async def opens_the_bill_of(counter: Page, claim_id: str) -> None:
    """Read the day, and open one bill of it."""
    await counter.locator("#read-day").click()
    await counter.locator(f"#day-claims tr[data-claim={claim_id}] button").click(timeout=_SLOW_MS)
    await expect(counter.locator("#version")).to_have_attribute("data-claim", claim_id, timeout=_SLOW_MS)


async def only_bill(counter: Page) -> str:
    """The number of the newest bill of the day."""
    await counter.locator("#read-day").click()
    rows = counter.locator("#day-claims tbody tr")
    await expect(rows).not_to_have_count(0, timeout=_SLOW_MS)
    return await rows.last.get_attribute("data-claim") or ""


async def told(counter: Page, selector: str, code: str) -> None:
    """What came back is a refusal with this code, in words that say what to do."""
    refusal = counter.locator(f"#version-outcome {selector}")
    await expect(refusal).to_have_attribute("data-code", code, timeout=_SLOW_MS)
    assert len(await refusal.inner_text()) > 20


async def test_a_bill_is_corrected_with_the_patient_gone_and_then_cancelled(place: Town) -> None:
    counter, phone = await place.computer(), await card_of(place, "julien")
    other = await place.computer()
    await signs_in_as_professional(counter, "gp")
    await signs_in_as_professional(other, "gp")
    await types(counter, await phone.show())
    await counter.locator("#send").click()
    await expect(counter.locator("#accepted")).to_be_visible(timeout=_SLOW_MS)
    await counter.get_by_role("button", name="Fermer ce patient").click()
    claim_id = await only_bill(counter)
    await opens_the_bill_of(counter, claim_id)
    await opens_the_bill_of(other, claim_id)
    assert await counter.locator("#version-price-1").input_value() == "30,00"
    assert await counter.locator("#version-act-1").input_value() == "G"

    await counter.locator("#version-act-1").fill("ZZZ")
    await counter.locator("#version-send").click()
    await told(counter, "#version-refused", "UNKNOWN_ACT")
    await counter.locator("#version-act-1").fill("G")
    await counter.locator("#version-price-1").fill("25,00")
    await counter.locator("#version-send").click()
    await expect(counter.locator("#version-outcome .good")).to_contain_text("Correction envoyée", timeout=_SLOW_MS)
    await expect(counter.locator("#version")).to_have_attribute("data-version", "2")
    await expect(counter.locator(f"#day-claims tr[data-claim={claim_id}]")).to_have_attribute("data-version", "2")

    # The other terminal still shows the first version
    await other.locator("#version-price-1").fill("26,00")
    await other.locator("#version-send").click()
    await told(other, "#version-refused", "STALE_STATE")
    await expect(other.locator("#version-refused")).to_contain_text("version 2")

    await counter.locator("details.cancel summary").click()
    await counter.locator("#cancel-send").click()
    await told(counter, "p", "UNSURE")
    assert await violations_of(counter) == []
    await counter.locator("#cancel-reason").select_option("billed_by_mistake")
    await counter.locator("#cancel-sure").check()
    await counter.locator("#cancel-send").click()
    await expect(counter.locator("#version-outcome .good")).to_contain_text("Annulation envoyée", timeout=_SLOW_MS)
    await expect(counter.locator("#version")).to_have_attribute("data-version", "3")
    await expect(counter.locator("#version-send")).to_have_count(0)
    await opens_the_bill_of(other, claim_id)
    await expect(other.locator("#version")).to_contain_text("Cette facture est annulée")
