"""Owns the order of the computation: settle a care line by line, then total it; nothing given is mutated."""

from collections.abc import Sequence

from reimbursement.admission import admit
from reimbursement.base_tariff import base_of
from reimbursement.complementary import complementary
from reimbursement.exemptions import apply_exemptions
from reimbursement.local_scheme import local_scheme_of
from reimbursement.model import Adjudication, Care, Cover, Line, LineReceipt, Use
from reimbursement.participation import participation_of
from reimbursement.pathway import apply_pathway, surcharge_of
from reimbursement.patient import patient_of
from reimbursement.rate import amo_share, refuse_costly_act
from reimbursement.reasons import Reason
from reimbursement.rule_tables import Tables
from reimbursement.shares import Shares
from reimbursement.situation import Situation
from reimbursement.totals import total
from reimbursement.vocabulary import Family
from reimbursement.withholding import withhold

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_TECHNICAL_ACT = Family.TECHNICAL_ACT


def adjudicate(care: Care, cover: Cover, uses: Sequence[Use], tables: Tables) -> Adjudication:
    """Settle a care with the uses recorded for that person (this receipt's own are left out of the sums).

    Raise InvalidCare, NotCovered or NotEstablished, by name; amounts are cents, one rounding a line, half-up.
    """
    admit(care, cover)
    situation = Situation(care, cover, uses, tables)
    apply_exemptions(situation)
    apply_pathway(situation)
    if len(care.lines) == 1:
        return total(care, (_settle(care.lines[0], *_open(care.lines[0], situation), situation=situation),))
    return total(care, _settle_all(care, situation))


def _settle_all(care: Care, situation: Situation) -> tuple[LineReceipt, ...]:
    """Settle in the order of line numbers, so that caps are met alike however the lines are listed."""
    ordered = sorted(care.lines, key=lambda line: line.line_no)
    opened = [(line, *_open(line, situation)) for line in ordered]
    settled = {line.line_no: _settle(line, base, because, situation=situation) for line, base, because in opened}
    return tuple(settled[line.line_no] for line in care.lines)


def _open(line: Line, situation: Situation) -> tuple[int, list[Reason]]:
    because: list[Reason] = []
    base = base_of(line, situation, because)
    if line.family is _TECHNICAL_ACT:
        situation.technical_base += base
    return base, because


def _settle(line: Line, base: int, because: list[Reason], *, situation: Situation) -> LineReceipt:
    price = base if line.price_cents is None else line.price_cents
    rate_bp, amo = amo_share(line, base, situation, because=because)
    refuse_costly_act(line, rate_bp, situation)
    surcharge = surcharge_of(line, base, amo, situation=situation, because=because)
    local_scheme = local_scheme_of(base, amo, situation, because=because)
    shares = Shares(price, base, amo, surcharge=surcharge, local_scheme=local_scheme)
    amc = complementary(line, shares, situation, because=because)
    due = participation_of(line, amo - surcharge, situation, because=because)
    amo_paid, surcharge_now, participation = withhold(
        shares, due, because, third_party=situation.care.third_party_payment
    )
    patient = patient_of(shares, because, participation=participation, surcharge_now=surcharge_now)
    return LineReceipt(  # in the order of its fields: named arguments cost a microsecond here
        line.line_no,
        line.code,
        line.family,
        price,
        base,
        rate_bp,
        amo - surcharge,
        surcharge,
        participation,
        due - participation,
        0,
        local_scheme,
        amc,
        amo_paid,
        patient,
        tuple(because),
    )
