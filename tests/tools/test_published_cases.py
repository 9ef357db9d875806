"""Every published case, and every case worked beside them, is computed to the cent by the one tool that reads both."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import reimbursement_tables
from reimbursement.model import Basket, Family, Per, Prevention, StayKind
from tools.cases.comparison import Verdict, judge
from tools.cases.published import PublishedCase, UnreadableCase, read_case
from tools.published_cases import main, read_file

DATA = Path(__file__).parents[1] / "data"
FILE, MORE = DATA / "cases.jsonl", DATA / "more_cases.jsonl"
TABLES = reimbursement_tables.load()
PUBLISHED, WORKED = read_file(FILE), read_file(MORE)
CASES = [*PUBLISHED, *WORKED]


def _raw(**changes: Any) -> dict[str, Any]:
    """A GP consultation of the published format, with some fields changed."""
    return {**json.loads(FILE.read_text(encoding="utf-8").splitlines()[0]), **changes}


def _line(**changes: Any) -> Mapping[str, Any]:
    plain = {"code": None, "family": "consultation", "label": "", "quantity": 1, "price": None, "base": None}
    return {**plain, "rate": None, **changes}


def test_there_are_87_published_cases_and_many_more_worked_beside_them() -> None:
    assert len(PUBLISHED) == 87
    assert len(WORKED) >= 90
    assert len({case.case_id for case in WORKED}) == len(WORKED)


@pytest.mark.parametrize("case", CASES, ids=[case.case_id for case in CASES])
def test_a_case_is_computed_to_the_cent(case: PublishedCase) -> None:
    outcome = judge(case, TABLES)
    assert (outcome.verdict, outcome.reason, outcome.differences) == (Verdict.PASS, "", ())


def test_every_worked_case_says_where_its_rule_is_and_how_it_was_worked() -> None:
    for text in MORE.read_text(encoding="utf-8").splitlines():
        raw = json.loads(text)
        assert raw["source_url"].startswith("https://"), raw["id"]
        assert raw["note"], raw["id"]
        assert raw["expected"], raw["id"]


def test_an_expected_amount_off_by_a_cent_fails() -> None:
    raw = _raw()
    raw["expected"] = {**raw["expected"], "amo_gross": "21.01"}
    outcome = judge(read_case(raw), TABLES)
    assert outcome.verdict is Verdict.FAIL
    assert outcome.differences == ("amo_gross: expected 21.01, computed 21.00",)


def test_a_tolerance_of_a_cent_forgives_a_cent_but_not_a_rate() -> None:
    raw = _raw(tolerance="0.01")
    raw["expected"] = {"amo_gross": "21.01"}
    assert judge(read_case(raw), TABLES).verdict is Verdict.PASS
    raw["expected"] = {"rate": "0.71"}
    assert judge(read_case(raw), TABLES).verdict is Verdict.FAIL


def test_an_expected_field_that_the_source_does_not_say_is_not_compared() -> None:
    assert dict(read_case(_raw(expected={"amo_gross": "21.00", "amc": None})).expected) == {"amo_gross": 2_100}


def test_an_expected_field_that_nothing_knows_fails() -> None:
    outcome = judge(read_case(_raw(expected={"paid": "1.00"})), TABLES)
    assert outcome.differences == ("unknown expected fields paid",)


def test_a_case_that_cannot_be_computed_names_the_rule_that_is_open() -> None:
    visit = _raw(lines=[_line(code="VG", family="visit", price="40.00")])
    outcome = judge(read_case(visit), TABLES)
    assert outcome.verdict is Verdict.NOT_COVERED
    assert outcome.reason.startswith("not established: tariff.")


def test_a_participation_larger_than_amo_is_open_only_where_the_case_compares_it() -> None:
    sector_3 = {"kind": "gp", "sector": "3"}
    raw = _raw(professional=sector_3, lines=[_line(code="G", price="60.00")], expected={"amo_gross": "0.43"})
    assert judge(read_case(raw), TABLES).verdict is Verdict.PASS
    outcome = judge(read_case({**raw, "expected": {"amo_net": "0.00"}}), TABLES)
    assert (outcome.verdict, outcome.reason) == (Verdict.NOT_COVERED, "not established: participation.amo_below")


def test_a_stay_is_read_with_its_facts_and_refused_with_a_fact_of_unknown_meaning() -> None:
    raw = _raw(stay={"days": 4, "daily_price": "500.00", "kind": "day_case", "twins": False})
    stay = read_case(raw).care.stay
    assert stay is not None
    assert (stay.nights, stay.daily_price_cents, stay.kind) == (4, 50_000, StayKind.DAY_CASE)
    outcome = judge(read_case({**raw, "stay": {"days": 4, "twins": True}}), TABLES)
    assert (outcome.verdict, outcome.reason) == (Verdict.NOT_COVERED, "stay.twins")
    assert judge(read_case({**raw, "stay": {"days": None}}), TABLES).reason == "stay.days"


def test_a_price_equal_to_the_base_of_a_stay_leaves_the_daily_fee_on_top() -> None:
    days = [_line(family="hospital_day", price="5000.00", base="5000.00")]
    hospital = {"kind": "other", "sector": None}
    raw = _raw(stay={"days": 10}, setting="hospital_stay", professional=hospital, lines=days, care_date="2025-01-01")
    assert judge(read_case({**raw, "expected": {"left_to_pay": "1020.00"}}), TABLES).verdict is Verdict.PASS


def test_an_emergency_visit_that_a_stay_follows_bears_no_emergency_fee() -> None:
    raw = _raw(setting="emergency", stay={"days": 2}, lines=[_line(price="60.00", base="60.00")])
    assert read_case(raw).care.hospitalised_after
    assert not read_case({**raw, "stay": None}).care.hospitalised_after


def test_a_guarantee_of_the_basket_puts_the_item_in_it() -> None:
    sante = [{"kind": "hundred_percent_sante", "value": None, "includes_amo": None, "label": ""}]
    raw = _raw(guarantees=sante, lines=[_line(family="optics_frame", base="9.00"), _line(base="30.00")])
    frame, consultation = read_case(raw).care.lines
    assert frame.detail.basket is Basket.HUNDRED_PERCENT_SANTE
    assert consultation.detail.basket is Basket.NONE


def test_an_amount_in_euros_is_shared_by_the_lines_of_a_case() -> None:
    euros = [{"kind": "euros", "value": "300.00", "includes_amo": True, "label": ""}]
    one = read_case(_raw(guarantees=euros, lines=[_line(base="9.00")])).cover.contracts[0].guarantees[0]
    two = read_case(_raw(guarantees=euros, lines=[_line(base="9.00")] * 2)).cover.contracts[0].guarantees[0]
    assert (one.per, two.per) == (Per.LINE, Per.YEAR)


def test_contracts_are_taken_as_given_and_a_person_with_c2s_has_its_share() -> None:
    patient = {**_raw()["patient"], "exemptions": ["c2s"]}
    contract = read_case(_raw(patient=patient)).cover.contracts[0]
    assert contract.pays_c2s
    assert not contract.responsible
    assert read_case(_raw()).cover.contracts == ()


def test_what_amo_pays_is_compared_where_the_share_of_the_local_scheme_is_not_established() -> None:
    patient, dentist = {**_raw()["patient"], "alsace_moselle": True}, {"kind": "dentist", "sector": None}
    raw = _raw(patient=patient, professional=dentist, lines=[_line(family="dental_care", base="28.92")])
    assert judge(read_case({**raw, "expected": {"amo_gross": "17.35"}}), TABLES).verdict is Verdict.PASS
    outcome = judge(read_case({**raw, "expected": {"amo_gross": "17.35", "left_to_pay": "11.57"}}), TABLES)
    assert (outcome.verdict, outcome.reason) == (Verdict.NOT_COVERED, "not established: local_scheme.dental")


@pytest.mark.parametrize(
    ("kind", "family", "age", "day", "prevention"),
    [
        ("dentist", "consultation", 10, "2025-04-01", Prevention.DENTAL_CHECK),
        ("dentist", "consultation", 10, "2025-03-31", Prevention.NONE),
        ("dentist", "dental_prosthesis", 10, "2025-04-01", Prevention.NONE),
        ("dentist", "consultation", 30, "2025-04-01", Prevention.NONE),
        ("radiologist", "imaging", 60, "2025-04-01", Prevention.BREAST_SCREENING),
        ("radiologist", "imaging", 30, "2025-04-01", Prevention.NONE),
        ("gp", "consultation", 20, "2025-04-01", Prevention.NONE),
    ],
)
def test_who_does_an_act_of_prevention_tells_which_rules_it_has(
    kind: str, family: str, age: int, day: str, prevention: Prevention
) -> None:
    patient = {**_raw()["patient"], "exemptions": ["prevention"], "age": age}
    professional = {"kind": kind, "sector": None}
    raw = _raw(patient=patient, professional=professional, care_date=day, lines=[_line(family=family, base="30.00")])
    assert read_case(raw).care.lines[0].detail.prevention is prevention


@pytest.mark.parametrize(
    ("kind", "family", "code", "read"),
    [
        ("biologist", "biology", "P", Family.ANATOMO_PATHOLOGY),
        ("biologist", "biology", None, Family.BIOLOGY),
        ("gp", "cure", None, Family.CURE_SUPERVISION),
        ("other", "cure", None, Family.CURE),
    ],
)
def test_families_that_the_format_names_together_are_told_apart(
    kind: str, family: str, code: str | None, read: Family
) -> None:
    raw = _raw(professional={"kind": kind, "sector": None}, lines=[_line(family=family, code=code, base="30.00")])
    assert read_case(raw).care.lines[0].family is read


def test_a_factor_with_more_decimals_than_the_rules_hold_still_gives_its_base() -> None:
    fine = _line(family="imaging", unit_value="21.28", modifier_factor="1.21805", rate="1.00")
    raw = _raw(lines=[fine], expected={"base": "25.92"})  # 25.9201
    assert judge(read_case(raw), TABLES).verdict is Verdict.PASS
    with pytest.raises(UnreadableCase, match="more decimals"):
        read_case(_raw(lines=[_line(code="AMS", coefficient="7.55555")]))


def test_the_command_prints_each_category(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(FILE)]) == 0
    printed = capsys.readouterr().out
    assert "horsparcours" in printed
    assert "not covered" in printed


def test_the_command_exits_1_when_a_case_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = FILE.read_text(encoding="utf-8").splitlines()[0].replace('"amo_gross": "21.00"', '"amo_gross": "20.00"')
    file = tmp_path / "wrong.jsonl"
    file.write_text(text, encoding="utf-8")
    assert main([str(file)]) == 1
    assert "FAIL consult-001: amo_gross: expected 20.00, computed 21.00" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "wrong.jsonl:1: not JSON"),
        ('{"id": "x"}', "wrong.jsonl:1: missing field"),
        ("[1]", "wrong.jsonl:1:"),
    ],
)
def test_an_unreadable_line_is_named_and_exits_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    file = tmp_path / "wrong.jsonl"
    file.write_text(text, encoding="utf-8")
    assert main([str(file)]) == 2
    assert said in capsys.readouterr().err


def test_a_file_that_is_not_there_exits_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nowhere.jsonl"]) == 2
    assert "cannot read the cases" in capsys.readouterr().err
