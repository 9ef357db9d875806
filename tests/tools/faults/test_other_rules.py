"""The other rules version that a campaign activates is one that can be loaded, and one cent is not the same in it."""

from pathlib import Path

from reimbursement_tables import dump, load, parse
from reimbursement_tables.loader import shipped
from tools.difference.tables import tables_of
from tools.faults.decisions import cheaper


def test_the_cheaper_tables_are_another_version_that_the_ledger_can_load(tmp_path: Path) -> None:
    ours, theirs = load(), tables_of(str(cheaper(tmp_path)))
    assert ours.version != theirs.version
    assert parse(dump(theirs)).version == theirs.version


def test_only_the_price_of_a_consultation_differs(tmp_path: Path) -> None:
    before = next(text for name, text in shipped().items() if name.endswith("tariffs/gp.yaml")).splitlines()
    after = cheaper(tmp_path).read_text(encoding="utf-8").splitlines()
    [(was, now)] = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    assert "value: 30.00" in was
    assert now == was.replace("30.00", "29.00")
