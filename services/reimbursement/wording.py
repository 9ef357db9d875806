"""Owns the rendering of a receipt when it is read: reasons, recoveries, labels of acts, legal sources."""

from reimbursement.model import Recovery
from reimbursement.reasons import Reason
from reimbursement.rule_tables import TABLES_BEGIN, Tables
from reimbursement.texts import TEXTS
from reimbursement.texts.debts import DEBT_GIVEN_BACK, DEBT_TAKEN, DEBTS
from reimbursement.texts.families import ANY_ACT, FAMILIES
from reimbursement.vocabulary import Family
from reimbursement.writing import Language, calendar_day, money, since


def render(reason: Reason, tables: Tables, language: Language) -> str:
    """Return the sentence of a reason; amounts read "21,00 €" or "€21.00"."""
    del tables  # every number of the sentence is in the reason: an old receipt reads as it was issued
    text = TEXTS[reason.code]
    writers = text.instead.get(reason.parameter, text.writers)
    values = [write(value, language) for write, value in zip(writers, reason.values, strict=False)]
    known_start = reason.in_force is not None and reason.in_force > TABLES_BEGIN
    start = since(reason.in_force, language) if known_start and reason.in_force else ""
    effect = reason.effect_cents
    sign = "+" if effect > 0 else ""
    return text.said(language).format(
        *values, effect=money(abs(effect), language), signed=f"{sign}{money(effect, language)}", since=start
    )


def recovery_text(recovery: Recovery, language: Language) -> str:
    """Return the sentence of a negative line, or of what is given back after the care that owed it was cancelled."""
    sentence = DEBT_TAKEN if recovery.amount_cents > 0 else DEBT_GIVEN_BACK
    return sentence.said(language).format(
        debt=DEBTS[recovery.kind].said(language),
        day=calendar_day(recovery.day, language),
        amount=money(abs(recovery.amount_cents), language),
    )


def label(code: str, tables: Tables, language: Language, *, family: Family | None = None) -> str:
    """Return the name of an act; codes billed together are named together, an unknown code stands for itself.

    An act without a code is named by its family.
    """
    if not code:
        return (ANY_ACT if family is None else FAMILIES[family]).said(language)
    act = tables.acts.get(code)
    if act is not None:
        return act.label_fr if language == "fr" else act.label_en
    parts = code.split("+")
    return code if len(parts) == 1 else " + ".join(label(part, tables, language) for part in parts)


def source_of(reason: Reason, tables: Tables) -> tuple[str, str]:
    """Return (title, link) of the article of law, else of the document, that the reason rests on; ("", "") if none."""
    parameter = tables.parameters.get(reason.parameter or TEXTS[reason.code].rests_on)
    if parameter is None:
        return "", ""
    entry = (parameter.entry(reason.in_force) if reason.in_force else None) or parameter.history[-1]
    source = parameter.law or entry.source
    return source.title, source.link
