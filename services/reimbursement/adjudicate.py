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
from reimbursement.withholding import withhold


def adjudicate(care: Care, cover: Cover, uses: Sequence[Use], tables: Tables) -> Adjudication:
    """Settle a care with the uses recorded for that person (this receipt's own are left out of the sums).

    Raise InvalidCare, NotCovered or NotEstablished, by name; amounts are cents, one rounding a line, half-up.
    """
    admit(care, cover)
    situation = Situation(care, cover, uses, tables)
    apply_exemptions(situation)
    apply_pathway(situation)
    opened = {line.line_no: _open(line, situation) for line in care.lines}
    bases = {number: base for number, (base, _) in opened.items()}
    settled = {line.line_no: _settle(line, bases, opened[line.line_no][1], situation) for line in _in_order(care)}
    return total(care, tuple(settled[line.line_no] for line in care.lines))


def _in_order(care: Care) -> Sequence[Line]:
    """Caps are met in the order of line numbers, however the lines are listed."""
    return care.lines if len(care.lines) == 1 else sorted(care.lines, key=lambda line: line.line_no)


def _open(line: Line, situation: Situation) -> tuple[int, list[Reason]]:
    because: list[Reason] = []
    return base_of(line, situation, because), because


def _settle(line: Line, bases: dict[int, int], because: list[Reason], situation: Situation) -> LineReceipt:
    base = bases[line.line_no]
    price = base if line.price_cents is None else line.price_cents
    rate_bp, amo = amo_share(line, base, situation, because)
    refuse_costly_act(line, rate_bp, bases, situation)
    surcharge = surcharge_of(line, base, amo, situation=situation, because=because)
    local_scheme = local_scheme_of(base, amo, situation, because)
    shares = Shares(price, base, amo, surcharge=surcharge, local_scheme=local_scheme)
    amc = complementary(line, shares, situation, because)
    due = participation_of(line, amo - surcharge, situation, because)
    held = withhold(shares, due, third_party=situation.care.third_party_payment, because=because)
    patient = patient_of(shares, held.participation, held.surcharge, because)
    return LineReceipt(
        line.line_no,
        line.code,
        line.family,
        price_cents=price,
        base_cents=base,
        rate_bp=rate_bp,
        amo_gross_cents=amo - surcharge,
        surcharge_cents=surcharge,
        participation_cents=held.participation,
        participation_deferred_cents=due - held.participation,
        franchise_cents=0,
        local_scheme_cents=local_scheme,
        amc_cents=amc,
        amo_paid_cents=held.amo_paid,
        patient_cents=patient,
        reasons=tuple(because),
    )
