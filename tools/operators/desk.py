"""Writes decisions to vitale.control.v1, one record for each partition concerned."""

from collections.abc import Iterable, Sequence
from typing import Final

from chassis.clock import Clock
from chassis.kafka import Publisher
from contracts.topics import PARTITIONS
from receipts.operations.deciding import clear_halt, control_records, issuer_name
from vitale.control.v1.control_pb2 import Activate, ControlRecord, Deadline, Reassess, ReassessedClaim

EVERYWHERE: Final = tuple(range(PARTITIONS))


def partition_of(text: str) -> int:
    """Read a partition number.

    Raises:
        ValueError: it is none of 0 to 23.
    """
    if not text.isdigit() or int(text) >= PARTITIONS:
        raise ValueError(f"{text!r} is no partition: give a number from 0 to {PARTITIONS - 1}")
    return int(text)


class OperatorsDesk:
    """Publishes decisions in the name of an operator; each is durable when the call returns."""

    def __init__(self, publisher: Publisher, clock: Clock, *, operator: str = "local") -> None:
        """Take a started publisher; `operator` is a name at work, never an insured person's."""
        self._publisher, self._clock = publisher, clock
        self._operator, self._issued_by = operator, issuer_name(operator)

    async def activate(self, version: str, partitions: Iterable[int] = EVERYWHERE) -> None:
        """Settle under this rules version from here on; its tables must be stored first (LedgerView.store_rules)."""
        decision = ControlRecord(issued_by=self._issued_by, activate=Activate(rules_version=version))
        await self._send(decision, partitions)

    async def clear_halt(self, partition: int, note: str) -> None:
        """Let a halted partition go on; `note` says what was found, free of personal data."""
        await self._send(clear_halt(self._operator, note), (partition,))

    async def deadline(self, partition: int, receipt_id: bytes) -> None:
        """Stop waiting: settle the claim of this receipt (16 bytes) on the rights at hand, or reject it."""
        decision = ControlRecord(issued_by=self._issued_by, deadline=Deadline(receipt_id=receipt_id))
        await self._send(decision, (partition,))

    async def reassess(self, partition: int, reason: str, version: str, receipts: Sequence[ReassessedClaim]) -> None:
        """Settle these receipts again under an active rules version; `reason` is a code such as RATE_CHANGED."""
        again = Reassess(reason=reason, rules_version=version, receipts=receipts)
        await self._send(ControlRecord(issued_by=self._issued_by, reassess=again), (partition,))

    async def _send(self, decision: ControlRecord, partitions: Iterable[int]) -> None:
        await self._publisher.publish(control_records(decision, partitions, self._clock.now()))
