"""The mask: every way of writing a NIR goes, identifiers of the house stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.masking import MASK, mask, mask_value
from tests.chassis.canaries import NIR_FORMS, leaked


@pytest.mark.parametrize("written", NIR_FORMS)
@pytest.mark.parametrize(
    "around", ["{}", "nir={}.", "x{}y", "(nir)=({}) already exists", '{{"nir": "{}"}}', "/v1/{}/card"]
)
def test_a_number_written_in_any_usual_way_is_masked(written: str, around: str) -> None:
    masked = mask(around.format(written))
    assert leaked(masked) == []
    assert MASK in masked


@pytest.mark.parametrize(
    "harmless",
    [
        "4bf92f3577b34da6a3ce929d0e0e4736",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00000000000000a00000000000000000",
        "2026-11-23T20:06:55.123456Z",
        "75 euros and 30 cents",
        "claims[3].lines[0].price_cents=3000",
        "7K3Q-9XMB-2T",
    ],
)
def test_identifiers_dates_and_amounts_stay_readable(harmless: str) -> None:
    assert mask(harmless) == harmless


@given(st.integers(min_value=0, max_value=10**13 - 1), st.sampled_from(["", " ", "-", "."]))
def test_thirteen_digits_never_survive_however_they_are_spaced(number: int, separator: str) -> None:
    written = separator.join(f"{number:013d}")
    assert f"{number:013d}" not in mask(f"a {written} b").replace(separator or " ", "")


def test_values_of_every_type_are_masked() -> None:
    value = {
        "number": 199127512345678,
        "real": 1991275123456.0,
        "bytes": b"199127512345678",
        "list": ["1991275123456", 7],
    }
    assert mask_value(value) == {"number": MASK, "real": MASK, "bytes": MASK, "list": [MASK, 7]}


def test_bytes_that_are_identifiers_are_shown_as_hex() -> None:
    assert mask_value(bytes.fromhex("4bf92f3577b34da6a3ce929d0e0e4736")) == "4bf92f3577b34da6a3ce929d0e0e4736"


def test_the_repr_of_an_unknown_object_is_masked() -> None:
    class Person:
        def __repr__(self) -> str:
            return "Person(199127512345678)"

    assert mask_value(Person()) == f"Person({MASK})"
