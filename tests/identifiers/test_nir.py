"""A NIR is refused by the part that is wrong, and never shows its characters unasked."""

import copy
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identifiers import InvalidIdentifier, Nir, Part, nir_key
from identifiers.nir import PERMANENT_OR_WAITING

# Built for the tests: country 890 does not exist.
WOMAN = "2 84 05 99 890 025"


def of_body(body: str) -> Nir:
    return Nir.of_body(body)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("1234567", Part.LENGTH),
        ("", Part.LENGTH),
        ("1234567890123456", Part.LENGTH),
        ("28405C832102530", Part.CHARACTER),
        ("2840588321025XX", Part.KEY),
        ("٢84058832102532", Part.CHARACTER),
        ("384058832102524", Part.SEX),
        ("084058832102500", Part.SEX),
        ("284138832102532", Part.MONTH),
        ("284198832102532", Part.MONTH),
        ("284008832102532", Part.MONTH),
        ("284050032102532", Part.PLACE),
        ("284059632102532", Part.PLACE),
        ("284059700102532", Part.PLACE),
        ("284058800002532", Part.PLACE),
        ("284058832102533", Part.KEY),
        ("284058832102500", Part.KEY),
        ("28405883210250²", Part.KEY),
    ],
)
def test_an_error_names_the_wrong_part_and_never_the_value(text: str, part: Part) -> None:
    with pytest.raises(InvalidIdentifier) as caught:
        Nir.parse(text)
    assert caught.value.part is part
    assert caught.value.advice
    told = "".join(traceback.format_exception(caught.value, chain=True)[-1:])
    assert not text or text not in told


@pytest.mark.parametrize("month", [*range(1, 13), *range(20, 100)])
def test_a_month_known_or_unknown_is_accepted_and_told_apart(month: int) -> None:
    nir = of_body(f"284{month:02d}88321025")
    assert nir.month == (month if month <= 12 else None)
    assert nir.is_doubtful == (43 <= month <= 49)


@pytest.mark.parametrize("month", [0, *range(13, 20)])
def test_a_month_that_means_nothing_is_refused(month: int) -> None:
    with pytest.raises(InvalidIdentifier) as caught:
        of_body(f"284{month:02d}88321025")
    assert caught.value.part is Part.MONTH


@pytest.mark.parametrize("place", ["01001", "20004", "2A004", "2b033", "95999", "97101", "97611", "98735", "99109"])
def test_a_place_of_birth_in_france_overseas_or_abroad_is_accepted(place: str) -> None:
    assert of_body(f"28405{place}025").place == place.upper()


def test_a_waiting_number_is_accepted_only_where_one_is_expected() -> None:
    body = "7810599890025"
    number = body + nir_key(body)
    assert Nir.parse(number, sexes=PERMANENT_OR_WAITING).is_waiting
    with pytest.raises(InvalidIdentifier) as caught:
        Nir.parse(number)
    assert caught.value.part is Part.SEX


def test_an_anonymous_number_is_recognised() -> None:
    assert of_body("2555555751042").is_anonymous
    assert not of_body("2555455751042").is_anonymous


def test_a_demonstration_card_may_bear_a_month_that_is_no_month() -> None:
    assert Nir.parse("142196296516794", demo_card=True).key == "94"
    with pytest.raises(InvalidIdentifier):
        Nir.parse("142196296516794")


def test_only_reveal_shows_the_characters() -> None:
    nir = of_body(WOMAN)
    shown = f"{nir} {nir!r} {nir!s} {[nir]}"
    assert nir.reveal().startswith("2840599890025")
    assert not any(character.isdigit() for character in shown)


def test_spaces_and_case_do_not_make_another_person() -> None:
    spaced, plain = Nir.parse(" 2 84 05 2a 321 025 52 "), Nir.parse("284052A32102552")
    assert spaced == plain
    assert hash(spaced) == hash(plain)
    assert copy.deepcopy(plain) == plain


def test_a_nir_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        of_body(WOMAN)._characters = "1"  # type: ignore[misc]


@given(st.integers(0, 97**6), st.sampled_from("0123456789"), st.integers(0, 12))
def test_one_wrong_digit_never_keeps_the_key(seed: int, digit: str, position: int) -> None:
    body = f"{seed:013d}"[:13]
    changed = body[:position] + digit + body[position + 1 :]
    assert (nir_key(changed) == nir_key(body)) == (changed == body)
