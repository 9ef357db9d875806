"""The page in a real Chromium: live arrivals, explained amounts, counters, languages, states, accessibility."""

from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from reimbursement.model import Counter, Family, Line, Pathway, ProfessionalKind, Use
from tests.accessibility import violations
from tests.browser.conftest import PHONE
from tests.browser.stage import Stage
from tests.receipts.api.settled import settled
from tests.receipts.api.world import CAMILLE, LEA
from vitale.receipt.v1.receipt_pb2 import ReceiptIssued

pytestmark = pytest.mark.browser


def consultation(who: bytes, number: str, *, ago: timedelta = timedelta()) -> ReceiptIssued:
    """A GP consultation, settled some time ago; a child's is paid to the professional."""
    at = datetime.now(UTC) - ago
    if who == LEA:
        born = date(2016, 5, 4)
        return settled(who, number, at, born=born, pathway=Pathway.NOT_CONCERNED, third_party=True)
    return settled(who, number, at)


def sign_in(page: Page, who: str = "Camille") -> None:
    """Choose a person and wait until the page is live."""
    page.goto("/")
    page.get_by_role("button", name=who).click()
    expect(page.locator("#status")).to_have_text("En direct")


def cards(page: Page) -> list[str]:
    """The identities of the receipts shown, in order."""
    return [str(card.get_attribute("data-receipt")) for card in page.locator("[data-receipt]").all()]


def test_a_receipt_arrives_live_and_is_announced(page: Page, stage: Stage) -> None:
    sign_in(page)
    expect(page.get_by_text("Aucun décompte pour l’instant")).to_be_visible()
    stage.arrive(consultation(LEA, "L1"))
    card = page.locator("[data-receipt]")
    expect(card).to_contain_text("Léa")
    expect(card).to_contain_text("Nouveau")
    expect(card).to_contain_text("30,00 €")
    expect(card).to_contain_text("Réglé au professionnel")
    expect(page.get_by_role("status")).to_contain_text("Nouveau décompte pour Léa")


def test_a_tap_shows_why_each_amount_is_what_it_is_with_its_source(page: Page, stage: Stage) -> None:
    stage.past(consultation(CAMILLE, "C1"))
    sign_in(page)
    fold = page.get_by_role("button", name="Consultation du médecin généraliste")
    expect(fold).to_have_attribute("aria-expanded", "false")
    fold.click()
    detail = page.locator(".detail")
    for text in ("70 % de 30,00 €", "La participation forfaitaire de 2,00 €", "Versé à l’assuré"):
        expect(page.locator("[data-receipt]")).to_contain_text(text)
    expect(detail).to_contain_text("= 19,00 €")
    source = detail.get_by_role("link").first
    expect(source).to_have_attribute("rel", "noopener noreferrer")
    assert str(source.get_attribute("href")).startswith("https://")
    fold.click()
    expect(detail).to_be_hidden()


def test_what_earlier_care_left_owed_is_a_negative_line_with_its_day(page: Page, stage: Stage) -> None:
    owed = Use(Counter.DEBT_FRANCHISE, "", date(2026, 2, 3), 150, b"D" * 16)
    stage.past(settled(CAMILLE, "C1", datetime.now(UTC), uses=(owed,)))
    sign_in(page)
    page.get_by_role("button", name="Consultation du médecin généraliste").click()
    line = page.locator(".detail .recoveries li")
    for text in ("Franchise médicale", "3 février 2026", "réglé directement au professionnel", "−1,50 €"):
        expect(line).to_contain_text(text)
    expect(page.locator(".detail .share-amo")).to_contain_text("17,50 €")


def test_the_keyboard_alone_opens_a_receipt(page: Page, stage: Stage) -> None:
    stage.past(consultation(CAMILLE, "C1"))
    sign_in(page)
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('fold')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".detail")).to_be_visible()


def test_counters_follow_the_receipts_and_the_filter(page: Page, stage: Stage) -> None:
    stage.used(CAMILLE, 1200)
    stage.past(consultation(CAMILLE, "C1"))
    stage.past(consultation(LEA, "L1"))
    sign_in(page)
    bar = page.get_by_role("progressbar", name="Camille, Participation forfaitaire : 12,00 € sur 50,00 €")
    expect(bar).to_have_attribute("value", "1200")
    stage.arrive(consultation(CAMILLE, "C2"), used_cents=1400)
    expect(page.get_by_text("14,00 € sur 50,00 €")).to_be_visible()
    page.get_by_role("button", name="Léa", exact=True).click()
    expect(page.locator("[data-receipt]")).to_have_count(1)
    expect(page.get_by_role("progressbar")).to_have_count(2)  # flat participation and franchises of one person


def test_everything_is_in_the_language_chosen(page: Page, stage: Stage) -> None:
    stage.past(consultation(CAMILLE, "C1"))
    sign_in(page)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello Camille")
    assert page.evaluate("document.documentElement.lang") == "en"
    page.get_by_role("button", name="GP consultation").click()
    expect(page.locator(".detail")).to_contain_text("Health insurance covers 70% of €30.00")
    stage.arrive(consultation(LEA, "L1"))
    expect(page.locator(".fresh")).to_contain_text("Paid to the professional")


