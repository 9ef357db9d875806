"""What a contract pays of a line: guarantees, families, doctors, floors, ceilings and prohibitions (rules.md §5)."""

import pytest

from reimbursement.errors import NotEstablished
from reimbursement.model import (
    Basket,
    Contract,
    Counter,
    Detail,
    Family,
    Guarantee,
    GuaranteeKind,
    Pathway,
    Per,
    Professional,
    ProfessionalKind,
    ReasonCode,
    Sector,
    SectorScope,
    Use,
)
from tests.reimbursement.contract_cases import (
    AUDIOLOGIST,
    DAY,
    DENTIST,
    OPTAM,
    OTHER,
    PHARMACIST,
    PHYSIOTHERAPIST,
    SECTOR_2,
    free,
    line,
    responsible,
    said,
    settle,
)

F, K, R = Family, GuaranteeKind, ReasonCode
SHARE = Guarantee(K.TICKET_MODERATEUR)
WHOLE_COST = Guarantee(K.REAL_COST, 10_000, includes_amo=True)
BASKET_GUARANTEE = Guarantee(K.HUNDRED_PERCENT_SANTE)
IN_BASKET = Detail(basket=Basket.HUNDRED_PERCENT_SANTE)


def percent(value: int, sectors: SectorScope = SectorScope.ANY) -> Guarantee:
    """A percent of the base, AMO included."""
    return Guarantee(K.PERCENT_BASE, value * 100, includes_amo=True, sectors=sectors)


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


def test_a_responsible_contract_fills_the_share_that_its_table_leaves() -> None:
    done = settle(OPTAM, [line(F.CONSULTATION, 2_650, 4_000)], responsible(Guarantee(K.EUROS, 500)))
    assert said(done) == [(R.AMC_EUROS, 500, (500,)), (R.AMC_RESPONSIBLE_FLOOR, 295, ())]


def test_a_responsible_contract_without_a_table_pays_the_share() -> None:
    assert settle(OPTAM, [line(F.CONSULTATION, 2_650, 4_000)], responsible()).amc_cents == (795,)


@pytest.mark.parametrize("family", [F.MEDICINE_30, F.MEDICINE_15])
def test_the_share_of_weak_medicines_is_not_owed(family: Family) -> None:
    assert settle(PHARMACIST, [line(family, 1_000)], responsible()).amc_cents == (0,)


@pytest.mark.parametrize("family", [F.CURE, F.CURE_SUPERVISION, F.CURE_TRAVEL, F.CURE_LODGING])
def test_the_share_of_a_cure_is_not_owed(family: Family) -> None:
    doctor = Professional(ProfessionalKind.GP, Sector.ONE, "a practice") if family is F.CURE_SUPERVISION else OTHER
    done = settle(doctor, [line(family, 8_000)], responsible(), below_cure_ceiling=True)
    assert done.amc_cents == (0,)


def test_in_alsace_moselle_the_share_is_what_the_local_scheme_leaves() -> None:
    # 30.00: AMO 21.00, local scheme 6.00.
    done = settle(OPTAM, [line(F.CONSULTATION, 3_000)], responsible(), alsace_moselle=True)
    assert (done.local_scheme_cents, done.amc_cents) == (600, (300,))


def test_what_is_not_reimbursed_has_no_share_but_may_have_euros() -> None:
    tubes = line(F.HOMEOPATHY, 500)
    done = settle(PHARMACIST, [tubes], free(SHARE, percent(100), Guarantee(K.EUROS, 300)), responsible())
    assert done.amc_cents == (300, 0)
    assert done.patient_cents == 200


def test_two_responsible_contracts_together_stop_at_100_percent_of_an_overrun_without_optam() -> None:
    # Base 23.00: AMO and the first reach 46.00; the second, 200 % on top, would pay 46.00 more.
    first = responsible(percent(200), number="1")
    on_top = Guarantee(K.PERCENT_BASE, 20_000)
    done = settle(SECTOR_2, [line(F.CONSULTATION, 2_300, 10_000)], first, responsible(on_top, number="2"))
    assert done.amc_cents == (2_990, 0)
    assert said(done)[1:] == [
        (R.AMC_PERCENT_BASE_ON_TOP, 4_600, (20_000, 2_300)),
        (R.AMC_RESPONSIBLE_OVERRUN, -4_600, (10_000,)),
    ]
    assert settle(SECTOR_2, [line(F.CONSULTATION, 2_300, 10_000)], first, free(on_top)).amc_cents == (2_990, 4_600)


def test_a_responsible_contract_after_another_pays_up_to_the_limit_of_both() -> None:
    # 16.10 + 20.00 = 36.10; 46.00 is the most.
    done = settle(
        SECTOR_2, [line(F.CONSULTATION, 2_300, 10_000)], free(Guarantee(K.EUROS, 2_000)), responsible(WHOLE_COST)
    )
    assert done.amc_cents == (2_000, 990)


def test_20_points_below_a_better_guarantee_with_optam() -> None:
    # 150 % of 23.00 = 34.50; with OPTAM 160 % = 36.80, an overrun of 13.80; less 4.60: 9.20, so 32.20 in all.
    contract = responsible(percent(150), percent(160, SectorScope.OPTAM))
    done = settle(SECTOR_2, [line(F.CONSULTATION, 2_300, 7_000)], contract)
    assert said(done) == [
        (R.AMC_PERCENT_BASE_WITH_AMO, 1_840, (15_000, 2_300)),
        (R.AMC_RESPONSIBLE_OPTAM_GAP, -230, (2_000,)),
    ]


