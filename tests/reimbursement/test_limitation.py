"""Two years from the first day of the quarter after that of the care: the last day in, the first day out."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reimbursement.errors import NotEstablished
from reimbursement.limitation import OTHER_SCHEMES, first_day_out, is_passed
from reimbursement_tables import load

TABLES = load()


@pytest.mark.parametrize(
    ("care", "out"),
    [
        ("2025-01-01", "2027-04-01"),
        ("2025-03-31", "2027-04-01"),
        ("2025-04-01", "2027-07-01"),
        ("2025-09-30", "2027-10-01"),
        ("2025-10-01", "2028-01-01"),
        ("2025-12-31", "2028-01-01"),
        ("2024-02-29", "2026-04-01"),
    ],
)
def test_the_first_day_out(care: str, out: str) -> None:
    day, first = date.fromisoformat(care), date.fromisoformat(out)

    assert first_day_out(day, TABLES) == first
    assert not is_passed(day, first - timedelta(days=1), "01", TABLES)
    assert is_passed(day, first, "01", TABLES)


@given(st.dates(date(2012, 1, 1), date(2040, 1, 1)))
def test_it_is_never_less_than_two_years_nor_more_than_two_and_a_quarter(care: date) -> None:
    out = first_day_out(care, TABLES)

    assert out is not None
    assert out.day == 1
    assert timedelta(days=730) <= out - care <= timedelta(days=731 + 92)


def test_of_another_scheme_nothing_is_guessed_once_it_matters() -> None:
    care = date(2025, 3, 3)
    assert not is_passed(care, date(2027, 3, 31), "02", TABLES)
    with pytest.raises(NotEstablished) as raised:
        is_passed(care, date(2027, 4, 1), "02", TABLES)

    assert raised.value.parameter == OTHER_SCHEMES
