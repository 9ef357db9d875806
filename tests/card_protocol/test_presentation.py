"""A QR as phone and reader share it: what comes back, how old a beacon may be, by how much a clock is off, its size."""

from datetime import timedelta

import pytest
import segno
import zxingcpp
from PIL import Image

from card_protocol import beacon, presentation
from card_protocol.errors import ProtocolError
from tests.card_protocol.made import NOW, REGISTRY_KEY, RING, SERIAL, qr, shown

LARGEST_VERSION = 15


def test_a_qr_comes_back_as_it_was_signed() -> None:
    verified = presentation.verify(presentation.read(qr(reference=bytes(8))), RING, NOW)
    assert verified.presentation == shown(
        reference=bytes(8), certificate=verified.presentation.certificate, beacon=verified.presentation.beacon
    )
    assert verified.certificate.serial == SERIAL


@pytest.mark.parametrize(
    ("age", "fresh"),
    [
        (timedelta(0), True),
        (timedelta(minutes=10), True),
        (timedelta(minutes=10, seconds=1), False),
        (timedelta(-1), False),
    ],
)
def test_a_beacon_makes_a_presentation_fresh_for_ten_minutes(age: timedelta, fresh: bool) -> None:
    young = beacon.issue(REGISTRY_KEY, SERIAL, NOW - age)
    assert presentation.verify(presentation.read(qr(beacon=young)), RING, NOW).fresh is fresh


def test_without_beacon_or_with_another_cards_it_is_not_fresh() -> None:
    strange = beacon.issue(REGISTRY_KEY, bytes(16), NOW)
    assert not presentation.verify(presentation.read(qr(beacon=None)), RING, NOW).fresh
    assert not presentation.verify(presentation.read(qr(beacon=strange)), RING, NOW).fresh


@pytest.mark.parametrize(
    ("seconds", "code", "minutes"),
    [
        (31, "clock_ahead", 1),
        (61, "clock_ahead", 2),
        (3600, "clock_ahead", 60),
        (-91, "expired", 1),
        (-3660, "expired", 60),
    ],
)
def test_a_wrong_clock_is_told_in_minutes(seconds: int, code: str, minutes: int) -> None:
    at = NOW + timedelta(seconds=seconds)
    with pytest.raises(ProtocolError) as refused:
        presentation.verify(presentation.read(qr(issued_at=at, expires_at=at + timedelta(seconds=60))), RING, NOW)
    assert (refused.value.code, refused.value.minutes) == (code, minutes)


@pytest.mark.parametrize("seconds", [30, 0, -90])
def test_thirty_seconds_of_skew_are_forgiven(seconds: int) -> None:
    at = NOW + timedelta(seconds=seconds)
    presentation.verify(presentation.read(qr(issued_at=at, expires_at=at + timedelta(seconds=60))), RING, NOW)


def test_the_largest_presentation_fits_version_15_and_an_independent_reader_reads_it() -> None:
    text = qr(reference=bytes([255] * 8), counter=2**32 - 1)
    code = segno.make(text, error="l", mode="alphanumeric", micro=False, boost_error=False)
    assert int(code.version) <= LARGEST_VERSION
    matrix = [[0 if dark else 255 for dark in row] for row in code.matrix_iter(scale=4, border=4)]
    picture = Image.new("L", (len(matrix[0]), len(matrix)))
    picture.putdata([pixel for row in matrix for pixel in row])
    [read] = zxingcpp.read_barcodes(picture)
    assert read.text == text


def test_no_two_presentations_are_told_apart_by_more_than_the_card_itself() -> None:
    assert qr() != qr(jti=bytes(16))
    assert "MARTIN" not in qr()
