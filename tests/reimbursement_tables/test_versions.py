"""A version of the tables can be stored as bytes and loaded again, and any change of content is another version."""

import re
from datetime import date

import pytest

import reimbursement_tables
from reimbursement.adjudicate import adjudicate
from reimbursement.model import Care, Cover, Family, Line, Pathway, Professional, ProfessionalKind, Sector, Setting
from reimbursement.vocabulary import Basket, Prevention
from reimbursement_tables import dump, parse, prove

SOURCES = "sources:\n  law: {title: The law, link: https://example.invalid/law}\n"
ONE = """parameters:
  tariff.X: {description: A tariff, unit: euros, last_checked: 2026-01-01, values: [
    {since: 2020-01-01, value: 1.50, grade: A, source: law}]}
"""


def test_the_version_is_the_engine_and_the_hash() -> None:
    assert re.fullmatch(r"2-[0-9a-f]{12}", reimbursement_tables.load().version)
    assert reimbursement_tables.load().version == reimbursement_tables.load().version


def test_stored_tables_are_loaded_again_whole() -> None:
    tables = reimbursement_tables.load()
    again = parse(dump(tables))
    assert again.version == tables.version
    assert again.acts == tables.acts
    assert {type(act.family) for act in again.acts.values()} == {Family}
    assert {type(act.basket) for act in again.acts.values()} == {Basket}
    assert {type(act.prevention) for act in again.acts.values()} == {Prevention}
    assert {name: entry.history for name, entry in again.parameters.items()} == {
        name: entry.history for name, entry in tables.parameters.items()
    }
    assert dump(again) == dump(tables)


def test_loaded_tables_give_equal_receipts() -> None:
    tables = reimbursement_tables.load()
    care = Care(
        b"0" * 16,
        date(2026, 2, 1),
        Pathway.OUT,
        Setting.OFFICE,
        Professional(ProfessionalKind.GP, Sector.ONE, "a practice"),
        (Line(1, "G", Family.CONSULTATION, 1, 3_000),),
    )
    cover = Cover(date(1985, 6, 15), alsace_moselle=True)
    assert adjudicate(care, cover, (), parse(dump(tables))) == adjudicate(care, cover, (), tables)


def test_any_change_of_a_value_is_another_version() -> None:
    first = prove({"s": SOURCES, "x": ONE})
    assert prove({"s": SOURCES, "x": ONE.replace("1.50", "1.51")}).version != first.version
    assert prove({"s": SOURCES, "x": ONE.replace("2020-01-01", "2020-01-02")}).version != first.version
    assert prove({"x": ONE, "s": SOURCES}).version == first.version


def test_tables_of_an_engine_that_this_code_does_not_hold_are_refused() -> None:
    stored = dump(reimbursement_tables.load()).replace(b'"engine":2', b'"engine":999')
    with pytest.raises(ValueError, match="engine 999"):
        parse(stored)
