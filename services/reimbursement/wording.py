"""Owns the sentences of a receipt, rendered when it is read: reasons, recoveries, labels of acts, legal sources."""

from collections.abc import Mapping

from reimbursement import texts_en, texts_fr
from reimbursement.model import Recovery
from reimbursement.reasons import Reason
from reimbursement.reasons import ReasonCode as R
from reimbursement.rule_tables import TABLES_BEGIN, Tables
from reimbursement.vocabulary import DebtKind, Family
from reimbursement.writing import (
    Language,
    Writer,
    age,
    already,
    by,
    calendar_day,
    days,
    money,
    months,
    number,
    points,
    rank,
    rate,
    scheme,
    since,
    thousandths,
    times,
    years,
)

_TEXTS: Mapping[Language, Mapping[R, str]] = {"fr": texts_fr.TEXTS, "en": texts_en.TEXTS}
_FAMILIES: Mapping[Language, Mapping[Family, str]] = {"fr": texts_fr.FAMILIES, "en": texts_en.FAMILIES}
_DEBTS: Mapping[Language, Mapping[DebtKind, str]] = {"fr": texts_fr.DEBTS, "en": texts_en.DEBTS}
_DEBT_TAKEN: Mapping[Language, str] = {"fr": texts_fr.DEBT_TAKEN, "en": texts_en.DEBT_TAKEN}
_DEBT_GIVEN_BACK: Mapping[Language, str] = {"fr": texts_fr.DEBT_GIVEN_BACK, "en": texts_en.DEBT_GIVEN_BACK}
_ANY_ACT: Mapping[Language, str] = {"fr": "Acte médical", "en": "Medical act"}
_MONEY: tuple[Writer, ...] = (money,)
_TARIFF: tuple[Writer, ...] = (money, times)
_PRODUCT: tuple[Writer, ...] = (money, by, by)
_SHARE: tuple[Writer, ...] = (money, rate)
_CAP: tuple[Writer, ...] = (money, already)
_PERCENT_OF: tuple[Writer, ...] = (rank, rate, money)
_EUROS: tuple[Writer, ...] = (rank, money)

_WRITERS: Mapping[R, tuple[Writer, ...]] = {
    R.BASE_TARIFF: _TARIFF,
    R.BASE_SUPPLEMENT: _TARIFF,
    R.BASE_PRODUCT: _PRODUCT,
    R.BASE_KEY_LETTER: _PRODUCT,
    R.BASE_FACTOR: (thousandths,),
    R.BASE_SECTOR_2: _TARIFF,
    R.BASE_SECTOR_3: _TARIFF,
    R.BASE_LIMITED_TO_PRICE: _MONEY,
    R.BASE_GENERIC_PRICE: _TARIFF,
    R.BASE_NOT_RENEWABLE: (years,),
    R.BASE_SESSIONS_REACHED: (number,),
    R.BASE_ABOVE_CURE_CEILING: _MONEY,
    **{code: _SHARE for code in R if code.name.startswith("RATE_")},
    R.AMO_COSTLY_ACT_FEE: _MONEY,
    R.AMO_EMERGENCY_FEE: _MONEY,
    R.AMO_DAILY_FEE: (money, days),
    R.REGIME_FOLLOWS_GENERAL: (scheme,),
    R.SURCHARGE_DUE: _SHARE,
    R.SURCHARGE_CAPPED: (money, money),
    R.SURCHARGE_NOT_DUE_YOUNG: (age,),
    R.SURCHARGE_DEFERRED: _MONEY,
    R.PARTICIPATION_DUE: _TARIFF,
    R.PARTICIPATION_DAILY_CAP: _CAP,
    R.PARTICIPATION_YEARLY_CAP: _CAP,
    R.PARTICIPATION_EXEMPT_MINOR: (age,),
    R.FRANCHISE_DUE: _TARIFF,
    R.FRANCHISE_DAILY_CAP: _CAP,
    R.FRANCHISE_YEARLY_CAP: _CAP,
    R.FRANCHISE_EXEMPT_MINOR: (age,),
    R.FEE_COSTLY_ACT: _MONEY,
    R.FEE_COSTLY_ACT_ALREADY: _MONEY,
    R.FEE_EMERGENCY: _MONEY,
    R.FEE_EMERGENCY_REDUCED: _MONEY,
    R.FEE_DAILY: (money, days),
    R.FEE_DAILY_IMPUTED: _MONEY,
    R.LOCAL_SCHEME_SHARE: _SHARE,
    **{code: (rank,) for code in R if code.name.startswith("AMC_")},
    R.AMC_PERCENT_BASE_WITH_AMO: _PERCENT_OF,
    R.AMC_PERCENT_BASE_ON_TOP: _PERCENT_OF,
    R.AMC_TICKET_MODERATEUR_PLUS_EUROS: _EUROS,
    R.AMC_EUROS_WITH_AMO: _EUROS,
    R.AMC_EUROS: _EUROS,
    R.AMC_REAL_COST_WITH_AMO: _PERCENT_OF,
    R.AMC_REAL_COST: _PERCENT_OF,
    R.AMC_BUDGET: (rank, money, money),
    R.AMC_PERCENT_PMSS: _PERCENT_OF,
    R.AMC_TIMES_REACHED: (rank, number),
    R.AMC_PRICE_LIMIT: _EUROS,
    R.AMC_RESPONSIBLE_OVERRUN: (rank, rate),
    R.AMC_RESPONSIBLE_OPTAM_GAP: (rank, points),
    R.AMC_RESPONSIBLE_FRAME: _EUROS,
    R.AMC_RESPONSIBLE_OPTICS_CEILING: _EUROS,
    R.AMC_RESPONSIBLE_OPTICS_MINIMUM: _EUROS,
    R.AMC_RESPONSIBLE_HEARING: _EUROS,
    R.AMC_RESPONSIBLE_RENEWAL: (rank, years),
}

