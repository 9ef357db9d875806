"""A sealed value opens for its own subject, with its own key, unaltered, and for nothing else."""

import pytest

from identity.sealing import SealBroken, Sealer
from tests.identity.people import AES_KEY

SUBJECT, OTHER = b"s" * 16, b"o" * 16
SEALER = Sealer(AES_KEY)


def test_a_sealed_value_opens_for_its_subject() -> None:
    assert SEALER.open_name(SEALER.seal_name("Zoé", SUBJECT), SUBJECT) == "Zoé"
    assert SEALER.open_number(SEALER.seal_number("284", SUBJECT), SUBJECT) == "284"


def test_sealing_twice_shows_no_likeness() -> None:
    first, second = SEALER.seal_name("Zoé", SUBJECT), SEALER.seal_name("Zoé", SUBJECT)
    assert first[1:] != second[1:]
    assert "Zoé".encode() not in first


def test_a_value_moved_to_another_subject_or_another_use_does_not_open() -> None:
    sealed = SEALER.seal_name("Zoé", SUBJECT)
    with pytest.raises(SealBroken):
        SEALER.open_name(sealed, OTHER)
    with pytest.raises(SealBroken):
        SEALER.open_number(sealed, SUBJECT)


@pytest.mark.parametrize("position", [0, 1, 12, 13, -1])
def test_an_altered_value_does_not_open(position: int) -> None:
    altered = bytearray(SEALER.seal_name("Zoé", SUBJECT))
    altered[position] ^= 1
    with pytest.raises(SealBroken):
        SEALER.open_name(bytes(altered), SUBJECT)


def test_another_key_does_not_open() -> None:
    with pytest.raises(SealBroken):
        Sealer(bytes(32)).open_name(SEALER.seal_name("Zoé", SUBJECT), SUBJECT)
