"""Every published case of the first families is computed to the cent; the others are refused by name."""

from pathlib import Path

import pytest

import reimbursement_tables
from tools.cases.comparison import Verdict, judge
from tools.cases.published import PublishedCase
from tools.published_cases import main, read_file

FILE = Path(__file__).parents[1] / "data" / "cases.jsonl"
TABLES = reimbursement_tables.load()
CASES = read_file(FILE)
FIRST_CATEGORIES = {"consult", "consult-2017", "consult-amc", "child", "horsparcours", "decompte"}
SNDS_CONSULTATIONS = {"snds-002", "snds-003", "snds-010"}
MUST_PASS = [case for case in CASES if case.category in FIRST_CATEGORIES or case.case_id in SNDS_CONSULTATIONS]


def test_the_first_families_hold_46_published_cases() -> None:
    assert len(MUST_PASS) == 46


@pytest.mark.parametrize("case", MUST_PASS, ids=[case.case_id for case in MUST_PASS])
def test_a_published_case_is_computed_to_the_cent(case: PublishedCase) -> None:
    outcome = judge(case, TABLES)
    assert (outcome.verdict, outcome.reason, outcome.differences) == (Verdict.PASS, "", ())


@pytest.mark.parametrize("case", CASES, ids=[case.case_id for case in CASES])
def test_no_published_case_fails_and_each_uncovered_one_says_why(case: PublishedCase) -> None:
    outcome = judge(case, TABLES)
    assert outcome.verdict is not Verdict.FAIL, outcome.differences
    assert (outcome.verdict is Verdict.NOT_COVERED) == bool(outcome.reason)


def test_an_expected_amount_off_by_a_cent_fails() -> None:
    case = MUST_PASS[0]
    wrong = PublishedCase(
        case.case_id,
        case.category,
        case.care,
        case.cover,
        {**case.expected, "amo_gross": case.expected["amo_gross"] + 1},
        case.tolerance_cents,
        case.has_stay,
    )
    outcome = judge(wrong, TABLES)
    assert outcome.verdict is Verdict.FAIL
    assert outcome.differences == ("amo_gross: expected 21.01, computed 21.00",)


def test_the_command_prints_each_category_and_the_names_not_covered(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(FILE)]) == 0
    printed = capsys.readouterr().out
    assert "horsparcours" in printed
    assert "family.biology" in printed


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
        ('{"id": "x"}', "wrong.jsonl:1: missing field 'care_date'"),
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
