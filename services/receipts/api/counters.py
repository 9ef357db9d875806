"""Owns yearly counters as shown to a viewer: sums of the uses of receipts which that viewer may see."""

from datetime import date, timedelta
from typing import Final

from receipts.visibility import EntryFacts, Viewer, visible
from reimbursement.model import Counter
from reimbursement.rule_tables import Tables
from vitale.receipt.v1.receipt_pb2 import SubjectYear
from vitale.receipt.v1.receipt_service_pb2 import YearCounter

_EPOCH: Final = date(1970, 1, 1)
PARTICIPATION: Final = "participation_forfaitaire"
_CAP: Final = "participation.yearly_cap"


def participation(body: SubjectYear, subject_id: bytes, viewer: Viewer, *, year: int, day: date) -> int:
    """Flat participation of a year of care, cents, deferred ones included, of what `viewer` may see on `day`."""
    return sum(
        use.amount_cents
        for use in body.uses
        if use.counter == Counter.PARTICIPATION
        and (_EPOCH + timedelta(days=use.day)).year == year
        and visible(viewer, EntryFacts(subject_id, int(use.audience)), day)
    )


def year_counters(used_cents: int, tables: Tables, *, year: int, day: date) -> list[YearCounter]:
    """The counters of one person: what was used and the cap in force; none when no cap is established that year."""
    cap = tables.find(_CAP, min(day, date(year, 12, 31)))
    return [YearCounter(name=PARTICIPATION, used_cents=used_cents, cap_cents=cap.value)] if cap else []
