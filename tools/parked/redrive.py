"""Sends a record that was set aside once more: the original bytes, to the same partition, saying what it repeats."""

from chassis.kafka import OutRecord, Publisher
from contracts.envelope import REDRIVE_OF
from tools.parked.store import ParkedRecord


def again(record: ParkedRecord) -> OutRecord:
    """The record as it came, with one header naming the parked entry in place of an older one."""
    came_with = tuple((name, value) for name, value in record.headers if name != REDRIVE_OF)
    headers = (*came_with, (REDRIVE_OF, record.name.encode()))
    return OutRecord(record.topic, record.partition, record.key, record.value, headers)


async def redrive(record: ParkedRecord, publisher: Publisher) -> None:
    """Publish it; the ledger takes it in its turn.

    Raises:
        ValueError: it was re-driven before; its later parking, if any, has a name of its own.
        DomainError: the broker did not take it; nothing changed, do it again.
    """
    if record.resolved_seq is not None:
        raise ValueError(f"{record.name} was re-driven as entry {record.resolved_seq}: look there")
    await publisher.publish([again(record)])
