"""The written rule of traits: a golden table of pairs, and what must hold whatever the names."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.age import age_on, latest_day
from identity.facts import Facts, Traits
from identity.matching import Verdict, compare, plain

SAME, CLOSE, DIFFERS, UNKNOWN = Verdict.SAME, Verdict.CLOSE, Verdict.DIFFERS, Verdict.UNKNOWN
BIRTH_NAMES = [
    ("MARTIN", "Martin", SAME),
    ("LEFÈVRE", "LEFEVRE", SAME),
    ("D'ARTAGNAN DE L'HERAULT", "D ARTAGNAN DE L HERAULT", SAME),
    ("LE GALL", "LEGALL", SAME),
    ("CŒUR", "COEUR", SAME),
    ("DUPONT-MOREAU", "DUPONT MOREAU", SAME),
    ("DUPONT-MOREAU", "DUPONT", CLOSE),
    ("HERMANN", "HERMAN", CLOSE),
    ("LEMAITRE", "LEMIATRE", CLOSE),
    ("PETIT", "PETIS", DIFFERS),
    ("MARTIN", "BERNARD", DIFFERS),
    ("", "MARTIN", UNKNOWN),
    ("MARTIN", "", UNKNOWN),
]
GIVEN_NAMES = [
    (("Anne", "Marie"), ("ANNE",), SAME),
    (("Anne-Marie",), ("ANNE", "MARIE"), SAME),
    (("Anne-Marie", "Louise"), ("ANNE-MARIE",), SAME),
    (("Zoé",), ("ZOE", "ADRUN"), SAME),
    (("Anne", "Marie"), ("MARIE", "ANNE"), CLOSE),
    (("Dominique",), ("DOMINIQE",), CLOSE),
    (("Paul",), ("Pierre",), DIFFERS),
    ((), ("Paul",), UNKNOWN),
]
BIRTH_DATES = [
    ("1984-05-17", "1984-05-17", SAME),
    ("1984-05-17", "1984-05-18", DIFFERS),
    ("1984-05-17", "1985-05-17", DIFFERS),
    ("1960-00-00", "1960-03-12", CLOSE),
    ("1960-31-01", "1960-03-01", SAME),
    ("1960-05-00", "1960-05-12", SAME),
    ("1960-05-00", "1960-06-12", DIFFERS),
    ("1984-05-17", "", UNKNOWN),
]
BIRTH_PLACES = [
    ("75114", "75114", SAME),
    ("75114", "69123", DIFFERS),
    ("69990", "69123", CLOSE),
    ("99350", "99350", SAME),
    ("99350", "99351", DIFFERS),
    ("99999", "99351", CLOSE),
    ("2A004", "", UNKNOWN),
]


def verdicts(
    known: Traits, read: Traits, *, born: str = "1984-05-17", read_born: str = "1984-05-17"
) -> dict[str, Verdict]:
    return dict(compare(Facts(known, born, 1), read, read_born))


@pytest.mark.parametrize(("known", "read", "verdict"), BIRTH_NAMES)
def test_a_birth_name_is_compared_by_the_written_rule(known: str, read: str, verdict: Verdict) -> None:
    assert verdicts(Traits(birth_name=known), Traits(birth_name=read))["birth_name"] is verdict


@pytest.mark.parametrize(("known", "read", "verdict"), GIVEN_NAMES)
def test_given_names_are_compared_by_the_first(known: tuple[str, ...], read: tuple[str, ...], verdict: Verdict) -> None:
    assert verdicts(Traits(given_names=known), Traits(given_names=read))["given_names"] is verdict


@pytest.mark.parametrize(("known", "read", "verdict"), BIRTH_DATES)
def test_a_lunar_birth_date_is_compared_by_its_known_parts(known: str, read: str, verdict: Verdict) -> None:
    assert verdicts(Traits(), Traits(), born=known, read_born=read)["birth_date"] is verdict


@pytest.mark.parametrize(("known", "read", "verdict"), BIRTH_PLACES)
def test_a_birth_place_abroad_is_compared_by_country(known: str, read: str, verdict: Verdict) -> None:
    assert verdicts(Traits(birth_place=known), Traits(birth_place=read))["birth_place"] is verdict


@pytest.mark.parametrize(("known", "read", "verdict"), [("M", "M", SAME), ("M", "F", DIFFERS), ("", "F", UNKNOWN)])
def test_sex_is_equal_or_not(known: str, read: str, verdict: Verdict) -> None:
    assert verdicts(Traits(sex=known), Traits(sex=read))["sex"] is verdict


@given(st.text(max_size=30), st.text(max_size=30))
def test_comparing_two_names_gives_the_same_verdict_from_either_side(one: str, other: str) -> None:
    there = verdicts(Traits(birth_name=one), Traits(birth_name=other))["birth_name"]
    assert there is verdicts(Traits(birth_name=other), Traits(birth_name=one))["birth_name"]


@given(st.text(max_size=30))
def test_a_name_is_the_same_as_itself_and_made_plain_once(name: str) -> None:
    assert plain(plain(name)) == plain(name)
    if plain(name):
        assert verdicts(Traits(birth_name=name), Traits(birth_name=name.lower()))["birth_name"] in {SAME, CLOSE}


@pytest.mark.parametrize(
    ("birth_date", "on", "age"),
    [
        ("2010-11-24", "2026-11-24", 16),
        ("2010-11-25", "2026-11-24", 15),
        ("2010-00-00", "2026-12-30", 15),
        ("2010-00-00", "2026-12-31", 16),
        ("2010-02-31", "2026-02-27", 15),
        ("2008-02-29", "2026-02-28", 17),
    ],
)
def test_age_counts_from_the_latest_day_a_birth_date_may_mean(birth_date: str, on: str, age: int) -> None:
    assert age_on(birth_date, date.fromisoformat(on)) == age
    assert latest_day(birth_date) >= date(int(birth_date[:4]), 1, 1)
