"""Owns what is the same for every line of one care: age, rights, companions of supplements, what was used so far."""

from collections.abc import Mapping, Sequence
from datetime import date

from reimbursement.budgets import AmcState
from reimbursement.dated import InForce, age_on, age_on_new_year
from reimbursement.exemptions import Row, charge_of, rate_of, rows_of
from reimbursement.fee_plan import NO_FEES, FeePlan
from reimbursement.model import Care, Cover, Line, Use
from reimbursement.reasons import Reason, ReasonCode
from reimbursement.rule_tables import Tables
from reimbursement.used import Used
from reimbursement.vocabulary import Family, Setting

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_SURCHARGE = Family.SURCHARGE
_HOSPITAL_STAY = Setting.HOSPITAL_STAY
_DAILY_FEE = "daily_fee"
_NO_CONTRACT: list[bool] = []
_ALONE: dict[int, Line] = {}


class Situation:
    """Built for one adjudication and dropped with it; `used`, `amc` and `surcharged` move as lines are settled."""

    __slots__ = (
        "age",
        "age_on_new_year",
        "amc",
        "c2s",
        "care",
        "companions",
        "cover",
        "day",
        "exempt_rate",
        "fees",
        "first_line_no",
        "in_stay",
        "limits_taken",
        "out_of_pathway",
        "pathway_reason",
        "rows",
        "surcharged",
        "tables",
        "used",
        "uses",
        "values",
    )

    def __init__(self, care: Care, cover: Cover, uses: Sequence[Use], tables: Tables) -> None:
        self.care = care
        self.cover = cover
        self.tables = tables
        self.uses = uses
        self.day: date = care.care_date
        self.age = age_on(cover.birth_date, care.care_date)
        self.values = tables.on(care.care_date)
        contracts = cover.contracts
        self.c2s = [contract.pays_c2s for contract in contracts] if contracts else _NO_CONTRACT
        self.rows: tuple[Row, ...] = ()
        self.exempt_rate: tuple[ReasonCode, InForce] | None = None
        if cover.exemptions or True in self.c2s:
            self.rows = rows_of(care, cover, c2s=True in self.c2s)
            self.exempt_rate = rate_of(self.rows, self.values)
        self.age_on_new_year = age_on_new_year(cover.birth_date, care.care_date.year)
        self.out_of_pathway = False
        self.pathway_reason: Reason | None = None
        self.companions = _companions(care.lines) if len(care.lines) > 1 else _ALONE
        self.surcharged: dict[int, int] = {}  # per act: what the surcharge has taken of its cap
        self.used = Used(care, uses)
        self.first_line_no = care.lines[0].line_no if len(care.lines) == 1 else min(map(_number, care.lines))
        self.in_stay = care.setting is _HOSPITAL_STAY
        self.limits_taken: dict[str, int] = {}  # of limits of sessions and items, by earlier lines of this care
        self.fees: Mapping[int, FeePlan] = NO_FEES
        self.amc: AmcState | None = AmcState(care, cover, uses) if contracts else None

    def act_of(self, line: Line) -> Line:
        """Return the line itself, or for a supplement the act it goes with (itself when it stands alone)."""
        return self.companions.get(line.line_no, line) if self.companions else line

    def charge(self, column: str) -> InForce | None:
        """Return the cell that decides a charge for this person and care (none, due, reduced), or None: ordinary."""
        decided = self.deciding(column)
        if decided is not None:
            return decided[1]
        if column == _DAILY_FEE and self.cover.alsace_moselle:
            return self.values["local_scheme.spares_daily_fee"]
        return None

    def deciding(self, column: str) -> tuple[Row, InForce] | None:
        """Return that cell with its row."""
        return charge_of(self.rows, column, self.values) if self.rows else None


def _companions(lines: tuple[Line, ...]) -> dict[int, Line]:
    """Give each supplement the nearest act before it by line_no, else the first act of the invoice."""
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
