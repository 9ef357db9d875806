"""What one contract of an insurer does to the persons it is stated of, now and before. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from adri.composition import Composed, Known, revised
from adri.contract_statements import NewContract
from adri.insurer_contracts import Held, clashes
from adri.versions import Version
from chassis.errors import DomainError, ErrorCode


@dataclass(frozen=True, slots=True)
class KeptContract:
    """What is kept of the last state of a contract: its version, whose it was, and the revision that was answered."""

    version: Version
    subject_id: bytes
    revision: int


def taken(new: NewContract, persons: Mapping[bytes, Known]) -> list[Composed]:
    """The rights of everybody a contract touches; `persons` holds whom it is of, and whom it was of before.

    Raises:
        DomainError: UNKNOWN_BENEFICIARY, INVALID_ARGUMENT; see RightsStore.put_contract.
    """
    target = persons.get(new.place.subject_id)
    if target is None or new.opener_id not in target.coverages:
        raise DomainError(ErrorCode.UNKNOWN_BENEFICIARY, {"field": "key", "why": "no_coverage"})
    without = {subject: _without(known, new.held) for subject, known in persons.items()}
    if not new.withdrawn:
        without[target.place.subject_id] = _with(without[target.place.subject_id], new)
    return [revised(persons[subject], after) for subject, after in without.items()]


def _with(person: Known, new: NewContract) -> Known:
    others = person.contracts.get(new.opener_id, ())
    violations = list(clashes(person.coverages[new.opener_id], others, new.held))
    if violations:
        raise DomainError(ErrorCode.INVALID_ARGUMENT, violations=violations)
    return replace(person, contracts={**person.contracts, new.opener_id: (*others, new.held)})


def _without(person: Known, held: Held) -> Known:
    named = (held.insurer, held.contract_id)
    kept = {
        opener: tuple(one for one in contracts if (one.insurer, one.contract_id) != named)
        for opener, contracts in person.contracts.items()
    }
    return replace(person, contracts=kept)
