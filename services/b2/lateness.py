"""Whether an invoice is late: interfaces.md §3.2 calls one older than a year so, and does not say what follows."""

from datetime import date

from b2.grouping import Invoice


def is_late(invoice: Invoice, today: date) -> bool:
    """Whether an act or a stay of the invoice ended more than a year before `today`."""
    return any(_a_year_later(day) < _parts(today) for day in _days(invoice))


def _days(invoice: Invoice) -> list[date]:
    names = {"3": "end_day", "4": "care_day"}
    days = [line.act.day(names[line.act.kind]) for line in invoice.lines]
    return [day for day in days if day is not None]


def _a_year_later(day: date) -> tuple[int, int, int]:
    return day.year + 1, day.month, day.day


def _parts(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day
