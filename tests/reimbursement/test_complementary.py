"""What contracts pay of a line: guarantees, for which families and doctors, one or two contracts (rules.md §5.1)."""

from collections.abc import Callable

import pytest

from reimbursement.model import (
    Basket,
    Contract,
    Counter,
    Detail,
    Family,
    Guarantee,
    GuaranteeKind,
    Per,
    Professional,
    ProfessionalKind,
    ReasonCode,
    Sector,
    SectorScope,
)
from tests.reimbursement.contract_cases import (
    BASKET_GUARANTEE,
    DENTIST,
    OPTAM,
    OTHER,
    PHARMACIST,
    PHYSIOTHERAPIST,
    SHARE,
    WHOLE_COST,
    free,
    line,
    percent,
    responsible,
    said,
    settle,
)

F, K, R = Family, GuaranteeKind, ReasonCode


def test_guarantees_of_one_contract_add_up_to_what_is_left() -> None:
    # CS 26.50: AMO 18.55, share 7.95; 20.00 promised beside it, 12.05 left of 38.55.
    done = settle(OPTAM, [line(F.CONSULTATION, 2_650, 3_855)], free(SHARE, Guarantee(K.EUROS, 2_000)))
    assert said(done) == [
        (R.AMC_TICKET_MODERATEUR, 795, ()),
        (R.AMC_EUROS, 2_000, (2_000,)),
        (R.AMC_LIMITED_TO_LEFT, -795, ()),
    ]
    assert done.uses[0].counter is Counter.PARTICIPATION
    assert len(done.uses) == 1


def test_a_second_guarantee_with_amo_included_counts_what_the_first_paid() -> None:
    # 26.50: 130 % is 34.45, 150 % is 39.75; AMO 18.55.
    done = settle(OPTAM, [line(F.CONSULTATION, 2_650, 6_000)], free(percent(130), percent(150)))
    assert [effect for _, effect, _ in said(done)] == [1_590, 530]


def test_each_of_two_contracts_is_held_to_its_own_guarantee_and_both_to_the_cost() -> None:
    # 130 % is 34.45 - 18.55 = 15.90 of each; of 45.00 then 10.55 is left to the second.
    first, second = free(percent(130), number="1"), free(percent(130), number="2")
    assert settle(OPTAM, [line(F.CONSULTATION, 2_650, 6_000)], first, second).amc_cents == (1_590, 1_590)
    assert settle(OPTAM, [line(F.CONSULTATION, 2_650, 4_500)], first, second).amc_cents == (1_590, 1_055)


def test_euros_per_act_count_the_acts_of_the_line() -> None:
    # 3 x 17.90 = 53.70: AMO 32.22, share 21.48; 3 x 4.00 of overrun.
    sessions = line(F.AUXILIARY, 5_370, 9_000, quantity=3)
    plus = Guarantee(K.TICKET_MODERATEUR_PLUS_EUROS, 400, per=Per.ACT)
    assert said(settle(PHYSIOTHERAPIST, [sessions], free(plus))) == [
        (R.AMC_TICKET_MODERATEUR_PLUS_EUROS, 2_148 + 1_200, (1_200,))
    ]
    euros = Guarantee(K.EUROS, 1_500, includes_amo=True, per=Per.ACT)  # 45.00 in all
    assert said(settle(PHYSIOTHERAPIST, [sessions], free(euros))) == [(R.AMC_EUROS_WITH_AMO, 1_278, (4_500,))]


@pytest.mark.parametrize("alsace_moselle", [False, True])
@pytest.mark.parametrize("make", [free, responsible])
@pytest.mark.parametrize(
    "guarantee", [SHARE, percent(99), percent(100), percent(200), Guarantee(K.PERCENT_BASE, 10_000)]
)
def test_the_short_way_of_a_usual_contract_says_the_same_as_the_long_one(
    guarantee: Guarantee, make: Callable[[Guarantee], Contract], *, alsace_moselle: bool
) -> None:
    visit = [line(F.CONSULTATION, 2_655)]
    everything = guarantee._replace(families=frozenset(F))
    short = settle(OPTAM, visit, make(guarantee), alsace_moselle=alsace_moselle)
    assert short == settle(OPTAM, visit, make(everything), alsace_moselle=alsace_moselle)
    assert short.amc_cents[0] > 0


