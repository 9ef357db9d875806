"""Accesses as records: where an AccessEvent goes and under which headers; the event itself is the value."""

from datetime import datetime
from typing import Final, NamedTuple

from contracts.envelope import Headers, cloud_event
from contracts.topics import ACCESS
from vitale.access.v1.access_pb2 import AccessEvent

_TYPE: Final = "vitale.access.v1.AccessEvent"


class AccessRow(NamedTuple):
    """A row for a service's outbox: `value_ref` is the serialised event, since the event is all the state there is."""

    topic: str
    partition: int
    key: bytes
    headers: Headers
    value_ref: bytes


def access_row(event: AccessEvent, *, home_id: bytes, partition: int, source: str, at: datetime) -> AccessRow:
    """The outbox row of an access to the person whose home this is; `at` is aware UTC."""
    headers = cloud_event(
        event_type=_TYPE,
        source=source,
        event_id=event.access_id.hex(),
        subject=event.subject_id.hex(),
        extra=(("ce_time", at.isoformat().encode()),),
    )
    return AccessRow(ACCESS.name, partition, home_id, headers, event.SerializeToString())
