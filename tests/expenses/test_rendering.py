"""What a renderer remembers changes no word of an answer: a warm one says what a cold one says."""

import json
from datetime import date

import pytest

from expenses import rendering
from expenses.language import Language
from expenses.rendering import Renderer
from reimbursement.model import Amount, Reason, ReasonCode
from reimbursement.rule_tables import Tables
from reimbursement.wording import render
from reimbursement_tables import load
from vitale.receipt.v1.receipt_pb2 import Reason as Message
from vitale.receipt.v1.receipt_pb2 import ReceiptIssued, ReceiptLine
from vitale.receipt.v1.receipt_service_pb2 import ListReceiptsResponse

_DAY = date(2026, 3, 2)
_EPOCH_DAYS = (_DAY - date(1970, 1, 1)).days
TABLES = load()
LANGUAGES: tuple[Language, ...] = ("fr", "en")


def base(cents: int) -> Message:
    """The base of a consultation, whose value is the reason's own."""
    return Message(
        code=ReasonCode.BASE_TARIFF,
        amount=Amount.BASE,
        effect_cents=cents,
        values=[cents, 1],
        parameter="tariff.G",
        in_force_day=_EPOCH_DAYS,
    )


def page(*cents: int) -> ListReceiptsResponse:
    line = ReceiptLine(line_no=1, act_code="G", price_cents=3_000, reasons=[base(one) for one in cents])
    return ListReceiptsResponse(
        receipts=[ReceiptIssued(receipt_id=bytes(16), care_date=_DAY.isoformat(), professional_kind="gp", lines=[line])]
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_warm_renderer_says_what_a_cold_one_says(language: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    warm, cents = Renderer(TABLES, language), tuple(range(2_000, 2_300))
    for other in LANGUAGES:
        Renderer(Tables(TABLES.parameters, TABLES.acts, version="another"), other).receipts(page(*cents))
    first, again = warm.receipts(page(*cents)), warm.receipts(page(*cents))
    for remembered in ("_TOLD", "_LINES"):
        monkeypatch.setattr(rendering, remembered, {})
    cold = Renderer(TABLES, language).receipts(page(*cents))
    assert first == again == cold
    texts = [reason["text"] for reason in json.loads(cold)["receipts"][0]["lines"][0]["reasons"]]
    assert texts == [render(reason_at(one), TABLES, language) for one in cents]
    assert len(set(texts)) == len(cents)


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    for remembered, most in (("_TOLD", "_REMEMBERED"), ("_LINES", "_LINES_REMEMBERED")):
        monkeypatch.setattr(rendering, remembered, {})
        monkeypatch.setattr(rendering, most, 50)
    renderer = Renderer(TABLES, "fr")
    for cents in range(2_000, 2_500):
        renderer.receipts(page(cents))
    assert 0 < len(rendering._TOLD) <= 50
    assert 0 < len(rendering._LINES) <= 50


def test_what_is_remembered_of_one_language_or_rules_version_is_not_told_in_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for remembered in ("_TOLD", "_LINES"):
        monkeypatch.setattr(rendering, remembered, {})
    told = {Renderer(TABLES, language).receipts(page(3_000)) for language in LANGUAGES}
    Renderer(Tables(TABLES.parameters, TABLES.acts, version="another"), "fr").receipts(page(3_000))
    assert len(told) == 2
    assert len(rendering._LINES) == len(rendering._TOLD) == 3


def reason_at(cents: int) -> Reason:
    return Reason(ReasonCode.BASE_TARIFF, Amount.BASE, cents, (cents, 1), "tariff.G", _DAY)
