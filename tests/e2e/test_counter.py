"""The counter with several patients, with a scanner that types, without network; and checked like any vendor's."""

import pytest
from playwright.async_api import Page, expect

from tests.accessibility import violations_of
from tests.conftest import Tell
from tests.e2e.people import enters, looks_by_number, signs_in_as_professional
from tests.e2e.town import Town
from tests.e2e.traces import Sent, kept, logged
from tools.lps_check.__main__ import check
from tools.lps_check.cases import CASES
from tools.scan_times.scanning import filmed_scans
from tools.simulators.holder.phone import Phone
from tools.simulators.population.reserve import TESTS, impossible_nir
from tools.simulators.stand_ins.cast import NURSING

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
_SLOW_MS = 20_000
SCANS = 20
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


async def test_somebody_without_a_card_is_looked_up_by_number_and_sees_it_at_once(place: Town) -> None:
    maelle, number = place.cast.people["maelle"], place.cast.cards["maelle"].opener_nir.reveal()
    stranger = impossible_nir(TESTS, 0, sex="2", birth=maelle.birth_date).reveal()
    holder, counter = await place.phone(), await place.computer()
    sent = Sent(counter)
    await enters(holder, "/card/", "Maëlle")
    await expect(holder.locator("#accept")).to_be_visible(timeout=_SLOW_MS)
    await signs_in_as_professional(counter, "pharmacist")
    outcome = counter.locator("#by-number-outcome")
    sentences = []
    for who, born in ((stranger, f"{maelle.birth_date:%d/%m/%Y}"), (number, "01/01/1931")):
        await looks_by_number(counter, who, born)
        await expect(outcome).to_have_attribute("data-code", "NOTHING_TO_TELL", timeout=_SLOW_MS)
        sentences.append(await outcome.inner_text())
    assert sentences == ["Rien ne peut être indiqué : demandez la carte ou l'attestation."] * 2
    await looks_by_number(counter, number[:-1], f"{maelle.birth_date:%d/%m/%Y}")
    await expect(outcome).to_have_attribute("data-code", "INVALID_ARGUMENT")
    await expect(counter.locator("#rights")).to_have_count(0)

    await looks_by_number(counter, number, f"{maelle.birth_date:%d/%m/%Y}")
    await expect(counter.locator("#patient-name")).to_have_text("HOARAU Maëlle", timeout=_SLOW_MS)
    await expect(counter.locator("#fact-c2s")).to_have_text("Oui")
    await expect(counter.locator("#fact-guarantee")).to_have_text("Non")
    await expect(counter.locator("#send")).to_have_count(0)
    # She has no card, and sees at once who looked and why; the look that missed her told nothing of her
    seen = holder.locator("#accesses li")
    await expect(seen).to_have_count(1, timeout=_SLOW_MS)
    await expect(seen).to_contain_text("Pharmacie du Marché a consulté vos droits par votre numéro")
    await expect(seen).to_contain_text("Motif : pas de carte")
    for page in (counter, holder):
        assert await violations_of(page) == []
    # The number went out in the body of these calls, and stays nowhere
    assert {url.removeprefix(place.front) for url in sent.tell(number)} == {"/v1/pro/rights/by-number"}
    assert sent.tell_outside_a_body(number) == []
    assert number not in await counter.content()
    for left in (await kept(counter), logged(place.folder)):
        assert len(left) > len(number)
        assert number.encode() not in left


async def test_access_by_number_is_not_offered_to_whom_the_directory_does_not_grant_it(place: Town) -> None:
    counter = await place.computer()
    await signs_in_as_professional(counter, "gp")
    await expect(counter.locator("#by-number")).to_have_count(0)


