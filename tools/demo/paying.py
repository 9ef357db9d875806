"""The payers' part of the day: a receipt is paid by those who owe it, and appears as paid on, to and by, live."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from chassis.errors import DomainError
from tools.demo.front import Json, Watcher
from tools.demo.report import say, tell_card
from tools.demo.script import PAID
from tools.demo.stage import Stage
from tools.demo.steps import Paid
from tools.simulators.schemes.payments import PaymentDesk, first_issued
from vitale.settlement.v1.settlement_service_pb2 import SettlementAcknowledgement

_PATIENCE_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class PaidDay:
    """Where the receipt topic ended before the day, who watches, and the receipts of the day by step."""

    start: Mapping[int, int]
    watchers: Mapping[str, Watcher]
    receipts: Mapping[str, str]


async def play_payments(stage: Stage, day: PaidDay) -> Sequence[str]:
    """Let the payers pay; every difference from the figures written by hand."""
    say("\nPaid")
    differences: list[str] = []
    for paid in PAID:
        try:
            async with asyncio.timeout(_PATIENCE_S):
                found = await _pay(stage, day, paid)
        except (DomainError, KeyError, TimeoutError) as error:
            found = [f"{paid.title}: {type(error).__name__} {error}"]
        differences += found
    return differences


async def _pay(stage: Stage, day: PaidDay, paid: Paid) -> list[str]:
    receipt_id = day.receipts[paid.step]
    receipt = await first_issued(stage.state.kafka, day.start, lambda one: one.receipt_id.hex() == receipt_id)
    desk = PaymentDesk(stage.doors["teletransmission"], stage.signer, stage.clock)
    told = await desk.pay([receipt])
    refused = [one for one in told if one.outcome != SettlementAcknowledgement.OUTCOME_ACCEPTED]
    watcher = day.watchers[paid.seen_by]
    payments = [] if refused else await watcher.payments(receipt_id, len(paid.cents))
    differences = [f"{paid.title}: {one.violations[0].code}" for one in refused] or compare_payments(paid, payments)
    read = await watcher.front.get(f"/v1/receipts/{receipt_id}")
    if list(read["payments"]) != list(payments):
        differences.append(f"{paid.title}: the receipt does not tell the payments that came live")
    said = " · ".join(f"{payment['text']}: {payment['amount']['text']}" for payment in payments)
    tell_card(paid.title, said or "not paid", good=not differences)
    return differences


def compare_payments(paid: Paid, payments: Sequence[Json]) -> list[str]:
    """List what of the payments (JSON of the front) is not as written by hand."""
    found = {payment["payer"]["code"]: payment["amount"]["cents"] for payment in payments}
    differences = [] if found == dict(paid.cents) else [f"{paid.title}: expected {dict(paid.cents)}, found {found}"]
    to = {payment["paidTo"]["code"] for payment in payments}
    if to != {paid.to}:
        differences.append(f"{paid.title}: paid to {sorted(to)}, expected {paid.to}")
    if any(payment["differsBy"] for payment in payments):
        differences.append(f"{paid.title}: a payment differs from what the receipt says")
    return differences
