"""Two settlements of one care are compared amount by amount and reason by reason; so are the answers without any."""

from datetime import date

import pytest

import reimbursement_tables
from reimbursement.adjudicate import adjudicate
from reimbursement.errors import NotEstablished
from reimbursement.model import (
    Adjudication,
    Amount,
    Care,
    Cover,
    Family,
    Line,
    Pathway,
    Professional,
    ProfessionalKind,
    ReasonCode,
    Sector,
    Setting,
)
from reimbursement_tables.loader import shipped
from tools.difference.compare import AmountChange, compare, totals
from tools.difference.tables import UnreadableTables, _place
from tools.difference.units import written

TABLES = reimbursement_tables.load()
COVER = Cover(date(1985, 6, 15))
UNKNOWN = NotEstablished("tariff.VG", date(2026, 2, 1))


def _settled(base: int, *, lines: int = 1) -> Adjudication:
    """Consultations of one GP, with a stated base and a price of 50 euros each."""
    billed = tuple(Line(n, "", Family.CONSULTATION, 1, 5_000, base_cents=base) for n in range(1, lines + 1))
    gp = Professional(ProfessionalKind.GP, Sector.ONE, "practice")
    care = Care(b"r" * 16, date(2026, 2, 1), Pathway.IN, Setting.OFFICE, gp, billed)
    return adjudicate(care, COVER, (), TABLES)


def test_the_same_settlement_has_no_difference() -> None:
    assert compare(_settled(3_000), _settled(3_000)) is None


def test_amounts_and_reasons_that_differ_are_paired_by_what_they_say() -> None:
    difference = compare(_settled(3_000), _settled(4_000))
    assert difference is not None
    assert AmountChange(0, "amo_paid", 1_900, 2_600) in difference.amounts
    assert AmountChange(1, "base", 3_000, 4_000) in difference.amounts
    assert not any(change.name in ("price", "participation") for change in difference.amounts)
    rates = [change for change in difference.reasons if change.before and change.before.amount is Amount.AMO]
    assert [(change.before.values, change.after.values) for change in rates if change.before and change.after] == [
        ((3_000, 7_000), (4_000, 7_000))
    ]
    codes = {change.before.code for change in difference.reasons if change.before}
    assert ReasonCode.PARTICIPATION_DUE not in codes


def test_only_the_line_that_differs_is_named() -> None:
    two = _settled(3_000, lines=2)
    changed = _settled(4_000, lines=2)
    mixed = changed._replace(lines=(two.lines[0], changed.lines[1]))
    difference = compare(two, mixed)
    assert difference is not None
    assert {change.line_no for change in difference.amounts} == {0, 2}
    assert {change.line_no for change in difference.reasons} == {2}


def test_an_answer_without_amounts_differs_from_one_with_them_and_from_another() -> None:
    settled = _settled(3_000)
    gained, lost = compare(UNKNOWN, settled), compare(settled, UNKNOWN)
    assert gained is not None
    assert lost is not None
    assert (gained.error_before, gained.error_after) == (UNKNOWN, None)
    assert AmountChange(0, "amo_paid", 0, 1_900) in gained.amounts
    assert AmountChange(0, "amo_paid", 1_900, 0) in lost.amounts
    assert compare(UNKNOWN, NotEstablished("tariff.VG", date(2026, 2, 1))) is None
    assert compare(UNKNOWN, NotEstablished("tariff.MD", date(2026, 2, 1))) is not None


def test_the_totals_hold_what_the_person_pays_now_and_owes_later() -> None:
    assert totals(_settled(3_000)) == {
        "price": 5_000,
        "amo_paid": 1_900,
        "local_scheme": 0,
        "amc": 0,
        "patient": 3_100,
        "recovered": 0,
        "owed_later": 0,
    }


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (3_005, "euros", "30.05 EUR"),
        (5, "euros", "0.05 EUR"),
        (6_550, "percent", "65.5 %"),
        (2_000, "points", "20 points"),
        (1_218, "factor", "1.218"),
        (1_000, "factor", "1"),
        (2, "years", "2 years"),
        (12, "number", "12"),
        (2, "charge", "reduced"),
        (1, "rule", "yes"),
    ],
)
def test_a_value_is_written_in_its_unit(value: int, unit: str, text: str) -> None:
    assert written(value, unit) == text


def test_a_name_that_two_tables_share_is_told_by_its_folder_or_by_what_it_holds(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("anywhere")
    documents = shipped()
    for name in ("tables/tariffs/gp.yaml", "tables/acts/gp.yaml"):
        file = folder / "gp.yaml"
        file.write_text(documents[name], encoding="utf-8")
        assert _place(file, file, documents) == name
    file.write_text("sources: {}\n", encoding="utf-8")
    with pytest.raises(UnreadableTables, match=r"gp\.yaml: .* or .*\? keep the name of its folder"):
        _place(file, file, {**documents, "tables/more/gp.yaml": "sources: {}", "tables/others/gp.yaml": "sources: {}"})
