"""The shipped tables say what the reference says: each value on its day, each cell of the table of situations."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import reimbursement_tables
from reimbursement.vocabulary import Family, Prevention

TABLES = reimbursement_tables.load()
SCALES = {"euros": 100, "percent": 100, "points": 100, "factor": 1_000, "years": 1, "number": 1, "charge": 1, "rule": 1}
LINES = (Path(__file__).parent / "rules_values.txt").read_text(encoding="utf-8").splitlines()
READ = {name: steps for name, *steps in (line.split() for line in LINES if line and not line.startswith("#"))}
COLUMNS = ("rate", "participation", "franchise", "daily_fee", "costly_act", "emergency_fee")
WORDS = {"none": 0, "due": 1, "reduced": 2}
SITUATIONS = """
ald.related              100  due   due   due   none  reduced
ald.other                .    due   due   due   .     reduced
maternity                100  none  none  none  none  none
newborn                  100  none  none  none  none  none
at_mp.related            100  due   due   none  none  reduced
at_mp_two_thirds         .    due   .     .     none  none
invalidity               100  due   due   due   none  none
military_pension.related 100  none  none  none  none  none
military_pension.other   100  due   due   none  none  none
c2s                      .    none  none  none  due   due
ame                      100  none  none  none  none  none
terrorism_victim.related 100  none  none  none  none  none
organ_donor              .    .     .     .     .     none
minor_violence_victim    .    .     .     .     .     none
special_education        .    .     .     none  .     .
"""
MATRIX = {name: cells for name, *cells in (line.split() for line in SITUATIONS.strip().splitlines())}
CELLS = [
    (name, column, word)
    for name, words in MATRIX.items()
    for column, word in zip(COLUMNS, words, strict=True)
    if word != "."
]


@pytest.mark.parametrize("name", READ)
def test_a_parameter_has_the_values_and_the_days_of_the_reference(name: str) -> None:
    parameter = TABLES.parameters[name]
    scale = SCALES[parameter.unit]
    expected = [
        (date.fromisoformat(day), None if value == "-" else Decimal(value) * scale)
        for day, value in (step.split("=") for step in READ[name])
    ]
    # Values that came after the reference was written stand behind those it has: a rate changes by one line.
    assert [(entry.since, entry.value) for entry in parameter.history[: len(expected)]] == expected


def test_every_value_is_compared_with_the_reference() -> None:
    valued = {
        name for name, entry in TABLES.parameters.items() if any(step.value is not None for step in entry.history)
    }
    assert {name for name in valued - READ.keys() if not name.startswith("situation.")} == set()


@pytest.mark.parametrize(("name", "column", "word"), CELLS, ids=[f"{name}.{column}" for name, column, _ in CELLS])
def test_a_cell_of_the_table_of_situations_is_a_parameter(name: str, column: str, word: str) -> None:
    expected = WORDS[word] if word in WORDS else int(word) * 100
    start = date(2022, 1, 1) if column == "emergency_fee" else date(2012, 1, 1)
    history = TABLES.parameters[f"situation.{name}.{column}"].history
    assert [(entry.since, entry.value) for entry in history] == [(start, expected)]


def test_an_empty_cell_of_the_table_of_situations_is_no_parameter() -> None:
    held = {name for name in TABLES.parameters if name.startswith("situation.")}
    in_doubt = {f"situation.ald.related.{family}.rate" for family in ("medicine_15", "cure", "cure_supervision")}
    assert held == {f"situation.{name}.{column}" for name, column, _ in CELLS} | in_doubt


@pytest.mark.parametrize("family", ["medicine_15", "cure", "cure_supervision"])
def test_what_became_of_the_decree_on_long_illness_is_open(family: str) -> None:
    name = f"situation.ald.related.{family}.rate"
    assert TABLES.at(name, date(2026, 1, 31)).value == 10_000
    assert TABLES.find(name, date(2026, 2, 1)) is None


@pytest.mark.parametrize(
    "name", ["participation.per_act", "participation.yearly_cap", "franchise.box", "franchise.yearly_cap"]
)
def test_what_was_announced_for_2026_and_dropped_is_not_loaded(name: str) -> None:
    assert TABLES.at(name, date(2026, 12, 31)) == TABLES.at(name, date(2025, 1, 1))


@pytest.mark.parametrize(
    ("day", "key_letter", "coefficient", "cents"),
    [
        (date(2023, 1, 1), "AMS", "7.5", 1_613),
        (date(2024, 1, 1), "AMS", "7.5", 1_658),
        (date(2026, 1, 1), "AMS", "8.1", 1_790),
    ],
)
def test_the_usual_physiotherapy_session_costs_what_is_printed(
    day: date, key_letter: str, coefficient: str, cents: int
) -> None:
    act = TABLES.acts[key_letter]
    value = TABLES.at(act.tariffs[0], day).value
    assert act.key_letter
    assert (value * Decimal(coefficient)).quantize(Decimal(1), "ROUND_HALF_UP") == cents


@pytest.mark.parametrize(("digit", "family"), [("1", "100"), ("7", "65"), ("4", "30"), ("2", "15")])
@pytest.mark.parametrize("fee", ["HD", "HG"])
def test_a_fee_per_box_has_the_rate_of_its_medicine_and_no_franchise(fee: str, digit: str, family: str) -> None:
    act = TABLES.acts[f"{fee}{digit}"]
    assert (act.family, act.no_franchise, act.tariffs) == (Family(f"medicine_{family}"), True, (f"tariff.{fee}",))
    box = TABLES.acts[f"PH{digit}"]
    assert (box.family, box.no_franchise) == (act.family, False)


@pytest.mark.parametrize(
    ("code", "family"), [("HDR", "medicine_65"), ("HDA", "medicine_65"), ("HDE", "medicine_65"), ("HC", "medicine_100")]
)
def test_a_fee_per_prescription_has_its_own_rate_and_no_franchise(code: str, family: str) -> None:
    assert (TABLES.acts[code].family, TABLES.acts[code].no_franchise) == (Family(family), True)


def test_transport_that_is_not_paid_to_a_transporter_bears_no_franchise() -> None:
    assert {code for code, act in TABLES.acts.items() if act.family is Family.TRANSPORT and act.no_franchise} == {
        "VP",
        "ATP",
    }
    assert TABLES.acts["VP"].key_letter


@pytest.mark.parametrize(("code", "rate"), [("TO90", True), ("TO75", True), ("TO5", False), ("TO50", False)])
def test_treatment_and_first_retention_are_covered_in_full_before_16(code: str, rate: bool) -> None:
    act = TABLES.acts[code]
    assert (act.rate, act.rate_below_age) == (("rate.orthodontics.young", 16) if rate else ("", 200))


@pytest.mark.parametrize(
    ("kind", "tariff"), [("gp", "tariff.C"), ("dentist", "tariff.C.dentist"), ("midwife", "tariff.C.midwife")]
)
def test_a_consultation_billed_c_has_the_tariff_of_the_profession(kind: str, tariff: str) -> None:
    assert TABLES.acts["C"].tariffs_for(kind, 40) == (tariff,)


def test_compulsory_exams_and_they_alone_are_prevention() -> None:
    exams = {code for code, act in TABLES.acts.items() if act.prevention is Prevention.COMPULSORY_EXAM}
    assert exams == {"COE", "COD", "COB", "COV", "COA", "COH", "COK", "COG"}
    assert all(act.prevention in (Prevention.NONE, Prevention.COMPULSORY_EXAM) for act in TABLES.acts.values())


def test_visits_are_visits_and_the_other_acts_of_doctors_are_consultations() -> None:
    visits = {code for code, act in TABLES.acts.items() if act.family is Family.VISIT}
    assert visits == {"VG", "VGS", "VL"}
