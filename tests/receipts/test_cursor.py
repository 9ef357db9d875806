"""Cursors: they come back as they went, tell nothing, and nobody else can use them."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.topics import PARTITIONS
from receipts.cursor import CursorError, CursorSealer, CursorUse, Place, fingerprint

SEALER = CursorSealer(b"s" * 32)
VIEWER, OTHER = b"\x01" * 16, b"\x02" * 16
_places = st.builds(
    Place,
    st.integers(1, 2**32 - 1),
    st.binary(min_size=8, max_size=8),
    st.dictionaries(st.integers(0, PARTITIONS - 1), st.integers(1, 2**63 - 1)),
)


def sealed(place: Place, viewer: bytes = VIEWER, use: CursorUse = CursorUse.PAGE) -> str:
    """A cursor."""
    return SEALER.seal(place, viewer=viewer, use=use)


@given(_places)
def test_a_cursor_opens_to_the_place_it_was_made_of(place: Place) -> None:
    assert SEALER.open(sealed(place), viewer=VIEWER, use=CursorUse.PAGE) == place


@given(_places, _places)
def test_every_cursor_has_the_same_length_and_equal_ones_are_equal_places(one: Place, other: Place) -> None:
    assert len(sealed(one)) == len(sealed(other))
    assert (sealed(one) == sealed(other)) is (one == other)


def test_neighbouring_places_share_nothing_readable() -> None:
    raw = [base64.urlsafe_b64decode(sealed(Place(1, b"p" * 8, {5: seq}))) for seq in (1, 2, 3)]
    agreeing = [sum(a == b for a, b in zip(raw[0], other, strict=True)) for other in raw[1:]]
    assert max(agreeing) < len(raw[0]) // 10


@given(_places, st.data())
def test_one_changed_character_is_refused(place: Place, data: st.DataObject) -> None:
    cursor = sealed(place)
    at = data.draw(st.integers(0, len(cursor) - 1))
    other = data.draw(st.sampled_from("ABCabc019-_").filter(lambda c: c != cursor[at]))
    with pytest.raises(CursorError):
        SEALER.open(cursor[:at] + other + cursor[at + 1 :], viewer=VIEWER, use=CursorUse.PAGE)


@given(st.text(max_size=400))
def test_garbage_is_refused(garbage: str) -> None:
    with pytest.raises(CursorError):
        SEALER.open(garbage, viewer=VIEWER, use=CursorUse.PAGE)


def test_a_cursor_is_of_no_use_to_another_person_or_purpose_or_key() -> None:
    cursor = sealed(Place(1, b"p" * 8, {5: 3}))
    for sealer, viewer, use in (
        (SEALER, OTHER, CursorUse.PAGE),
        (SEALER, VIEWER, CursorUse.RESUME),
        (CursorSealer(b"x" * 32), VIEWER, CursorUse.PAGE),
    ):
        with pytest.raises(CursorError):
            sealer.open(cursor, viewer=viewer, use=use)


def test_a_key_of_another_length_is_refused_by_length_alone() -> None:
    with pytest.raises(ValueError, match="has 5 bytes; it needs 32"):
        CursorSealer(b"short")


def test_a_fingerprint_tells_where_one_part_ends() -> None:
    assert fingerprint(b"ab", b"c") != fingerprint(b"a", b"bc")