def test_a_percent_of_the_monthly_ceiling_names_the_ceiling() -> None:
    # 2 % of 4 005.00 = 80.10, and with AMO's 60.00 in it 20.10.
    appliance = line(F.LPP, 10_000, 30_000)
    on_top, with_amo = Guarantee(K.PERCENT_PMSS, 200), Guarantee(K.PERCENT_PMSS, 200, includes_amo=True)
    assert said(settle(OTHER, [appliance], free(on_top))) == [(R.AMC_PERCENT_PMSS, 8_010, (200, 400_500))]
    assert settle(OTHER, [appliance], free(with_amo)).amc_cents == (2_010,)


def test_a_dentist_s_consultation_is_dental_care_for_a_contract() -> None:
    # 23.00 at 60 %: 13.80, share 9.20.
    visit = line(F.CONSULTATION, 2_300)
    dental = Guarantee(K.TICKET_MODERATEUR, families=frozenset({F.DENTAL_CARE}))
    of_doctors = Guarantee(K.TICKET_MODERATEUR, families=frozenset({F.CONSULTATION}))
    assert settle(DENTIST, [visit], free(dental)).amc_cents == (920,)
    assert settle(DENTIST, [visit], free(of_doctors)).amc_cents == (0,)


def test_a_supplement_has_the_guarantee_of_its_act() -> None:
    # The act 40.00: share 12.00; its supplement 20.00: share 6.00.
    lines = [line(F.TECHNICAL_ACT, 4_000), line(F.SURCHARGE, 2_000, number=2)]
    technical = Guarantee(K.TICKET_MODERATEUR, families=frozenset({F.TECHNICAL_ACT}))
    assert settle(OPTAM, lines, free(technical)).amc_cents == (1_800,)


@pytest.mark.parametrize(
    ("sector", "paid"),
    # Base 23.00, AMO 16.10. With OPTAM and in sector 1: 150 % = 34.50; without: 120 % = 27.60.
    [
        (Sector.ONE, 1_840),
        (Sector.TWO_OPTAM, 1_840),
        (Sector.UNKNOWN, 1_840),
        (Sector.TWO, 1_150),
        (Sector.THREE, 1_150),
    ],
)
def test_a_guarantee_may_be_for_doctors_with_or_without_optam(sector: Sector, paid: int) -> None:
    contract = free(percent(150, SectorScope.OPTAM), percent(120, SectorScope.WITHOUT_OPTAM))
    doctor = Professional(ProfessionalKind.GP, sector, "a practice")
    assert settle(doctor, [line(F.CONSULTATION, 2_300, 9_000)], contract).amc_cents == (paid,)


def test_what_is_not_reimbursed_has_no_share_but_may_have_euros() -> None:
    tubes = line(F.HOMEOPATHY, 500)
    done = settle(PHARMACIST, [tubes], free(SHARE, percent(100), Guarantee(K.EUROS, 300)), responsible())
    assert done.amc_cents == (300, 0)
    assert done.patient_cents == 200


def test_a_refused_generic_leaves_the_difference_to_the_person() -> None:
    box = line(F.MEDICINE_65, 1_000, 1_400, detail=Detail(generic_refused=True))
    done = settle(PHARMACIST, [box], free(WHOLE_COST))
    assert said(done) == [(R.AMC_REAL_COST_WITH_AMO, 750, (10_000, 1_400)), (R.AMC_PRICE_LIMIT, -400, (1_000,))]


@pytest.mark.parametrize("basket", [Basket.NONE, Basket.CONTROLLED, Basket.FREE])
def test_a_basket_guarantee_pays_nothing_outside_the_basket(basket: Basket) -> None:
    crown = line(F.DENTAL_PROSTHESIS, 12_000, 50_000, detail=Detail(basket=basket))
    assert settle(DENTIST, [crown], free(BASKET_GUARANTEE)).amc_cents == (0,)
    assert settle(DENTIST, [crown], responsible(BASKET_GUARANTEE)).amc_cents == (4_800,)
