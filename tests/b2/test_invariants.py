"""What must hold in an invoice: order, heads, keys, codes, count, totals, shares; one changed character is found."""

from collections.abc import Sequence
from datetime import date

import pytest

from b2 import check, read
from b2.lateness import is_late
from b2.layouts import LAYOUTS, kind_of
from identifiers import nir_key
from tests.b2 import golden

HEADER, EXTENSION, ACT, TOTALS = golden.CONSULTATION


def found(lines: Sequence[str]) -> list[tuple[int, str, str]]:
    reading = read(golden.data(*lines))
    assert reading.faults == ()
    return [(fault.record, fault.field, fault.code) for fault in check(reading.file)[1]]


def test_the_whole_file_holds() -> None:
    invoices, faults = check(read(golden.data(*golden.WHOLE)).file)
    assert faults == []
    assert [invoice.number for invoice in invoices] == ["000000123", "000000124", "000000125", "000000126"]
    assert [len(invoice.lines[0].companions) for invoice in invoices] == [0, 2, 2, 3]


CCAM, EXTRA = golden.TECHNICAL[4], golden.TECHNICAL[3]
ORDERS = [
    ([ACT], (1, "type", "ORDER")),
    ([HEADER, EXTENSION, ACT], (1, "type", "ORDER")),
    ([HEADER, HEADER, ACT, TOTALS], (1, "type", "ORDER")),
    ([HEADER, ACT, EXTENSION, TOTALS], (3, "type", "ORDER")),
    ([HEADER, EXTENSION, EXTENSION, ACT, TOTALS], (3, "type", "ORDER")),
    ([HEADER, golden.STAY[3], ACT, TOTALS], (2, "type", "ORDER")),
    ([*golden.TECHNICAL[:3], CCAM, EXTRA, golden.TECHNICAL[5]], (5, "type", "ORDER")),
    ([HEADER, golden.ENVELOPE[0], ACT, TOTALS], (2, "type", "ORDER")),
    ([HEADER, golden.totals(p39="000", p58="00000000", p66="00000000", p90="00000000")], (1, "", "TOO_MANY")),
    ([*golden.TECHNICAL[:3], *[CCAM] * 27, golden.TECHNICAL[5]], (30, "", "TOO_MANY")),
    ([*golden.BIOLOGY[:4], *[golden.BIOLOGY[4]] * 11, golden.BIOLOGY[5]], (15, "", "TOO_MANY")),
    ([*golden.CONSULTATION, *golden.CONSULTATION], (5, "invoice_no", "DIFFERS")),
]


@pytest.mark.parametrize(("lines", "fault"), ORDERS)
def test_order_and_number_of_records(lines: Sequence[str], fault: tuple[int, str, str]) -> None:
    assert fault in found(lines)


def test_as_many_as_there_may_be_are_taken() -> None:
    assert found([*golden.TECHNICAL[:3], *[CCAM] * 26, golden.TECHNICAL[5]]) == []
    assert found([*golden.BIOLOGY[:4], *[golden.BIOLOGY[4]] * 10, golden.BIOLOGY[5]]) == []


FIGURES = [
    (golden.act(p108="0002102", p123="000898"), (3, "amo", "RATE")),
    (golden.act(p123="000901"), (3, "amc", "SHARE")),
    (golden.act(p54="2"), (3, "exoneration", "CODE")),
    (golden.act(p2="911000009"), (3, "ps_number", "DIFFERS")),
    (golden.act(p27="002"), (3, "rank", "DIFFERS")),
]


@pytest.mark.parametrize(("act", "fault"), FIGURES)
def test_figures_codes_and_heads_of_a_line(act: str, fault: tuple[int, str, str]) -> None:
    assert fault in found([HEADER, EXTENSION, act, TOTALS])


def test_a_share_is_rounded_either_way() -> None:
    act, totals = golden.act(p98="0003001", p108="0002100", p123="000900"), golden.totals()  # 70 % of 30.01 is 21.007
    assert found([HEADER, EXTENSION, act, totals]) == []
    act, totals = (
        golden.act(p98="0003001", p108="0002101", p123="000899"),
        golden.totals(p66="00002101", p90="00000899"),
    )
    assert found([HEADER, EXTENSION, act, totals]) == []


@pytest.mark.parametrize("nir", ["1555555751001", "7123456789012", "5175112345678"])
def test_an_anonymous_number_a_provisional_one_and_that_of_a_migrant_have_a_key(nir: str) -> None:
    def keyed(key: str) -> list[str]:
        return [each.replace(golden.NIR + golden.KEY, nir + key) for each in golden.CONSULTATION]

    assert found(keyed(nir_key(nir))) == []
    assert (1, "insured_nir", "KEY") in found(keyed(f"{int(nir_key(nir)) % 97 + 1:02d}"))


GUARDED = {
    "2": {"type", "ps_number", "insured_nir", "nir_key", "rank", "invoice_no", "operation"},
    "2S": {"ps_number", "insured_nir", "nir_key", "rank", "invoice_no", "own_nir", "own_nir_key"},
    "3": {"ps_number", "insured_nir", "nir_key", "rank", "invoice_no", "amo", "billed", "amc"},
    "3S": {"ps_number", "insured_nir", "nir_key", "rank"},
    "3F": {"ps_number", "insured_nir", "nir_key"},
    "3H": {"ps_number", "insured_nir", "nir_key"},
    "4": {"ps_number", "insured_nir", "nir_key", "rank", "invoice_no", "amo", "fees", "amc"},
    "4E": {"ps_number", "insured_nir", "nir_key", "prescriber_rpps", "performer_rpps"},
    "4M": {"ps_number", "insured_nir", "nir_key"},
    "4S": {"ps_number", "insured_nir", "nir_key"},
    "4B": {"ps_number", "insured_nir", "nir_key"},
    "5": {
        "ps_number",
        "insured_nir",
        "nir_key",
        "rank",
        "invoice_no",
        "lines",
        "base_hospital",
        "amo_hospital",
        "fees",
        "amo_fees",
        "oc_hospital",
        "oc_fees",
        "billed_hospital",
    },
}
"""Fields of which any single changed character is found by what must hold, not only by another value."""


def others(sign: str) -> str:
    """What a character may be mistaken for."""
    return "".join(other for other in ("0123456789" if sign.isdigit() else "ABX7 ") if other != sign)


@pytest.mark.parametrize("invoice", [golden.CONSULTATION, golden.TECHNICAL, golden.BIOLOGY, golden.STAY])
def test_any_changed_character_is_found_or_read_as_another_value(invoice: Sequence[str]) -> None:
    original = read(golden.data(*invoice))
    for place, line in enumerate(invoice):
        layout = LAYOUTS[kind_of(line) or ""]
        for field in layout.fields:
            for at in range(field.place.start, field.place.stop):
                for other in others(line[at]):
                    changed = [*invoice]
                    changed[place] = line[:at] + other + line[at + 1 :]
                    reading = read(golden.data(*changed))
                    faults = reading.faults or check(reading.file)[1]
                    assert faults or reading.file != original.file, (layout.kind, field.name)
                    assert faults or field.name not in GUARDED[layout.kind], (layout.kind, field.name, other)


@pytest.mark.parametrize(
    ("today", "late"), [("2027-11-22", False), ("2027-11-23", True), ("2026-11-22", False), ("2030-01-01", True)]
)
def test_an_invoice_is_late_when_it_is_older_than_a_year(today: str, late: bool) -> None:
    [invoice], _ = check(read(golden.data(*golden.CONSULTATION)).file)
    assert is_late(invoice, date.fromisoformat(today)) is late
