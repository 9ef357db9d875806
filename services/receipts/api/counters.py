"""Owns yearly counters as shown to a viewer: sums of the uses of receipts which that viewer may see."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final, NamedTuple

from receipts.visibility import EntryFacts, Viewer, visible
from reimbursement.model import Counter
from reimbursement.rule_tables import Tables
from vitale.receipt.v1.receipt_pb2 import SubjectYear, Use
from vitale.receipt.v1.receipt_service_pb2 import YearCounter

_EPOCH: Final = date(1970, 1, 1)
PARTICIPATION: Final = "participation_forfaitaire"
FRANCHISE: Final = "franchise"


class _Shown(NamedTuple):
    counter: Counter
    name: str
    cap: str


_SHOWN: Final = (
    _Shown(Counter.PARTICIPATION, PARTICIPATION, "participation.yearly_cap"),
    _Shown(Counter.FRANCHISE, FRANCHISE, "franchise.yearly_cap"),
)


def seen_by(viewer: Viewer, subject_id: bytes, day: date) -> Callable[[Use], bool]:
    """Tells of which uses of a person `viewer` may know on `day`."""
    return lambda use: visible(viewer, EntryFacts(subject_id, int(use.audience)), day)


def year_counters(
    body: SubjectYear, tables: Tables, sees: Callable[[Use], bool], *, year: int, day: date
) -> list[YearCounter]:
    """The counters of one person in a year of care as `day` knows them, cents, deferred charges included.

    A counter is left out of a year for which no cap is established.
    """
    uses = [use for use in body.uses if sees(use) and (_EPOCH + timedelta(days=use.day)).year == year]
    counters = []
    for counter, name, cap_name in _SHOWN:
        cap = tables.find(cap_name, min(day, date(year, 12, 31)))
        if cap is not None:
            used = sum(use.amount_cents for use in uses if use.counter == counter)
            counters.append(YearCounter(name=name, used_cents=used, cap_cents=cap.value))
    return counters
