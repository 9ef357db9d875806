"""Owns what is the same for every line of one care: age, resolved rights, companions of supplements, charges so far."""

from collections.abc import Sequence
from datetime import date

from reimbursement.dated import InForce, age_on
from reimbursement.model import Care, Cover, Line, Use
from reimbursement.reasons import Reason, ReasonCode
from reimbursement.rule_tables import Tables
from reimbursement.vocabulary import Counter, Family


class Situation:
    """Built for one adjudication and dropped with it; the running sums below are its only moving parts."""

    __slots__ = (
        "age",
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
        "used_this_year",
        "used_today",
    )

    def __init__(self, care: Care, cover: Cover, uses: Sequence[Use], tables: Tables) -> None:
        self.care = care
        self.cover = cover
        self.tables = tables
        self.day: date = care.care_date
        self.age = age_on(cover.birth_date, care.care_date)
        self.ordinary_rate: InForce = tables.at("rate.doctor", care.care_date)
        self.exempt_rate: tuple[ReasonCode, InForce] | None = None
        self.flat_exemption: Reason | None = None
        self.out_of_pathway = False
        self.pathway_reason: Reason | None = None
        self.companions = _companions(care.lines)
        self.surcharged: dict[int, int] = {}  # per act: what the surcharge has taken of its cap
        self.used_today, self.used_this_year = _used(care, uses)

    def at(self, parameter: str) -> InForce:
        """Return the value in force on the day of care; raise NotEstablished by name."""
        return self.tables.at(parameter, self.day)

    def act_of(self, line: Line) -> Line:
        """Return the line itself, or for a supplement the act it goes with (itself when it stands alone)."""
        return self.companions.get(line.line_no, line)


def _companions(lines: tuple[Line, ...]) -> dict[int, Line]:
    """Give each supplement the nearest act before it by line_no, else the first act of the invoice."""
    supplements = [line for line in lines if line.family is Family.SURCHARGE]
    acts = sorted((line for line in lines if line.family is not Family.SURCHARGE), key=_number) if supplements else []
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
    for use in uses:
        if use.counter is not Counter.PARTICIPATION or use.receipt_id == care.receipt_id:
            continue
        if use.day.year == day.year:
            year += use.amount_cents
            if use.day == day and use.scope == practice:
                today += use.amount_cents
    return today, year
