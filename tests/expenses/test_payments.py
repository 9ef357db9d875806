"""What payers did, as the front tells it: on the receipt, live, in both languages, and in what the page is made of."""

import json

import pytest

from expenses.language import Language
from expenses.payments import payment_of
from tests.expenses.front import front
from tests.expenses.test_streams import stream
from tests.receipts.api.settled import settled
from tests.receipts.api.world import CAMILLE, NOW, settlement_of
from vitale.receipt.v1.receipt_pb2 import ReceiptSettlement
from vitale.settlement.v1.settlement_pb2 import (
    PAID_TO_INSURED,
    PAID_TO_PROFESSIONAL,
    PAYER_KIND_AMC,
    PAYER_KIND_AMO,
    Payer,
    Payment,
    Rejection,
)

AMO, AMC = Payer(kind=PAYER_KIND_AMO, number="01"), Payer(kind=PAYER_KIND_AMC, number="75500017")
TO_PERSON = ReceiptSettlement(
    payer=AMO, reference="V1", day="2026-03-20", paid=Payment(to=PAID_TO_INSURED, amount_cents=1900)
)
TO_PROFESSIONAL = ReceiptSettlement(
    payer=AMC, reference="V2", day="2026-03-01", paid=Payment(to=PAID_TO_PROFESSIONAL, amount_cents=900)
)
BACK = ReceiptSettlement(
    payer=AMO,
    reference="V3",
    day="2026-03-20",
    paid=Payment(to=PAID_TO_INSURED, amount_cents=-500),
    differs_by_cents=-500,
)
REFUSED = ReceiptSettlement(
    payer=AMC, reference="R1", day="2026-03-20", rejected=Rejection(code="R07", words="Contrat clos")
)


@pytest.mark.parametrize(
    ("settlement", "language", "text"),
    [
        (TO_PERSON, "fr", "Versé à l’assuré le 20 mars 2026 par l’Assurance maladie"),
        (TO_PERSON, "en", "Paid to the insured person on 20 March 2026 by health insurance"),
        (TO_PROFESSIONAL, "fr", "Réglé au professionnel le 1er mars 2026 par la complémentaire santé"),
        (BACK, "en", "Taken back from the insured person on 20 March 2026 by health insurance"),
        (REFUSED, "fr", "Refusé le 20 mars 2026 par la complémentaire santé : Contrat clos"),
        (REFUSED, "en", "Refused on 20 March 2026 by the complementary insurance: Contrat clos"),
    ],
)
def test_a_payment_says_on_to_and_by(settlement: ReceiptSettlement, language: Language, text: str) -> None:
    assert payment_of(settlement, language).text == text


def test_a_refusal_has_no_amount_and_nobody_who_was_paid() -> None:
    refused = payment_of(REFUSED, "fr")

    assert (refused.outcome, refused.amount, refused.paid_to, refused.rejection_code) == ("rejected", None, None, "R07")


def test_a_difference_is_said_and_its_absence_too() -> None:
    back, paid = payment_of(BACK, "fr"), payment_of(TO_PERSON, "fr")

    assert back.differs_by is not None
    assert (back.outcome, back.differs_by.cents, back.difference) == (
        "taken_back",
        -500,
        "Moins que le décompte ne prévoit",
    )
    assert (paid.differs_by, paid.difference) == (None, None)


@pytest.mark.asyncio
async def test_a_settled_receipt_tells_its_payments_in_the_list_and_alone() -> None:
    async with front() as opened:
        issued = settled(CAMILLE, "F1", NOW)
        opened.world.issue(issued)
        opened.world.pay(settlement_of(issued))
        async with opened.client(CAMILLE) as client:
            (listed,) = (await client.get("/v1/receipts")).json()["receipts"]
            alone = (await client.get(f"/v1/receipts/{listed['id']}")).json()

    for shown in (listed, alone):
        assert shown["revision"] == 2
        (payment,) = shown["payments"]
        assert payment["text"] == "Versé à l’assuré le 20 mars 2026 par l’Assurance maladie"
        assert payment["payer"] == {"code": "amo", "label": "Assurance maladie", "number": "01"}
        assert (payment["paidTo"]["code"], payment["amount"]["cents"]) == ("person", 1900)
        assert (payment["reference"], payment["day"]) == ("VIR-1", "2026-03-20")


@pytest.mark.asyncio
async def test_a_payment_arrives_live_and_the_stream_resumes_after_it() -> None:
    async with front() as opened, opened.served() as base:
        issued = settled(CAMILLE, "F1", NOW)
        async with stream(opened, base, language="en") as events:
            await events.until("caught-up")
            opened.world.issue(issued)
            opened.world.pay(settlement_of(issued))
            await events.until("receipt")
            event = await events.until("payment")
            news = json.loads(event["data"])
            assert (news["receipt"], news["revision"]) == (issued.receipt_id.hex(), 2)
            assert news["person"] == CAMILLE.hex()
            assert news["payment"]["text"] == "Paid to the insured person on 20 March 2026 by health insurance"
        opened.world.pay(settlement_of(issued, revision=3, reference="VIR-2"))
        async with stream(opened, base, after=event["id"]) as events:
            assert json.loads((await events.until("payment"))["data"])["revision"] == 3
