"""Acknowledgement files: what is written is read back; a changed character is found or is another value."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2 import File, write
from b2.arl import ACCEPTED, HELD, OUTCOMES, REJECTED, Arl, Reason, Result, folded, records_of
from b2.arl_reading import read_arl
from tests.b2 import golden

LABELS = st.text(alphabet="ABC Z.,-09\u00e9a", max_size=500).map(folded)
WORDS = st.text(alphabet="ABZ09_[].", max_size=32)
REASONS = st.builds(Reason, WORDS, WORDS, LABELS)
RESULTS = st.builds(
    Result, WORDS, st.sampled_from(OUTCOMES), st.text("0123456789ABCDEF", max_size=24), WORDS, st.tuples(REASONS)
)
ARLS = st.builds(
    Arl,
    WORDS.map(lambda text: text[:24]),
    WORDS.map(lambda text: text[:12]),
    st.dates(date(1980, 1, 1), date(2079, 1, 1)),
    st.dates(date(1980, 1, 1), date(2079, 1, 1)),
    st.lists(RESULTS, max_size=5).map(tuple),
)
MIXED = Arl(
    "AB12",
    "7",
    date(2026, 11, 22),
    date(2026, 11, 23),
    (
        Result("000000123", ACCEPTED, "01", "AA" * 16),
        Result("000000124", REJECTED, "02", reasons=(Reason("UNKNOWN_ACT", "LINES[0].ACT_CODE", "CORRECT THE CODE"),)),
        Result("000000125", HELD, "03", reasons=(Reason("ALREADY_TELETRANSMITTED", "CLAIM_ID", "WAIT"),)),
    ),
)


def written(arl: Arl) -> bytes:
    return write(File(tuple(records_of(arl))))


@settings(deadline=None)
@given(ARLS)
def test_whatever_is_acknowledged_is_read_back(arl: Arl) -> None:
    assert read_arl(written(arl)) == arl


def test_signs_of_a_lot_and_of_its_invoices() -> None:
    assert [MIXED.sign, *(result.sign for result in MIXED.results)] == ["-", "+", "-", "-"]
    assert Arl("A", "1", MIXED.lot_day, MIXED.arl_day, MIXED.results[:1]).sign == "+"
    lines = written(MIXED).decode().split("\r\n")
    assert lines[0][:3] == "AL-"
    assert (lines[0][60:65], lines[0][65:70], lines[0][70:75], lines[0][75:80]) == ("00003", "00001", "00001", "00001")


@pytest.mark.parametrize("place", range(8))
def test_any_changed_character_is_found_or_another_value(place: int) -> None:
    lines = written(MIXED).decode().split("\r\n")[:-1]
    for at, sign in enumerate(lines[place]):
        changed = [*lines]
        changed[place] = lines[place][:at] + ("7" if sign != "7" else "8") + lines[place][at + 1 :]
        assert read_arl(golden.data(*changed)) != MIXED, (place, at)


def test_a_cut_file_and_an_invoice_file_are_no_acknowledgement() -> None:
    lines = written(MIXED).decode().split("\r\n")[:-1]
    for broken in (lines[:-1], lines[1:], [lines[0], lines[3], lines[-1]], list(golden.CONSULTATION), [lines[0]]):
        faults = read_arl(golden.data(*broken))
        assert isinstance(faults, tuple)
        assert faults
