"""Owns the printed statement (décompte) of a settled care: the amounts of each line, and why."""

from collections.abc import Iterator, Mapping

from reimbursement.model import Adjudication, Amount, Care, Counter, LineReceipt, Use
from reimbursement.rule_tables import Tables
from reimbursement.wording import label, render, source_of
from reimbursement.writing import Language, money, rate

_WIDTH = 46
_AMOUNTS: Mapping[Language, Mapping[Amount, str]] = {
    "fr": {
        Amount.BASE: "Base de remboursement",
        Amount.AMO: "Assurance Maladie verse",
        Amount.SURCHARGE: "Baisse hors parcours de soins",
        Amount.PARTICIPATION: "Participation forfaitaire",
        Amount.PARTICIPATION_DEFERRED: "Participation forfaitaire, plus tard",
        Amount.FRANCHISE: "Franchise",
        Amount.LOCAL_SCHEME: "Régime local verse",
        Amount.AMC: "Complémentaire verse",
        Amount.PATIENT: "À votre charge",
    },
    "en": {
        Amount.BASE: "Reimbursement base",
        Amount.AMO: "Health insurance pays",
        Amount.SURCHARGE: "Drop outside the care pathway",
        Amount.PARTICIPATION: "Flat participation",
        Amount.PARTICIPATION_DEFERRED: "Flat participation, later",
        Amount.FRANCHISE: "Franchise",
        Amount.LOCAL_SCHEME: "Local scheme pays",
        Amount.AMC: "Complementary insurer pays",
        Amount.PATIENT: "Yours to pay",
    },
}
_WORDS: Mapping[Language, Mapping[str, str]] = {
    "fr": {"price": "Prix", "total": "Total", "year": "Participation forfaitaire de l'année", "rules": "Règles"},
    "en": {"price": "Price", "total": "Total", "year": "Flat participation of the year", "rules": "Rules"},
}


def statement(
    care: Care, done: Adjudication, tables: Tables, *, language: Language, title: str, uses: tuple[Use, ...]
) -> str:
    """Return the text of one settled care; `uses` are those recorded with it, for the counter of the year."""
    words = _WORDS[language]
    rows = [f"== {care.care_date.isoformat()}  {title}".rstrip()]
    for line in done.lines:
        rows.extend(_line(line, tables, language))
    rows.append(f"  {words['total']}")
    totals = {
        Amount.AMO: done.amo_paid_cents,
        Amount.LOCAL_SCHEME: done.local_scheme_cents,
        Amount.AMC: sum(done.amc_cents),
        Amount.PATIENT: done.patient_cents,
    }
    rows.append(_row("    " + words["price"], money(done.price_cents, language)))
    rows.extend(_row(f"    {_AMOUNTS[language][name]}", money(cents, language)) for name, cents in totals.items())
    rows.append(_row(f"    {words['year']} {care.care_date.year}", _counter(care, uses, tables, language)))
    return "\n".join([*rows, f"  {words['rules']} {tables.version}"])


def _counter(care: Care, uses: tuple[Use, ...], tables: Tables, language: Language) -> str:
    spent = sum(
        use.amount_cents for use in uses if use.counter is Counter.PARTICIPATION and use.day.year == care.care_date.year
    )
    cap = tables.at("participation.yearly_cap", care.care_date).value
    return f"{money(spent, language)} / {money(cap, language)}"


def _line(line: LineReceipt, tables: Tables, language: Language) -> Iterator[str]:
    name = label(line.code, tables, language)
    heading = f"  {line.line_no}. {name}" + (f" ({line.code})" if line.code and name != line.code else "")
    yield _row(heading, money(line.price_cents, language))
    amounts = {
        Amount.BASE: line.base_cents,
        Amount.SURCHARGE: line.surcharge_cents,
        Amount.PARTICIPATION: line.participation_cents,
        Amount.PARTICIPATION_DEFERRED: line.participation_deferred_cents,
        Amount.AMO: line.amo_paid_cents,
        Amount.LOCAL_SCHEME: line.local_scheme_cents,
        Amount.AMC: sum(line.amc_cents),
        Amount.PATIENT: line.patient_cents,
    }
    for amount, cents in amounts.items():
        reasons = [reason for reason in line.reasons if reason.amount is amount]
        if not cents and not reasons:
            continue
        extra = f" ({rate(line.rate_bp, language)})" if amount is Amount.AMO else ""
        yield _row(f"     {_AMOUNTS[language][amount]}{extra}", money(cents, language))
        for reason in reasons:
            title, _ = source_of(reason, tables)
            yield f"       - {render(reason, tables, language)}" + (f" [{title}]" if title else "")


def _row(name: str, amount: str) -> str:
    return f"{name:<{_WIDTH}} {amount:>12}"
