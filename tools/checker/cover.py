"""The checker's own dated choices: from decoded rights to the cover that the pure rules take."""

from collections.abc import Mapping
from datetime import date

from reimbursement.model import Contract, Cover, Exemption, Family, Guarantee, GuaranteeKind, Per, SectorScope
from tools.checker import inputs

EXEMPTIONS = (
    None,
    Exemption.ALD,
    Exemption.MATERNITY,
    Exemption.INVALIDITY,
    Exemption.AT_MP,
    Exemption.C2S,
    Exemption.AME,
    Exemption.MILITARY_PENSION,
    Exemption.TERRORISM_VICTIM,
    Exemption.NEWBORN,
    Exemption.PREVENTION,
    Exemption.AT_MP_TWO_THIRDS,
    Exemption.ORGAN_DONOR,
    Exemption.MINOR_VIOLENCE_VICTIM,
    Exemption.SPECIAL_EDUCATION,
)
GUARANTEES = (
    None,
    GuaranteeKind.PERCENT_BASE,
    GuaranteeKind.TICKET_MODERATEUR,
    GuaranteeKind.TICKET_MODERATEUR_PLUS_EUROS,
    GuaranteeKind.EUROS,
    GuaranteeKind.REAL_COST,
    GuaranteeKind.HUNDRED_PERCENT_SANTE,
    GuaranteeKind.C2S,
    GuaranteeKind.PERCENT_PMSS,
)


def in_period(period: inputs.Period | None, day: str) -> bool:
    """Whether a day (YYYY-MM-DD) lies in a period, both ends included; text order is day order."""
    period = period or inputs.Period()
    return period.first_day <= day <= (period.last_day or "9999-99-99")


def birth_day(text: str) -> date:
    """A birth date; a month or day out of the calendar counts from the first possible day."""
    year, month, day = map(int, text.split("-"))
    if month not in range(1, 13):
        return date(year, 1, 1)
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, 1)


def coverage_for(rights: inputs.Rights, opener: bytes, day: str) -> inputs.Coverage | str:
    """The coverage opened by `opener` that holds on `day`, else the code of the refusal."""
    opened = [coverage for coverage in rights.coverages if coverage.opener_subject_id == opener]
    if not opened:
        return "NO_RIGHTS"
    coverage = opened[0]
    if not in_period(coverage.membership, day) or not any(in_period(period, day) for period in coverage.amo_periods):
        return "RIGHTS_CLOSED"
    return coverage


def paying_contracts(coverage: inputs.Coverage, day: str) -> list[inputs.Contract]:
    """Complementary contracts of the day in paying order."""
    return sorted((c for c in coverage.contracts if in_period(c.period, day)), key=lambda contract: contract.rank)


def _guarantee(guarantee: inputs.Guarantee) -> Guarantee:
    kind = GUARANTEES[guarantee.kind]
    if kind is None:
        raise KeyError(guarantee.kind)
    return Guarantee(
        kind=kind,
        value=guarantee.value,
        includes_amo=guarantee.includes_amo,
        families=frozenset(map(Family, guarantee.families)),
        per=Per(guarantee.per),
        budget=guarantee.budget,
        times_a_year=guarantee.times_a_year,
        sectors=SectorScope(guarantee.sectors),
    )


def _contract(amc_number: str, table: inputs.GuaranteeTable) -> Contract:
    return Contract(amc_number, tuple(map(_guarantee, table.guarantees)), c2s=table.c2s, responsible=table.responsible)


def _exemption(kind: int) -> Exemption:
    known = EXEMPTIONS[kind]
    if known is None:
        raise KeyError(kind)
    return known


def _exemptions(coverage: inputs.Coverage, day: str) -> frozenset[Exemption]:
    return frozenset(_exemption(e.kind) for e in coverage.exemptions if in_period(e.period, day))


def cover_on(
    rights: inputs.Rights, coverage: inputs.Coverage, day: str, tables: Mapping[bytes, inputs.GuaranteeTable]
) -> Cover:
    """The rights in force on the day of care."""
    contracts = paying_contracts(coverage, day)
    return Cover(
        birth_date=birth_day(rights.birth_date),
        regime=coverage.regime,
        alsace_moselle=coverage.alsace_moselle,
        exemptions=_exemptions(coverage, day),
        contracts=tuple(_contract(c.amc_number, tables[c.guarantees_hash]) for c in contracts),
    )
