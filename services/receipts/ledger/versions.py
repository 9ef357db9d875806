"""Which version of a claim may enter: each follows the one before it, none follows a cancellation."""

from receipts.ledger.answers import FIRST, conflict, ignored, wait_for_version, without_version
from receipts.ledger.entry import Entry
from receipts.ledger.inputs import ClaimInput
from receipts.ledger.standing import receipt_in, told_by
from receipts.ledger.state import FlushState, Head
from receipts.ledger.turn import Turn


def kept_out(item: ClaimInput, turn: Turn, state: FlushState) -> Entry | None:
    """The entry of a version that does not enter now; None when it is to be settled."""
    version, head = item.claim.version, state.heads.get(item.receipt_id)
    if head is None:
        if version == FIRST:
            return None
        return wait_for_version(item, turn, state) if version > FIRST else without_version(item)
    if head.partition != turn.partition:
        return conflict(item, "content_hash")
    if version > head.version + 1:
        return wait_for_version(item, turn, state)
    return _repeated(item, head) or _contradicting(item, head, turn, state)


def _repeated(item: ClaimInput, head: Head) -> Entry | None:
    """The entry of a version that has entered already, unless it was parked: then this is its re-drive."""
    if item.claim.version < head.version:
        return ignored(item, "OLDER_VERSION")
    if item.claim.version > head.version or not head.content_hash:
        return None
    same = item.claim.content_hash == head.content_hash
    return ignored(item, "SAME_CONTENT") if same else conflict(item, "content_hash")


def _contradicting(item: ClaimInput, head: Head, turn: Turn, state: FlushState) -> Entry | None:
    """The entry of a version that cannot replace what came before."""
    if item.claim.version == FIRST:
        return None
    told = told_by(item.receipt_id, head, turn, state)
    if told is not None and told.subject_id != item.claim.subject_id:
        # Its uses lie with the person of the version before, and nobody would take them back there.
        return conflict(item, "subject_id")
    receipt = receipt_in(told)
    return conflict(item, "cancelled") if receipt is not None and receipt.cancelled else None
