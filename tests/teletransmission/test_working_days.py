"""Working days against the published calendar of legal holidays in France (2025 to 2027)."""

from datetime import date

import pytest

from teletransmission.working_days import after, easter, holidays, is_working

EASTERS = {2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2038: (4, 25)}


@pytest.mark.parametrize("year", EASTERS)
def test_easter_falls_where_the_calendar_has_it(year: int) -> None:
    assert easter(year) == date(year, *EASTERS[year])


def test_a_year_has_eleven_legal_holidays() -> None:
    assert len(holidays(2026)) == 11
    assert {date(2026, 4, 6), date(2026, 5, 14), date(2026, 5, 25)} < holidays(2026)


def test_saturdays_sundays_and_holidays_are_not_worked() -> None:
    assert not is_working(date(2026, 11, 21))
    assert not is_working(date(2026, 11, 11))
    assert is_working(date(2026, 11, 12))


def test_eight_working_days_around_the_end_of_a_year() -> None:
    assert after(date(2026, 12, 22), 8) == date(2027, 1, 5)
    assert after(date(2026, 12, 22), 0) == date(2026, 12, 22)
