"""The printed report: each receipt that changes with amounts and causes, totals by day of care and by payer."""

from collections.abc import Iterable, Iterator, Sequence

from tools.operators.reassessing.changes import Change, Found
from vitale.receipt.v1.receipt_pb2 import ReceiptIssued

_PAYERS = (
    ("AMO", "amo_paid_cents"),
    ("local scheme", "local_scheme_cents"),
    ("AMC", "amc_cents"),
    ("patient", "patient_cents"),
)


def report(found: Found, version: str, *, shown: int) -> str:
    """The whole report; `shown`: receipts told one by one, all are summed."""
    rows = [f"under rules {version}: {found.looked_at} receipts looked at, {len(found.changes)} change"]
    rows += [f"  {count} stand: {reason}" for reason, count in sorted(found.left.items())]
    for change in found.changes[:shown]:
        rows += ["", *_one(change)]
    if len(found.changes) > shown:
        rows += ["", f"and {len(found.changes) - shown} more"]
    return "\n".join([*rows, "", *_totals(found.changes)])


def _one(change: Change) -> Iterator[str]:
    after = change.after
    yield f"receipt {after.receipt_id.hex()}, care of {after.care_date}, revision {after.revision}"
    yield from _amounts(change.before, after)
    yield from (f"  because {why}" for why in change.why)


def _amounts(before: ReceiptIssued, after: ReceiptIssued) -> Iterator[str]:
    for name, field in _PAYERS:
        was, now = getattr(before, field), getattr(after, field)
        if was != now:
            yield _figures(f"  {name}", was, now)


def _figures(name: str, before: int, after: int) -> str:
    delta = after - before
    return f"{name:<24} {_euros(before):>12} -> {_euros(after):>12}  {'-' if delta < 0 else '+'}{_euros(abs(delta))}"


def _euros(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _totals(changes: Sequence[Change]) -> Iterator[str]:
    days = sorted({change.after.care_date for change in changes})
    for day in days:
        yield from _sums(day, [change for change in changes if change.after.care_date == day])
    yield from _sums("total", changes)


def _sums(title: str, changes: Iterable[Change]) -> Iterator[str]:
    listed = list(changes)
    yield f"{title}: {len(listed)} receipts"
    for name, field in _PAYERS:
        was = sum(getattr(change.before, field) for change in listed)
        now = sum(getattr(change.after, field) for change in listed)
        if was != now:
            yield _figures(f"  {name}", was, now)
