"""Owns what a flat fee changes on one line: the rate it gives, what it takes from AMO, and why."""

from collections.abc import Mapping
from typing import NamedTuple

from reimbursement.dated import InForce
from reimbursement.reasons import Reason, ReasonCode


class FeePlan(NamedTuple):
    """One line of a visit or stay in which a flat fee replaces the ticket modérateur."""

    rate_code: ReasonCode
    rate: InForce
    fee_cents: int  # taken from AMO of this line, 0 on the other lines
    amo_code: ReasonCode
    reasons: tuple[Reason, ...]  # on Amount.FEE; effects sum to fee_cents


NO_FEES: Mapping[int, FeePlan] = {}
