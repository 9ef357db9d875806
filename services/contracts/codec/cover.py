"""From a beneficiary's rights to the cover in force on the day of care: the dated choices made before the rules run."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache

from reimbursement.model import Contract, Cover, Exemption, Family, Guarantee, GuaranteeKind, Per, SectorScope
from vitale.rights.v1 import guarantees_pb2 as tables_pb
from vitale.rights.v1.rights_pb2 import BeneficiaryRights, ComplementaryContract, Coverage, ExemptionKind, Period

_EXEMPTIONS: dict[int, Exemption] = {
    number: Exemption(name.removeprefix("EXEMPTION_KIND_").lower()) for name, number in ExemptionKind.items() if number
}
_MONTHS = range(1, 13)
_GUARANTEES: dict[int, GuaranteeKind] = {
    1: GuaranteeKind.PERCENT_BASE,
    2: GuaranteeKind.TICKET_MODERATEUR,
    3: GuaranteeKind.TICKET_MODERATEUR_PLUS_EUROS,
    4: GuaranteeKind.EUROS,
    5: GuaranteeKind.REAL_COST,
    6: GuaranteeKind.HUNDRED_PERCENT_SANTE,
    7: GuaranteeKind.C2S,
    8: GuaranteeKind.PERCENT_PMSS,
}


class CoverProblem(StrEnum):
    """Why no cover can be chosen; a stable code of the error table."""

    NO_RIGHTS = "NO_RIGHTS"
    RIGHTS_CLOSED = "RIGHTS_CLOSED"


def holds(period: Period, day: str) -> bool:
    """Whether `day` (YYYY-MM-DD) is in the period, both ends included; no last day means no known end."""
    if period.first_day > day:
        return False
    last_day = period.last_day
    return not last_day or day <= last_day


@lru_cache(maxsize=100_000)
def day_of(text: str) -> date:
    """A birth date as a calendar day; a lunar one (month or day that no calendar has) counts from the first possible.

    Raises:
        ValueError: not YYYY-MM-DD digits.
    """
    year, month, day = (int(part) for part in text.split("-"))
    if month not in _MONTHS:
        return date(year, 1, 1)
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, 1)


def chosen_coverage(rights: BeneficiaryRights, opener_subject_id: bytes, care_date: str) -> Coverage | CoverProblem:
    """The coverage opened by the person whom the claim names, when it holds on the day of care."""
    for coverage in rights.coverages:
        if coverage.opener_subject_id == opener_subject_id:
            if holds(coverage.membership, care_date):
                for period in coverage.amo_periods:
                    if holds(period, care_date):
                        return coverage
            return CoverProblem.RIGHTS_CLOSED
    return CoverProblem.NO_RIGHTS


def contracts_in_force(coverage: Coverage, care_date: str) -> Sequence[ComplementaryContract]:
    """Complementary contracts of the day, in the order in which they pay."""
    found = [contract for contract in coverage.contracts if holds(contract.period, care_date)]
    if len(found) > 1:
        found.sort(key=_rank)
    return found


def _rank(contract: ComplementaryContract) -> int:
    return contract.rank


def _guarantee(sent: tables_pb.Guarantee) -> Guarantee:
    return Guarantee(
        _GUARANTEES[sent.kind],
        sent.value,
        sent.includes_amo,
        frozenset(Family(family) for family in sent.families),
        Per(sent.per),
        sent.budget,
        sent.times_a_year,
        SectorScope(sent.sectors),
    )


@lru_cache(maxsize=10_000)
def _contract(amc_number: str, table_bytes: bytes) -> Contract:
    # Called for every claim, read once a table
    table = tables_pb.GuaranteeTable.FromString(table_bytes)
    guarantees = tuple(_guarantee(sent) for sent in table.guarantees)
    return Contract(amc_number, guarantees, table.c2s, table.responsible)


def cover_of(rights: BeneficiaryRights, coverage: Coverage, care_date: str, tables: Mapping[bytes, bytes]) -> Cover:
    """What the rules need of the person on the day of care.

    Args:
        rights: full state of the beneficiary.
        coverage: the one chosen for the claim.
        care_date: YYYY-MM-DD.
        tables: serialised guarantee tables by hash; must hold every contract in force.

    Raises:
        KeyError: a guarantee table is missing.
    """
    return Cover(
        day_of(rights.birth_date),
        coverage.regime,
        coverage.alsace_moselle,
        frozenset([_EXEMPTIONS[e.kind] for e in coverage.exemptions if holds(e.period, care_date)]),
        tuple([_contract(c.amc_number, tables[c.guarantees_hash]) for c in contracts_in_force(coverage, care_date)]),
    )
