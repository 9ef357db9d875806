"""Writes decisions to vitale.control.v1, one record for each partition concerned."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Final

from chassis.clock import Clock
from chassis.kafka import OutRecord, Publisher
from contracts.envelope import cloud_event, seal
from contracts.topics import CONTROL, PARTITIONS
from vitale.control.v1.control_pb2 import Activate, ClearHalt, ControlRecord, Deadline, Reassess, ReassessedClaim

EVERYWHERE: Final = tuple(range(PARTITIONS))
_KEY: Final = bytes(16)


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
        self._issued_by = f"operator:{operator}"

    async def activate(self, version: str, partitions: Iterable[int] = EVERYWHERE) -> None:
        """Settle under this rules version from here on; its tables must be stored first (LedgerView.store_rules)."""
        decision = ControlRecord(issued_by=self._issued_by, activate=Activate(rules_version=version))
        await self._send(decision, partitions)

    async def clear_halt(self, partition: int, note: str) -> None:
        """Let a halted partition go on; `note` says what was found, free of personal data."""
        decision = ControlRecord(issued_by=self._issued_by, clear_halt=ClearHalt(note=note))
        await self._send(decision, (partition,))

    async def deadline(self, partition: int, receipt_id: bytes) -> None:
        """Stop waiting: settle the claim of this receipt (16 bytes) on the rights at hand, or reject it."""
        decision = ControlRecord(issued_by=self._issued_by, deadline=Deadline(receipt_id=receipt_id))
        await self._send(decision, (partition,))

    async def reassess(self, partition: int, reason: str, version: str, receipts: Sequence[ReassessedClaim]) -> None:
        """Settle these receipts again under an active rules version; `reason` is a code such as RATE_CHANGED."""
        again = Reassess(reason=reason, rules_version=version, receipts=receipts)
        await self._send(ControlRecord(issued_by=self._issued_by, reassess=again), (partition,))

    async def _send(self, decision: ControlRecord, partitions: Iterable[int]) -> None:
        value = seal(decision.SerializeToString(deterministic=True))
        await self._publisher.publish(
            [OutRecord(CONTROL.name, partition, _KEY, value, self._headers()) for partition in partitions]
        )

    def _headers(self) -> tuple[tuple[str, bytes], ...]:
        return cloud_event(
            event_type="vitale.control.v1.ControlRecord",
            source="operators",
            event_id=str(uuid.uuid4()),
            subject="",
            extra=(("ce_time", self._clock.now().isoformat().encode()),),
        )
