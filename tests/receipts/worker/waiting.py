"""Waits for what another task does, and reads back what was published."""

import asyncio
from collections.abc import Callable, Iterable

from chassis.kafka import OutRecord
from contracts.envelope import POSITION, header, open_value
from contracts.topics import RECEIPT
from vitale.receipt.v1.receipt_pb2 import LedgerEvent, LedgerPosition

_PATIENCE_S = 75.0  # a missed rebalance costs the session (15 s) and the rebalance timeout (30 s) on a slow machine


async def until(happened: Callable[[], bool]) -> None:
    """Return once it happened; TimeoutError when it does not."""
    async with asyncio.timeout(_PATIENCE_S):
        while not happened():  # noqa: ASYNC110 - the worker offers no event for what a test looks at
            await asyncio.sleep(0.005)


def position_of(record: OutRecord) -> LedgerPosition:
    """Where a published entry says that it stands."""
    return LedgerPosition.FromString(header(record.headers, POSITION) or b"")


def entries_of(records: Iterable[OutRecord]) -> list[OutRecord]:
    """Records of the receipt topic, in the order of the topic."""
    return [record for record in records if record.topic == RECEIPT.name]


def seqs_of(records: Iterable[OutRecord], partition: int) -> list[int]:
    """Sequence numbers on the receipt topic of one partition, in the order of the topic."""
    return [position_of(record).seq for record in entries_of(records) if record.partition == partition]


def first_seen(seqs: Iterable[int]) -> list[int]:
    """What a consumer that drops what it has seen keeps."""
    return list(dict.fromkeys(seqs))


def claim_ids_of(records: Iterable[OutRecord]) -> list[str]:
    """Claims for which a receipt was published, each entry once, in the order of the topic."""
    once = {header(record.headers, "ce_id"): record for record in entries_of(records)}
    events = [LedgerEvent.FromString(open_value(record.value)) for record in once.values()]
    return [event.receipt_issued.claim_id for event in events if event.HasField("receipt_issued")]
