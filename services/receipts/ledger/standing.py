"""What stands of a receipt while its claim moves on: the entry that tells its amounts."""

from typing import Final

from contracts.envelope import open_value
from receipts.ledger import entry as entries
from receipts.ledger.settled import StandingEntry
from receipts.ledger.state import FlushState, Head
from receipts.ledger.turn import Turn
from vitale.receipt.v1.receipt_pb2 import LedgerEvent, ReceiptIssued

_ANSWERED: Final = frozenset({entries.ISSUED, entries.REJECTED})


def told_by(receipt_id: bytes, head: Head, turn: Turn, state: FlushState) -> StandingEntry | None:
    """The entry that a head names: of this flush, or as the flush found it; None when it is gone."""
    # What this flush made of the claim is not in the database yet.
    first = turn.next_seq - len(turn.entries)
    if head.last_seq < first:
        return state.standing.get(receipt_id)
    entry = turn.entries[head.last_seq - first]
    return StandingEntry(entry.kind, entry.audience, entry.subject_id, entry.payload)


def stands(receipt_id: bytes, head: Head | None, turn: Turn, state: FlushState) -> StandingEntry | None:
    """The receipt or refusal that stands, or None while the claim waits or is parked and nothing came before."""
    found = told_by(receipt_id, head, turn, state) if head is not None else None
    return found if found is not None and found.kind in _ANSWERED else None


def receipt_in(standing: StandingEntry | None) -> ReceiptIssued | None:
    """The receipt that stands, or None."""
    if standing is None or standing.kind != entries.ISSUED:
        return None
    return event_in(standing).receipt_issued


def event_in(standing: StandingEntry) -> LedgerEvent:
    """What the entry says."""
    return LedgerEvent.FromString(open_value(standing.payload))


def version_of(event: LedgerEvent) -> int:
    """The version of the claim that a receipt or refusal answers; refusals of before corrections name none."""
    if event.HasField("receipt_issued"):
        return event.receipt_issued.claim_version
    return event.claim_rejected.claim_version or 1
