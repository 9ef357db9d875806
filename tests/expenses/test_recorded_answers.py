"""Answers put together from texts are those that models wrote: word for word as recorded, in the models' own form."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from expenses import models
from expenses.language import Language
from expenses.rendering import Renderer
from tests.expenses import recorded
from tests.expenses.test_rendering import LANGUAGES, TABLES
from tests.receipts.api.corrected import cancelled, corrected
from tests.receipts.api.settled import GP, settled
from tests.receipts.api.world import CAMILLE, NOW
from vitale.receipt.v1.receipt_pb2 import ReceiptIssued
from vitale.receipt.v1.receipt_service_pb2 import ListReceiptsResponse

_RECORDED = Path(__file__).with_name("recorded_answers.json")
"""As the front answered while each answer was a model. Renew it only for a change of API or words that is meant."""


def answers(language: Language) -> dict[str, tuple[type[BaseModel], str]]:
    """Every kind of answer, and the model whose form it has."""
    told = Renderer(TABLES, language)
    return {
        "receipts": (models.Receipts, told.receipts(recorded.page())),
        "nothing": (models.Receipts, told.receipts(ListReceiptsResponse(reset=True))),
        "receipt": (models.Receipt, told.receipt(recorded.plain())),
        "estimate": (models.Estimate, told.estimate(recorded.estimate())),
        "people": (models.People, told.people(recorded.people())),
        "payment": (models.ReceiptPayment, told.payment(recorded.payment())),
    }


def again(model: type[BaseModel], told: str) -> str:
    """What the model writes of what it reads."""
    return model.model_validate_json(told).model_dump_json(by_alias=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_says_what_was_recorded_in_the_order_it_was_recorded_in(language: Language) -> None:
    before = json.loads(_RECORDED.read_text(encoding="utf-8"))[language]
    now = {name: json.loads(told) for name, (_, told) in answers(language).items()}
    assert json.dumps(now) == json.dumps(before)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_is_what_its_model_writes(language: Language) -> None:
    for name, (model, told) in answers(language).items():
        assert again(model, told) == told, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_settled_corrected_and_cancelled_receipts_are_what_their_model_writes(language: Language) -> None:
    first = settled(CAMILLE, "F1", NOW, lines=(GP, GP._replace(line_no=2, price_cents=5_000)), third_party=True)
    later = settled(CAMILLE, "F1", NOW + timedelta(days=1))
    listed = [first, later, corrected(first, later, paid_cents=1_900), cancelled(first)]
    told = Renderer(TABLES, language).receipts(ListReceiptsResponse(receipts=listed))
    assert again(models.Receipts, told) == told


@given(
    at_us=st.integers(0, 4_000_000_000_000_000),
    code=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    cents=st.integers(-(10**12), 10**12),
)
def test_any_value_is_written_as_its_model_writes_it(at_us: int, code: str, cents: int) -> None:
    receipt = ReceiptIssued(care_date="2026-03-02", accepted_at_us=at_us, price_cents=cents, rules_version=code)
    receipt.lines.add(act_code=code, patient_cents=cents, rate_bp=7_050)
    told = Renderer(TABLES, "fr").receipt(receipt)
    assert again(models.Receipt, told) == told
