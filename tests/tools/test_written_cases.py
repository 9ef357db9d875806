"""A written case holds all that the rules read; cancellations and corrections take back what a receipt used."""

from pathlib import Path
from typing import Any

import pytest
import yaml

import reimbursement_tables
from reimbursement.model import (
    PLAIN,
    Access,
    Basket,
    Correction,
    Detail,
    Family,
    Guarantee,
    GuaranteeKind,
    Per,
    Prevention,
    SectorScope,
    Stay,
    StayEnd,
    StayKind,
)
from tools.case import main
from tools.cases.fields import WrittenCaseError
from tools.cases.replay import replay
from tools.cases.written import WrittenCase, case_of, receipt_id

TABLES = reimbursement_tables.load()
EXAMPLES = Path(__file__).parents[2] / "examples"


def _case(text: str) -> WrittenCase:
    return case_of(yaml.load(text, Loader=yaml.BaseLoader))  # noqa: S506 - texts only


def _first(text: str) -> Any:
    return _case(text).steps[0].care


def test_a_line_says_its_detail_or_is_plain() -> None:
    care = _first(
        "care: [{date: 2026-02-02, lines: [{code: G}, {family: hearing_aid, modifiers: [Z, J], activity: 4, phase: 1,"
        " association: 2, prevention: contraception, basket: controlled, correction: complex, side: left,"
        " generic_refused: yes, sight_changed: true, coefficient: 8.1, unit_value: 2.21, modifier_factor: 0.5}]}]"
    )
    plain, full = care.lines
    assert plain.detail is PLAIN
    assert full.family is Family.HEARING_AID
    assert full.detail == Detail(
        modifiers=("Z", "J"),
        activity="4",
        phase="1",
        association="2",
        prevention=Prevention.CONTRACEPTION,
        basket=Basket.CONTROLLED,
        correction=Correction.COMPLEX,
        side="left",
        generic_refused=True,
        sight_changed=True,
    )
    assert (full.coefficient_milli, full.unit_value_cents, full.modifier_factor_milli) == (8_100, 221, 500)


def test_a_care_says_its_circumstances() -> None:
    care = _first(
        "care: [{date: 2026-02-02, access: referred, hospitalised_after: true, below_cure_ceiling: true,"
        " stay: {id: S, nights: 3, daily_price: 900.50, kind: day_case, end: death, psychiatric: true, days_before: 4,"
        " costly_act: true}, lines: [{code: G}]}]"
    )
    assert (care.access, care.hospitalised_after, care.below_cure_ceiling) == (Access.REFERRED, True, True)
    assert care.stay == Stay(
        "S", 3, 90_050, StayKind.DAY_CASE, StayEnd.DEATH, psychiatric=True, days_before=4, costly_act=True
    )


def test_a_guarantee_says_how_often_and_for_whom_it_pays() -> None:
    case = _case(
        "person: {contracts: [{number: '1', guarantees: [{kind: euros, value: 40, families: [auxiliary], per: year,"
        " budget: soft care, times_a_year: 4, sectors: without_optam}]}]}\n"
        "care: [{date: 2026-02-02, lines: [{code: G}]}]"
    )
    assert case.steps[0].cover.contracts[0].guarantees == (
        Guarantee(
            GuaranteeKind.EUROS,
            4_000,
            families=frozenset({Family.AUXILIARY}),
            per=Per.YEAR,
            budget="soft care",
            times_a_year=4,
            sectors=SectorScope.WITHOUT_OPTAM,
        ),
    )


def test_receipts_are_numbered_by_their_place_or_by_the_file() -> None:
    case = _case(
        "care: [{date: 2026-02-02}, {date: 2026-02-02, number: 7}, {cancel: 7}, {date: 2026-02-03, corrects: 1}]"
    )
    assert [(step.number, step.replaces, step.care is None) for step in case.steps] == [
        (1, False, False),
        (7, False, False),
        (7, True, True),
        (1, True, False),
    ]
    assert case.steps[3].care is not None
    assert case.steps[3].care.receipt_id == receipt_id(1) == case.steps[0].receipt_id


