"""Bytes to records and back: nothing is lost either way, and what cannot be read says where and why."""

import pytest
from hypothesis import given

from b2 import File, Unwritable, read, record, write
from b2.layouts import ENVELOPE, LAYOUTS, LENGTH
from tests.b2 import golden
from tests.b2.drawn import files


@pytest.mark.parametrize("line_end", ["", "\n", "\r\n"])
def test_a_file_is_read_and_written_back_byte_by_byte(line_end: str) -> None:
    data = golden.data(*golden.WHOLE, line_end=line_end)
    reading = read(data)
    assert reading.faults == ()
    assert [each.kind for each in reading.file.records[:5]] == ["file", "2", "2S", "4", "5"]
    assert {each.kind for each in reading.file.records} >= {"3", "3S", "3F", "3H", "4E", "4M", "4S", "4B"}
    assert write(reading.file) == data


@given(files)
def test_whatever_is_written_is_read_back(file: File) -> None:
    reading = read(write(file))
    assert reading.faults == ()
    assert reading.file == file


def test_values_have_types() -> None:
    values = read(golden.data(golden.act())).file.records[0].values
    assert values["fees"] == 3_000
    assert values["care_day"].isoformat() == "2026-11-22"  # type: ignore[union-attr]  # a day
    assert (values["act_code"], values["coefficient"], values["performer"]) == ("G", 100, golden.PS)
    birth = read(golden.data(golden.header(p96="845617"))).file.records[0]  # a lunar date
    assert birth.text("birth") == "845617"


def test_every_layout_fills_its_record() -> None:
    for layout in LAYOUTS.values():
        assert "".join("x" * field.width for field in layout.fields) == "x" * LENGTH
        assert [field.position for field in layout.fields] == sorted(field.position for field in layout.fields)
    assert "not obtained" in ENVELOPE.fields[0].source


ACT = golden.act()
BROKEN = [
    (golden.data(golden.header(), ACT[:-1]), (2, "", "", "LENGTH")),
    (golden.data(ACT + " "), (1, "", "", "LENGTH")),
    (b"4\xe9" + ACT[2:].encode() + b"\n", (1, "", "", "BAD_BYTE")),
    (golden.data(ACT.replace("G", "g")), (1, "", "", "BAD_BYTE")),
    (golden.data(ACT.replace(" ", "\t", 1)), (1, "", "", "BAD_BYTE")),
    (golden.data(golden.header()) + ACT.encode() + b"\n" + golden.data(golden.totals()), (2, "", "", "LENGTH")),
    (golden.data(golden.header()) + ACT.encode(), (2, "", "", "LINE_END")),
    (golden.data("7" + ACT[1:]), (1, "", "type", "UNKNOWN_RECORD")),
    (golden.data(golden.act(p70="261322")), (1, "4", "care_day", "NOT_A_DATE")),
    (golden.data(golden.act(p108="      0")), (1, "4", "amo", "NOT_NUMERIC")),
    (golden.data(golden.act(p76=" G")), (1, "4", "act_code", "NOT_LEFT_JUSTIFIED")),
    (b"", (0, "", "", "MISSING")),
]


@pytest.mark.parametrize(("data", "expected"), BROKEN)
def test_what_cannot_be_read_says_record_type_field_and_advice(
    data: bytes, expected: tuple[int, str, str, str]
) -> None:
    faults = read(data).faults
    assert expected in [(fault.record, fault.kind, fault.field, fault.code) for fault in faults]
    for fault in faults:
        assert fault.problem
        assert fault.advice
        assert golden.NIR not in str(fault)


def test_a_fault_never_shows_the_value() -> None:
    for fault in read(golden.data(golden.header(p96="8405X7", p25="8X"))).faults:
        assert not {"8405X7", "8X", golden.NIR} & set(str(fault).split())


def test_records_with_a_fault_are_left_out_and_the_others_are_read() -> None:
    reading = read(golden.data(golden.header(), golden.act(p108="-000001"), golden.totals()))
    assert [each.number for each in reading.file.records] == [1, 3]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("fees", 10**7, "TOO_WIDE"),
        ("fees", -1, "NOT_NUMERIC"),
        ("act_code", "é", "BAD_BYTE"),
        ("rank", "1", "NOT_NUMERIC"),
        ("act_code", " G", "BAD_BYTE"),
    ],
)
def test_what_does_not_fit_is_not_written(field: str, value: str | int, code: str) -> None:
    with pytest.raises(Unwritable) as caught:
        write(File((record("5"), record("4", **{field: value}))))
    fault = caught.value.fault
    assert (fault.record, fault.kind, fault.field, fault.code) == (2, "4", field, code)


def test_a_field_that_a_type_does_not_have_is_named() -> None:
    with pytest.raises(KeyError, match="type 4 has no field colour"):
        record("4", colour="red")
