"""Owns what goes into an adjudication (care, cover, uses) and what comes out of it (receipt lines, uses, debts)."""

from datetime import date
from typing import NamedTuple

from reimbursement.reasons import Amount, Reason, ReasonCode
from reimbursement.vocabulary import (
    Access,
    Audience,
    Basket,
    Correction,
    Counter,
    DebtKind,
    Exemption,
    Family,
    GuaranteeKind,
    Pathway,
    Per,
    Prevention,
    ProfessionalKind,
    Sector,
    SectorScope,
    Setting,
    StayEnd,
    StayKind,
)

__all__ = [
    "PLAIN",
    "Access",
    "Adjudication",
    "Amount",
    "Audience",
    "Basket",
    "Care",
    "Contract",
    "Correction",
    "Counter",
    "Cover",
    "Debt",
    "DebtKind",
    "Detail",
    "Exemption",
    "Family",
    "Guarantee",
    "GuaranteeKind",
    "Line",
    "LineReceipt",
    "Pathway",
    "Per",
    "Prevention",
    "Professional",
    "ProfessionalKind",
    "Reason",
    "ReasonCode",
    "Recovery",
    "Sector",
    "SectorScope",
    "Setting",
    "Stay",
    "StayEnd",
    "StayKind",
    "Use",
]


_C2S = GuaranteeKind.C2S


class Detail(NamedTuple):
    """What only some lines need to say."""

    modifiers: tuple[str, ...] = ()  # codes of loadable factors of a technical act
    activity: str = ""
    phase: str = ""
    association: str = ""
    prevention: Prevention = Prevention.NONE
    basket: Basket = Basket.NONE
    correction: Correction = Correction.NONE
    side: str = ""  # "left" or "right": ear of a hearing aid
    generic_refused: bool = False  # without a medical reason
    sight_changed: bool = False  # allows an earlier renewal of glasses


PLAIN = Detail()
"""The detail of a line that needs none."""


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
    detail: Detail = PLAIN


class Stay(NamedTuple):
    """A hospital stay. `nights` are the days billed at the daily price; the exit day comes on top."""

    stay_id: str  # links the acts and the bills of one stay, whoever bills them; unique for the person
    nights: int = 0
    daily_price_cents: int | None = None  # None: base of the stay / nights
    kind: StayKind = StayKind.FULL
    end: StayEnd = StayEnd.HOME
    psychiatric: bool = False
    days_before: int = 0  # of contiguous earlier stays: the 30 days are shared
    costly_act: bool = False  # an act at or above the costly-act threshold was done in it


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
    access: Access = Access.UNKNOWN
    stay: Stay | None = None
    hospitalised_after: bool = False  # an emergency visit that a stay follows: no emergency fee
    below_cure_ceiling: bool = False  # resources under the ceiling of a spa cure's travel and lodging


class Guarantee(NamedTuple):
    """What a contract pays. `value`: basis points for percents, cents for euros and for the C2S top-up, else 0."""

    kind: GuaranteeKind
    value: int = 0
    includes_amo: bool = False
    families: frozenset[Family] = frozenset()  # empty: all
    per: Per = Per.LINE  # YEAR and longer: `value` is a budget, kept by the counter of `budget`
    budget: str = ""  # name of what is counted together in that contract; "" with per YEAR: the families' names
    times_a_year: int = 0  # most acts a year that it pays; 0: no limit
    sectors: SectorScope = SectorScope.ANY


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
    franchise_cents: int  # withheld now
    franchise_deferred_cents: int  # due, recovered later
    fee_cents: int  # flat fee in place of the proportional share: costly act, emergency, daily hospital fee
    local_scheme_cents: int
    amc_cents: tuple[int, ...]  # one per contract
    amo_paid_cents: int  # what AMO pays now
    patient_cents: int  # what the person pays now, overrun included
    reasons: tuple[Reason, ...]

    @property
    def surcharge_deferred_cents(self) -> int:
        """The part of the surcharge that AMO paid to the professional and recovers later from the person."""
        return self.amo_paid_cents + self.participation_cents + self.franchise_cents - self.amo_gross_cents


class Recovery(NamedTuple):
    """A negative line of the statement: a debt of an earlier receipt, taken from what AMO pays the insured now."""

    kind: DebtKind
    day: date  # of the care that made the debt
    amount_cents: int  # positive: taken; negative: given back after the care that owed it was cancelled
    origin: bytes  # receipt that made the debt


class Adjudication(NamedTuple):
    """The settled care: its lines in the order of the invoice, its totals in cents, its uses and its debts.

    amo_paid_cents and patient_cents are after recoveries: price = amo_paid + local_scheme + amc + patient.
    """

    lines: tuple[LineReceipt, ...]
    uses: tuple[Use, ...]
    debts: tuple[Debt, ...]
    amo_paid_cents: int
    local_scheme_cents: int
    amc_cents: tuple[int, ...]
    patient_cents: int
    price_cents: int
    audience: Audience
    recoveries: tuple[Recovery, ...] = ()
