"""The dated choices: which coverage, which exemptions and contracts hold on the day of care, and in which words."""

from datetime import date

import pytest

from contracts.codec import CoverProblem, chosen_coverage, contracts_in_force, cover_of, day_of
from reimbursement.model import Exemption, Family, Guarantee, GuaranteeKind, Per, SectorScope
from tests.contracts.messages import (
    CHILD,
    DAY,
    FATHER,
    MOTHER,
    YEAR_2025,
    a_contract,
    a_coverage,
    a_table,
    exempt,
    some_rights,
)
from vitale.rights.v1.guarantees_pb2 import Guarantee as WireGuarantee
from vitale.rights.v1.guarantees_pb2 import GuaranteeKind as WireGuaranteeKind
from vitale.rights.v1.guarantees_pb2 import GuaranteeTable
from vitale.rights.v1.rights_pb2 import Coverage, ExemptionKind, Period


@pytest.mark.parametrize(
    ("day", "holds"), [("2024-12-31", False), ("2025-01-01", True), ("2025-12-31", True), ("2026-01-01", False)]
)
def test_first_and_last_day_of_every_period_are_included(day: str, *, holds: bool) -> None:
    open_always = Period(first_day="2000-01-01")
    closing_membership, closing_rights = a_coverage(), a_coverage()
    closing_rights.membership.CopyFrom(open_always)
    del closing_membership.amo_periods[:]
    closing_membership.amo_periods.append(open_always)
    for coverage in (closing_membership, closing_rights):
        found = chosen_coverage(some_rights(coverage), MOTHER, day)
        assert found == (coverage if holds else CoverProblem.RIGHTS_CLOSED)
    coverage = a_coverage()
    coverage.exemptions.append(exempt(ExemptionKind.EXEMPTION_KIND_ALD, "2025-01-01", "2025-12-31"))
    coverage.contracts.append(a_contract("11111111", rank=1))
    cover = cover_of(some_rights(coverage), coverage, day, {b"11111111": a_table()})
    assert (bool(cover.exemptions), bool(cover.contracts)) == (holds, holds)


def test_a_period_without_a_last_day_has_no_known_end() -> None:
    coverage = a_coverage()
    coverage.membership.last_day = coverage.amo_periods[0].last_day = ""
    assert chosen_coverage(some_rights(coverage), MOTHER, "2199-12-31") == coverage


def test_rights_may_close_and_open_again() -> None:
    coverage = a_coverage()
    coverage.membership.CopyFrom(Period(first_day="2000-01-01"))
    coverage.amo_periods.insert(0, Period(first_day="2023-01-01", last_day="2023-06-30"))
    answers = [chosen_coverage(some_rights(coverage), MOTHER, day) for day in ("2023-06-30", "2023-07-01", DAY)]
    assert answers == [coverage, CoverProblem.RIGHTS_CLOSED, coverage]


def test_a_child_on_both_parents_cards_is_covered_by_the_one_whom_the_claim_names() -> None:
    rights = some_rights(a_coverage(MOTHER, regime="01"), a_coverage(FATHER, regime="02"))
    chosen = [chosen_coverage(rights, opener, DAY) for opener in (MOTHER, FATHER)]
    assert [found.regime for found in chosen if isinstance(found, Coverage)] == ["01", "02"]


def test_an_opener_who_never_covered_the_person_is_no_rights_and_not_closed_rights() -> None:
    assert chosen_coverage(some_rights(a_coverage(MOTHER)), FATHER, DAY) is CoverProblem.NO_RIGHTS
    assert chosen_coverage(some_rights(), CHILD, DAY) is CoverProblem.NO_RIGHTS


def test_the_other_parents_open_rights_do_not_replace_the_named_ones_that_are_closed() -> None:
    closed = a_coverage(MOTHER)
    closed.amo_periods[0].last_day = "2025-01-31"
    assert chosen_coverage(some_rights(closed, a_coverage(FATHER)), MOTHER, DAY) is CoverProblem.RIGHTS_CLOSED


def test_every_exemption_number_is_the_word_of_the_rules() -> None:
    for name, number in ExemptionKind.items():
        if number:
            coverage = a_coverage()
            coverage.exemptions.append(exempt(number))
            (word,) = cover_of(some_rights(coverage), coverage, DAY, {}).exemptions
            assert word.value == name.removeprefix("EXEMPTION_KIND_").lower()
    assert len(ExemptionKind.items()) == 1 + len(Exemption)


@pytest.mark.parametrize("number", [0, 99])
def test_an_exemption_this_build_does_not_know_is_never_passed_over(number: int) -> None:
    coverage = a_coverage()
    coverage.exemptions.append(exempt(number))
    with pytest.raises(KeyError):
        cover_of(some_rights(coverage), coverage, DAY, {})


def test_every_guarantee_number_is_the_word_of_the_rules() -> None:
    for name, number in WireGuaranteeKind.items():
        if number:
            coverage = a_coverage()
            coverage.contracts.append(a_contract("11111111", rank=1))
            cover = cover_of(some_rights(coverage), coverage, DAY, {b"11111111": a_table(number)})
            assert cover.contracts[0].guarantees[0].kind.value == name.removeprefix("GUARANTEE_KIND_").lower()
    assert len(WireGuaranteeKind.items()) == 1 + len(GuaranteeKind)


