"""Owns the proof of the catalogues of codes: one parameter each for price, limit and generic price, and one act."""

import re
from collections.abc import Mapping, Sequence

from reimbursement.dated import DatedValue, Parameter, Source
from reimbursement.rule_tables import Act
from reimbursement.vocabulary import Basket, Family
from reimbursement_tables.acts import EVERY_AGE, word_of
from reimbursement_tables.csv_rows import Row
from reimbursement_tables.parameters import dated_value, prove_order
from reimbursement_tables.units import day_of, value_of

_SAME = ("kind", "family", "label_fr", "label_en", "basket")
_MONEY = {"price": "price", "price_limit": "highest price", "generic_price": "price of its generic (TFR)"}
_MEDICINES = frozenset(
    {Family.MEDICINE_100, Family.MEDICINE_65, Family.MEDICINE_30, Family.MEDICINE_15, Family.HOMEOPATHY}
)
_DEVICES = frozenset(
    {
        Family.LPP,
        Family.WHEELCHAIR,
        Family.WHEELCHAIR_RENTAL,
        Family.OPTICS_FRAME,
        Family.OPTICS_LENS,
        Family.HEARING_AID,
    }
)
_ACTS = frozenset(Family) - _MEDICINES - _DEVICES
# Kind: the families it may have, the shape of its codes, and what that shape is called.
_KINDS = {
    "act": (_ACTS, re.compile(r"[A-Z]{4}[0-9]{3}|[A-Z][A-Z0-9]{0,5}|[0-9]{4}"), "a code of the CCAM, NGAP or NABM"),
    "lpp": (_DEVICES, re.compile(r"[0-9]{7}"), "a code of the LPP (7 digits)"),
    "medicine": (_MEDICINES, re.compile(r"34009[0-9]{8}"), "a CIP code (13 digits from 34009)"),
}


def codes_of(
    rows: Sequence[Row], sources: Mapping[str, Source]
) -> tuple[dict[str, tuple[Row, Parameter]], dict[str, tuple[Row, Act]]]:
    """Return parameters and acts by name, each with the row where it begins; raise TablesError at a wrong row."""
    parameters: dict[str, tuple[Row, Parameter]] = {}
    acts: dict[str, tuple[Row, Act]] = {}
    for code, own in by_name(rows).items():
        act = _act(code, own)
        acts[code] = own[0], act
        for column in _MONEY:
            if any(row.cells[column] for row in own):
                parameters[f"{column}.{code}"] = own[0], _money(column, own, sources)
    return parameters, acts


def by_name(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Gather the rows of each name, in the order of the file."""
    gathered: dict[str, list[Row]] = {}
    for row in rows:
        gathered.setdefault(row.name, []).append(row)
    return gathered


def dated_parameter(
    name: str, rows: Sequence[Row], column: str, *, unit: str, description: str, sources: Mapping[str, Source]
) -> Parameter:
    """Return the history of one column; a row that repeats the value before it begins nothing."""
    entries = [_entry(row, column, unit, sources) for row in rows]
    prove_order(entries, [row.node("since") for row in rows])
    history = [entry for index, entry in enumerate(entries) if index == 0 or entry.value != entries[index - 1].value]
    checked = max(day_of(row.node("checked")) for row in rows)
    return Parameter(name, tuple(history), unit=unit, description=description, law=None, last_checked=checked)


def _entry(row: Row, column: str, unit: str, sources: Mapping[str, Source]) -> DatedValue:
    value = value_of(row.node(column), unit) if row.cells[column] else None
    return dated_value(value, row.node("since"), grade=row.node("grade"), source=row.node("source"), sources=sources)


def _money(column: str, rows: Sequence[Row], sources: Mapping[str, Source]) -> Parameter:
    for row in rows:
        if column != "price" and row.cells[column] == "null":
            raise row.node(column).error("leave it empty where there is none")
    first = rows[0]
    description = f"{first.cells['label_en']} ({first.cells['kind']} {first.name}): {_MONEY[column]}"
    name = f"{column}.{first.name}"
    return dated_parameter(name, rows, column, unit="euros", description=description, sources=sources)


def _act(code: str, rows: Sequence[Row]) -> Act:
    for row in rows:
        _prove_row(row, rows[0])
    cells = rows[0].cells
    return Act(
        code,
        cells["label_fr"],
        cells["label_en"],
        (f"price.{code}",),
        (),
        below_age=EVERY_AGE,
        lower_sectors=False,
        own_sector_2=False,
        family=Family(cells["family"]),
        basket=Basket(cells["basket"]),
        price_limit=f"price_limit.{code}" if any(row.cells["price_limit"] for row in rows) else "",
        generic_price=f"generic_price.{code}" if any(row.cells["generic_price"] for row in rows) else "",
    )


def _prove_row(row: Row, first: Row) -> None:
    if row is first:
        _prove_code(row)
    for column in _SAME:
        if row.cells[column] != first.cells[column]:
            raise row.node(column).error(f"line {first.line} says {first.cells[column]}: one code has one {column}")
    row.written("price")
    if row.cells["generic_price"] and row.cells["kind"] != "medicine":
        raise row.node("generic_price").error("only a medicine has one")
    if row.cells["price_limit"]:
        _prove_limit(row)


def _prove_code(row: Row) -> None:
    kind = row.cells["kind"]
    if kind not in _KINDS:
        raise row.node("kind").error(f"{kind} is not one of {', '.join(_KINDS)}")
    families, shape, called = _KINDS[kind]
    if shape.fullmatch(row.name) is None or (kind == "medicine" and not _is_cip(row.name)):
        raise row.node("code").error(f"{row.name} is not {called}")
    if word_of(row.node("family"), Family) not in families:
        raise row.node("family").error(f"{row.cells['family']} is not a family of kind {kind}")
    row.written("label_fr")
    row.written("label_en")
    if row.cells["basket"]:
        word_of(row.node("basket"), Basket)


def _prove_limit(row: Row) -> None:
    if row.cells["kind"] == "medicine":
        raise row.node("price_limit").error("the price of a medicine is regulated: it has no limit of its own")
    price, limit = value_of(row.node("price"), "euros"), value_of(row.node("price_limit"), "euros")
    if price is not None and limit is not None and limit < price:
        raise row.node("price_limit").error("the limit is below the price that is reimbursed")


def _is_cip(code: str) -> bool:
    """Tell whether the last digit is the check digit of the twelve before it (EAN-13)."""
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(code))
    return weighted % 10 == 0
