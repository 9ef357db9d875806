"""Owns the settling of the days of a hospital stay: its price is what AMO pays and what the person owes."""

from reimbursement.complementary import complementary
from reimbursement.errors import InvalidCare
from reimbursement.local_scheme import local_scheme_of_fee
from reimbursement.model import LineReceipt
from reimbursement.opened import Opened
from reimbursement.patient import patient_of
from reimbursement.settled import say_regime
from reimbursement.shares import Shares
from reimbursement.situation import Situation
from reimbursement.stay import stay_share
from reimbursement.withholding import Withheld


def settle_stay(opened: Opened, situation: Situation) -> LineReceipt:
    """Return the amounts of the stay, in cents; raise InvalidCare for a price below what is owed for it."""
    line, because = opened.line, opened.because
    say_regime(opened, situation)
    stay = stay_share(line, opened.base, situation, because=because)
    whole = stay.amo_cents + stay.owed_cents
    price = whole if line.price_cents is None else line.price_cents
    if price < whole:
        field = f"lines[{situation.care.lines.index(line)}].price_cents"
        raise InvalidCare(field, str(price), "state the whole price of the stay, daily fees included, or leave it out")
    local_scheme = local_scheme_of_fee(stay.owed_cents, "local_scheme.hospital", situation, because=because)
    shares = Shares(price, whole, stay.amo_cents, surcharge=0, local_scheme=local_scheme)
    amc = complementary(line, shares, situation, because=because)
    paid = Withheld(stay.amo_cents, 0, 0, 0)
    patient = patient_of(shares, stay.fee_cents, paid, because=because)
    return LineReceipt(
        line.line_no,
        line.code,
        line.family,
        price,
        opened.base,
        stay.rate_bp,
        stay.amo_cents,
        0,
        0,
        0,
        0,
        0,
        stay.fee_cents,
        local_scheme,
        amc,
        stay.amo_cents,
        patient,
        tuple(because),
    )
