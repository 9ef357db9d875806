"""The question "what would I pay?" on the page: asked, answered with reasons, refused in words, kept while typing."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.accessibility import violations
from tests.browser.conftest import PHONE
from tests.browser.stage import Stage
from tests.browser.test_page import consultation, sign_in
from tests.receipts.api.world import CAMILLE
from vitale.receipt.v1.receipt_pb2 import Use

pytestmark = pytest.mark.browser


def ask(page: Page, code: str = "G", price: str = "30") -> None:
    """Open the question, fill it in and send it."""
    if not page.get_by_label("Code de l’acte").is_visible():
        page.get_by_text("Combien vais-je payer ?").click()
    page.get_by_label("Code de l’acte").fill(code)
    page.get_by_label("Prix en euros").fill(price)
    page.get_by_role("button", name="Calculer").click()


def owe(stage: Stage, cents: int) -> None:
    """Leave a franchise of an earlier care owed by Camille."""
    today = stage.world.clock.today("Europe/Paris")
    day = (today - today.replace(year=1970, month=1, day=1)).days
    debt = Use(counter=22, day=day, amount_cents=cents, receipt_id=b"D" * 16, audience=1)  # type: ignore[arg-type]
    stage.world.uses(CAMILLE, debt, year=today.year)


def test_it_tells_what_would_be_left_and_why(page: Page, stage: Stage) -> None:
    sign_in(page)
    ask(page)
    answer = page.locator(".estimate-result")
    expect(answer).to_contain_text("Il vous resterait 2,00 € à payer.")
    for text in ("19,00 €", "9,00 €", "70 % de 30,00 €", "Participation forfaitaire"):
        expect(answer).to_contain_text(text)
    expect(page.locator("#said")).to_have_text("Il vous resterait 2,00 € à payer.")


def test_what_is_owed_for_earlier_care_stands_on_its_own_line(page: Page, stage: Stage) -> None:
    owe(stage, 150)
    sign_in(page)
    ask(page)
    line = page.locator(".recoveries li")
    expect(line).to_contain_text("Franchise médicale")
    expect(line).to_contain_text("−1,50 €")
    expect(line).to_contain_text("réglé directement au professionnel")
    expect(page.locator(".estimate-left")).to_contain_text("3,50 €")


def test_it_can_be_asked_for_a_child(page: Page, stage: Stage) -> None:
    sign_in(page)
    page.get_by_text("Combien vais-je payer ?").click()
    page.get_by_label("Pour qui").select_option(label="Léa")
    ask(page)
    expect(page.locator(".estimate-left")).to_contain_text("0,00 €")


def test_what_cannot_be_computed_is_said_in_words(page: Page, stage: Stage) -> None:
    sign_in(page)
    ask(page, code="XYZ")
    expect(page.locator(".estimate-problem")).to_contain_text("vérifiez le code de l’acte")
    ask(page, price="thirty")
    expect(page.locator(".estimate-problem")).to_contain_text("Écrivez le prix en euros")
    ask(page, code="vg", price="")
    expect(page.locator(".estimate-problem")).to_contain_text("Une valeur officielle manque encore")
    ask(page)
    expect(page.locator(".estimate-problem")).to_have_count(0)


def test_what_is_typed_stays_while_receipts_arrive(page: Page, stage: Stage) -> None:
    sign_in(page)
    page.get_by_text("Combien vais-je payer ?").click()
    page.get_by_label("Code de l’acte").press_sequentially("CS")
    stage.arrive(consultation(CAMILLE, "C1"))
    expect(page.locator("[data-receipt]")).to_have_count(1)
    page.keyboard.type("+MCS")
    expect(page.get_by_label("Code de l’acte")).to_have_value("CS+MCS")


def test_an_answer_is_gone_once_signed_out(page: Page, stage: Stage) -> None:
    sign_in(page)
    ask(page)
    expect(page.locator(".estimate-left")).to_be_visible()
    page.get_by_role("button", name="Quitter").click()
    assert page.locator(".estimate").count() == 0
    sign_in(page, "Léa, 10 ans")
    expect(page.locator(".estimate")).to_have_count(1)
    assert page.locator(".estimate-left").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_accessibility_rule_is_broken(browser: Browser, stage: Stage, scheme: str, language: str) -> None:
    owe(stage, 150)
    context = browser.new_context(
        viewport=PHONE,  # type: ignore[arg-type]  # a TypedDict of playwright
        base_url=stage.address,
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto("/")
    if language == "en":
        page.locator("#language").click()
    page.get_by_role("button", name="Camille").click()
    page.locator(".estimate summary").click()
    assert violations(page) == []
    page.locator("#estimate-code").fill("G")
    page.locator(".estimate form button").click()
    expect(page.locator(".recoveries")).to_be_visible()
    assert violations(page) == []
    page.locator("#estimate-code").fill("XYZ")
    page.locator(".estimate form button").click()
    expect(page.locator(".estimate-problem")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()
