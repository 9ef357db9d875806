"""The checker's own reader agrees with the contract on what is a message, and never raises past its door."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checker.wire_writer import Signed, message, packed, varint
from tools.checker import inputs, outputs
from tools.checker.log import CLAIM, CONTROL, RIGHTS, Raw
from tools.checker.reading import Poison, read_input
from tools.checker.shape import decode
from tools.checker.wire import WireError
from vitale.claim.v1.claim_pb2 import Claim
from vitale.control.v1.control_pb2 import ControlRecord
from vitale.receipt.v1.receipt_pb2 import ReceiptLine
from vitale.rights.v1.rights_pb2 import BeneficiaryRights

NUMBERS = st.integers(min_value=-(1 << 63), max_value=(1 << 63) - 1)


def _raw(topic: str, value: bytes | None, key: bytes | None = bytes(16)) -> Raw:
    return Raw(topic, 0, 0, 0, key, value, ())


@given(data=st.binary(max_size=60))
@settings(max_examples=600, deadline=None)
def test_any_bytes_are_readable_exactly_when_the_generated_classes_can_read_them(data: bytes) -> None:
    for kind, generated in ((inputs.Claim, Claim), (inputs.Rights, BeneficiaryRights), (inputs.Control, ControlRecord)):
        try:
            generated.FromString(data)
            readable = True
        except Exception:  # noqa: BLE001 - the class of the error is the library's own affair
            readable = False
        try:
            decode(kind, data)
            mine = True
        except WireError:
            mine = False
        assert mine == readable


@given(price=NUMBERS, effect=NUMBERS, values=st.lists(NUMBERS, max_size=4), amc=st.lists(NUMBERS, max_size=3))
def test_numbers_come_out_as_they_went_in(price: int, effect: int, values: list[int], amc: list[int]) -> None:
    written = ReceiptLine(price_cents=price, amc_cents=amc)
    written.reasons.add(effect_cents=effect, values=values)
    read = decode(outputs.ReceiptLine, written.SerializeToString())
    assert (read.price_cents, read.amc_cents) == (price, tuple(amc))
    assert (read.reasons[0].effect_cents, read.reasons[0].values) == (effect, tuple(values))


@given(effect=st.integers(-(1 << 40), 1 << 40), values=st.lists(st.integers(-(1 << 40), 1 << 40), max_size=4))
def test_the_writer_of_these_tests_writes_what_the_generated_classes_read(effect: int, values: list[int]) -> None:
    reason = message([(1, 7), (3, Signed(effect)), (4, packed(values, signed=True)), (5, "act.G")])
    read = ReceiptLine.FromString(message([(1, 3), (15, [reason])]))
    assert (read.reasons[0].effect_cents, list(read.reasons[0].values)) == (effect, values)
    assert (read.line_no, read.reasons[0].code, read.reasons[0].parameter) == (3, 7, "act.G")


def test_of_a_decision_written_twice_the_last_one_counts() -> None:
    body = message([(2, [message([(1, "1-aaa")])]), (4, [message([(1, "note")])])])
    control = decode(inputs.Control, body)
    assert control.activate is None
    assert control.clear_halt == inputs.ClearHalt("note")


def test_a_field_of_another_wire_type_is_unknown_and_not_an_error() -> None:
    assert decode(inputs.Claim, varint(1 << 3) + varint(5)).claim_id == ""


@given(value=st.none() | st.binary(max_size=40), key=st.none() | st.binary(max_size=20))
def test_no_record_makes_the_reader_raise(value: bytes | None, key: bytes | None) -> None:
    for topic in (CLAIM, CONTROL, RIGHTS):
        assert read_input(_raw(topic, value, key)) is not None


def test_a_record_of_another_envelope_or_without_home_is_poison() -> None:
    assert read_input(_raw(CLAIM, b"\x02\x00")) == Poison("UNDECODABLE", "value")
    assert read_input(_raw(CLAIM, b"\x01\x00", b"short")) == Poison("WRONG_PARTITION", "key")
    assert read_input(_raw(CONTROL, b"\x01\x00")) == Poison("UNDECODABLE", "decision")
