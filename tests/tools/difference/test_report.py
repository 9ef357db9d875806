"""A changed line of a real table changes exactly the receipts that rest on it, and the report says how much and why."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from reimbursement_tables.loader import shipped
from tools.difference.cli import main

_G = "tables/tariffs/gp.yaml"
_PARTICIPATION = "tables/participation.yaml"
_CAP = "tables/costly_act.yaml"


def _claim(name: str, *care: dict[str, Any], **person: Any) -> dict[str, Any]:
    return {"name": name, "person": person, "care": list(care)}


def _consultation(day: str, **fields: Any) -> dict[str, Any]:
    return {"date": day, "lines": [{"code": "G", "price": 40.00}], "professional": {"sector": "2_optam"}, **fields}


def _write(folder: Path, claims: Sequence[dict[str, Any]]) -> str:
    file = folder / "claims.jsonl"
    file.write_text("\n".join(json.dumps(claim) for claim in claims), encoding="utf-8")
    return str(file)


def _changed(folder: Path, table: str, old: str, new: str) -> str:
    """Write the shipped table with one line changed, in a folder of its own name."""
    text = shipped()[table]
    assert text.count(old) == 1, text.count(old)
    file = folder / table
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text.replace(old, new), encoding="utf-8")
    return str(file)


@pytest.fixture
def claims(tmp_path: Path) -> str:
    """A consultation before and after the step of G, one of a specialist, and one out of the pathway."""
    specialist = {"professional": {"kind": "specialist"}, "lines": [{"code": "CS+MCS", "price": 31.50}]}
    out = {"pathway": "out", "professional": {"kind": "specialist"}, "lines": [{"code": "CS+MCS", "price": 31.50}]}
    return _write(
        tmp_path,
        [
            _claim("before", _consultation("2024-12-21")),
            _claim("after", _consultation("2025-02-01")),
            _claim("specialist", {"date": "2025-02-01", **specialist}),
            _claim("out", {"date": "2025-02-01", **out}),
        ],
    )


def test_the_same_tables_change_nothing_and_exit_0(
    claims: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    same = tmp_path / _G
    same.parent.mkdir(parents=True)
    same.write_text(shipped()[_G], encoding="utf-8")
    assert main([claims, "--tables", str(same), "--against", "current"]) == 0
    assert "4 receipts, 0 change" in capsys.readouterr().out


def test_one_changed_line_of_g_changes_the_consultation_and_the_cap_that_follows_it(
    claims: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = _changed(tmp_path, _G, "since: 2024-12-22, value: 30.00", "since: 2024-12-22, value: 31.00")
    assert main([claims, "--tables", table]) == 1
    printed = capsys.readouterr().out
    headings = [row for row in printed.splitlines() if ", receipt " in row]
    assert headings == ["after, receipt 1, 2025-02-01", "out, receipt 1, 2025-02-01"]
    after, out = printed.split("out, receipt 1")
    assert "because tariff.G: 30.00 EUR since 2024-12-22 -> 31.00 EUR since 2024-12-22" in after
    assert "line 1 base                             30.00 ->        31.00  +1.00" in after
    assert "receipt amo_paid                        19.00 ->        19.70  +0.70" in after
    assert "receipt patient                         21.00 ->        20.30  -0.70" in after
    assert "because tariff.G: 30.00 EUR since 2024-12-22 -> 31.00 EUR since 2024-12-22" in out
    assert "line 1 surcharge                        12.00 ->        12.40  +0.40" in out
    assert "This drop is at most €12.40 per act" in out
    assert "4 receipts, 2 change" in out
    assert "total amo_paid                          27.05 ->        27.35  +0.30" in out
    assert "  changed: tariff.G\n" in printed


def test_a_later_receipt_of_a_claim_follows_from_the_uses_of_the_earlier_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """27 consultations, two euros each: with 49.00 for the year the cap is met half an act earlier."""
    cares = [_consultation(f"2025-{1 + day // 28:02d}-{1 + day % 28:02d}") for day in range(27)]
    claims = _write(tmp_path, [_claim("year", *cares)])
    table = _changed(tmp_path, _PARTICIPATION, "value: 50.00", "value: 49.00")
    assert main([claims, "--tables", table]) == 1
    printed = capsys.readouterr().out
    assert [row for row in printed.splitlines() if ", receipt " in row] == ["year, receipt 25, 2025-01-25"]
    assert "because participation.yearly_cap: 50.00 EUR since 2005-01-01 -> 49.00 EUR since 2005-01-01" in printed
    assert "27 receipts, 1 change" in printed


def test_a_change_that_only_an_earlier_receipt_explains_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The participation of a day before is deferred, then recovered on a later payment after another change of it."""
    paid_directly = _consultation("2024-06-01", third_party_payment=True)
    claims = _write(tmp_path, [_claim("debt", paid_directly, _consultation("2026-02-01"))])
    table = _changed(tmp_path, _PARTICIPATION, "since: 2024-05-15, value: 2.00", "since: 2024-07-01, value: 2.00")
    assert main([claims, "--tables", table]) == 1
    first, second = capsys.readouterr().out.split("debt, receipt 2")
    assert "receipt owed_later                       2.00 ->         1.00  -1.00" in first
    assert "because participation.per_act: 2.00 EUR since 2024-05-15 -> 1.00 EUR since 2005-01-01" in first
    assert "receipt recovered                        2.00 ->         1.00  -1.00" in second
    assert "because an earlier receipt of this claim changed" in second


