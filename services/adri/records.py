"""Rights and guarantee tables as records: where they go, their headers, and the values made when they are published."""

from datetime import datetime
from typing import Final

from contracts.envelope import Headers, cloud_event
from contracts.topics import ACCESS, CONTROL, RIGHTS
from vitale.control.v1.control_pb2 import ControlRecord, Guarantees
from vitale.rights.v1.rights_pb2 import BeneficiaryRights

SOURCE: Final = "adri"
CONTROL_KEY: Final = bytes(16)
_REVISION_BYTES: Final = 8
_SUBJECT_BYTES: Final = 16


def rights_headers(subject_id: bytes, revision: int, at: datetime, trace: Headers = ()) -> Headers:
    """Headers of one revision of a beneficiary's rights."""
    return cloud_event(
        event_type=BeneficiaryRights.DESCRIPTOR.full_name,
        source=SOURCE,
        event_id=f"{subject_id.hex()}-{revision}",
        subject=subject_id.hex(),
        extra=(("ce_time", at.isoformat().encode()), *trace),
    )


def control_headers(table_hash: bytes, partition: int, at: datetime, trace: Headers = ()) -> Headers:
    """Headers of the record that makes a guarantee table known to one partition; it has no subject."""
    return cloud_event(
        event_type=ControlRecord.DESCRIPTOR.full_name,
        source=SOURCE,
        event_id=f"{table_hash.hex()}-{partition}",
        subject="",
        extra=(("ce_time", at.isoformat().encode()), *trace),
    )


def control_value(table_hash: bytes, body: bytes) -> bytes:
    """The serialised control record that carries a guarantee table."""
    guarantees = Guarantees(guarantees_hash=table_hash, table_bytes=body)
    return ControlRecord(issued_by=SOURCE, guarantees=guarantees).SerializeToString()


def rights_reference(subject_id: bytes, revision: int) -> bytes:
    """How the outbox points to a revision."""
    return subject_id + revision.to_bytes(_REVISION_BYTES)


def read_rights_reference(reference: bytes) -> tuple[bytes, int]:
    """Subject and revision that an outbox row points to."""
    return reference[:_SUBJECT_BYTES], int.from_bytes(reference[_SUBJECT_BYTES:])


TOPIC_RIGHTS: Final = RIGHTS.name
TOPIC_CONTROL: Final = CONTROL.name
TOPIC_ACCESS: Final = ACCESS.name
PARTITIONS: Final = CONTROL.partitions
