"""Owns the settling of one opened line: AMO, surcharge, local scheme, contracts, flat charges, what is left."""

from reimbursement.charges import charges_of
from reimbursement.complementary import complementary
from reimbursement.local_scheme import local_scheme_of, local_scheme_of_fee
from reimbursement.model import LineReceipt
from reimbursement.opened import Opened
from reimbursement.pathway import surcharge_of
from reimbursement.patient import patient_of
from reimbursement.rate import amo_share
from reimbursement.reasons import Amount, Reason, ReasonCode
from reimbursement.shares import Shares
from reimbursement.situation import Situation
from reimbursement.tally import Tally
from reimbursement.vocabulary import Setting
from reimbursement.withholding import withhold

_OWN_RULES = frozenset({"", "01", "08"})  # general scheme, military fund; every other régime follows the general one
_EMERGENCY = Setting.EMERGENCY


def settle(opened: Opened, situation: Situation, tally: Tally) -> LineReceipt:
    """Return the amounts of a line, in cents, with their reasons."""
    line, base, because = opened.line, opened.base, opened.because
    price = base if line.price_cents is None else line.price_cents
    if situation.cover.regime not in _OWN_RULES:
        say_regime(opened, situation)
    rate_bp, amo, fee = amo_share(opened, situation)
    surcharge = surcharge_of(opened, amo, situation)
    if fee:
        local_scheme = local_scheme_of_fee(base - amo, _paid_under(situation), situation, because=because)
    else:
        local_scheme = local_scheme_of(opened, amo, situation)
    shares = Shares(price, base, amo, surcharge=surcharge, local_scheme=local_scheme)
    amc = complementary(line, shares, situation, because=because)
    due = charges_of(opened, amo - surcharge, situation)
    if due.franchise:
        tally.franchises[due.scope] = tally.franchises.get(due.scope, 0) + due.franchise
    withheld = withhold(shares, due, because, third_party=situation.care.third_party_payment)
    patient = patient_of(shares, fee, withheld, because=because)
    return LineReceipt(  # in the order of its fields: named arguments cost a microsecond here
        line.line_no,
        line.code,
        line.family,
        price,
        base,
        rate_bp,
        amo - surcharge,
        surcharge,
        withheld.participation,
        due.participation - withheld.participation,
        withheld.franchise,
        due.franchise - withheld.franchise,
        fee,
        local_scheme,
        amc,
        withheld.amo_paid,
        patient,
        tuple(because),
    )


def _paid_under(situation: Situation) -> str:
    """Return the rule by which the local scheme pays a flat fee."""
    if situation.in_stay or situation.care.stay is not None:
        return "local_scheme.hospital"
    return "local_scheme.emergency_fee" if situation.care.setting is _EMERGENCY else "local_scheme.costly_act"


def say_regime(opened: Opened, situation: Situation) -> None:
    """Say once, on the first line, that a régime follows the rules of the general one."""
    regime = situation.cover.regime
    if regime in _OWN_RULES or opened.line.line_no != situation.first_line_no:
        return
    rule = situation.values["regime.follows_general"]
    number = int(regime) if regime.isdigit() else 0
    opened.because.append(
        Reason(ReasonCode.REGIME_FOLLOWS_GENERAL, Amount.AMO, 0, (number,), rule.parameter, rule.since)
    )
