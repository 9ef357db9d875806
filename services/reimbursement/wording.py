"""Owns the sentences of a receipt, rendered when it is read: reasons, labels of acts, legal sources."""

from collections.abc import Mapping

from reimbursement import texts_en, texts_fr
from reimbursement.reasons import Reason
from reimbursement.reasons import ReasonCode as R
from reimbursement.rule_tables import TABLES_BEGIN, Tables
from reimbursement.writing import Language, Writer, age, money, number, rank, rate, since, thousandths, times

_TEXTS: Mapping[Language, Mapping[R, str]] = {"fr": texts_fr.TEXTS, "en": texts_en.TEXTS}
_ANY_ACT: Mapping[Language, str] = {"fr": "Acte médical", "en": "Medical act"}
_SHARE: tuple[Writer, ...] = (money, rate)
_CAP: tuple[Writer, ...] = (money, money)
_PERCENT_OF: tuple[Writer, ...] = (rank, rate, money)
_EUROS: tuple[Writer, ...] = (rank, money)

_WRITERS: Mapping[R, tuple[Writer, ...]] = {
    R.BASE_TARIFF: (money, times),
    R.BASE_SUPPLEMENT: (money, times),
    R.BASE_PRODUCT: (money, thousandths, thousandths),
    R.BASE_SECTOR_2: (money, times),
    R.BASE_SECTOR_3: (money, times),
    R.BASE_LIMITED_TO_PRICE: (money,),
    **{code: _SHARE for code in R if code.name.startswith("RATE_")},
    R.SURCHARGE_DUE: _SHARE,
    R.SURCHARGE_CAPPED: _CAP,
    R.SURCHARGE_NOT_DUE_YOUNG: (age,),
    R.SURCHARGE_NOT_DUE_DIRECT_ACCESS: (number,),
    R.SURCHARGE_NOT_DUE_ALD: (number,),
    R.SURCHARGE_DEFERRED: (money,),
    R.PARTICIPATION_DUE: (money, times),
    R.PARTICIPATION_DAILY_CAP: _CAP,
    R.PARTICIPATION_YEARLY_CAP: _CAP,
    R.PARTICIPATION_EXEMPT_MINOR: (age,),
    R.LOCAL_SCHEME_SHARE: _SHARE,
    **{code: (rank,) for code in R if code.name.startswith("AMC_")},
    R.AMC_PERCENT_BASE_WITH_AMO: _PERCENT_OF,
    R.AMC_PERCENT_BASE_ON_TOP: _PERCENT_OF,
    R.AMC_TICKET_MODERATEUR_PLUS_EUROS: _EUROS,
    R.AMC_EUROS_WITH_AMO: _EUROS,
    R.AMC_EUROS: _EUROS,
    R.AMC_REAL_COST_WITH_AMO: _PERCENT_OF,
    R.AMC_REAL_COST: _PERCENT_OF,
    R.AMC_RESPONSIBLE_OVERRUN: (rank, rate),
}

# A reason without a value of its own rests on the rule of another.
_RESTS_ON: Mapping[R, str] = {
    R.AMO_SURCHARGE_WITHHELD: "pathway.surcharge",
    R.SURCHARGE_LIMITED_TO_AMO: "pathway.surcharge",
    R.SURCHARGE_DEFERRED: "pathway.surcharge",
    R.PATIENT_SURCHARGE: "pathway.surcharge",
    R.AMO_PARTICIPATION_WITHHELD: "participation.per_act",
    R.PATIENT_PARTICIPATION: "participation.per_act",
    R.PATIENT_TICKET_MODERATEUR: "rate.doctor",
    R.LOCAL_SCHEME_LIMITED: "local_scheme.doctor",
    R.AMC_C2S_TICKET_MODERATEUR: "situation.c2s.participation",
    R.AMC_C2S_SURCHARGE: "situation.c2s.participation",
    R.AMC_C2S_TOP_UP: "situation.c2s.participation",
}


def render(reason: Reason, tables: Tables, language: Language) -> str:
    """Return the sentence of a reason; amounts read "21,00 €" or "€21.00"."""
    del tables  # every number of the sentence is in the reason: an old receipt reads as it was issued
    writers = _WRITERS.get(reason.code, ())
    values = [write(value, language) for write, value in zip(writers, reason.values, strict=False)]
    known_start = reason.in_force is not None and reason.in_force > TABLES_BEGIN
    start = since(reason.in_force, language) if known_start and reason.in_force else ""
    return _TEXTS[language][reason.code].format(*values, effect=money(abs(reason.effect_cents), language), since=start)


def label(code: str, tables: Tables, language: Language) -> str:
    """Return the name of an act; codes billed together are named together, an unknown code stands for itself."""
    if not code:
        return _ANY_ACT[language]
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
