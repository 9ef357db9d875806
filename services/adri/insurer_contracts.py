"""Contracts that insurers state, put behind the scheme's: their order, what is shown of them, what clashes. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from adri.fields import overlap
from chassis.errors import FieldViolation
from vitale.rights.v1.counter_pb2 import ComplementaryCounter, CounterRights
from vitale.rights.v1.rights_pb2 import ComplementaryContract, Coverage

MOST: Final = 20
"""Contracts of insurers on one coverage."""


@dataclass(frozen=True, slots=True)
class Held:
    """A contract as its insurer (AMC number) states it."""

    insurer: str
    contract_id: str
    contract: ComplementaryContract
    counter: ComplementaryCounter

    @property
    def order(self) -> tuple[int, str, str, str]:
        """Where it stands among those of insurers: rank, then what never depends on when it came."""
        return (self.contract.rank, self.contract.period.first_day, self.insurer, self.contract_id)


def with_contracts(body: bytes, held: Sequence[Held]) -> Coverage:
    """A serialised coverage with the contracts of insurers after those of the scheme.

    An insurer does not know the ranks that others use, so theirs only order them among each other: they are numbered on
    from the scheme's last rank. A contract whose insurer the scheme itself states on one of its days is left out: it
    would be paid twice.
    """
    coverage = Coverage.FromString(body)
    rank = max((contract.rank for contract in coverage.contracts), default=0)
    for number, one in enumerate(_paying(coverage, held), start=rank + 1):
        added = coverage.contracts.add()
        added.CopyFrom(one.contract)
        added.rank = number
    return coverage


def shown_with(counter: bytes, body: bytes, held: Sequence[Held]) -> bytes:
    """What the counter is shown of a coverage: what the scheme shows, then the contracts of insurers; maybe empty."""
    paying = _paying(Coverage.FromString(body), held) if held else []
    if not paying:
        return counter
    shown = CounterRights.FromString(counter)
    shown.complementary.extend(one.counter for one in paying)
    return shown.SerializeToString(deterministic=True)


def clashes(body: bytes, others: Iterable[Held], new: Held) -> Iterator[FieldViolation]:
    """Why a contract cannot stand beside the scheme's and the other ones of insurers; nothing when it can."""
    others = list(others)
    if managed_by_scheme(Coverage.FromString(body), new):
        advice = "The scheme states a contract of this insurer on these days: send other days, or nothing"
        yield FieldViolation("contract.period", "managed_by_the_scheme", advice)
    for other in others:
        same_days = overlap(other.contract.period, new.contract.period)
        if other.insurer == new.insurer and other.contract.rank == new.contract.rank and same_days:
            advice = "Give contracts of one person that overlap different ranks"
            yield FieldViolation("contract.rank", "rank_twice", advice)
            break
    if len(others) >= MOST:
        yield FieldViolation("contract_id", "too_many", f"Withdraw contracts that ended: at most {MOST} for a person")


def managed_by_scheme(coverage: Coverage, held: Held) -> bool:
    """Whether the scheme states a contract of the same insurer on a day of this one."""
    return any(
        stated.amc_number == held.insurer and overlap(stated.period, held.contract.period)
        for stated in coverage.contracts
    )


def _paying(coverage: Coverage, held: Sequence[Held]) -> list[Held]:
    return sorted((one for one in held if not managed_by_scheme(coverage, one)), key=lambda one: one.order)
