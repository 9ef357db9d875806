"""Owns what is the same for every line of one care: age, resolved rights, companions of supplements, charges so far."""

from collections.abc import Sequence
from datetime import date

from reimbursement.dated import InForce, age_on
from reimbursement.model import Care, Cover, Line, Use
from reimbursement.reasons import Reason, ReasonCode
from reimbursement.rule_tables import Tables
from reimbursement.vocabulary import Counter, Family

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_SURCHARGE = Family.SURCHARGE
_PARTICIPATION = Counter.PARTICIPATION


class Situation:
    """Built for one adjudication and dropped with it; the running sums below are its only moving parts."""

    __slots__ = (
        "age",
        "c2s",
        "care",
        "companions",
        "cover",
        "day",
        "exempt_rate",
        "flat_exemption",
        "ordinary_rate",
        "out_of_pathway",
        "pathway_reason",
        "surcharged",
        "tables",
        "technical_base",
        "used_this_year",
        "used_today",
        "values",
    )

    def __init__(self, care: Care, cover: Cover, uses: Sequence[Use], tables: Tables) -> None:
        self.care = care
        self.cover = cover
        self.tables = tables
        self.day: date = care.care_date
        self.age = age_on(cover.birth_date, care.care_date)
        self.values = tables.on(care.care_date)
        self.ordinary_rate: InForce = self.values["rate.doctor"]
        self.c2s = [contract.pays_c2s for contract in cover.contracts]
        self.technical_base = 0  # of all the technical acts of the invoice, known once bases are
        self.exempt_rate: tuple[ReasonCode, InForce] | None = None
        self.flat_exemption: Reason | None = None
        self.out_of_pathway = False
        self.pathway_reason: Reason | None = None
        self.companions = _companions(care.lines)
        self.surcharged: dict[int, int] = {}  # per act: what the surcharge has taken of its cap
        self.used_today, self.used_this_year = _used(care, uses)

    def act_of(self, line: Line) -> Line:
        """Return the line itself, or for a supplement the act it goes with (itself when it stands alone)."""
        return self.companions.get(line.line_no, line) if self.companions else line


def _companions(lines: tuple[Line, ...]) -> dict[int, Line]:
    """Give each supplement the nearest act before it by line_no, else the first act of the invoice."""
    if len(lines) == 1:
        return {}
    supplements = [line for line in lines if line.family is _SURCHARGE]
    acts = sorted((line for line in lines if line.family is not _SURCHARGE), key=_number) if supplements else []
    if not acts:
        return {}
    return {
        extra.line_no: next((act for act in reversed(acts) if act.line_no < extra.line_no), acts[0])
        for extra in supplements
    }


def _number(line: Line) -> int:
    return line.line_no


def _used(care: Care, uses: Sequence[Use]) -> tuple[int, int]:
    """Sum the flat charges of that day with that practice, and of that calendar year, this receipt's own apart."""
    day, practice = care.care_date, care.professional.practice_id
    today = year = 0
    this_year, own = day.year, care.receipt_id
    for counter, scope, used_on, cents, receipt_id in uses:
        if counter is _PARTICIPATION and used_on.year == this_year and receipt_id != own:
            year += cents
            if used_on == day and scope == practice:
                today += cents
    return today, year
