"""Owns what the person has used before: flat charges of the day and of the year, and what is still owed."""

from collections.abc import Sequence
from datetime import date

from reimbursement.model import Care, Use
from reimbursement.vocabulary import Counter, DebtKind

_PARTICIPATION = Counter.PARTICIPATION
_FRANCHISE = Counter.FRANCHISE
_KINDS = {
    Counter.DEBT_PARTICIPATION: DebtKind.PARTICIPATION,
    Counter.DEBT_FRANCHISE: DebtKind.FRANCHISE,
    Counter.DEBT_SURCHARGE: DebtKind.SURCHARGE,
}
COUNTERS = {kind: counter for counter, kind in _KINDS.items()}
Origin = tuple[DebtKind, bytes]


class Used:
    """Sums over uses, this receipt's own left out; the flat charges of the care itself are added as it is settled."""

    __slots__ = ("franchise_today", "franchise_year", "owed", "participation_today", "participation_year")

    def __init__(self, care: Care, uses: Sequence[Use]) -> None:
        self.participation_today = self.participation_year = self.franchise_year = 0
        self.franchise_today: dict[str, int] = {}  # by scope
        self.owed: dict[Origin, tuple[int, date]] = {}  # what is left of a debt in cents, and the day of its care
        day, practice, own = care.care_date, care.professional.practice_id, care.receipt_id
        year = day.year
        for use in uses:
            counter, scope, used_on, cents, receipt_id = use
            if receipt_id == own:
                continue
            if counter is _PARTICIPATION:
                if used_on.year == year:
                    self.participation_year += cents
                    if used_on == day and scope == practice:
                        self.participation_today += cents
            elif counter is _FRANCHISE:
                self._count_franchise(use, day)
            elif counter in _KINDS:
                self._owe(use)

    def _count_franchise(self, use: Use, day: date) -> None:
        if use.day.year == day.year:
            self.franchise_year += use.amount_cents
            if use.day == day:
                self.franchise_today[use.scope] = self.franchise_today.get(use.scope, 0) + use.amount_cents

    def _owe(self, use: Use) -> None:
        """A debt names no scope; a recovery is negative and names the receipt that made the debt."""
        origin = (_KINDS[use.counter], bytes.fromhex(use.scope) if use.scope else use.receipt_id)
        cents, day = self.owed.get(origin, (0, use.day))
        self.owed[origin] = (cents + use.amount_cents, day if use.scope else use.day)
