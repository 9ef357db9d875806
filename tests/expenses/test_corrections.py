"""Corrected and cancelled receipts as the front tells them: in the list, alone, live, in both languages."""

import json
from datetime import timedelta

import pytest

from expenses.corrections import balance_of
from expenses.language import Language
from reimbursement.model import Family, Line
from tests.expenses.front import front
from tests.expenses.test_streams import stream
from tests.receipts.api.corrected import balance, cancelled, corrected
from tests.receipts.api.settled import settled
from tests.receipts.api.world import CAMILLE, NOW, settlement_of
from vitale.settlement.v1.settlement_pb2 import PAYER_KIND_AMC, Payer

DEARER = (Line(1, "G", Family.CONSULTATION, 1, 5000),)


@pytest.mark.parametrize(
    ("owed_back", "language", "text"),
    [
        (500, "fr", "Trop versé : à rendre à l’Assurance maladie"),
        (500, "en", "Paid too much: to be given back to health insurance"),
        (-500, "fr", "Reste à verser par l’Assurance maladie"),
        (-500, "en", "Still to be paid by health insurance"),
        (0, "fr", "Versé comme prévu par l’Assurance maladie"),
    ],
)
def test_a_balance_says_who_owes_whom(owed_back: int, language: Language, text: str) -> None:
    told = balance_of(balance(owed_back), language)

    assert told.text == text
    assert (told.paid.cents, told.owed.cents, told.owed_back.cents) == (1900, 1900 - owed_back, owed_back)


def test_a_complementary_insurer_is_told_by_its_side_and_number() -> None:
    told = balance_of(balance(1, Payer(kind=PAYER_KIND_AMC, number="75500017")), "fr")

    assert (told.payer.code, told.payer.number) == ("amc", "75500017")
    assert told.text == "Trop versé : à rendre à la complémentaire santé"


@pytest.mark.asyncio
async def test_a_correction_takes_the_place_of_its_receipt_and_tells_what_it_replaces() -> None:
    async with front() as opened:
        before = settled(CAMILLE, "F1", NOW)
        opened.world.issue(before)
        opened.world.issue(settled(CAMILLE, "F2", NOW + timedelta(seconds=1)))
        opened.world.pay(settlement_of(before))
        after = corrected(before, settled(CAMILLE, "F1", NOW, lines=DEARER), revision=3, paid_cents=1900)
        opened.world.issue(after)
        async with opened.client(CAMILLE) as client:
            listed = (await client.get("/v1/receipts")).json()["receipts"]
            alone = (await client.get(f"/v1/receipts/{before.receipt_id.hex()}")).json()

    assert len(listed) == 2, "one for each claim, the newest revision"
    for shown in (alone, next(one for one in listed if one["id"] == before.receipt_id.hex())):
        assert (shown["revision"], shown["cancelled"], shown["price"]["cents"]) == (3, False, 5000)
        assert (shown["reversed"]["revision"], shown["reversed"]["price"]["cents"]) == (1, 3000)
        assert shown["reversed"]["reimbursed"]["cents"] == before.amo_paid_cents + before.amc_cents
        (told,) = shown["balances"]
        assert (told["paid"]["cents"], told["owedBack"]["cents"]) == (1900, 1900 - after.amo_paid_cents)
        assert [payment["reference"] for payment in shown["payments"]] == ["VIR-1"]


@pytest.mark.asyncio
async def test_a_first_receipt_replaces_nothing() -> None:
    async with front() as opened:
        opened.world.issue(settled(CAMILLE, "F1", NOW))
        async with opened.client(CAMILLE) as client:
            (shown,) = (await client.get("/v1/receipts")).json()["receipts"]

    assert (shown["cancelled"], shown["reversed"], shown["balances"]) == (False, None, [])


@pytest.mark.asyncio
async def test_a_cancellation_arrives_live_with_nothing_left() -> None:
    async with front() as opened, opened.served() as base:
        before = settled(CAMILLE, "F1", NOW)
        opened.world.issue(before)
        async with stream(opened, base, language="en") as events:
            await events.until("caught-up")
            opened.world.issue(cancelled(before, paid_cents=1900))
            news = json.loads((await events.until("receipt"))["data"])

    assert (news["id"], news["revision"], news["cancelled"], news["lines"]) == (before.receipt_id.hex(), 2, True, [])
    assert {news[name]["cents"] for name in ("price", "amo", "amc", "localScheme", "patient", "reimbursed")} == {0}
    assert news["reversed"]["price"]["text"] == "€30.00"
    assert news["balances"][0]["owedBack"]["cents"] == 1900
