"""Owns the reasons: the code, the values and the signed effect that explain each amount of a receipt."""

from datetime import date
from enum import IntEnum
from typing import NamedTuple


class Amount(IntEnum):
    """The named amounts of a line that reasons sum to; numbers are stored, never renumber."""

    BASE = 1  # base_cents
    AMO = 2  # amo_paid_cents
    SURCHARGE = 3  # surcharge_cents
    PARTICIPATION = 4  # participation_cents
    PARTICIPATION_DEFERRED = 5  # participation_deferred_cents
    FRANCHISE = 6  # franchise_cents
    LOCAL_SCHEME = 7  # local_scheme_cents
    AMC = 8  # sum of amc_cents
    PATIENT = 9  # patient_cents


class ReasonCode(IntEnum):
    """Why an amount is what it is; numbers are stored, never renumber."""

    BASE_TARIFF = 1  # values: tariff, quantity
    BASE_STATED = 2
    BASE_PRODUCT = 3  # values: unit value, coefficient in thousandths, factor in thousandths
    BASE_SECTOR_2 = 4  # values: tariff, quantity
    BASE_SECTOR_3 = 5  # values: tariff, quantity
    BASE_LIMITED_TO_PRICE = 6  # values: price
    BASE_SUPPLEMENT = 7  # values: tariff, quantity

    RATE_ORDINARY = 10  # values of every RATE_: base, rate
    RATE_STATED = 11
    RATE_COMPULSORY_EXAM = 12
    RATE_ALD = 13
    RATE_MATERNITY = 14
    RATE_INVALIDITY = 15
    RATE_AT_MP = 16
    RATE_MILITARY_PENSION = 17
    RATE_AME = 18
    RATE_TERRORISM_VICTIM = 19
    AMO_SURCHARGE_WITHHELD = 30
    AMO_PARTICIPATION_WITHHELD = 31

    SURCHARGE_DUE = 40  # values: base, rate
    SURCHARGE_CAPPED = 41  # values: cap, GP tariff
    SURCHARGE_LIMITED_TO_AMO = 42
    SURCHARGE_NOT_DUE_YOUNG = 43  # values: age limit
    SURCHARGE_NOT_DUE_DIRECT_ACCESS = 44
    SURCHARGE_NOT_DUE_ALD = 45
    SURCHARGE_DEFERRED = 46  # values: amount recovered later

    PARTICIPATION_DUE = 50  # values: per act, acts
    PARTICIPATION_DAILY_CAP = 51  # values: cap, already due that day
    PARTICIPATION_YEARLY_CAP = 52  # values: cap, already due that year
    PARTICIPATION_EXEMPT_MINOR = 53  # values: age limit
    PARTICIPATION_EXEMPT_MATERNITY = 54
    PARTICIPATION_EXEMPT_C2S = 55
    PARTICIPATION_EXEMPT_AME = 56
    PARTICIPATION_EXEMPT_MILITARY_PENSION = 57
    PARTICIPATION_EXEMPT_TERRORISM_VICTIM = 58

    LOCAL_SCHEME_SHARE = 60  # values: base, points
    LOCAL_SCHEME_LIMITED = 61

    AMC_PERCENT_BASE_WITH_AMO = 70  # values of every AMC_: contract number from 1, then as named
    AMC_PERCENT_BASE_ON_TOP = 71  # percent, base
    AMC_TICKET_MODERATEUR = 72
    AMC_TICKET_MODERATEUR_PLUS_EUROS = 73  # euros
    AMC_EUROS_WITH_AMO = 74  # euros
    AMC_EUROS = 75  # euros
    AMC_REAL_COST_WITH_AMO = 76  # percent, price
    AMC_REAL_COST = 77  # percent, price
    AMC_C2S_TICKET_MODERATEUR = 78
    AMC_C2S_SURCHARGE = 79
    AMC_C2S_TOP_UP = 80
    AMC_LIMITED_TO_LEFT = 90
    AMC_RESPONSIBLE_OVERRUN = 91  # percent

    PATIENT_OVERRUN = 100
    PATIENT_TICKET_MODERATEUR = 101
    PATIENT_SURCHARGE = 102
    PATIENT_PARTICIPATION = 103


class Reason(NamedTuple):
    """One step of one amount: what it added (or took away) in cents, by which value, in force since when."""

    code: ReasonCode
    amount: Amount
    effect_cents: int
    values: tuple[int, ...] = ()
    parameter: str = ""
    in_force: date | None = None
