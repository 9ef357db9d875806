"""What payers do with receipts: read what was issued from the log, and pay each its part through PutSettlements."""

from base64 import b32encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import grpc

from chassis.clock import Clock
from chassis.kafka import LATEST, InRecord, Tail
from chassis.tokens import TokenSigner
from contracts.envelope import open_value
from contracts.topics import RECEIPT
from tools.simulators.doors import Badge, call
from tools.simulators.population.cover import PARIS
from vitale.receipt.v1.receipt_pb2 import LedgerEvent, ReceiptIssued
from vitale.settlement.v1.settlement_pb2 import (
    PAID_TO_INSURED,
    PAID_TO_PROFESSIONAL,
    PAYER_KIND_AMC,
    PAYER_KIND_AMO,
    Payment,
)
from vitale.settlement.v1.settlement_service_pb2 import (
    ClaimName,
    PutSettlementsRequest,
    SettlementAcknowledgement,
    StatedSettlement,
)
from vitale.settlement.v1.settlement_service_pb2_grpc import SettlementServiceStub

GENERAL_SCHEME: Final = "01"
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Due:
    """What one payer owes of one receipt, as it states it."""

    payer: tuple[int, str]
    stated: StatedSettlement


def due_of(receipt: ReceiptIssued, day: date, scheme: str = GENERAL_SCHEME) -> list[Due]:
    """What the scheme and each insurer owe of a receipt; nothing of a later version, whose difference is for people."""
    if receipt.basis != 1:
        return []
    amo = receipt.amo_paid_cents + receipt.local_scheme_cents
    shares = [
        ((int(PAYER_KIND_AMC), number), sum(line.amc_cents[place] for line in receipt.lines))
        for place, number in enumerate(receipt.amc_numbers)
    ]
    owed = [((int(PAYER_KIND_AMO), scheme), amo), *shares]
    return [Due(payer, _stated(receipt, day, cents)) for payer, cents in owed if cents > 0]


def _stated(receipt: ReceiptIssued, day: date, cents: int) -> StatedSettlement:
    to = PAID_TO_PROFESSIONAL if receipt.third_party_payment else PAID_TO_INSURED
    return StatedSettlement(
        claim=ClaimName(issuer=receipt.issuer, claim_id=receipt.claim_id),
        claim_version=receipt.claim_version,
        # The same receipt is paid under the same reference, however often it is read.
        reference=f"VIR-{b32encode(receipt.receipt_id[:10]).decode()}",
        day=day.isoformat(),
        paid=Payment(to=to, amount_cents=cents),
    )


class PaymentDesk:
    """All payers at once: each settlement is sent with the token of its own payer."""

    def __init__(self, channel: grpc.aio.Channel, signer: TokenSigner, clock: Clock) -> None:
        """Take a channel to teletransmission and the demo issuer's signer."""
        self._stub = SettlementServiceStub(channel)
        self._signer, self._clock = signer, clock
        self._badges: dict[tuple[int, str], Badge] = {}

    async def pay(self, receipts: Iterable[ReceiptIssued]) -> list[SettlementAcknowledgement]:
        """Pay what is owed of these receipts today; sending it again changes nothing.

        Raises:
            DomainError: a whole batch was refused, or nobody answered.
        """
        today = self._clock.today(PARIS)
        by_payer: dict[tuple[int, str], list[StatedSettlement]] = {}
        for due in (due for receipt in receipts for due in due_of(receipt, today)):
            by_payer.setdefault(due.payer, []).append(due.stated)
        told: list[SettlementAcknowledgement] = []
        for payer, stated in by_payer.items():
            for start in range(0, len(stated), _AT_ONCE):
                told += await self._put(payer, stated[start : start + _AT_ONCE])
        return told

    async def _put(
        self, payer: tuple[int, str], stated: Sequence[StatedSettlement]
    ) -> Sequence[SettlementAcknowledgement]:
        request, badge = PutSettlementsRequest(settlements=stated), self._badge(payer)
        answer = await call(lambda: self._stub.PutSettlements(request, metadata=badge.metadata()))
        return answer.acknowledgements

    def _badge(self, payer: tuple[int, str]) -> Badge:
        kind, number = payer
        attributes: Mapping[str, str] = {"scheme": number} if kind == PAYER_KIND_AMO else {"amc_number": number}
        if payer not in self._badges:
            self._badges[payer] = Badge(
                self._signer,
                self._clock,
                subject=f"payer-{number}",
                role="scheme" if kind == PAYER_KIND_AMO else "insurer",
                attributes=attributes,
            )
        return self._badges[payer]


def issued_in(records: Iterable[InRecord]) -> Iterator[ReceiptIssued]:
    """The receipts among records of the receipt topic."""
    for record in records:
        event = LedgerEvent.FromString(open_value(record.value))
        if event.HasField("receipt_issued"):
            yield event.receipt_issued


async def ends_of(bootstrap: str) -> dict[int, int]:
    """Where the receipt topic ends now, by partition.

    Raises:
        DomainError: the broker does not answer.
    """
    async with Tail(bootstrap, RECEIPT.name, dict.fromkeys(range(RECEIPT.partitions), LATEST)) as tail:
        return await tail.ends()


async def first_issued(
    bootstrap: str, start: Mapping[int, int], wanted: Callable[[ReceiptIssued], bool]
) -> ReceiptIssued:
    """The first receipt after `start` that is wanted; waits for it."""
    async with Tail(bootstrap, RECEIPT.name, start) as tail:
        while True:
            for receipt in issued_in(await tail.poll()):
                if wanted(receipt):
                    return receipt


__all__ = ["Due", "PaymentDesk", "due_of", "ends_of", "first_issued", "issued_in"]
