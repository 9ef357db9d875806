"""Owns the printed statement (décompte) of a settled care: the amounts of each line, and why."""

from collections.abc import Iterator

from reimbursement.model import Adjudication, Amount, Care, Counter, LineReceipt, Recovery, Use
from reimbursement.rule_tables import Tables
from reimbursement.wording import label, render, source_of
from reimbursement.writing import Language, money, rate
from tools.cases.replay import Outcome
from tools.cases.statement_words import AMOUNTS, DEBTS, WORDS

_WIDTH = 50
_YEARS = (
    ("participation_year", Counter.PARTICIPATION, "participation.yearly_cap"),
    ("franchise_year", Counter.FRANCHISE, "franchise.yearly_cap"),
)


def statement(outcome: Outcome, tables: Tables, *, language: Language) -> str:
    """Return the text of one step: a settled care, one that cannot be settled, or a cancellation."""
    step, words = outcome.step, WORDS[language]
    if step.care is None:
        rows = [f"== {words['cancelled']} {step.number}  {step.title}".rstrip()]
        return "\n".join([*rows, *_owed(outcome, language)])
    number = f"{words['corrected']} {step.number}  " if step.replaces else ""
    heading = f"== {step.care.care_date.isoformat()}  {number}{step.title}".rstrip()
    if outcome.done is None:
        return f"{heading}\n  {type(outcome.error).__name__}: {outcome.error}"
    rows = [heading]
    for line in outcome.done.lines:
        rows.extend(_line(line, tables, language))
    rows.extend(_recovery(recovery, language) for recovery in outcome.done.recoveries)
    rows.extend(_totals(outcome.done, language))
    rows.extend(_counters(step.care, outcome.uses, tables, language))
    return "\n".join([*rows, *_owed(outcome, language), f"  {words['rules']} {tables.version}"])


def _totals(done: Adjudication, language: Language) -> Iterator[str]:
    totals = {
        Amount.AMO: done.amo_paid_cents,
        Amount.LOCAL_SCHEME: done.local_scheme_cents,
        Amount.AMC: sum(done.amc_cents),
        Amount.PATIENT: done.patient_cents,
    }
    yield f"  {WORDS[language]['total']}"
    yield _row("    " + WORDS[language]["price"], money(done.price_cents, language))
    for name, cents in totals.items():
        yield _row(f"    {AMOUNTS[language][name]}", money(cents, language))


def _counters(care: Care, uses: tuple[Use, ...], tables: Tables, language: Language) -> Iterator[str]:
    for word, counter, parameter in _YEARS:
        year = care.care_date.year
        spent = sum(use.amount_cents for use in uses if use.counter is counter and use.day.year == year)
        cap = tables.find(parameter, care.care_date)
        if cap is not None:
            yield _row(
                f"    {WORDS[language][word]} {year}", f"{money(spent, language)} / {money(cap.value, language)}"
            )


def _owed(outcome: Outcome, language: Language) -> Iterator[str]:
    owed = outcome.open_debts_cents
    if owed:
        yield _row(f"    {WORDS[language]['owed' if owed > 0 else 'given_back']}", money(abs(owed), language))


def _recovery(recovery: Recovery, language: Language) -> str:
    """A line of its own: what the debt of an earlier care takes from this payment, or what comes back."""
    verb = WORDS[language]["recovered" if recovery.amount_cents > 0 else "returned"]
    name = f"{verb}: {DEBTS[language][recovery.kind]} ({recovery.day.isoformat()})"
    return _row(f"  - {name}", money(-recovery.amount_cents, language))


def _line(line: LineReceipt, tables: Tables, language: Language) -> Iterator[str]:
    name = label(line.code, tables, language)
    heading = f"  {line.line_no}. {name}" + (f" ({line.code})" if line.code and name != line.code else "")
    yield _row(heading, money(line.price_cents, language))
    for amount, cents in _amounts(line).items():
        reasons = [reason for reason in line.reasons if reason.amount is amount]
        if not cents and not reasons:
            continue
        extra = f" ({rate(line.rate_bp, language)})" if amount is Amount.AMO else ""
        yield _row(f"     {AMOUNTS[language][amount]}{extra}", money(cents, language))
        for reason in reasons:
            title, _ = source_of(reason, tables)
            yield f"       - {render(reason, tables, language)}" + (f" [{title}]" if title else "")


def _amounts(line: LineReceipt) -> dict[Amount, int]:
    return {
        Amount.BASE: line.base_cents,
        Amount.SURCHARGE: line.surcharge_cents,
        Amount.FEE: line.fee_cents,
        Amount.PARTICIPATION: line.participation_cents,
        Amount.PARTICIPATION_DEFERRED: line.participation_deferred_cents,
        Amount.FRANCHISE: line.franchise_cents,
        Amount.FRANCHISE_DEFERRED: line.franchise_deferred_cents,
        Amount.AMO: line.amo_paid_cents,
        Amount.LOCAL_SCHEME: line.local_scheme_cents,
        Amount.AMC: sum(line.amc_cents),
        Amount.PATIENT: line.patient_cents,
    }


def _row(name: str, amount: str) -> str:
    return f"{name:<{_WIDTH}} {amount:>12}"
