"""Each dated value holds on its first day and not on the day before; nothing is guessed outside."""

from datetime import date, timedelta

import pytest

import reimbursement_tables
from reimbursement.dated import Parameter, age_on, age_on_new_year
from reimbursement.errors import NotEstablished

TABLES = reimbursement_tables.load()
STEPS = [(parameter, index) for parameter in TABLES.parameters.values() for index in range(len(parameter.history))]


@pytest.mark.parametrize(
    ("parameter", "index"), STEPS, ids=[f"{parameter.name}-{parameter.history[n].since}" for parameter, n in STEPS]
)
def test_a_value_holds_from_its_day_until_the_next(parameter: Parameter, index: int) -> None:
    entry = parameter.history[index]
    before = parameter.history[index - 1].value if index else None
    for day, value in ((entry.since, entry.value), (entry.since - timedelta(days=1), before)):
        found = TABLES.find(parameter.name, day)
        assert (found.value if found else None) == value
        if value is None:
            with pytest.raises(NotEstablished) as raised:
                TABLES.at(parameter.name, day)
            assert (raised.value.parameter, raised.value.day) == (parameter.name, day)
            assert raised.value.facts == {"parameter": parameter.name, "day": day.isoformat()}


@pytest.mark.parametrize(
    ("name", "day", "cents"),
    [
        ("tariff.G", date(2026, 11, 1), 3_000),
        ("participation.per_act", date(2024, 5, 14), 100),
        ("participation.per_act", date(2024, 5, 15), 200),
        ("participation.daily_cap", date(2024, 5, 14), 400),
        ("participation.daily_cap", date(2024, 5, 15), 800),
        ("participation.yearly_cap", date(2026, 1, 1), 5_000),
        ("tariff.COE", date(2025, 12, 31), 5_400),
        ("tariff.COE", date(2026, 1, 1), 6_000),
        ("tariff.CS", date(2024, 12, 21), 2_300),
        ("tariff.CS", date(2024, 12, 22), 2_650),
        ("costly_act.threshold", date(2026, 1, 1), 12_000),
        ("costly_act.fee", date(2026, 4, 21), 2_400),
        ("costly_act.fee", date(2026, 4, 22), 3_200),
        ("daily_fee.amount", date(2026, 2, 28), 2_000),
        ("daily_fee.amount", date(2026, 3, 1), 2_300),
        ("emergency.fee.reduced", date(2026, 2, 28), 849),
        ("emergency.fee.reduced", date(2026, 3, 1), 996),
        ("franchise.box", date(2024, 3, 30), 50),
        ("franchise.box", date(2024, 3, 31), 100),
        ("rate.dental", date(2023, 10, 14), 7_000),
        ("rate.dental", date(2023, 10, 15), 6_000),
        ("rate.wheelchair", date(2025, 11, 30), 6_000),
        ("rate.wheelchair", date(2025, 12, 1), 10_000),
        ("tariff.C.midwife", date(2024, 2, 21), 2_500),
        ("tariff.C.midwife", date(2024, 2, 22), 2_650),
    ],
)
def test_the_values_that_move_are_those_published(name: str, day: date, cents: int) -> None:
    assert TABLES.at(name, day).value == cents


@pytest.mark.parametrize(
    "name",
    [
        "tariff.VG",
        "tariff.MD",
        "tariff.CCX",
        "tariff.C",
        "tariff.B",
        "tariff.HC",
        "tariff.AMO",
        "tariff.TCG",
        "tariff.MCY",
        "local_scheme.dental",
        "participation.contraception",
        "situation.ald.related.medicine_15.rate",
        "tariff.never_heard_of",
    ],
)
def test_what_is_not_established_is_named(name: str) -> None:
    with pytest.raises(NotEstablished, match=name):
        TABLES.at(name, date(2026, 2, 1))


def test_many_days_are_resolved_without_growing_for_ever() -> None:
    tables = reimbursement_tables.load()
    start = date(2012, 1, 1)
    for offset in range(5_000):
        tables.at("rate.doctor", start + timedelta(days=offset))
    assert len(tables._days) <= 4_096
    assert tables.at("tariff.G", date(2024, 12, 22)).value == 3_000


def test_ages_are_counted_in_whole_years() -> None:
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18
    assert age_on_new_year(date(2008, 1, 1), 2026) == 18
    assert age_on_new_year(date(2008, 1, 2), 2026) == 17
    assert age_on_new_year(date(2026, 6, 1), 2026) < 0
