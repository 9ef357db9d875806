"""In how many working days an electronic claim is transmitted after the care, dated and with its source. Pure."""

from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from teletransmission.working_days import after, is_working, worked


class Limit(NamedTuple):
    """Working days in force since a day of care: when the insured paid, and with third-party payment."""

    since: date
    insured_paid: int
    third_party: int
    source: str


LIMITS: Final = (
    Limit(
        since=date(1998, 4, 15),
        insured_paid=3,
        third_party=8,
        source="Social Security Code R161-47 I 1° a) and b), as set by decree 98-275 of 9 April 1998, art. 1",
    ),
)
"""In order of day. A claim typed from a paper sheet has limits of its own (R161-47 I 2°): it is not looked at here."""


def limit_days(care_date: date, *, third_party: bool) -> int | None:
    """Working days for a claim of a day of care; None before there was a limit."""
    in_force = [limit for limit in LIMITS if limit.since <= care_date]
    if not in_force:
        return None
    return in_force[-1].third_party if third_party else in_force[-1].insured_paid


def is_over(care_date: date, today: date, *, third_party: bool) -> bool:
    """Whether the time to transmit a claim of a day of care is over; of care before there was a limit it always is."""
    days = limit_days(care_date, third_party=third_party)
    return days is None or today > after(care_date, days)


@lru_cache(maxsize=4096)
def late_by(care_date: date, transmitted: date, *, third_party: bool) -> int:
    """Working days by which a claim came after its limit; 0 = in time.

    What comes on a day that is not worked counts as come on the next one that is.
    """
    days = limit_days(care_date, third_party=third_party)
    if days is None:
        return 0
    limit = after(care_date, days)
    if transmitted <= limit:
        return 0
    late = worked(limit, transmitted)
    return late if is_working(transmitted) else late + 1
