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
    FRANCHISE_DEFERRED = 10  # franchise_deferred_cents
    FEE = 11  # fee_cents


class ReasonCode(IntEnum):
    """Why an amount is what it is; numbers are stored, never renumber."""

    BASE_TARIFF = 1  # values: tariff, quantity
    BASE_STATED = 2
    BASE_PRODUCT = 3  # values: unit value, coefficient in thousandths, factor in thousandths
    BASE_SECTOR_2 = 4  # values: tariff, quantity
    BASE_SECTOR_3 = 5  # values: tariff, quantity
    BASE_LIMITED_TO_PRICE = 6  # values: price
    BASE_SUPPLEMENT = 7  # values: tariff, quantity
    BASE_KEY_LETTER = 8  # values: value of the key letter, coefficient in thousandths, factor in thousandths
    BASE_FACTOR = 9  # values: factor in thousandths; what a factor of a technical act adds or takes

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
    RATE_NEWBORN = 20
    RATE_PREVENTION = 21
    RATE_CONTRACEPTION = 22
    RATE_SCREENING = 23
    RATE_AFTER_30_DAYS = 24
    RATE_COSTLY_ACT = 25
    RATE_EMERGENCY = 26
    RATE_PREGNANCY_EXAM = 27
    RATE_IN_STAY = 28
    RATE_DENTAL_CHECK = 29

    AMO_SURCHARGE_WITHHELD = 30
    AMO_PARTICIPATION_WITHHELD = 31
    AMO_FRANCHISE_WITHHELD = 32
    AMO_COSTLY_ACT_FEE = 33  # values: fee
    AMO_EMERGENCY_FEE = 34  # values: fee
    AMO_DAILY_FEE = 35  # values: fee of a day, days
    REGIME_FOLLOWS_GENERAL = 39  # values: number of the scheme

    SURCHARGE_DUE = 40  # values: base, rate
    SURCHARGE_CAPPED = 41  # values: cap, GP tariff
    SURCHARGE_LIMITED_TO_AMO = 42
    SURCHARGE_NOT_DUE_YOUNG = 43  # values: age limit
    SURCHARGE_NOT_DUE_DIRECT_ACCESS = 44
    SURCHARGE_NOT_DUE_ALD = 45
    SURCHARGE_DEFERRED = 46  # values: amount recovered later
    SURCHARGE_NOT_DUE_SUBSTITUTE = 47
    SURCHARGE_NOT_DUE_REFERRED = 48
    SURCHARGE_NOT_DUE_EMERGENCY = 49

    PARTICIPATION_DUE = 50  # values: per act, acts
    PARTICIPATION_DAILY_CAP = 51  # values: cap, already due that day
    PARTICIPATION_YEARLY_CAP = 52  # values: cap, already due that year
    PARTICIPATION_EXEMPT_MINOR = 53  # values: age limit
    PARTICIPATION_EXEMPT_MATERNITY = 54
    PARTICIPATION_EXEMPT_C2S = 55
    PARTICIPATION_EXEMPT_AME = 56
    PARTICIPATION_EXEMPT_MILITARY_PENSION = 57
    PARTICIPATION_EXEMPT_TERRORISM_VICTIM = 58
    PARTICIPATION_EXEMPT_NEWBORN = 59

    LOCAL_SCHEME_SHARE = 60  # values: base, points
    LOCAL_SCHEME_LIMITED = 61
    LOCAL_SCHEME_FEE = 62  # the flat fee that it pays

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
    AMC_BUDGET = 81  # budget, used before
    AMC_PERCENT_PMSS = 82  # percent, monthly ceiling
    AMC_HUNDRED_PERCENT_SANTE = 83
    AMC_TIMES_REACHED = 84  # most acts a year
    AMC_LIMITED_TO_LEFT = 90
    AMC_RESPONSIBLE_OVERRUN = 91  # percent
    AMC_RESPONSIBLE_FLOOR = 92
    AMC_RESPONSIBLE_FRAME = 93  # limit
    AMC_RESPONSIBLE_OPTICS_CEILING = 94  # limit
    AMC_RESPONSIBLE_HEARING = 95  # limit
    AMC_RESPONSIBLE_OPTAM_GAP = 96  # percent
    AMC_RESPONSIBLE_RENEWAL = 97  # years
    AMC_PRICE_LIMIT = 98  # limit
    AMC_RESPONSIBLE_OPTICS_MINIMUM = 99  # minimum

    PATIENT_OVERRUN = 100
    PATIENT_TICKET_MODERATEUR = 101
    PATIENT_SURCHARGE = 102
    PATIENT_PARTICIPATION = 103
    PATIENT_FRANCHISE = 104
    PATIENT_FEE = 105  # the part of the flat fee that nobody else pays

    FRANCHISE_DUE = 110  # values: per box, act or trip; number of them
    FRANCHISE_DAILY_CAP = 111  # values: cap, already due that day
    FRANCHISE_YEARLY_CAP = 112  # values: cap, already due that year
    FRANCHISE_LIMITED_TO_AMO = 113
    FRANCHISE_EXEMPT_MINOR = 120  # values: age limit
    FRANCHISE_EXEMPT_MATERNITY = 121
    FRANCHISE_EXEMPT_C2S = 122
    FRANCHISE_EXEMPT_AME = 123
    FRANCHISE_EXEMPT_MILITARY_PENSION = 124
    FRANCHISE_EXEMPT_TERRORISM_VICTIM = 125
    FRANCHISE_EXEMPT_NEWBORN = 126
    FRANCHISE_EXEMPT_EMERGENCY = 127
    PARTICIPATION_EXEMPT_SCREENING = 128

    FEE_COSTLY_ACT = 130  # values: fee
    FEE_COSTLY_ACT_ALREADY = 131  # values: fee; due once for the stay or the visit
    FEE_COSTLY_ACT_EXEMPT = 132
    FEE_COSTLY_ACT_NOT_FOR_IMAGING = 133
    FEE_EMERGENCY = 134  # values: fee
    FEE_EMERGENCY_REDUCED = 135  # values: fee
    FEE_EMERGENCY_EXEMPT = 136
    FEE_DAILY = 137  # values: fee of a day, days
    FEE_DAILY_IMPUTED = 138  # values: share of the person that the fee is set against
    FEE_DAILY_EXEMPT = 139

    BASE_GENERIC_PRICE = 140  # values: price of the generic, quantity
    BASE_NOT_RENEWABLE = 141  # values: years of the period
    BASE_SESSIONS_REACHED = 142  # values: sessions a year
    BASE_ABOVE_CURE_CEILING = 143  # values: ceiling


class Reason(NamedTuple):
    """One step of one amount: what it added (or took away) in cents, by which value, in force since when."""

    code: ReasonCode
    amount: Amount
    effect_cents: int
    values: tuple[int, ...] = ()
    parameter: str = ""
    in_force: date | None = None
