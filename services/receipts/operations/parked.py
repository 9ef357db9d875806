"""A record that the ledger set aside, its name, and the record that drives it again."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from chassis.errors import DomainError, ErrorCode, FieldViolation
from chassis.records import OutRecord
from contracts.envelope import REDRIVE_OF

_NAME: Final = re.compile(r"(\d{1,9})-(\d{1,9})-(\d{1,18})")


class ParkedName(NamedTuple):
    """Where it was set aside; written <generation>-<partition>-<seq>."""

    generation: int
    partition: int
    seq: int

    def __str__(self) -> str:
        """The name as operators write it."""
        return f"{self.generation}-{self.partition}-{self.seq}"


@dataclass(frozen=True, slots=True)
class ParkedRecord:
    """One record set aside; key, value and headers are as they came."""

    name: ParkedName
    topic: str
    offset: int
    written_at: datetime
    reason: str
    detail: str
    stack_class: str
    key: bytes
    value: bytes
    headers: tuple[tuple[str, bytes], ...]
    resolved_seq: int | None


def read_name(text: str, field: str = "name") -> ParkedName:
    """Read <generation>-<partition>-<seq>; INVALID_ARGUMENT on `field` says the form."""
    match = _NAME.fullmatch(text)
    if match is None:
        advice = "Write <generation>-<partition>-<seq>, as lists of parked records show it."
        raise DomainError(ErrorCode.INVALID_ARGUMENT, violations=[FieldViolation(field, "FORM", advice)])
    return ParkedName(*(int(part) for part in match.groups()))


def again(record: ParkedRecord) -> OutRecord:
    """The record as it came, with one header naming the parked entry in place of an older one."""
    came_with = tuple((name, value) for name, value in record.headers if name != REDRIVE_OF)
    headers = (*came_with, (REDRIVE_OF, str(record.name).encode()))
    return OutRecord(record.topic, record.name.partition, record.key, record.value, headers)
