"""An entry's payload is the sealed event, whichever way it was put together."""

import pytest

from contracts.envelope import open_value
from receipts.ledger import entry
from vitale.receipt.v1.receipt_pb2 import LedgerEvent, ReceiptIssued


@pytest.mark.parametrize("length", [0, 1, 100, 127, 128, 300, 16_383, 16_384, 70_000])
def test_a_receipt_is_framed_as_protobuf_frames_it(length: int) -> None:
    receipt = ReceiptIssued(receipt_id=bytes(16), issuer="x" * length)
    framed = open_value(entry._sealed_receipt(receipt))

    assert framed == LedgerEvent(receipt_issued=receipt).SerializeToString(deterministic=True)


def test_a_vector_comes_back_in_the_order_of_the_input_topics() -> None:
    offsets = {name: number for number, name in enumerate(entry.INPUT_NAMES, start=10**12)}

    assert dict(zip(entry.INPUT_NAMES, entry.unpack_vector(entry.pack_vector(offsets)), strict=True)) == offsets
