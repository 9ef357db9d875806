"""An accepted claim as a record of vitale.claim.v1: headers when it is kept, value when it is published."""

from datetime import UTC, datetime, timedelta
from typing import Final

from contracts.envelope import Headers, cloud_event
from contracts.topics import CLAIM
from teletransmission.drafts import Draft
from vitale.claim.v1.claim_pb2 import Claim

TOPIC: Final = CLAIM.name
_EVENT_TYPE: Final = Claim.DESCRIPTOR.full_name
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def headers(draft: Draft) -> Headers:
    """The headers of a kept claim, with the time of its acceptance and the trace context of the call."""
    accepted_at = _EPOCH + timedelta(microseconds=draft.accepted_at_us)
    return cloud_event(
        event_type=_EVENT_TYPE,
        source="teletransmission",
        event_id=f"{draft.receipt_id.hex()}-{draft.version}",
        subject=draft.subject_id.hex(),
        extra=(("ce_time", accepted_at.isoformat().encode()), *draft.trace),
    )
