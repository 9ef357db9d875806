"""The clock port."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chassis.clock import FixedClock, SystemClock


def test_the_day_is_that_of_the_place_of_care() -> None:
    clock = FixedClock(datetime(2026, 3, 1, 21, 30, tzinfo=UTC))
    assert clock.today("Europe/Paris") == date(2026, 3, 1)
    assert clock.today("Indian/Reunion") == date(2026, 3, 2)


def test_a_fixed_clock_moves_only_when_told() -> None:
    clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
    assert clock.now() == clock.now()
    clock.advance(timedelta(minutes=10))
    assert clock.now() == datetime(2026, 1, 1, 0, 10, tzinfo=UTC)


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        FixedClock(datetime(2026, 1, 1))  # noqa: DTZ001 - the mistake under test


def test_the_system_clock_is_aware_and_in_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)
