"""What became of a claim, as values: one change that the ledger told, and where a claim stands. Pure."""

from enum import IntEnum
from typing import Final, NamedTuple


class State(IntEnum):
    """Where a claim stands; the numbers are those of ClaimState and are stored."""

    ACCEPTED = 1
    WAITING = 2
    REJECTED = 3
    PARKED = 4
    ADJUDICATED = 5
    CANCELLED = 6
    PAID = 7


class Place(NamedTuple):
    """Where an entry stands in the ledger: later entries of a generation, and newer generations, are greater."""

    generation: int
    seq: int


NOWHERE: Final = Place(0, 0)


class Amounts(NamedTuple):
    """A receipt in sums: cents, price = AMO + local scheme + AMC + patient; `revision` 0 says there is no receipt."""

    revision: int = 0
    claim_version: int = 0
    price_cents: int = 0
    amo_cents: int = 0
    local_scheme_cents: int = 0
    amc_cents: int = 0
    patient_cents: int = 0


NO_AMOUNTS: Final = Amounts()


class Told(NamedTuple):
    """A state, with the code and the field that it concerns, and when the ledger said so (microseconds UTC)."""

    state: State
    code: str = ""
    detail: str = ""
    at_us: int = 0


ACCEPTED: Final = Told(State.ACCEPTED)


class Outcome(NamedTuple):
    """Where a claim stands: the newest thing told of it, and its newest receipt.

    Each carries its own place, so that outcomes can be merged in any order: what is set aside or paid after a receipt
    changes the state and leaves the receipt's amounts as they stand.
    """

    told: Told = ACCEPTED
    told_at: Place = NOWHERE
    amounts: Amounts = NO_AMOUNTS
    settled_at: Place = NOWHERE


UNHEARD: Final = Outcome()
"""Nothing has come back yet."""


def voided(outcome: Outcome, begun: Place) -> Outcome:
    """Without a receipt that a newer generation, which goes on after `begun`, did not take over as it was.

    Only the newest receipt is held: where an older one of the same claim was taken over, amounts are shown again with
    the claim's next receipt, and none until then.
    """
    settled = outcome.settled_at
    if settled.generation >= begun.generation or settled.seq <= begun.seq:
        return outcome
    # At that place, so that the old receipt stays away when it is read again.
    return outcome._replace(amounts=NO_AMOUNTS, settled_at=begun)


def merged(one: Outcome, other: Outcome) -> Outcome:
    """The newest of both, in each part; the order of the two does not matter."""
    word = max(one, other, key=lambda outcome: outcome.told_at)
    receipt = max(one, other, key=lambda outcome: outcome.settled_at)
    return Outcome(word.told, word.told_at, receipt.amounts, receipt.settled_at)