def test_older_receipts_come_page_by_page(page: Page, stage: Stage) -> None:
    for number in range(25):
        stage.past(consultation(CAMILLE, f"P{number}", ago=timedelta(days=60 - number)))
    sign_in(page)
    expect(page.locator("[data-receipt]")).to_have_count(20)
    page.get_by_role("button", name="Afficher plus").click()
    expect(page.locator("[data-receipt]")).to_have_count(25)
    expect(page.get_by_role("button", name="Afficher plus")).to_have_count(0)
    assert len(set(cards(page))) == 25


def test_a_child_that_leaves_the_card_leaves_the_page(page: Page, stage: Stage) -> None:
    stage.past(consultation(CAMILLE, "C1"))
    stage.past(consultation(LEA, "L1"))
    sign_in(page)
    expect(page.locator("[data-receipt]")).to_have_count(2)
    stage.leave_card(LEA, CAMILLE)
    expect(page.locator("[data-receipt]")).to_have_count(1, timeout=10_000)
    expect(page.get_by_role("button", name="Léa", exact=True)).to_have_count(0)


def test_nothing_is_lost_while_the_receipts_api_is_away(page: Page, stage: Stage) -> None:
    stage.past(consultation(CAMILLE, "C1"))
    sign_in(page)
    stage.api_down()
    expect(page.locator("#status")).to_have_text("Reconnexion…", timeout=15_000)
    stage.past(consultation(CAMILLE, "C2"))
    stage.api_up()
    expect(page.locator("[data-receipt]")).to_have_count(2, timeout=30_000)
    expect(page.locator("#status")).to_have_text("En direct", timeout=15_000)


def test_nothing_is_lost_while_the_front_restarts(page: Page, stage: Stage) -> None:
    sign_in(page)
    assert stage.front_down() == 0
    stage.past(consultation(LEA, "L1"))
    stage.front_up()
    expect(page.locator("[data-receipt]")).to_have_count(1, timeout=30_000)
    expect(page.locator("#status")).to_have_text("En direct", timeout=15_000)


def test_an_error_shows_its_support_reference_and_can_be_retried(page: Page, stage: Stage) -> None:
    sign_in(page)
    stage.api_down()
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("Référence pour l’assistance", timeout=30_000)
    expect(page.get_by_role("alert").locator("code")).not_to_be_empty()
    stage.api_up()
    stage.front_ready()  # up to two seconds, in which a click would rightly be refused once more
    page.get_by_role("button", name="Réessayer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Camille", timeout=30_000)


def test_offline_is_said(page: Page) -> None:
    sign_in(page)
    page.context.set_offline(True)
    expect(page.locator("#status")).to_have_text("Hors ligne")
    page.context.set_offline(False)
    expect(page.locator("#status")).to_have_text("En direct", timeout=30_000)


def test_a_token_that_is_not_valid_leads_back_to_sign_in(page: Page) -> None:
    page.goto("/")
    page.get_by_text("Se connecter avec un jeton").click()
    page.get_by_label("Jeton d’accès").fill("not-a-token")
    page.get_by_role("button", name="Se connecter", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Votre session a pris fin")


def test_signing_out_forgets_everything(page: Page, stage: Stage) -> None:
    stage.past(consultation(CAMILLE, "C1"))
    sign_in(page)
    page.get_by_role("button", name="Quitter").click()
    assert page.locator("[data-receipt]").count() == 0, "at once, not when the sign-in list has come"
    expect(page.get_by_role("button", name="Camille")).to_be_visible()
    assert page.locator("[data-receipt]").count() == 0
    assert page.evaluate("sessionStorage.getItem('vitale-session')") is None


def test_no_token_and_no_name_ever_stands_in_an_address(page: Page, stage: Stage) -> None:
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    stage.past(consultation(CAMILLE, "C1"))
    sign_in(page)
    assert any("/v1/receipts/stream" in address for address in addresses)
    assert all(address.startswith(stage.address) for address in addresses)
    assert not [address for address in addresses if "eyJ" in address or "amille" in address]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_accessibility_rule_is_broken(browser: Browser, stage: Stage, scheme: str, language: str) -> None:
    stage.used(CAMILLE, 1200)
    acts = (Line(1, "G", Family.CONSULTATION, 1, 3000), Line(2, "MEG", Family.SURCHARGE, 1, 500))
    stage.past(consultation(CAMILLE, "C1"))
    stage.past(settled(LEA, "L1", datetime.now(UTC), lines=acts, born=date(2022, 5, 4), kind=ProfessionalKind.GP))
    context = browser.new_context(
        viewport=PHONE,  # type: ignore[arg-type]  # a TypedDict of playwright
        base_url=stage.address,
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_role("button", name="Camille")).to_be_visible()
    if language == "en":
        page.locator("#language").click()
        expect(page.get_by_text("Sign in with a token")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Camille").click()
    expect(page.locator(".pill-live")).to_be_visible()
    for fold in page.locator(".fold").all():
        fold.click()
    assert violations(page) == []
    stage.arrive(consultation(CAMILLE, "C2"))
    expect(page.locator(".fresh")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()
