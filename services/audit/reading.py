"""Reads records of vitale.access.v1: the event, and what its columns in the chain are."""

from google.protobuf.message import DecodeError

from contracts.envelope import EnvelopeError, open_value
from vitale.access.v1.access_pb2 import AccessEvent

_ID_BYTES = 16


def event_of(value: bytes | None) -> AccessEvent | None:
    """The event of a record; None for what is not one."""
    try:
        event = AccessEvent.FromString(open_value(value))
    except (EnvelopeError, DecodeError):
        return None
    return event if len(event.access_id) == len(event.subject_id) == _ID_BYTES else None


def columns_of(body: bytes) -> tuple[bytes, bytes, int] | None:
    """Access, subject and moment of a stored event; None for what is not one."""
    try:
        event = AccessEvent.FromString(body)
    except DecodeError:
        return None
    return event.access_id, event.subject_id, event.at_us
