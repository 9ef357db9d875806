"""What payers did, in a real Chromium: paid on, to and by as it arrives; kept after a reload; refused in words."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import Stage
from tests.browser.test_page import consultation, sign_in
from tests.receipts.api.world import CAMILLE, settlement_of
from vitale.settlement.v1.settlement_pb2 import PAYER_KIND_AMC, Rejection

pytestmark = pytest.mark.browser
PAID = "Versé à l’assuré le 20 mars 2026 par l’Assurance maladie"


def test_a_payment_appears_on_an_open_receipt_as_it_arrives_and_stays_after_a_reload(page: Page, stage: Stage) -> None:
    receipt = consultation(CAMILLE, "C1")
    stage.past(receipt)
    sign_in(page)
    page.get_by_role("button", name="Consultation du médecin généraliste").click()
    payments = page.locator(".detail .payments li")
    expect(payments).to_have_count(0)
    stage.pay(settlement_of(receipt))
    expect(payments).to_have_count(1)
    for text in (PAID, "Référence VIR-1", "19,00 €"):
        expect(payments).to_contain_text(text)
    expect(page.get_by_role("status")).to_contain_text(PAID)
    page.reload()
    expect(page.locator("[data-receipt]")).to_contain_text("Payé")


def test_a_refusal_of_the_payer_is_said_with_its_words_and_a_difference_with_its_amount(
    page: Page, stage: Stage
) -> None:
    receipt = consultation(CAMILLE, "C1")
    stage.past(receipt)
    stage.pay(settlement_of(receipt, cents=1800))
    refused = settlement_of(receipt, revision=3, reference="REJ-1")
    refused.settlement.payer.kind = PAYER_KIND_AMC
    refused.settlement.rejected.CopyFrom(Rejection(code="R07", words="Contrat clos"))
    refused.settlement.ClearField("paid")
    refused.settlement.differs_by_cents = -900
    stage.pay(refused)
    sign_in(page)
    page.get_by_role("button", name="Consultation du médecin généraliste").click()
    last = page.locator(".detail .payments li").last
    for text in ("Refusé le 20 mars 2026 par la complémentaire santé : Contrat clos", "code R07", "−9,00 €"):
        expect(last).to_contain_text(text)
