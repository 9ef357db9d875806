"""Owns what contracts count over time: budgets, acts a year, equipment; sums of earlier uses and those of this care."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from reimbursement.errors import InvalidCare
from reimbursement.model import Care, Contract, Cover, Guarantee, Use
from reimbursement.vocabulary import Counter, Per

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_YEAR = Per.YEAR
_AMC_BUDGET, _ITEM = Counter.AMC_BUDGET, Counter.ITEM
MONTHS_A_YEAR = 12
_ROLLING = {Per.TWO_YEARS: 2 * MONTHS_A_YEAR, Per.FOUR_YEARS: 4 * MONTHS_A_YEAR}
OPTICS = "optics"
HEARING_AID = "hearing_aid:"  # and the side


class AmcState:
    """What the contracts of one care have used so far. Scopes are "<AMC number>:<budget>", but for equipment.

    Glasses and hearing aids are counted per person, whoever paid: ITEM "optics" (1 for an invoice) and AMC_BUDGET
    "hearing_aid:<side>" (cents, AMO included), for the limits of responsible contracts hold for all of them together.
    """

    __slots__ = ("_care", "_uses", "equipment", "glasses", "pending")

    def __init__(self, care: Care, cover: Cover, uses: Sequence[Use]) -> None:
        del cover
        self._care = care
        self._uses = uses
        self.pending: dict[tuple[Counter, str], int] = {}  # of budgets, by this care
        self.glasses = False  # paid for in this care
        self.equipment: dict[tuple[str, int], int] = {}  # by scope and rank: cents paid in all, once that contract has

    def uses(self) -> tuple[Use, ...]:
        """Return what the care adds to the limits of contracts, one use of each counter and scope."""
        if not self.pending and not self.equipment:
            return ()
        taken = dict(self.pending)
        if self.glasses:
            taken[_ITEM, OPTICS] = 1
        for (scope, _), cents in self.equipment.items():
            if scope != OPTICS:  # paid by several contracts, it counts once
                taken[_AMC_BUDGET, scope] = max(cents, taken.get((_AMC_BUDGET, scope), 0))
        day, own = self._care.care_date, self._care.receipt_id
        return tuple([Use(counter, scope, day, amount, own) for (counter, scope), amount in taken.items() if amount])

    def add(self, counter: Counter, scope: str, amount: int) -> None:
        """Count what a contract pays of a limit."""
        self.pending[counter, scope] = self.pending.get((counter, scope), 0) + amount

    def used_in_year(self, counter: Counter, scope: str) -> int:
        """Return what was used in the calendar year of care, earlier lines of this care included."""
        year = self._care.care_date.year
        return self._sum(counter, scope, date(year - 1, 12, 31), date(year + 1, 1, 1))

    def used_in_months(self, counter: Counter, scope: str, months: int) -> int:
        """Return what was used less than so many months from the day of care, earlier lines of this care included.

        A scope that ends with ":" stands for all that begin with it.
        """
        day = self._care.care_date
        return self._sum(counter, scope, months_later(day, -months), months_later(day, months))

    def used_of(self, guarantee: Guarantee, scope: str) -> int:
        """Return what was used of a budget in its period, in cents; raise InvalidCare for a period of none."""
        if guarantee.per is _YEAR:
            return self.used_in_year(_AMC_BUDGET, scope)
        return self.used_in_months(_AMC_BUDGET, scope, _ROLLING[guarantee.per])

    def _sum(self, counter: Counter, scope: str, after: date, before: date) -> int:
        own = self._care.receipt_id
        total = self.pending.get((counter, scope), 0)
        for use in self._uses:
            if (
                use.counter is counter
                and (use.scope == scope or (scope[-1:] == ":" and use.scope.startswith(scope)))
                and after < use.day < before
                and use.receipt_id != own
            ):
                total += use.amount_cents
        return total


def is_budget(per: Per) -> bool:
    """Tell whether a guarantee's value is shared by the care of a period."""
    return per is _YEAR or per in _ROLLING


def scope_of(contract: Contract, guarantee: Guarantee) -> str:
    """Return what the guarantee is counted under: its budget by name, else the families that it is for."""
    return f"{contract.amc_number}:{guarantee.budget or '+'.join(sorted(guarantee.families))}"


def refuse_budget(guarantee: Guarantee) -> InvalidCare:
    """A percentage or a share of the tariff is no amount that could be used up."""
    return InvalidCare(
        "cover.contracts.guarantees.per", guarantee.per.value, "only an amount of money is a budget: leave `per` out"
    )


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later (or earlier), else the last of a shorter month."""
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + months, MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
