"""What a list of claims holds, as values: which claims, each with where it stands, and totals. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from teletransmission.outcomes.outcome import Amounts, Outcome, State, Told


class Spot(NamedTuple):
    """Where a page begins: after this acceptance (microseconds UTC) and receipt."""

    accepted_at_us: int = -1
    receipt_id: bytes = bytes(16)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which claims of which practice: transmitted from `first` to `last`, both included, in a lot when one is given."""

    issuer: str
    first: date
    last: date
    lot: int | None = None


class Listed(NamedTuple):
    """A claim as it was filed, its newest version, and where it stands; cents, microseconds UTC."""

    receipt_id: bytes
    claim_id: str
    day: date
    lot: int | None
    accepted_at_us: int
    charged_cents: int
    outcome: Outcome
    version: int = 1
    cancelled: bool = False
    late_by_working_days: int = 0

    @property
    def told(self) -> Told:
        """What is told of it."""
        return self.outcome.of_newest(self.version, cancelled=self.cancelled)

    @property
    def spot(self) -> Spot:
        """Its place in the list."""
        return Spot(self.accepted_at_us, self.receipt_id)


class Total(NamedTuple):
    """Sums over the claims in one state; cents.

    The price is the receipt's, or what was charged while there is none.
    """

    state: State
    claims: int
    price_cents: int
    amo_cents: int
    local_scheme_cents: int
    amc_cents: int
    patient_cents: int


def summed(listed: Listed) -> Total:
    """What one claim adds to the total of its state."""
    amounts = listed.outcome.amounts
    price = amounts.price_cents if amounts.revision else listed.charged_cents
    return Total(listed.told.state, 1, price, *_shares(amounts))


def _shares(amounts: Amounts) -> tuple[int, int, int, int]:
    return amounts.amo_cents, amounts.local_scheme_cents, amounts.amc_cents, amounts.patient_cents


def added(one: Total, other: Total) -> Total:
    """Both totals in one, of the state of the first."""
    return Total(one.state, *(a + b for a, b in zip(one[1:], other[1:], strict=True)))
