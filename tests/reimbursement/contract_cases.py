"""Care and contracts for the tests of what complementary contracts pay; each receipt made here is seen to add up."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import reimbursement_tables
from reimbursement.adjudicate import adjudicate
from reimbursement.model import (
    Adjudication,
    Amount,
    Basket,
    Care,
    Contract,
    Cover,
    Detail,
    Family,
    Guarantee,
    GuaranteeKind,
    Line,
    Pathway,
    Professional,
    ProfessionalKind,
    ReasonCode,
    Sector,
    SectorScope,
    Setting,
    Use,
)

TABLES = reimbursement_tables.load()
DAY = date(2026, 2, 2)
ADULT = date(1985, 6, 15)
K = ProfessionalKind
OPTAM = Professional(K.SPECIALIST, Sector.TWO_OPTAM, "a practice")
SECTOR_2 = Professional(K.GP, Sector.TWO, "a practice")
OPTICIAN = Professional(K.OPTICIAN, Sector.UNKNOWN, "a shop")
AUDIOLOGIST = Professional(K.AUDIOLOGIST, Sector.UNKNOWN, "a shop")
DENTIST = Professional(K.DENTIST, Sector.UNKNOWN, "a practice")
PHYSIOTHERAPIST = Professional(K.PHYSIOTHERAPIST, Sector.UNKNOWN, "a practice")
PHARMACIST = Professional(K.PHARMACIST, Sector.UNKNOWN, "a pharmacy")
OTHER = Professional(K.OTHER, Sector.UNKNOWN, "a shop")
SHARE = Guarantee(GuaranteeKind.TICKET_MODERATEUR)
WHOLE_COST = Guarantee(GuaranteeKind.REAL_COST, 10_000, includes_amo=True)
BASKET_GUARANTEE = Guarantee(GuaranteeKind.HUNDRED_PERCENT_SANTE)
IN_BASKET = Detail(basket=Basket.HUNDRED_PERCENT_SANTE)
Said = tuple[ReasonCode, int, tuple[int, ...]]


def line(family: Family, base: int, price: int | None = None, *, number: int = 1, **more: Any) -> Line:
    """A line of one item whose base is stated, in cents."""
    fields = {"code": "", "quantity": 1, "base_cents": base, **more}
    code, quantity = str(fields.pop("code")), int(fields.pop("quantity"))
    return Line(number, code, family, quantity, price, **fields)


def percent(value: int, sectors: SectorScope = SectorScope.ANY) -> Guarantee:
    """A percent of the base, AMO included."""
    return Guarantee(GuaranteeKind.PERCENT_BASE, value * 100, includes_amo=True, sectors=sectors)


def responsible(*guarantees: Guarantee, number: str = "11111111") -> Contract:
    """A responsible contract."""
    return Contract(number, guarantees)


def free(*guarantees: Guarantee, number: str = "22222222") -> Contract:
    """A contract that is not responsible: its table alone counts."""
    return Contract(number, guarantees, responsible=False)


def settle(
    professional: Professional,
    lines: Sequence[Line],
    *contracts: Contract,
    day: date = DAY,
    born: date = ADULT,
    alsace_moselle: bool = False,
    uses: Sequence[Use] = (),
    receipt: bytes = b"this receipt 016",
    **of_care: Any,
) -> Adjudication:
    """Settle, and check that what contracts pay is explained to the cent and named by the rank of the contract."""
    care = Care(receipt, day, of_care.pop("pathway", Pathway.IN), Setting.OFFICE, professional, tuple(lines), **of_care)
    done = adjudicate(care, Cover(born, alsace_moselle=alsace_moselle, contracts=contracts), uses, TABLES)
    for settled in done.lines:
        by_rank = [0] * len(contracts)
        for reason in settled.reasons:
            if reason.amount is Amount.AMC:
                by_rank[reason.values[0] - 1] += reason.effect_cents
        assert tuple(by_rank) == settled.amc_cents
        assert min(settled.amc_cents) >= 0
    assert done.price_cents == done.amo_paid_cents + done.local_scheme_cents + sum(done.amc_cents) + done.patient_cents
    return done


def said(done: Adjudication, number: int = 1) -> list[Said]:
    """The reasons of what contracts pay for a line: code, effect, values after the rank."""
    return [
        (reason.code, reason.effect_cents, reason.values[1:])
        for settled in done.lines
        if settled.line_no == number
        for reason in settled.reasons
        if reason.amount is Amount.AMC
    ]
