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


class Later(NamedTuple):
    """What was told of a later version than the first that was not settled; `version` 0 says that nothing was."""

    version: int = 0
    told: Told = ACCEPTED


NOT_LATER: Final = Later()


class Outcome(NamedTuple):
    """Where a claim stands: the newest thing told of it, its newest receipt, its newest version that was not settled.

    Each carries its own place, so that outcomes can be merged in any order: what is set aside or paid after a receipt
    changes the state and leaves the receipt's amounts as they stand, and what is paid of an earlier version's receipt
    hides no refusal of a later version.
    """

    told: Told = ACCEPTED
    told_at: Place = NOWHERE
    amounts: Amounts = NO_AMOUNTS
    settled_at: Place = NOWHERE
    later: Later = NOT_LATER
    later_at: Place = NOWHERE

    @property
    def word(self) -> Told:
        """What counts of all that was told: of a version after the one that was settled, as long as there is such."""
        return self.later.told if self.later.version > self.amounts.claim_version else self.told

    def of_newest(self, version: int, *, cancelled: bool) -> Told:
        """What is told of a claim whose newest version this is.

        A refusal that the practice has answered by another version is over: of that one nothing has come back. A claim
        that was cancelled before anything of it was settled is cancelled.
        """
        word = self.word
        if cancelled and not self.amounts.revision:
            return Told(State.CANCELLED, at_us=word.at_us)
        if word.state is State.REJECTED and max(self.later.version, 1) < version:
            return ACCEPTED
        return word


UNHEARD: Final = Outcome()
"""Nothing has come back yet."""


def voided(outcome: Outcome, begun: Place) -> Outcome:
    """Without what a newer generation, which goes on after `begun`, did not take over as it was.

    What was taken over and lay under it is told again before, see `restating`. The word stays until the newer
    generation has one: of a claim that it took nothing over of, it tells what became of it there.
    """
    # At that place, so that what is void stays away when it is read again.
    if _is_void(outcome.settled_at, begun):
        outcome = outcome._replace(amounts=NO_AMOUNTS, settled_at=begun)
    if _is_void(outcome.later_at, begun):
        outcome = outcome._replace(later=NOT_LATER, later_at=begun)
    return outcome


def is_beyond(outcome: Outcome, begun: Place) -> bool:
    """Whether any part of it was told by an entry that a newer generation did not take over."""
    return any(_is_void(place, begun) for place in (outcome.told_at, outcome.settled_at, outcome.later_at))


def _is_void(told_at: Place, begun: Place) -> bool:
    return told_at.generation < begun.generation and told_at.seq > begun.seq


def merged(one: Outcome, other: Outcome) -> Outcome:
    """The newest of both, in each part; the order of the two does not matter."""
    word = max(one, other, key=lambda outcome: outcome.told_at)
    receipt = max(one, other, key=lambda outcome: outcome.settled_at)
    later = max(one, other, key=_later_order)
    return Outcome(word.told, word.told_at, receipt.amounts, receipt.settled_at, later.later, later.later_at)


def _later_order(outcome: Outcome) -> tuple[int, int, int]:
    return outcome.later_at.generation, outcome.later.version, outcome.later_at.seq