# How often glasses of the youngest may come back is counted in months.
_IN_MONTHS: Mapping[str, tuple[Writer, ...]] = {"optics.renewal_months.young": (rank, months)}

_SHARE_OF_AMO = "rate.doctor"  # L160-13 I: AMO pays a share of the tariffs, the rest is the insured's
_CONTRACTS = "responsible.overrun_without_optam"  # L871-1 s.: what a complementary contract pays

# A reason without a value of its own rests on the rule of another.
_RESTS_ON: Mapping[R, str] = {
    **dict.fromkeys((R.BASE_STATED, R.BASE_PRODUCT, R.BASE_LIMITED_TO_PRICE, R.RATE_STATED), _SHARE_OF_AMO),
    **dict.fromkeys((R.PATIENT_OVERRUN, R.PATIENT_TICKET_MODERATEUR, R.PATIENT_FEE), _SHARE_OF_AMO),
    **{code: _CONTRACTS for code in R if code.name.startswith("AMC_")},
    **dict.fromkeys(
        (R.AMO_SURCHARGE_WITHHELD, R.SURCHARGE_LIMITED_TO_AMO, R.SURCHARGE_DEFERRED, R.PATIENT_SURCHARGE),
        "pathway.surcharge",
    ),
    **dict.fromkeys((R.AMO_PARTICIPATION_WITHHELD, R.PATIENT_PARTICIPATION), "participation.per_act"),
    **dict.fromkeys(
        (R.AMO_FRANCHISE_WITHHELD, R.PATIENT_FRANCHISE, R.FRANCHISE_LIMITED_TO_AMO, R.FRANCHISE_EXEMPT_EMERGENCY),
        "franchise.box",
    ),
    R.AMO_COSTLY_ACT_FEE: "costly_act.fee",
    R.FEE_COSTLY_ACT_ALREADY: "costly_act.fee",
    R.FEE_COSTLY_ACT_EXEMPT: "costly_act.fee",
    R.FEE_COSTLY_ACT_NOT_FOR_IMAGING: "costly_act.fee",
    R.AMO_EMERGENCY_FEE: "emergency.fee",
    R.FEE_EMERGENCY_EXEMPT: "emergency.fee",
    R.AMO_DAILY_FEE: "daily_fee.amount",
    R.FEE_DAILY_IMPUTED: "daily_fee.amount",
    R.FEE_DAILY_EXEMPT: "daily_fee.amount",
    R.REGIME_FOLLOWS_GENERAL: "regime.follows_general",
    R.LOCAL_SCHEME_LIMITED: "local_scheme.doctor",
    R.LOCAL_SCHEME_FEE: "local_scheme.daily_fee",
    **dict.fromkeys(
        (R.AMC_C2S_TICKET_MODERATEUR, R.AMC_C2S_SURCHARGE, R.AMC_C2S_TOP_UP), "situation.c2s.participation"
    ),
}


def render(reason: Reason, tables: Tables, language: Language) -> str:
    """Return the sentence of a reason; amounts read "21,00 €" or "€21.00"."""
    del tables  # every number of the sentence is in the reason: an old receipt reads as it was issued
    writers = _IN_MONTHS.get(reason.parameter) or _WRITERS.get(reason.code, ())
    values = [write(value, language) for write, value in zip(writers, reason.values, strict=False)]
    known_start = reason.in_force is not None and reason.in_force > TABLES_BEGIN
    start = since(reason.in_force, language) if known_start and reason.in_force else ""
    effect = reason.effect_cents
    sign = "+" if effect > 0 else ""
    return _TEXTS[language][reason.code].format(
        *values, effect=money(abs(effect), language), signed=f"{sign}{money(effect, language)}", since=start
    )


def recovery_text(recovery: Recovery, language: Language) -> str:
    """Return the sentence of a negative line, or of what is given back after the care that owed it was cancelled."""
    sentence = (_DEBT_TAKEN if recovery.amount_cents > 0 else _DEBT_GIVEN_BACK)[language]
    return sentence.format(
        debt=_DEBTS[language][recovery.kind],
        day=calendar_day(recovery.day, language),
        amount=money(abs(recovery.amount_cents), language),
    )


def label(code: str, tables: Tables, language: Language, *, family: Family | None = None) -> str:
    """Return the name of an act; codes billed together are named together, an unknown code stands for itself.

    An act without a code is named by its family.
    """
    if not code:
        return _ANY_ACT[language] if family is None else _FAMILIES[language][family]
    act = tables.acts.get(code)
    if act is not None:
        return act.label_fr if language == "fr" else act.label_en
    parts = code.split("+")
    return code if len(parts) == 1 else " + ".join(label(part, tables, language) for part in parts)


def source_of(reason: Reason, tables: Tables) -> tuple[str, str]:
    """Return (title, link) of the article of law, else of the document, that the reason rests on; ("", "") if none."""
    parameter = tables.parameters.get(reason.parameter or _RESTS_ON.get(reason.code, ""))
    if parameter is None:
        return "", ""
    entry = (parameter.entry(reason.in_force) if reason.in_force else None) or parameter.history[-1]
    source = parameter.law or entry.source
    return source.title, source.link
