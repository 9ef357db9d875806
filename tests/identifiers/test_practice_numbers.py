"""RPPS, FINESS and AMC numbers say which part of them is wrong."""

from collections.abc import Callable

import pytest

from identifiers import AmcNumber, Finess, InvalidIdentifier, Part, Rpps


@pytest.mark.parametrize(
    ("parse", "text", "part"),
    [
        (Rpps.parse, "1000553158", Part.LENGTH),
        (Rpps.parse, "1000553158x", Part.CHARACTER),
        (Rpps.parse, "1000553158²", Part.CHARACTER),
        (Rpps.parse, "10005531587", Part.KEY),
        (Finess.parse, "75071218", Part.LENGTH),
        (Finess.parse, "7A0712184", Part.CHARACTER),
        (Finess.parse, "2C0002689", Part.CHARACTER),
        (Finess.parse, "750712185", Part.KEY),
        (AmcNumber.parse, "755000170", Part.LENGTH),
        (AmcNumber.parse, "7550001A", Part.CHARACTER),
    ],
)
def test_a_wrong_number_is_refused_by_its_part(parse: Callable[[str], object], text: str, part: Part) -> None:
    with pytest.raises(InvalidIdentifier) as caught:
        parse(text)
    assert caught.value.part is part
    assert text not in str(caught.value)


def test_numbers_are_kept_compact() -> None:
    assert str(Rpps.parse("1000 5531 586")) == "10005531586"
    assert str(Finess.parse(" 2a0002689")) == "2A0002689"
    assert str(AmcNumber.parse("75 500 017")) == "75500017"


@pytest.mark.parametrize(("number", "b2"), [("2A0002689", "200102689"), ("750712184", "750712184")])
def test_finess_is_written_in_digits_for_b2(number: str, b2: str) -> None:
    assert Finess.parse(number).b2 == b2


def test_the_b2_form_of_a_corsican_number_passes_luhn_too() -> None:
    assert Finess.parse(Finess.parse("2B0000020").b2).number == "200200020"


def test_a_corsican_number_without_b2_form_is_refused_rather_than_shortened() -> None:
    with pytest.raises(InvalidIdentifier) as caught:
        _ = Finess.parse("2A1000013").b2
    assert caught.value.part is Part.PLACE
