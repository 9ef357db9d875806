"""Simulated payers over a real channel: each pays its part under its own token, and again changes nothing."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import grpc
import pytest
import pytest_asyncio

from chassis.clock import FixedClock
from contracts.codec import receipt_id_of
from contracts.envelope import open_value
from contracts.topics import SETTLEMENT
from teletransmission.admission import Admission, Quota
from teletransmission.settlements.intake import SettlementIntake
from teletransmission.settlements.servicer import SERVICE_NAME, SettlementServicer
from teletransmission.settlements.store_memory import MemorySettlementStore
from teletransmission.store_memory import MemoryClaimStore
from tests.fakes.doors import Guard, serving
from tests.teletransmission.settlements.claims import CAMILLE, kept_claim
from tests.teletransmission.settlements.stated import ISSUER
from tools.simulators.schemes.payments import PaymentDesk, due_of
from vitale.receipt.v1.receipt_pb2 import ReceiptIssued, ReceiptLine
from vitale.settlement.v1.settlement_pb2 import PAID_TO_INSURED, PAID_TO_PROFESSIONAL, Settlement
from vitale.settlement.v1.settlement_service_pb2 import SettlementAcknowledgement
from vitale.settlement.v1.settlement_service_pb2_grpc import add_SettlementServiceServicer_to_server

CLOCK = FixedClock(datetime(2026, 11, 23, 12, tzinfo=UTC))
RECEIPT = ReceiptIssued(
    receipt_id=receipt_id_of(ISSUER, "F-1"),
    revision=1,
    basis=1,
    issuer=ISSUER,
    claim_id="F-1",
    claim_version=1,
    subject_id=CAMILLE,
    amo_paid_cents=2450,
    local_scheme_cents=700,
    amc_numbers=["75500017", "75500018"],
    lines=[ReceiptLine(line_no=1, amc_cents=[200, 0]), ReceiptLine(line_no=2, amc_cents=[150, 0])],
)


@pytest_asyncio.fixture
async def door() -> AsyncIterator[tuple[grpc.aio.Channel, MemoryClaimStore, Guard]]:
    """The real intake of settlements, over stores in memory."""
    guard, claims = Guard.new(CLOCK), MemoryClaimStore()
    await claims.keep([kept_claim()])
    intake = SettlementIntake(MemorySettlementStore(claims), CLOCK, lambda: None)
    servicer = SettlementServicer(intake, Admission(Quota(1e6, 1_000_000, 100), lambda: 0.0))
    async with serving(servicer, add_SettlementServiceServicer_to_server, SERVICE_NAME, guard=guard) as channel:
        yield channel, claims, guard


@pytest.mark.asyncio
async def test_each_payer_pays_its_part_under_its_own_name_and_again_changes_nothing(
    door: tuple[grpc.aio.Channel, MemoryClaimStore, Guard],
) -> None:
    channel, claims, guard = door
    desk = PaymentDesk(channel, guard.signer, CLOCK)
    first, again = await desk.pay([RECEIPT]), await desk.pay([RECEIPT])

    assert [one.outcome for one in first] == [SettlementAcknowledgement.OUTCOME_ACCEPTED] * 2
    assert again == first
    kept = [Settlement.FromString(open_value(one.value)) for one in claims.outbox if one.topic == SETTLEMENT.name]
    assert [(one.payer.number, one.paid.amount_cents, one.paid.to) for one in kept] == [
        ("01", 3150, PAID_TO_INSURED),
        ("75500017", 350, PAID_TO_INSURED),
    ]


def test_third_party_payment_goes_to_the_professional_and_a_later_version_is_left_to_people() -> None:
    direct, later = ReceiptIssued(), ReceiptIssued()
    direct.CopyFrom(RECEIPT)
    direct.third_party_payment = True
    later.CopyFrom(RECEIPT)
    later.basis = 2
    day = date(2026, 11, 23)

    assert {one.stated.paid.to for one in due_of(direct, day)} == {PAID_TO_PROFESSIONAL}
    assert due_of(later, day) == []
