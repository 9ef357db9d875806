"""A case written by hand prints its statement; a mistake in it is named."""

from pathlib import Path

import pytest

from tools.case import main

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = sorted([*EXAMPLES.glob("*.yaml"), *EXAMPLES.glob("*.json")])


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_example_is_settled_and_explained(file: Path, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(file), "--lang", language]) == 0
    printed = capsys.readouterr().out
    assert "Code de la sécurité sociale" in printed
    assert "NotEstablished" not in printed
    assert "InvalidCare" not in printed


def test_a_sequence_shows_the_cap_of_the_year(capsys: pytest.CaptureFixture[str]) -> None:
    main([str(EXAMPLES / "caps_of_the_year.yaml"), "--lang", "en"])
    printed = capsys.readouterr().out
    assert "That day, with this professional, it stops at €8.00 and €8.00 was already due: €2.00 less." in printed
    assert "In a year it stops at €50.00 and €48.00 was already due: €6.00 less." in printed
    assert "€50.00 / €50.00" in printed


def test_care_that_cannot_be_settled_says_why_and_the_next_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(
        "person: {}\ncare:\n"
        "  - {date: 2026-02-01, lines: [{code: VG, family: visit, price: 40.00}]}\n"
        "  - {date: 2026-02-02, lines: [{code: G, price: 30.00}]}\n",
        encoding="utf-8",
    )
    assert main([str(file)]) == 0
    printed = capsys.readouterr().out
    assert "NotEstablished: tariff.VG is not established on 2026-02-01" in printed
    assert "Consultation du médecin généraliste" in printed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("care: []", "care: write at least one care"),
        ("[]", "case: expected fields"),
        ("care: {}", "care: expected a list"),
        ("care: [{date: soon, lines: []}]", "care[0].date: 'soon' is not a day"),
        ("care: [{date: 2026-02-01, lines: [{price: much}]}]", "care[0].lines[0].price: 'much' is not a number"),
        ("care: [{date: 2026-02-01, lines: [{price: 1.005}]}]", "too many decimals"),
        ("care: [{date: 2026-02-01, lines: [{cost: 1.00}]}]", "care[0].lines[0].cost: unknown field"),
        ("care: [{date: 2026-02-01, pathway: up}]", "care[0].pathway: 'up' is not one of in, out"),
        ("care: [{date: 2026-02-01, third_party_payment: maybe}]", "'maybe' is neither true nor false"),
        ("care: [", "neither YAML nor JSON"),
    ],
)
def test_a_mistake_in_the_file_is_named_and_exits_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(text, encoding="utf-8")
    assert main([str(file)]) == 2
    assert said in capsys.readouterr().err


def test_a_file_that_is_not_there_exits_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nowhere.yaml"]) == 2
    assert "cannot read the case" in capsys.readouterr().err
