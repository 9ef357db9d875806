"""The synthetic population: repeatable, impossible, and with every kind of family the rules care about."""

from datetime import date
from itertools import islice

import pytest

from identifiers import Nir
from tools.simulators.population import Family, FamilyKind, families, family, put_rights
from tools.simulators.population.draw import MAX_FAMILIES
from tools.simulators.population.guarantees import C2S, HASHES, TABLES, guarantees_hash
from tools.simulators.population.reserve import DEMO, POPULATION, TESTS, impossible_nir, is_impossible
from vitale.rights.v1.rights_pb2 import EXEMPTION_KIND_ALD, EXEMPTION_KIND_C2S, EXEMPTION_KIND_NEWBORN

TODAY = date(2026, 11, 23)
MANY = 3_000


@pytest.fixture(scope="module")
def many() -> list[Family]:
    return list(families(7, MANY, today=TODAY))


def test_the_same_seed_gives_the_same_people_and_another_seed_others() -> None:
    first = list(families(1, 50, today=TODAY))
    assert first == list(families(1, 50, today=TODAY))
    assert first != list(families(2, 50, today=TODAY))


def test_a_family_can_be_made_again_by_itself() -> None:
    assert family(1, 37, today=TODAY) == next(islice(families(1, 50, today=TODAY), 37, None))


def test_a_number_of_the_reserved_range_is_accepted_and_its_country_does_not_exist(many: list[Family]) -> None:
    numbers = [person.nir for one in many for person in one.people if person.nir is not None]
    for nir in numbers:
        assert Nir.parse(nir.reveal()) == nir  # right key, right shape
        assert nir.place[:2] == "99"  # born abroad
        assert nir.place[2] in "678"  # INSEE's country codes begin with the digit of a continent, 1 to 5
        assert is_impossible(nir)
    assert len(set(numbers)) == len(numbers)


def test_a_number_of_a_real_place_is_not_taken_for_impossible() -> None:
    for place in ("75056", "99109", "99517", "2A004"):
        assert not is_impossible(Nir.of_body(f"28403{place}123"))


def test_no_two_users_of_the_reserved_range_share_a_country_code() -> None:
    codes = [set(range(block.first_country, block.last_country + 1)) for block in (POPULATION, DEMO, TESTS)]
    assert sum(map(len, codes)) == len(set.union(*codes))


def test_a_slot_outside_a_block_is_refused() -> None:
    with pytest.raises(ValueError, match="outside the block"):
        impossible_nir(TESTS, TESTS.capacity, sex="1", birth=TODAY)
    with pytest.raises(ValueError, match="at most"):
        family(1, MAX_FAMILIES, today=TODAY)


def test_fifty_thousand_families_fit_in_the_reserved_range() -> None:
    assert MAX_FAMILIES >= 50_000


def test_no_person_shows_a_name_a_birth_date_or_a_number_in_repr(many: list[Family]) -> None:
    person = next(p for one in many for p in one.people if p.nir)
    assert person.nir is not None
    shown = repr(person)
    assert person.person_id in shown
    for secret in (person.first_name, person.nir.reveal(), str(person.birth_date), repr(person.birth_date)):
        assert secret not in shown


def test_separated_parents_both_have_their_children_on_their_card(many: list[Family]) -> None:
    separated = [one for one in many if one.kind is FamilyKind.TWO_HOMES]
    assert separated
    for one in separated:
        first, second = ({m.person.person_id for m in card.others} for card in one.cards)
        assert first == second != set()
    assert any(one.cards[0].opener.contracts != one.cards[1].opener.contracts for one in separated)


def test_a_child_coming_of_age_turns_18_today_or_tomorrow(many: list[Family]) -> None:
    births = {c.person.birth_date for one in many if one.kind is FamilyKind.COMING_OF_AGE for c in one.cards[0].others}
    assert births == {date(2008, 11, 23), date(2008, 11, 24)}


def test_on_a_leap_day_a_child_still_comes_of_age() -> None:
    leap = date(2028, 2, 29)
    for index in range(20):
        child = family(1, index, today=leap, kind=FamilyKind.COMING_OF_AGE).cards[0].others[0].person
        assert child.birth_date == date(2010, 3, 1)


def test_newborns_have_no_number_and_twins_have_ranks(many: list[Family]) -> None:
    babies = [m for one in many if one.kind is FamilyKind.NEWBORN for m in one.cards[0].others]
    assert babies
    assert all(baby.person.nir is None for baby in babies)
    assert all(baby.exemptions[0].kind == EXEMPTION_KIND_NEWBORN for baby in babies)
    assert {baby.person.birth_rank for baby in babies} == {1, 2}


def test_on_one_card_no_two_people_have_the_same_birth_date_and_rank(many: list[Family]) -> None:
    for one in many:
        for card in one.cards:
            triplets = [(m.person.birth_date, m.person.birth_rank) for m in card.others]
            assert len(set(triplets)) == len(triplets)


def test_every_kind_of_cover_occurs(many: list[Family]) -> None:
    cards = [card for one in many for card in one.cards]
    assert {"01", "02", "91"} <= {card.regime for card in cards}
    assert {card.alsace_moselle for card in cards} == {True, False}
    assert {one.zone for one in many} == {"Europe/Paris", "Indian/Reunion"}
    assert {contract.table for card in cards for contract in card.opener.contracts} == set(TABLES)
    assert any(not card.opener.contracts for card in cards)
    assert any(e.kind == EXEMPTION_KIND_ALD for card in cards for e in card.opener.exemptions)


def test_everybody_with_c2s_has_the_exemption_and_the_contract(many: list[Family]) -> None:
    for member in (m for one in many for card in one.cards for m in card.members):
        exempted = any(e.kind == EXEMPTION_KIND_C2S for e in member.exemptions)
        assert exempted == any(contract.table == C2S for contract in member.contracts)


def test_a_card_becomes_one_putrights_with_everybody_on_it() -> None:
    two_homes = family(1, 5, today=TODAY, kind=FamilyKind.TWO_HOMES)
    card = two_homes.cards[0]
    request = put_rights(card, state_version=9)
    assert request.state_version == 9
    assert request.opener.person.nir == card.opener_nir.reveal()
    assert [b.person.scheme_person_id for b in request.beneficiaries] == [m.person.person_id for m in card.others]
    assert request.opener.coverage.regime == card.regime
    for sent in (request.opener, *request.beneficiaries):
        assert sent.coverage.amo_periods[0].first_day <= TODAY.isoformat()
        assert all(contract.guarantees_hash in HASHES.values() for contract in sent.coverage.contracts)


def test_a_guarantee_table_is_named_by_its_content() -> None:
    assert len(set(HASHES.values())) == len(TABLES)
    assert all(guarantees_hash(TABLES[name]) == HASHES[name] for name in TABLES)
