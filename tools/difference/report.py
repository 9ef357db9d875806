"""Owns the printed difference report: each receipt that changes with its amounts and causes, then the totals."""

from collections.abc import Iterable, Iterator, Sequence

from reimbursement.dated import InForce
from reimbursement.errors import RulesError
from reimbursement.model import Adjudication
from reimbursement.rule_tables import Tables
from reimbursement.wording import render
from tools.difference.causes import Cause, ValueChange
from tools.difference.compare import AmountChange, Difference, ReasonChange, totals
from tools.difference.recompute import Receipt, changed_parameters
from tools.difference.units import written

_NAME = 34


def report(receipts: Sequence[Receipt], before: Tables, after: Tables) -> str:
    """Return the whole report."""
    rows = [f"tables {before.version} -> {after.version}"]
    rows.extend(f"  changed: {name}" for name in changed_parameters(before, after))
    for receipt in receipts:
        if receipt.difference is not None and receipt.cause is not None:
            rows.extend(["", *_receipt(receipt, receipt.difference, receipt.cause, tables=after)])
    return "\n".join([*rows, "", *_totals(receipts)])


def _receipt(receipt: Receipt, difference: Difference, cause: Cause, *, tables: Tables) -> Iterator[str]:
    care = receipt.step.care
    day = f", {care.care_date.isoformat()}" if care is not None else ""
    yield f"{receipt.claim}, receipt {receipt.step.number}{day}  {receipt.step.title}".rstrip()
    if difference.error_before is not None or difference.error_after is not None:
        yield f"  was   {_answer(difference.error_before)}"
        yield f"  is    {_answer(difference.error_after)}"
    yield from (_amount(change) for change in difference.amounts)
    yield from _because(cause)
    yield from (row for change in difference.reasons for row in _reason(change, tables))


def _answer(error: RulesError | None) -> str:
    return "settled" if error is None else f"{type(error).__name__}: {error}"


def _amount(change: AmountChange) -> str:
    place = "receipt" if change.line_no == 0 else f"line {change.line_no}"
    return _figures(f"  {place} {change.name}", change.before, change.after)


def _figures(name: str, before: int, after: int) -> str:
    delta = after - before
    sign = "-" if delta < 0 else "+"
    return f"{name:<{_NAME}} {_euros(before):>12} -> {_euros(after):>12}  {sign}{_euros(abs(delta))}"


def _euros(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _because(cause: Cause) -> Iterator[str]:
    yield from (f"  because {_value(change)}" for change in cause.values)
    yield from (f"  because the act {change.code} is described otherwise" for change in cause.acts)
    if not cause.values and not cause.acts:
        yield "  because an earlier receipt of this claim changed"


def _value(change: ValueChange) -> str:
    return f"{change.parameter}: {_in_force(change.before, change.unit)} -> {_in_force(change.after, change.unit)}"


def _in_force(found: InForce | None, unit: str) -> str:
    if found is None:
        return "not established"
    return f"{written(found.value, unit)} since {found.since.isoformat()}"


def _reason(change: ReasonChange, tables: Tables) -> Iterator[str]:
    for mark, reason in (("-", change.before), ("+", change.after)):
        if reason is not None:
            effect = f"{'+' if reason.effect_cents > 0 else ''}{_euros(reason.effect_cents)}"
            name = reason.amount.name.lower()
            yield f"    {mark} line {change.line_no} {name} {effect}: {render(reason, tables, 'en')}"


def _totals(receipts: Iterable[Receipt]) -> Iterator[str]:
    listed = list(receipts)
    changed = [receipt for receipt in listed if receipt.difference is not None]
    yield f"{len(listed)} receipts, {len(changed)} change"
    before, after = _sum(receipt.before for receipt in changed), _sum(receipt.after for receipt in changed)
    for name in before:
        if before[name] != after[name]:
            yield _figures(f"  total {name}", before[name], after[name])


def _sum(settled: Iterable[Adjudication | RulesError]) -> dict[str, int]:
    """What could not be settled counts for nothing."""
    found = [totals(done) for done in settled if isinstance(done, Adjudication)]
    return {name: sum(entry[name] for entry in found) for name in _NAMES}


_NAMES = ("price", "amo_paid", "local_scheme", "amc", "patient", "recovered", "owed_later")
