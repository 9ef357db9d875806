"""Owns what goes into an adjudication (care, cover, uses) and what comes out of it (receipt lines, uses, debts)."""

from datetime import date
from typing import NamedTuple

from reimbursement.reasons import Amount, Reason, ReasonCode
from reimbursement.vocabulary import (
    Audience,
    Counter,
    DebtKind,
    Exemption,
    Family,
    GuaranteeKind,
    Pathway,
    ProfessionalKind,
    Sector,
    Setting,
)

__all__ = [
    "Adjudication",
    "Amount",
    "Audience",
    "Care",
    "Contract",
    "Counter",
    "Cover",
    "Debt",
    "DebtKind",
    "Exemption",
    "Family",
    "Guarantee",
    "GuaranteeKind",
    "Line",
    "LineReceipt",
    "Pathway",
    "Professional",
    "ProfessionalKind",
    "Reason",
    "ReasonCode",
    "Sector",
    "Setting",
    "Use",
]


_C2S = GuaranteeKind.C2S


class Line(NamedTuple):
    """One act of an invoice. Price and base are in cents for the whole line, all its quantity."""

    line_no: int
    code: str
    family: Family
    quantity: int
    price_cents: int | None  # None: not stated, taken equal to the base
    base_cents: int | None = None  # stated base: used as it is, not looked up
    rate_bp: int | None = None  # stated rate, in basis points
    coefficient_milli: int | None = None
    unit_value_cents: int | None = None
    modifier_factor_milli: int | None = None


class Professional(NamedTuple):
    """Who does the care; `practice_id` is the scope of the daily cap."""

    kind: ProfessionalKind
    sector: Sector
    practice_id: str


class Care(NamedTuple):
    """One invoice: the acts that one professional did for one person on one day (the day of the place of care)."""

    receipt_id: bytes
    care_date: date
    pathway: Pathway
    setting: Setting
    professional: Professional
    lines: tuple[Line, ...]
    third_party_payment: bool = False
    related_to_exemption: bool | None = None


class Guarantee(NamedTuple):
    """What a contract pays. `value`: basis points for percents, cents for euros and for the C2S top-up, else 0."""

    kind: GuaranteeKind
    value: int = 0
    includes_amo: bool = False
    families: frozenset[Family] = frozenset()  # empty: all


class Contract(NamedTuple):
    """A complementary contract in the order the insured chose."""

    amc_number: str
    guarantees: tuple[Guarantee, ...]
    c2s: bool = False
    responsible: bool = True

    @property
    def pays_c2s(self) -> bool:
        """Tell whether it is the public complementary cover (C2S)."""
        if self.c2s:
            return True
        for guarantee in self.guarantees:  # noqa: SIM110 - a generator costs three times as much on every claim
            if guarantee.kind is _C2S:
                return True
        return False


class Cover(NamedTuple):
    """The rights of the person as in force on the day of care, already chosen by the caller."""

    birth_date: date
    regime: str = "01"
    alsace_moselle: bool = False
    exemptions: frozenset[Exemption] = frozenset()
    contracts: tuple[Contract, ...] = ()


class Use(NamedTuple):
    """What a receipt used of a limit; every limit is a sum over uses."""

    counter: Counter
    scope: str
    day: date
    amount_cents: int
    receipt_id: bytes


class Debt(NamedTuple):
    """What is recovered later because the professional was paid directly."""

    kind: DebtKind
    day: date
    amount_cents: int
    receipt_id: bytes


class LineReceipt(NamedTuple):
    """The amounts of one line, in cents. price = amo_paid + local_scheme + amc + patient."""

    line_no: int
    code: str
    family: Family
    price_cents: int
    base_cents: int
    rate_bp: int
    amo_gross_cents: int  # after the out-of-pathway surcharge, before flat charges
    surcharge_cents: int
    participation_cents: int  # withheld now
    participation_deferred_cents: int  # due, recovered later
    franchise_cents: int
    local_scheme_cents: int
    amc_cents: tuple[int, ...]  # one per contract
    amo_paid_cents: int  # what AMO pays now
    patient_cents: int  # what the person pays now, overrun included
    reasons: tuple[Reason, ...]

    @property
    def surcharge_deferred_cents(self) -> int:
        """The part of the surcharge that AMO paid to the professional and recovers later from the person."""
        return self.amo_paid_cents + self.participation_cents + self.franchise_cents - self.amo_gross_cents


class Adjudication(NamedTuple):
    """The settled care: its lines in the order of the invoice, its totals in cents, its uses and its debts."""

    lines: tuple[LineReceipt, ...]
    uses: tuple[Use, ...]
    debts: tuple[Debt, ...]
    amo_paid_cents: int
    local_scheme_cents: int
    amc_cents: tuple[int, ...]
    patient_cents: int
    price_cents: int
    audience: Audience
