"""How long a claim may come after its care: cases worked by hand."""

from datetime import UTC, date, datetime

import pytest

from reimbursement.errors import NotEstablished
from reimbursement.rule_tables import Tables
from reimbursement_tables import load
from tests.checker.toy_tables import toy_tables
from tools.checker.inputs import Claim, Performer
from tools.checker.limitation import first_day_too_late, has_passed


def _claim(care: str, accepted: datetime, place: str = "Europe/Paris") -> Claim:
    moment = int(accepted.timestamp()) * 1_000_000
    return Claim(care_date=care, accepted_at_us=moment, performer=Performer("751234567", "gp", "1", place))


@pytest.mark.parametrize(
    ("care", "too_late"),
    [
        (date(2024, 2, 10), date(2026, 4, 1)),
        (date(2024, 1, 1), date(2026, 4, 1)),
        (date(2024, 3, 31), date(2026, 4, 1)),
        (date(2024, 4, 1), date(2026, 7, 1)),
        (date(2024, 9, 30), date(2026, 10, 1)),
        (date(2024, 10, 1), date(2027, 1, 1)),
        (date(2024, 12, 31), date(2027, 1, 1)),
    ],
)
def test_two_years_run_from_the_first_day_of_the_quarter_after_that_of_care(care: date, too_late: date) -> None:
    assert first_day_too_late(care) == too_late


def test_the_day_is_that_of_the_place_of_care() -> None:
    # 23:30 UTC is the first of April in Paris, and still the last of March in Martinique.
    claim = _claim("2024-02-10", datetime(2026, 3, 31, 23, 30, tzinfo=UTC))
    assert has_passed(claim, "01", toy_tables())
    elsewhere = _claim("2024-02-10", datetime(2026, 3, 31, 23, 30, tzinfo=UTC), "America/Martinique")
    assert not has_passed(elsewhere, "01", toy_tables())


def test_other_schemes_are_asked_for_only_when_the_general_time_has_passed() -> None:
    assert not has_passed(_claim("2024-02-10", datetime(2026, 3, 1, tzinfo=UTC)), "02", toy_tables())
    late = _claim("2024-02-10", datetime(2026, 4, 1, tzinfo=UTC))
    with pytest.raises(NotEstablished) as unknown:
        has_passed(late, "02", toy_tables())
    assert unknown.value.parameter == "limitation.other_schemes"
    assert has_passed(late, "02", toy_tables(other_schemes=2))
    assert not has_passed(late, "02", toy_tables(other_schemes=5))


def test_under_tables_of_before_the_rule_nothing_is_too_late() -> None:
    tables = load()
    named = {name: one for name, one in tables.parameters.items() if not name.startswith("limitation.")}
    before = Tables(named, tables.acts, version="0-000000000000")
    assert not has_passed(_claim("2014-02-10", datetime(2026, 4, 1, tzinfo=UTC)), "01", before)
