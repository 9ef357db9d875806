"""The card as a new user meets it: activate, show, see the receipt, oppose. The QR is only ever filmed."""

import pytest
from playwright.async_api import Page, expect

from tests.conftest import Tell
from tests.e2e.people import (
    CODE,
    begins,
    chooses_a_code,
    enrols_with_document,
    enters,
    scan_to_rights_ms,
    scans,
    shows,
    signs_in_as_professional,
    unlocks,
)
from tests.e2e.town import Town
from tests.e2e.traces import Sent, kept

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
_SLOW_MS = 20_000
WRONG = "314159"


async def bills(counter: Page, act: str, price: str) -> str:
    """Bill from the screen of the patient; what the patient pays, as it says."""
    await counter.locator("#act").fill(act)
    await counter.locator("#price").fill(price)
    await counter.locator("#price").press("Tab")
    await expect(counter.locator("#patient-pays")).to_contain_text("€")
    pays = await counter.locator("#patient-pays").inner_text()
    await counter.locator("#send").click()
    await expect(counter.locator("#accepted")).to_be_visible(timeout=_SLOW_MS)
    return pays


async def test_a_card_of_france_identite_from_the_first_page_to_the_opposition(place: Town, tell: Tell) -> None:
    holder, counter = await place.phone(), await place.computer()
    await enrols_with_document(place, holder)
    await signs_in_as_professional(counter, "gp")

    await shows(holder)
    await place.film(holder)
    await scans(counter, "#rights")
    await expect(counter.locator("#patient-name")).to_have_text("MARTIN Camille")
    await expect(counter.locator("#fact-open")).to_contain_text("lus")
    await expect(counter.locator("#fact-guarantee")).to_have_text("Oui")
    await expect(counter.locator("#fact-complementary")).to_contain_text("99700001")
    # The holder sees at once who read the card
    await expect(holder.locator("#presentations")).to_contain_text("Cabinet du Dr Aline Roux", timeout=_SLOW_MS)
    took = await scan_to_rights_ms(counter)
    tell(f"filmed QR read to rights shown: {', '.join(f'{one:.0f} ms' for one in took)}")

    # 30.00 x 70 % less 2.00; the contract tops up: 2.00 stay, and the receipt says the same
    assert "2,00" in await bills(counter, "G", "30,00")
    expenses = await place.phone()
    await enters(expenses, "/", "Camille")
    receipt = expenses.locator("[data-receipt]").first
    await expect(receipt).to_contain_text("28,00", timeout=_SLOW_MS)

    # Opposed from a second device of the same account: the next scan is refused, nothing can be billed
    await shows(holder)
    await place.film(holder)
    second = await place.phone()
    await enters(second, "/card/", "Camille")
    await second.locator(".oppose summary").click()
    await second.locator("#oppose").click()
    await expect(second.locator("#card-state")).to_have_class("card-state card-ended", timeout=_SLOW_MS)
    fresh = await place.computer()
    await signs_in_as_professional(fresh, "gp")
    await scans(fresh, "#problem")
    assert await fresh.locator("#problem").get_attribute("data-code") == "CARD_OPPOSED"
    await expect(fresh.locator("#send")).to_have_count(0)


async def test_a_card_by_video_is_decided_by_a_person(place: Town) -> None:
    holder, desk = await place.phone(), await place.computer()
    await begins(place, holder, "Maëlle", "maelle")
    await holder.locator("#path-b").click()
    async with holder.context.expect_page() as opening:
        await holder.locator("#capture").click()
    provider = await opening.value
    await provider.locator("#maelle-good").click()
    await expect(provider.get_by_text("Vidéo envoyée")).to_be_visible(timeout=_SLOW_MS)

    await enters(desk, "/desk/", "Bureau des cartes")
    await expect(desk.locator("#videos .case")).to_have_count(1, timeout=_SLOW_MS)
    await expect(desk.locator("#videos")).to_contain_text("identique")
    await desk.get_by_role("button", name="Accepter").click()
    await expect(desk.locator("#no-video")).to_be_visible(timeout=_SLOW_MS)
    await holder.locator("#look").click()
    await chooses_a_code(holder)
    await shows(holder)

    # The roll-out as it is, with her card in it, and as it was before her path was open anywhere
    await desk.reload()
    hers = desk.locator("tr[data-department='974'][data-path='ENROLMENT_PATH_VIDEO'] td")
    await expect(hers.nth(4)).to_have_text("1", timeout=_SLOW_MS)
    await desk.locator("#as-of").fill("2024-01-01")
    lyon = desk.locator("tr[data-department='69'][data-path='ENROLMENT_PATH_FRANCE_IDENTITE']")
    await expect(lyon).to_have_attribute("data-open", "false", timeout=_SLOW_MS)


async def test_the_code_never_leaves_the_phone_and_three_wrong_ones_lock_the_key(place: Town) -> None:
    holder = await place.phone()
    sent = Sent(holder)
    await enrols_with_document(place, holder, "Julien")
    await shows(holder)
    # What is sent is seen here, in clear and inside a proof; the code is not
    assert sent.tell(place.cast.cards["julien"].opener_nir.reveal())
    assert [url for url in sent.tell("ES256") if url.endswith("/beacon")]
    assert [one.url for one in sent.requests if one.url.endswith("/activation")]
    assert sent.tell(CODE) == []
    assert CODE.encode() not in await kept(holder)

    await holder.locator("#hide").click()
    for left in ("Il reste 2 essais", "Il reste 1 essai."):
        await unlocks(holder, WRONG)
        await expect(holder.locator("#show .alert")).to_contain_text(left)
    await unlocks(holder, WRONG)
    await expect(holder.locator("#key-gone")).to_contain_text("prouver de nouveau votre identité", timeout=_SLOW_MS)
    await expect(holder.locator("#card-state")).to_have_text("Suspendue")
    assert sent.tell(WRONG) == sent.tell(CODE) == []
    # Nothing to type the right code into, no key to open with it, and waking the card up is refused
    await expect(holder.locator("#unlock-code")).to_have_count(0)
    assert b"wrapped" not in await kept(holder)
    await holder.reload()
    await expect(holder.locator("#card-state")).to_have_text("Suspendue", timeout=_SLOW_MS)
    await expect(holder.locator("#resume")).to_have_count(0)
    await holder.locator("#move-here").click()
    await expect(holder.locator("#accept")).to_be_visible(timeout=_SLOW_MS)
