"""A catalogue of another layout becomes one of ours, or is refused row by row; nothing is guessed."""

from pathlib import Path

import pytest

from reimbursement_tables.loader import prove_catalogue, shipped, sources_of
from tools.catalogue import main

THEIRS = """CIP13;Nom;Taux;Effet;Prix TTC;TFR
3400930000007;Une boîte;65 %;01/01/2025;3,00 €;2,40
3400930000007;Une boîte;65 %;01/01/2024;3,20 €;
3400930000014;Une autre boîte;30 %;01/01/2024;1 234,50;
3400930000021;Une boîte radiée;15 %;01/01/2024;NR;
"""
COLUMNS = {"code": "CIP13", "label_fr": "Nom", "label_en": "Nom", "family": "Taux", "since": "Effet"}
MONEY = {"price": "Prix TTC", "generic_price": "TFR"}
WORDS = ("family:65 %=medicine_65", "family:30 %=medicine_30", "family:15 %=medicine_15", "price:NR=null")
FIXED = {"kind": "medicine", "grade": "A", "source": "ameli_rates", "checked": "2026-11-22"}
OURS = """\
code;kind;family;label_fr;label_en;since;price;price_limit;generic_price;basket;grade;source;checked;note
3400930000007;medicine;medicine_65;Une boîte;Une boîte;2024-01-01;3.20;;;;A;ameli_rates;2026-11-22;
3400930000007;medicine;medicine_65;Une boîte;Une boîte;2025-01-01;3.00;;2.40;;A;ameli_rates;2026-11-22;
3400930000014;medicine;medicine_30;Une autre boîte;Une autre boîte;2024-01-01;1234.50;;;;A;ameli_rates;2026-11-22;
3400930000021;medicine;medicine_15;Une boîte radiée;Une boîte radiée;2024-01-01;null;;;;A;ameli_rates;2026-11-22;
"""


def arguments(file: Path, **changes: dict[str, str]) -> list[str]:
    columns = changes.get("columns", COLUMNS | MONEY)
    fixed = changes.get("fixed", FIXED)
    return [
        str(file),
        "--day-format=%d/%m/%Y",
        *(f"--column={ours}={theirs}" for ours, theirs in columns.items()),
        *(f"--fixed={ours}={value}" for ours, value in fixed.items()),
        *(f"--word={word}" for word in WORDS),
    ]


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    file = tmp_path / "theirs.csv"
    file.write_text(THEIRS, encoding="utf-8")
    return file


def test_their_columns_days_amounts_and_words_become_ours(theirs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments(theirs)) == 0
    out, err = capsys.readouterr()
    assert out == OURS
    assert err == "4 rows proved, 0 codes or rows refused\n"


def test_what_is_printed_is_a_catalogue_that_the_loader_proves(
    theirs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments(theirs)) == 0
    parameters, acts = prove_catalogue(capsys.readouterr().out, "ours.csv", sources_of(shipped()))
    assert set(acts) == {"3400930000007", "3400930000014", "3400930000021"}
    assert [entry.value for entry in parameters["price.3400930000007"][1].history] == [320, 300]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_a_file_of_another_encoding_is_read_when_it_is_named(
    theirs: Path, encoding: str, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs.write_text(THEIRS, encoding=encoding)
    assert main([*arguments(theirs), f"--encoding={encoding}"]) == 0
    assert capsys.readouterr().out == OURS


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("3400930000014", "3400930000015", "theirs.csv:4: 3400930000015.code: 3400930000015 is not a CIP code"),
        ("1 234,50", "12 34,50", "theirs.csv:4: 3400930000014: price: 12 34,50 is not a number"),
        ("1 234,50", "1.234,50", "is not a number"),
        ("1 234,50", "-1,00", "is not a number"),
        ("1 234,50", "", "theirs.csv:4: 3400930000014.price: must not be empty"),
        ("30 %", "35 %", "theirs.csv:4: 3400930000014.family: 35 % is not one of"),
        ("boîte;30 %;01/01/2024", "boîte;30 %;2024-01-01", "theirs.csv:4: 3400930000014: time data"),
        ("3400930000014;Une autre boîte;30 %", "3400930000007;Une boîte;65 %", "theirs.csv:4: 3400930000007.since"),
    ],
)
def test_a_row_that_cannot_be_proved_is_refused_at_its_line_and_nothing_is_printed(
    theirs: Path, before: str, after: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs.write_text(THEIRS.replace(before, after, 1), encoding="utf-8")
    assert main(arguments(theirs)) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert "1 codes or rows refused" in err


def test_the_proved_codes_are_printed_when_asked_without_any_row_of_the_others(
    theirs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs.write_text(THEIRS.replace("3,20 €", "free"), encoding="utf-8")
    assert main([*arguments(theirs), "--leave-out-refused"]) == 0
    out, err = capsys.readouterr()
    assert "3400930000007" not in out
    assert "3400930000014" in out
    assert "theirs.csv:3: 3400930000007: price: free is not a number" in err


def test_factors_have_a_layout_of_their_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "factors.csv"
    file.write_text("Code;Libellé;Coef\nmodifier.Z;Radiologue;1,218\n", encoding="utf-8")
    columns = {"factor": "Code", "description": "Libellé", "value": "Coef"}
    fixed = {"since": "2026-01-01", "grade": "B", "source": "snds_dcir_faq", "checked": "2026-11-22"}
    given = [text for text in arguments(file, columns=columns, fixed=fixed) if not text.startswith("--word")]
    assert main([*given, "--layout=factors"]) == 0
    assert capsys.readouterr().out == (
        "factor;description;since;value;grade;source;checked;note\n"
        "modifier.Z;Radiologue;2026-01-01;1.218;B;snds_dcir_faq;2026-11-22;\n"
    )


@pytest.mark.parametrize(
    ("columns", "fixed", "said"),
    [
        (COLUMNS | MONEY, {"kind": "medicine"}, "say where grade is"),
        (COLUMNS | MONEY | {"price": "Prix HT"}, FIXED, "theirs.csv has no column Prix HT"),
        (COLUMNS | MONEY, FIXED | {"family": "lpp"}, "family is given twice"),
        (COLUMNS | MONEY, FIXED | {"colour": "red"}, "colour=red: write OURS=VALUE"),
        ({"code": "CIP13"} | MONEY, FIXED, "a column that --column names"),
    ],
)
def test_a_reading_that_does_not_say_enough_is_refused(
    theirs: Path,
    columns: dict[str, str],
    fixed: dict[str, str],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(arguments(theirs, columns=columns, fixed=fixed)) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("row", ["3400930000014;Une autre boîte;30 %", "a;b;c;d;e;f;g"])
def test_a_row_of_another_width_is_refused(theirs: Path, row: str, capsys: pytest.CaptureFixture[str]) -> None:
    theirs.write_text(f"{THEIRS}{row}\n", encoding="utf-8")
    assert main(arguments(theirs)) == 2
    assert "theirs.csv:6: it has not as many cells as the first line" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments(tmp_path / "none.csv")) == 2
    assert "cannot read the catalogue" in capsys.readouterr().err
