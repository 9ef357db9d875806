"""Control records in the name of an operator: the form in which every decision reaches the ledger."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from chassis.records import OutRecord
from contracts.envelope import cloud_event, seal
from contracts.topics import CONTROL
from vitale.control.v1.control_pb2 import ClearHalt, ControlRecord

_KEY: Final = bytes(16)


def issuer_name(operator: str) -> str:
    """Who decided, as control records say it; `operator` is a name at work, never an insured person's."""
    return f"operator:{operator}"


def clear_halt(operator: str, note: str) -> ControlRecord:
    """Let a halted partition go on; `note` says what was found, free of personal data."""
    return ControlRecord(issued_by=issuer_name(operator), clear_halt=ClearHalt(note=note))


def control_records(decision: ControlRecord, partitions: Iterable[int], at: datetime) -> list[OutRecord]:
    """One record for each partition concerned."""
    value = seal(decision.SerializeToString(deterministic=True))
    return [OutRecord(CONTROL.name, partition, _KEY, value, _headers(at)) for partition in partitions]


def _headers(at: datetime) -> tuple[tuple[str, bytes], ...]:
    return cloud_event(
        event_type="vitale.control.v1.ControlRecord",
        source="operators",
        event_id=str(uuid.uuid4()),
        subject="",
        extra=(("ce_time", at.isoformat().encode()),),
    )