def test_a_care_may_change_the_person_for_itself_only() -> None:
    case = _case(
        "person: {born: 2000-01-01, exemptions: [ald]}\n"
        "care: [{date: 2026-02-02}, {date: 2026-02-03, person: {exemptions: []}}, {date: 2026-02-04}]"
    )
    assert [len(step.cover.exemptions) for step in case.steps] == [1, 0, 1]
    assert {step.cover.birth_date.year for step in case.steps} == {2000}


def test_a_care_that_cannot_be_settled_leaves_the_uses_as_they_were() -> None:
    case = _case(
        "care: [{date: 2026-02-02, third_party_payment: true, lines: [{code: G}]},"
        " {date: 2026-02-02, corrects: 1, lines: [{code: ZZZ}]}]"
    )
    settled, refused = replay(case, TABLES)
    assert settled.open_debts_cents == 200
    assert refused.error is not None
    assert refused.uses == settled.uses


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ("[{cancel: 1}]", "care[0].cancel: no earlier care that stands has the number 1"),
        ("[{date: 2026-02-02}, {cancel: 1}, {cancel: 1}]", "care[2].cancel: no earlier care that stands"),
        ("[{date: 2026-02-02}, {cancel: 1}, {date: 2026-02-02, corrects: 1}]", "care[2].corrects: no earlier care"),
        ("[{date: 2026-02-02, number: 2}, {date: 2026-02-02}]", "care[1].number: 2 is the number of an earlier care"),
        ("[{date: 2026-02-02}, {cancel: one}]", "care[1].cancel: 'one' is not a number"),
        ("[{date: 2026-02-02}, {cancel: 1, lines: []}]", "care[1].lines: unknown field; known are cancel, title"),
        ("[{date: 2026-02-02, person: {sex: f}}]", "care[0].person.sex: unknown field"),
        ("[{date: 2026-02-02, stay: {nights: -1}}]", "care[0].stay.nights: '-1' is negative"),
        ("[{date: 2026-02-02, stay: {end: never}}]", "care[0].stay.end: 'never' is not one of home, transfer, death"),
        ("[{date: 2026-02-02, access: door}]", "care[0].access: 'door' is not one of treating_doctor, substitute"),
        ("[{date: 2026-02-02, lines: [{modifiers: Z}]}]", "care[0].lines[0].modifiers: expected a list"),
        ("[{date: 2026-02-02, lines: [{modifiers: [[Z]]}]}]", "care[0].lines[0].modifiers: expected a list of texts"),
        ("[{date: 2026-02-02, lines: [{basket: full}]}]", "care[0].lines[0].basket: 'full' is not one of"),
    ],
)
def test_a_mistake_in_a_step_says_where_and_what_to_write(steps: str, said: str) -> None:
    with pytest.raises(WrittenCaseError) as raised:
        _case(f"care: {steps}")
    assert said in str(raised.value)


def test_a_statement_shows_what_is_owed_recovered_and_given_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(EXAMPLES / "pharmacy_debts.yaml"), "--lang", "en"]) == 0
    printed = [" ".join(row.split()) for row in capsys.readouterr().out.splitlines()]
    for row in (
        "Franchise, later €4.00",
        "Still to be recovered €4.00",
        "- Recovered: franchise (2026-02-02) −€2.78",
        "- Recovered: franchise (2026-02-02) −€1.22",
        "== Cancellation of receipt 1 The medicines were brought back",
        "Still to be given back €4.00",
        "- Given back: franchise (2026-02-04) €4.00",
        "Franchises of the year 2026 €2.00 / €50.00",
    ):
        assert row in printed, row


def test_a_statement_shows_the_flat_fees_and_a_correction(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(
        "care:\n"
        "  - {date: 2026-02-02, setting: emergency, lines: [{code: G, price: 30.00}]}\n"
        "  - {date: 2026-02-02, corrects: 1, title: Kept in hospital, setting: emergency, hospitalised_after: true,"
        " lines: [{code: G, price: 30.00}]}\n",
        encoding="utf-8",
    )
    assert main([str(file), "--lang", "fr"]) == 0
    first, corrected = capsys.readouterr().out.split("\n\n")
    assert "Forfait à la place du ticket modérateur" in first
    assert "19,61" in first
    assert corrected.startswith("== 2026-02-02  Correction du décompte 1  Kept in hospital")
    assert "Forfait à la place" not in corrected