def test_a_value_that_becomes_known_settles_what_could_not_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    claims = _write(tmp_path, [_claim("visit", {"date": "2026-02-01", "lines": [{"code": "MD", "price": 10.00}]})])
    head, tail = shipped()[_G].split("tariff.MD:")
    text = head + "tariff.MD:" + tail.replace("value: null", "value: 10.00", 1)
    file = tmp_path / _G
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    assert main([claims, "--tables", str(file)]) == 1
    printed = capsys.readouterr().out
    assert "was   NotEstablished: tariff.MD is not established on 2026-02-01" in printed
    assert "is    settled" in printed
    assert "because tariff.MD: not established -> 10.00 EUR since" in printed
    assert "receipt amo_paid                         0.00 ->         5.00  +5.00" in printed


def test_a_folder_of_tables_replaces_each_by_its_place(
    claims: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _changed(tmp_path, _G, "since: 2024-12-22, value: 30.00", "since: 2024-12-22, value: 31.00")
    _changed(tmp_path, _PARTICIPATION, "since: 2024-05-15, value: 2.00", "since: 2024-05-15, value: 3.00")
    assert main([claims, "--tables", str(tmp_path / "tables")]) == 1
    printed = capsys.readouterr().out
    assert "  changed: participation.per_act\n  changed: tariff.G\n" in printed
    assert "4 receipts, 4 change" in printed


def test_two_changed_tables_can_be_compared_with_each_other(
    claims: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    was = _changed(tmp_path / "was", _G, "since: 2024-12-22, value: 30.00", "since: 2024-12-22, value: 31.00")
    now = _changed(tmp_path / "now", _G, "since: 2024-12-22, value: 30.00", "since: 2024-12-22, value: 32.00")
    assert main([claims, "--tables", now, "--against", was]) == 1
    printed = capsys.readouterr().out
    assert "because tariff.G: 31.00 EUR since 2024-12-22 -> 32.00 EUR since 2024-12-22" in printed


def test_a_catalogue_is_a_table_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name, text = next((name, text) for name, text in sorted(shipped().items()) if "ZBQK002" in text)
    file = tmp_path / Path(name).name
    file.write_text(text.replace("21.28", "22.28"), encoding="utf-8")
    xray = {"code": "ZBQK002", "family": "imaging", "price": 40.00}
    radiologist = {"kind": "radiologist"}
    care = {"date": "2025-02-01", "professional": radiologist, "lines": [xray]}
    assert main([_write(tmp_path, [_claim("chest", care)]), "--tables", str(file)]) == 1
    assert "because price.ZBQK002: 21.28 EUR since" in capsys.readouterr().out


def test_published_cases_are_claims_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = Path(__file__).parents[2] / "data" / "cases.jsonl"
    table = _changed(tmp_path, _G, "since: 2024-12-22, value: 30.00", "since: 2024-12-22, value: 29.00")
    assert main([str(cases), "--tables", table]) == 1
    printed = capsys.readouterr().out
    headings = [row.split(",")[0] for row in printed.splitlines() if ", receipt " in row]
    assert headings == ["consult-001", "consult-003", "consult-011"]


def test_an_act_described_otherwise_is_a_cause(claims: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    acts = "tables/acts/gp.yaml"
    head, tail = shipped()[acts].split("  G:\n", 1)
    file = tmp_path / acts
    file.parent.mkdir(parents=True)
    file.write_text(head + "  G:\n" + tail.replace("[tariff.G]", "[tariff.G, tariff.MEG]", 1), encoding="utf-8")
    assert main([claims, "--tables", str(file)]) == 1
    assert "because the act G is described otherwise" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "claims.jsonl:1:"),
        ("[1]", "claims.jsonl:1: case: expected fields"),
        ('{"care": [{"date": "soon"}]}', "claims.jsonl:1: care[0].date: 'soon' is not a day"),
        ('{"care_date": "2025-01-01"}', "claims.jsonl:1: missing field"),
    ],
)
def test_claims_that_cannot_be_read_are_named_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    file = tmp_path / "claims.jsonl"
    file.write_text(text, encoding="utf-8")
    table = _changed(tmp_path, _G, "since: 2024-12-22, value: 30.00", "since: 2024-12-22, value: 31.00")
    assert main([str(file), "--tables", table]) == 2
    assert said in capsys.readouterr().err


def test_tables_that_cannot_be_proved_are_named_and_exit_2(
    claims: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = _changed(tmp_path, _G, "since: 2024-12-22, value: 30.00", "since: 2024-12-22, value: a lot")
    assert main([claims, "--tables", table]) == 2
    assert "tables/tariffs/gp.yaml:" in capsys.readouterr().err
    unknown = tmp_path / "unheard_of.yaml"
    unknown.write_text("parameters: {}\n", encoding="utf-8")
    assert main([claims, "--tables", str(unknown)]) == 2
    assert "unheard_of.yaml is not the name of a table" in capsys.readouterr().err
    assert main([claims, "--tables", str(tmp_path / "nowhere")]) == 2
    assert "cannot read" in capsys.readouterr().err