def test_the_20_points_hold_for_guarantees_in_euros_too() -> None:
    # The share 6.90, then 10.00 less 20 % of 23.00.
    euros = Guarantee(K.TICKET_MODERATEUR_PLUS_EUROS, 1_000, sectors=SectorScope.OPTAM)
    contract = responsible(euros, euros._replace(sectors=SectorScope.WITHOUT_OPTAM))
    assert settle(SECTOR_2, [line(F.CONSULTATION, 2_300, 7_000)], contract).amc_cents == (690 + 540,)


def test_out_of_the_pathway_only_a_part_of_an_overrun_is_open() -> None:
    overrun = [line(F.CONSULTATION, 2_300, 7_000)]
    with pytest.raises(NotEstablished) as raised:
        settle(SECTOR_2, overrun, responsible(percent(150)), pathway=Pathway.OUT)
    assert raised.value.parameter == "responsible.out_of_pathway_overrun_floor"
    assert settle(SECTOR_2, overrun, free(percent(150)), pathway=Pathway.OUT).amc_cents == (1_840,)
    assert settle(SECTOR_2, overrun, responsible(percent(100)), pathway=Pathway.OUT).amc_cents == (690,)
    # The 20 points leave nothing of the overrun: there is no part to keep unpaid.
    gap = responsible(percent(110, SectorScope.OPTAM), percent(110, SectorScope.WITHOUT_OPTAM))
    assert settle(SECTOR_2, overrun, gap, pathway=Pathway.OUT).amc_cents == (690,)


def test_a_refused_generic_leaves_the_difference_to_the_person() -> None:
    box = line(F.MEDICINE_65, 1_000, 1_400, detail=Detail(generic_refused=True))
    done = settle(PHARMACIST, [box], free(WHOLE_COST))
    assert said(done) == [(R.AMC_REAL_COST_WITH_AMO, 750, (10_000, 1_400)), (R.AMC_PRICE_LIMIT, -400, (1_000,))]


@pytest.mark.parametrize(
    ("contract", "paid"),
    # Base 120.00 at 60 %: 72.00, share 48.00, price 500.00.
    [
        (responsible(), 42_800),
        (responsible(BASKET_GUARANTEE), 42_800),
        (free(BASKET_GUARANTEE), 42_800),
        (free(SHARE), 4_800),
    ],
)
def test_a_prosthesis_of_the_basket_is_paid_whole(contract: Contract, paid: int) -> None:
    crown = line(F.DENTAL_PROSTHESIS, 12_000, 50_000, detail=IN_BASKET)
    assert settle(DENTIST, [crown], contract).amc_cents == (paid,)


@pytest.mark.parametrize("basket", [Basket.NONE, Basket.CONTROLLED, Basket.FREE])
def test_a_basket_guarantee_pays_nothing_outside_the_basket(basket: Basket) -> None:
    crown = line(F.DENTAL_PROSTHESIS, 12_000, 50_000, detail=Detail(basket=basket))
    assert settle(DENTIST, [crown], free(BASKET_GUARANTEE)).amc_cents == (0,)
    assert settle(DENTIST, [crown], responsible(BASKET_GUARANTEE)).amc_cents == (4_800,)


def test_the_tables_may_say_that_an_item_is_of_the_basket() -> None:
    wig = line(F.LPP, 10_000, 35_000, code="PCAP2")
    assert settle(OTHER, [wig], responsible()).amc_cents == (29_000,)
    assert settle(OTHER, [wig._replace(code="PCAP3")], responsible()).amc_cents == (4_000,)


def test_a_hearing_aid_of_the_basket_stops_at_its_price_limit() -> None:
    aid = line(F.HEARING_AID, 40_000, 100_000, detail=IN_BASKET._replace(side="left"))
    assert said(settle(AUDIOLOGIST, [aid], responsible())) == [
        (R.AMC_RESPONSIBLE_FLOOR, 16_000, ()),
        (R.AMC_HUNDRED_PERCENT_SANTE, 60_000, ()),
        (R.AMC_PRICE_LIMIT, -5_000, (95_000,)),
    ]


def test_what_was_paid_for_an_ear_counts_for_four_years_whoever_paid() -> None:
    aid = line(F.HEARING_AID, 40_000, 150_000, detail=Detail(side="left"))
    done = settle(AUDIOLOGIST, [aid], responsible(SHARE, number="1"), responsible(WHOLE_COST, number="2"))
    assert done.amc_cents == (16_000, 110_000)
    spent = [use for use in done.uses if use.counter is Counter.AMC_BUDGET]
    assert spent == [Use(Counter.AMC_BUDGET, "hearing_aid:left", DAY, 150_000, b"this receipt 016")]
    # AMO takes no part in it again; 1 700 less 1 500 is left of what contracts may pay.
    later = DAY.replace(year=2030, day=1)
    again = settle(AUDIOLOGIST, [aid], responsible(WHOLE_COST), day=later, uses=done.uses, receipt=b"another receipt!")
    assert (again.amo_paid_cents, again.amc_cents) == (0, (20_000,))
    assert said(again)[-1] == (R.AMC_RESPONSIBLE_HEARING, -130_000, (170_000,))


def test_two_aids_of_ears_not_stated_have_the_limit_of_two_ears() -> None:
    aids = line(F.HEARING_AID, 80_000, 400_000, quantity=2)
    one_by_one = [line(F.HEARING_AID, 40_000, 200_000, number=number) for number in (1, 2)]
    for lines in ([aids], one_by_one):
        assert settle(AUDIOLOGIST, lines, responsible(WHOLE_COST)).amc_cents == (340_000 - 48_000,)
