"""Corrected and cancelled receipts, in a real Chromium: in the place of the former, before and after, what is owed."""

import pytest
from playwright.sync_api import Page, expect

from tests.accessibility import violations
from tests.browser.stage import Stage
from tests.browser.test_page import consultation, sign_in
from tests.receipts.api.corrected import cancelled, corrected
from tests.receipts.api.world import CAMILLE, settlement_of

pytestmark = pytest.mark.browser


def test_a_correction_replaces_its_receipt_as_it_arrives_and_says_before_and_after(page: Page, stage: Stage) -> None:
    receipt = consultation(CAMILLE, "C1")
    stage.past(receipt)
    stage.pay(settlement_of(receipt))
    sign_in(page)
    page.get_by_role("button", name="Consultation du médecin généraliste").click()
    expect(page.locator(".detail .replaced")).to_have_count(0)
    after = consultation(CAMILLE, "C1")
    after.price_cents, after.amo_paid_cents, after.patient_cents = 4000, 1410, after.patient_cents + 1490
    stage.arrive(corrected(receipt, after, revision=3, paid_cents=1900))

    card = page.locator("[data-receipt]")
    expect(card).to_contain_text("Corrigée")
    expect(card).to_have_count(1)
    detail = page.locator(".detail")
    expect(detail).to_contain_text("Remplace le décompte précédent du soin du")
    expect(detail.locator(".replaced")).to_contain_text("30,00\u00a0€ → 40,00\u00a0€")
    expect(detail.locator(".replaced")).to_contain_text("19,00\u00a0€ → 14,10\u00a0€")
    expect(detail.locator(".balances")).to_contain_text("Trop versé : à rendre à l’Assurance maladie")
    expect(detail.locator(".balances")).to_contain_text("4,90\u00a0€")
    expect(detail.locator(".payments li")).to_have_count(1)
    assert violations(page) == []


def test_a_cancelled_receipt_is_said_to_be_cancelled_in_both_languages(page: Page, stage: Stage) -> None:
    receipt = consultation(CAMILLE, "C1")
    stage.past(receipt)
    sign_in(page)
    stage.arrive(cancelled(receipt, paid_cents=1900))

    card = page.locator("[data-receipt]")
    expect(card).to_contain_text("Annulée")
    expect(card).to_have_count(1)
    expect(card).to_contain_text("0,00\u00a0€")
    expect(page.get_by_role("status")).to_contain_text("Décompte annulé pour Camille")
    page.get_by_role("button", name="English").click()
    expect(card).to_contain_text("Cancelled")
    card.get_by_role("button").click()
    detail = page.locator(".detail")
    expect(detail).to_contain_text("The professional cancelled this claim")
    expect(detail.locator(".replaced")).to_contain_text("€30.00 → €0.00")
    expect(detail.locator(".balances")).to_contain_text("Paid too much: to be given back to health insurance")
