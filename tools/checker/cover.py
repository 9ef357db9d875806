"""The checker's own dated choices: from decoded messages to what the pure rules take."""

from collections.abc import Mapping
from datetime import date

from reimbursement.errors import InvalidCare
from reimbursement.model import (
    Care,
    Contract,
    Cover,
    Exemption,
    Family,
    Guarantee,
    GuaranteeKind,
    Line,
    Pathway,
    Professional,
    ProfessionalKind,
    Sector,
    Setting,
)
from reimbursement.rule_tables import Tables
from tools.checker import inputs

PATHWAYS = (None, Pathway.IN, Pathway.OUT, Pathway.NOT_CONCERNED)
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
    return Guarantee(kind, guarantee.value, guarantee.includes_amo, frozenset(map(Family, guarantee.families)))


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


def _family(line: inputs.ClaimLine, tables: Tables) -> Family:
    field = f"lines[{line.line_no - 1}].family"
    if line.family:
        try:
            return Family(line.family)
        except ValueError:
            raise InvalidCare(field, line.family, "") from None
    if line.act_code not in tables.acts and any(code not in tables.acts for code in line.act_code.split("+")):
        raise InvalidCare(field, "", "")
    return Family.VISIT if line.act_code[:1] == "V" else Family.CONSULTATION


def _line(line: inputs.ClaimLine, tables: Tables) -> Line:
    family = _family(line, tables)
    return Line(line.line_no, line.act_code, family, line.quantity or 1, line.price_cents, line.base_cents or None)


def _professional(performer: inputs.Performer) -> Professional:
    try:
        kind = ProfessionalKind(performer.kind)
    except ValueError:
        raise InvalidCare("performer.kind", performer.kind, "") from None
    try:
        return Professional(kind, Sector(performer.sector), performer.practice_id)
    except ValueError:
        raise InvalidCare("performer.sector", performer.sector, "") from None


def _setting(word: str) -> Setting:
    try:
        return Setting(word or "office")
    except ValueError:
        raise InvalidCare("setting", word, "") from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidCare("care_date", "", "") from None


def care_from(claim: inputs.Claim, receipt_id: bytes, tables: Tables) -> Care:
    """The care a claim bills.

    Raises:
        InvalidCare: a word or a day that the rules do not know; names the field.
    """
    pathway = PATHWAYS[claim.pathway] if claim.pathway < len(PATHWAYS) else None
    if pathway is None:
        raise InvalidCare("pathway", str(claim.pathway), "")
    return Care(
        receipt_id=receipt_id,
        care_date=_day(claim.care_date),
        pathway=pathway,
        setting=_setting(claim.setting),
        professional=_professional(claim.performer or inputs.Performer()),
        lines=tuple(_line(line, tables) for line in claim.lines),
        third_party_payment=claim.third_party_payment,
        related_to_exemption=claim.related_to_exemption,
    )
