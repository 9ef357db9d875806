"""Owns the last step before a receipt leaves: what even those who may see it are not shown."""

from receipts.visibility import FAMILY
from vitale.receipt.v1.receipt_pb2 import AUDIENCE_UNSPECIFIED, ReceiptIssued


def shown(receipt: ReceiptIssued, viewer: bytes) -> ReceiptIssued:
    """A copy without what serves the ledger alone.

    To somebody else than its person it does not tell the totals of the year either: counters tell these, of what the
    viewer may see on the day of looking. The other parent's identifier stays out as well, and so does the origin of a
    debt that only the person knows of, and what was corrected of a receipt that only the person may see.
    """
    copy = ReceiptIssued()
    copy.CopyFrom(receipt)
    copy.ClearField("uses")
    copy.ClearField("opener_subject_id")
    if receipt.subject_id != viewer:
        copy.ClearField("participation_year_cents")
        copy.ClearField("franchise_year_cents")
        if copy.reversed.audience not in {AUDIENCE_UNSPECIFIED, FAMILY}:
            copy.ClearField("reversed")
            copy.ClearField("balances")
        for recovery in copy.recoveries:
            if recovery.audience != FAMILY:
                recovery.ClearField("origin_receipt_id")
                recovery.ClearField("day")
    return copy
