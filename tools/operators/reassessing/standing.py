"""The receipts that stand in the ledger, with the claims of the topic that they were settled from."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from google.protobuf.message import DecodeError

from chassis.kafka import EARLIEST, InRecord, Tail
from chassis.postgres import Pool
from contracts.codec import receipt_id_of
from contracts.envelope import EnvelopeError, open_value
from contracts.topics import CLAIM
from vitale.claim.v1.claim_pb2 import Claim
from vitale.receipt.v1.receipt_pb2 import LedgerEvent, ReceiptIssued

_STANDING = """
select h.partition, h.receipt_id, h.version, h.content_hash, e.payload
from claim_head h
join entry e on e.generation = h.generation and e.partition = h.partition and e.seq = h.last_seq
where h.generation = $1 and e.kind = 1 and e.care_date >= $2
order by h.partition, e.seq
"""

Settled = tuple[bytes, int, bytes]
"""Receipt, version and content hash of a claim: what tells that it is the one that was settled."""


class Standing(NamedTuple):
    """One receipt: where it is, what it says, which claim it was settled from."""

    partition: int
    receipt: ReceiptIssued
    settled: Settled


class Source(NamedTuple):
    """A claim as it stands in the topic: its home, and its bytes."""

    home_id: bytes
    body: bytes


async def standing(pool: Pool, generation: int, since: date) -> list[Standing]:
    """The last revision of every receipt for care since a day, by partition and in log order."""
    return [
        Standing(row[0], _receipt(row[4]), (row[1].bytes, row[2], row[3]))
        for row in await pool.fetch(_STANDING, generation, since)
    ]


def _receipt(payload: bytes) -> ReceiptIssued:
    return LedgerEvent.FromString(open_value(payload)).receipt_issued


async def sources(bootstrap: str, wanted: Sequence[Standing]) -> Mapping[Settled, Source]:
    """The claims of these receipts, read from the claim topic from its beginning.

    Raises:
        DomainError: the broker is down.
    """
    settled = {one.settled for one in wanted}
    partitions = sorted({one.partition for one in wanted})
    found: dict[Settled, Source] = {}
    if not partitions:
        return found
    async with Tail(bootstrap, CLAIM.name, dict.fromkeys(partitions, EARLIEST), max_records=2_000) as tail:
        left = {partition: end for partition, end in (await tail.ends()).items() if end > 0}
        while left:
            for record in await tail.poll():
                claim = _claim(record)
                if claim is not None and claim[0] in settled:
                    found[claim[0]] = claim[1]
                if record.offset + 1 >= left.get(record.partition, 0):
                    left.pop(record.partition, None)
    return found


def _claim(record: InRecord) -> tuple[Settled, Source] | None:
    try:
        body = open_value(record.value)
        claim = Claim.FromString(body)
    except (EnvelopeError, DecodeError):
        return None
    receipt_id = receipt_id_of(claim.performer.practice_id, claim.claim_id)
    return (receipt_id, claim.version, claim.content_hash), Source(record.key or b"", body)
