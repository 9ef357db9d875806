"""Records of the ledger's topic as the worker publishes them, and a topic in memory that can misbehave."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from chassis.errors import DomainError
from chassis.kafka import InRecord
from contracts.codec import receipt_id_of
from contracts.envelope import POSITION, cloud_event, seal
from contracts.topics import CLAIM, RECEIPT
from vitale.receipt.v1 import receipt_pb2 as pb
from vitale.settlement.v1.settlement_pb2 import PAYER_KIND_AMC, PAYER_KIND_AMO, Payer, Payment, Rejection

PRACTICE = "750000001"
AT_MS = 1_700_000_000_000


def receipt_of(claim_id: str) -> bytes:
    """The receipt of a claim of the practice."""
    return receipt_id_of(PRACTICE, claim_id)


def entry(event: pb.LedgerEvent, seq: int, *, partition: int = 5, generation: int = 1, offset: int = 0) -> InRecord:
    """The record of an entry."""
    place = pb.LedgerPosition(generation=generation, partition=partition, seq=seq, prev_seq=seq - 1)
    kind = event.WhichOneof("outcome") or ""
    name = "".join(word.capitalize() for word in kind.split("_"))
    headers = cloud_event(
        event_type=f"vitale.receipt.v1.{name}",
        source="receipts",
        event_id=f"{generation}-{partition}-{seq}",
        subject="",
        extra=((POSITION, place.SerializeToString()),),
    )
    value = seal(event.SerializeToString())
    return InRecord(RECEIPT.name, partition, offset or seq - 1, b"", value, headers, AT_MS + seq)


def issued(claim_id: str, *, revision: int = 1, price: int = 3_000, lines: int = 1, version: int = 1) -> pb.LedgerEvent:
    """A receipt: AMO pays 70 %, the contract 20 %, the patient the rest."""
    amo, amc = price * 70 // 100, price * 20 // 100
    receipt = pb.ReceiptIssued(
        receipt_id=receipt_of(claim_id),
        revision=revision,
        claim_version=version,
        issuer=PRACTICE,
        claim_id=claim_id,
        lines=[pb.ReceiptLine(line_no=number + 1) for number in range(lines)],
        price_cents=price,
        amo_paid_cents=amo,
        amc_cents=amc,
        patient_cents=price - amo - amc,
    )
    return pb.LedgerEvent(receipt_issued=receipt)


def cancelled(claim_id: str, *, revision: int = 2, version: int = 2) -> pb.LedgerEvent:
    """The receipt of a cancelling version."""
    event = issued(claim_id, revision=revision, version=version, price=0, lines=0)
    event.receipt_issued.cancelled = True
    return event


def owing(event: pb.LedgerEvent, **paid: tuple[int, int]) -> pb.LedgerEvent:
    """The receipt with what AMO and AMC had paid of the one before, and what each owes now."""
    kinds = {"amo": PAYER_KIND_AMO, "amc": PAYER_KIND_AMC}
    for name, (was_paid, owed) in paid.items():
        event.receipt_issued.balances.add(
            payer=Payer(kind=kinds[name]), paid_cents=was_paid, owed_cents=owed, owed_back_cents=was_paid - owed
        )
    return event


def paid(claim_id: str, *, amo: int = 2_100, amc: int = 0) -> pb.LedgerEvent:
    """A payer paid."""
    done = pb.ReceiptSettlement(paid=Payment(amount_cents=amo + amc))
    message = pb.SettlementRecorded(
        receipt_id=receipt_of(claim_id), settlement=done, settled_amo_cents=amo, settled_amc_cents=amc
    )
    return pb.LedgerEvent(settlement_recorded=message)


def refused_by_payer(claim_id: str) -> pb.LedgerEvent:
    """A payer refused."""
    done = pb.ReceiptSettlement(rejected=Rejection(code="DOUBLE"))
    return pb.LedgerEvent(settlement_recorded=pb.SettlementRecorded(receipt_id=receipt_of(claim_id), settlement=done))


def rejected(claim_id: str, code: str = "NO_RIGHTS", *, version: int = 0) -> pb.LedgerEvent:
    """A refusal for good."""
    message = pb.ClaimRejected(
        receipt_id=receipt_of(claim_id), code=code, issuer=PRACTICE, claim_id=claim_id, claim_version=version
    )
    return pb.LedgerEvent(claim_rejected=message)


def waiting(claim_id: str, *, version: int = 0, needs_version: int = 0) -> pb.LedgerEvent:
    """A claim that waits for rights, or for an earlier version."""
    message = pb.ClaimWaiting(
        receipt_id=receipt_of(claim_id),
        issuer=PRACTICE,
        claim_id=claim_id,
        rights_revision=0 if needs_version else 2,
        claim_version=version,
        needs_version=needs_version,
    )
    return pb.LedgerEvent(claim_waiting=message)


def parked(
    claim_id: str, reason: str = "NOT_ESTABLISHED", *, topic: str = CLAIM.name, version: int = 0
) -> pb.LedgerEvent:
    """A record set aside."""
    message = pb.RecordParked(
        reason=reason, detail="tariff.x", topic=topic, issuer=PRACTICE, claim_id=claim_id, claim_version=version
    )
    return pb.LedgerEvent(record_parked=message)


def ignored() -> pb.LedgerEvent:
    """A record that changed nothing."""
    return pb.LedgerEvent(record_ignored=pb.RecordIgnored(topic=CLAIM.name, reason="SAME_CONTENT"))


class MemoryTopic:
    """A topic of one partition, read by offset; `losses` hides records by offset for so many tails."""

    def __init__(self, records: Sequence[InRecord], *, at_a_time: int = 3, partition: int = 5) -> None:
        self.records: list[InRecord] = []
        self.opened: list[dict[int, int]] = []
        self.losses: dict[int, int] = {}
        self.errors: list[DomainError] = []
        self.again: list[DomainError] = []
        """Raised to who opens this partition alone."""
        self._at_a_time, self._partition = at_a_time, partition
        self.append(*records)

    def append(self, *records: InRecord) -> None:
        """Append records, each with the next offset."""
        for record in records:
            self.records.append(replace(record, offset=len(self.records)))

    @asynccontextmanager
    async def open(self, start: dict[int, int]) -> AsyncIterator["MemoryTail"]:
        """A tail from offsets."""
        self.opened.append(start)
        errors = self.again if len(start) == 1 else self.errors
        if errors:
            raise errors.pop(0)
        hidden = {offset for offset, tails in self.losses.items() if tails > 0}
        self.losses = {offset: tails - 1 for offset, tails in self.losses.items()}
        yield MemoryTail(self, max(start[self._partition], 0), hidden, self._at_a_time)


class MemoryTail:
    """An open tail of a MemoryTopic."""

    def __init__(self, topic: MemoryTopic, offset: int, hidden: set[int], at_a_time: int) -> None:
        self._topic, self._offset, self._hidden, self._at_a_time = topic, offset, hidden, at_a_time

    async def poll(self) -> list[InRecord]:
        """What is there."""
        await asyncio.sleep(0)
        found = self._topic.records[self._offset : self._offset + self._at_a_time]
        self._offset += len(found)
        if not found:
            await asyncio.sleep(0.005)
        return [record for record in found if record.offset not in self._hidden]