def test_a_guarantee_keeps_its_value_its_families_and_what_its_contract_is() -> None:
    coverage = a_coverage()
    coverage.contracts.extend([a_contract("11111111", rank=1), a_contract("22222222", rank=2)])
    tables = {
        b"11111111": a_table(families=("visit", "imaging"), c2s=True, responsible=False),
        b"22222222": a_table(),
    }
    first, second = cover_of(some_rights(coverage), coverage, DAY, tables).contracts
    families = frozenset({Family.VISIT, Family.IMAGING})
    assert first.guarantees == (Guarantee(GuaranteeKind.PERCENT_BASE, 12_500, includes_amo=True, families=families),)
    assert (first.amc_number, first.c2s, first.responsible) == ("11111111", True, False)
    assert (second.amc_number, second.c2s, second.responsible) == ("22222222", False, True)
    assert second.guarantees[0].families == frozenset()


def guarantee_of(sent: WireGuarantee) -> Guarantee:
    """As it reaches the cover."""
    coverage = a_coverage()
    coverage.contracts.append(a_contract("11111111", rank=1))
    table = GuaranteeTable(amc_number="11111111", guarantees=[sent]).SerializeToString(deterministic=True)
    return cover_of(some_rights(coverage), coverage, DAY, {b"11111111": table}).contracts[0].guarantees[0]


def test_a_guarantee_keeps_its_budget_its_number_of_acts_and_its_doctors() -> None:
    sent = WireGuarantee(kind=4, value=9, per="two_years", budget="glasses", times_a_year=3, sectors="without_optam")  # type: ignore[arg-type]
    assert guarantee_of(sent) == Guarantee(
        GuaranteeKind.EUROS,
        9,
        per=Per.TWO_YEARS,
        budget="glasses",
        times_a_year=3,
        sectors=SectorScope.WITHOUT_OPTAM,
    )


@pytest.mark.parametrize("word", [*Per, *SectorScope])
def test_every_word_of_a_guarantee_travels(word: Per | SectorScope) -> None:
    name = "per" if isinstance(word, Per) else "sectors"
    sent = WireGuarantee(kind=4)  # type: ignore[arg-type]
    setattr(sent, name, word.value)
    assert getattr(guarantee_of(sent), name) is word


@pytest.mark.parametrize("name", ["per", "sectors"])
def test_a_guarantee_whose_scope_this_build_does_not_know_is_never_read_as_a_wider_one(name: str) -> None:
    sent = WireGuarantee(kind=4)  # type: ignore[arg-type]
    setattr(sent, name, "lifetime")
    with pytest.raises(ValueError, match="lifetime"):
        guarantee_of(sent)


def test_contracts_pay_in_the_order_of_their_rank_and_only_those_of_the_day() -> None:
    coverage = a_coverage()
    last_year = Period(first_day="2024-01-01", last_day="2024-12-31")
    coverage.contracts.extend(
        [
            a_contract("33333333", rank=3),
            a_contract("00000000", rank=1, period=last_year),
            a_contract("22222222", rank=2),
            a_contract("11111111", rank=1),
        ]
    )
    assert [c.amc_number for c in contracts_in_force(coverage, DAY)] == ["11111111", "22222222", "33333333"]
    tables = dict.fromkeys((b"11111111", b"22222222", b"33333333"), a_table())
    cover = cover_of(some_rights(coverage), coverage, DAY, tables)
    assert [c.amc_number for c in cover.contracts] == ["11111111", "22222222", "33333333"]


def test_a_missing_guarantee_table_is_an_error_and_never_a_contract_that_pays_nothing() -> None:
    coverage = a_coverage()
    coverage.contracts.append(a_contract("11111111", rank=1))
    with pytest.raises(KeyError):
        cover_of(some_rights(coverage), coverage, DAY, {})


def test_regime_local_scheme_and_birth_reach_the_cover() -> None:
    coverage = a_coverage(regime="02")
    coverage.alsace_moselle = True
    cover = cover_of(some_rights(coverage, birth_date="2015-02-31"), coverage, DAY, {})
    assert (cover.birth_date, cover.regime, cover.alsace_moselle) == (date(2015, 2, 1), "02", True)


@pytest.mark.parametrize(
    ("text", "first_possible"),
    [
        ("1980-01-01", date(1980, 1, 1)),
        ("2024-02-29", date(2024, 2, 29)),
        ("2023-02-29", date(2023, 2, 1)),
        ("1957-02-30", date(1957, 2, 1)),
        ("1957-06-31", date(1957, 6, 1)),
        ("1957-06-00", date(1957, 6, 1)),
        ("1957-13-12", date(1957, 1, 1)),
        ("1957-20-40", date(1957, 1, 1)),
        ("1957-00-00", date(1957, 1, 1)),
    ],
)
def test_a_lunar_birth_date_counts_from_the_first_day_it_can_be(text: str, first_possible: date) -> None:
    assert day_of(text) == first_possible


@pytest.mark.parametrize("text", ["", "1957", "1957-06", "born in May", "1957-06-31-1", "0000-01-01"])
def test_what_is_no_date_at_all_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        day_of(text)


def test_the_year_of_the_tests_is_the_one_they_mean() -> None:
    assert YEAR_2025.first_day <= DAY <= YEAR_2025.last_day