async def test_the_practice_reads_its_day_with_what_became_of_each_bill(place: Town) -> None:
    counter, phone = await place.computer(), await card_of(place, "julien")
    await signs_in_as_professional(counter, "gp")
    await types(counter, await phone.show())
    await counter.locator("#send").click()
    await expect(counter.locator("#accepted")).to_be_visible(timeout=_SLOW_MS)
    for _ in range(40):  # the outcome comes back a moment later
        await counter.locator("#read-day").click()
        await expect(counter.locator("#day-claims tbody tr")).not_to_have_count(0, timeout=_SLOW_MS)
        if await counter.locator("#day-totals tr[data-state=CLAIM_STATE_ACCEPTED]").count() == 0:
            break
        await counter.wait_for_timeout(250)
    settled = counter.locator("#day-totals tr[data-state=CLAIM_STATE_ADJUDICATED] td")
    await expect(settled.nth(1)).to_contain_text("€")
    count = int(await settled.first.inner_text())
    assert await counter.locator("#day-claims tr[data-state=CLAIM_STATE_ADJUDICATED]").count() == count >= 1
    await expect(counter.locator("#day-claims")).to_contain_text("Liquidée")
    assert await violations_of(counter) == []


async def test_a_presentation_that_arrives_twice_is_a_case_for_a_person(place: Town) -> None:
    phone, desk = await card_of(place, "julien"), await place.computer()
    first, second = await place.computer(), await place.computer()
    await signs_in_as_professional(first, "gp")
    await signs_in_as_professional(second, "nurse")
    text = await phone.show()
    for counter in (first, second):
        await counter.context.set_offline(True)
        await types(counter, text)
        await counter.locator("#degraded").click()
        await expect(counter.locator("#kept")).to_be_visible()
    for counter, code in ((first, "ACCEPTED"), (second, "ALREADY_USED")):
        await counter.context.set_offline(False)
        await expect(counter.locator("#flushed")).to_have_attribute("data-code", code, timeout=_SLOW_MS)
    await expect(second.locator("#flushed")).to_contain_text("un agent va examiner le dossier")
    await expect(second.locator("#waiting")).to_have_count(0)

    await enters(desk, "/desk/", "Bureau des cartes")
    case = desk.locator("#twice .case", has_text=NURSING)
    await expect(case).to_have_count(1, timeout=_SLOW_MS)
    await case.get_by_role("button", name="Erreur").click()
    await expect(case).to_have_count(0, timeout=_SLOW_MS)
    await desk.reload()
    await expect(desk.locator("#twice")).to_contain_text("Aucune.", timeout=_SLOW_MS)


async def test_every_fresh_qr_is_read_however_it_is_held(place: Town, tell: Tell) -> None:
    counter, phone = await place.computer(), await card_of(place, "camille")
    await signs_in_as_professional(counter, "gp")
    times = await filmed_scans(counter, phone, place.video, count=SCANS)
    tell("\n".join(times.told()))
    assert times.unread == []
    assert len(times.whole_ms) == len(times.after_read_ms) == SCANS


async def test_rights_that_could_not_be_read_are_asked_for_again_under_the_same_presentation(place: Town) -> None:
    counter, phone = await place.computer(), await card_of(place, "camille")
    await signs_in_as_professional(counter, "gp")
    before = await phone.get("/v1/presentations?limit=100")
    # The page itself asks twice when the network was cut
    await counter.route("**/v1/pro/rights", lambda route: route.abort("connectionreset"), times=2)
    await types(counter, await phone.show())
    await expect(counter.locator("#rights-unread")).to_be_visible(timeout=_SLOW_MS)
    await expect(counter.locator("#patient-name")).to_have_text("MARTIN Camille")
    await expect(counter.locator("#send")).to_have_count(0)
    await counter.locator("#look-again").click()
    await expect(counter.locator("#fact-guarantee")).to_have_text("Oui", timeout=_SLOW_MS)
    after = await phone.get("/v1/presentations?limit=100")
    assert len(after["presentations"]) == len(before["presentations"]) + 1


async def test_our_own_counter_passes_the_check_of_practice_software(
    place: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    found = await check(f"{place.front}/pro/", "gp", place.folder / "state.json")
    assert found == dict.fromkeys(CASES, ""), capsys.readouterr().out
