"""What a responsible contract owes whatever its table says, and what stops it, alone or with others (rules.md §5.2)."""

from datetime import date

import pytest

from reimbursement.errors import NotEstablished
from reimbursement.model import (
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
    BASKET_GUARANTEE,
    DAY,
    DENTIST,
    IN_BASKET,
    OPTAM,
    OTHER,
    PHARMACIST,
    SECTOR_2,
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


def test_a_responsible_contract_pays_nothing_where_another_went_beyond_the_limit_of_both() -> None:
    done = settle(
        SECTOR_2, [line(F.CONSULTATION, 2_300, 10_000)], free(Guarantee(K.EUROS, 6_000)), responsible(WHOLE_COST)
    )
    assert done.amc_cents == (6_000, 0)


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


def test_the_20_points_are_of_the_contract_whose_turn_it_is() -> None:
    # The first has paid the share and 5.00. The second: 150 % less 20 points, 29.90 - 16.10.
    contract = responsible(percent(150, SectorScope.OPTAM), percent(150, SectorScope.WITHOUT_OPTAM))
    done = settle(SECTOR_2, [line(F.CONSULTATION, 2_300, 10_000)], free(Guarantee(K.EUROS, 1_190)), contract)
    assert done.amc_cents == (1_190, 1_380)


def test_a_budget_counts_on_both_sides_of_the_20_points() -> None:
    # 150 % and 130 %: the 50.00 of the year come on top of both, up to 100 % of overrun.
    year = Guarantee(K.EUROS, 500, per=Per.YEAR, budget="overruns")
    contract = responsible(percent(150, SectorScope.OPTAM), percent(130, SectorScope.WITHOUT_OPTAM), year)
    assert settle(SECTOR_2, [line(F.CONSULTATION, 2_300, 10_000)], contract).amc_cents == (1_380 + 500,)


def test_out_of_the_pathway_only_a_part_of_an_overrun_is_open() -> None:
    overrun = [line(F.CONSULTATION, 2_300, 7_000)]
    with pytest.raises(NotEstablished) as raised:
        settle(SECTOR_2, overrun, responsible(percent(150)), pathway=Pathway.OUT)
    assert raised.value.parameter == "responsible.out_of_pathway_overrun_floor"
    assert settle(SECTOR_2, overrun, free(percent(150)), pathway=Pathway.OUT).amc_cents == (1_840,)
    assert settle(SECTOR_2, overrun, responsible(percent(100)), pathway=Pathway.OUT).amc_cents == (690,)
    # The 20 points leave nothing of the overrun: there is no part to keep unpaid.
    gap = responsible(percent(110, SectorScope.OPTAM), percent(110, SectorScope.WITHOUT_OPTAM))
    done = settle(SECTOR_2, overrun, gap, pathway=Pathway.OUT)
    assert said(done) == [
        (R.AMC_PERCENT_BASE_WITH_AMO, 920, (11_000, 2_300)),
        (R.AMC_RESPONSIBLE_OPTAM_GAP, -230, (2_000,)),
    ]
    # What a contract that is not responsible pays of it is its own affair.
    assert settle(SECTOR_2, overrun, free(percent(150)), responsible(), pathway=Pathway.OUT).amc_cents == (1_840, 0)


def test_only_doctors_have_an_overrun_out_of_the_pathway() -> None:
    appliance = line(F.LPP, 10_000, 15_000)
    assert settle(OTHER, [appliance], responsible(WHOLE_COST), pathway=Pathway.OUT).amc_cents == (9_000,)


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


@pytest.mark.parametrize(
    ("born", "base", "limit"), [(date(2006, 2, 2), 40_000, 95_000), (date(2006, 2, 3), 140_000, 140_000)]
)
def test_the_price_limit_of_a_hearing_aid_is_that_of_an_adult_from_20(born: date, base: int, limit: int) -> None:
    aid = line(F.HEARING_AID, base, limit + 700, detail=IN_BASKET)
    assert settle(AUDIOLOGIST, [aid], responsible(), born=born).patient_cents == 700


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


def test_the_share_of_a_hearing_aid_is_paid_even_when_the_limit_of_the_ear_is_used_up() -> None:
    aid = line(F.HEARING_AID, 40_000, 150_000, detail=Detail(side="left"))
    uses = (Use(Counter.AMC_BUDGET, "hearing_aid:left", DAY, 170_000, b"an older receipt"),)
    done = settle(AUDIOLOGIST, [aid], responsible(WHOLE_COST), uses=uses)
    assert said(done)[1:] == [(R.AMC_RESPONSIBLE_HEARING, -110_000, (170_000,))]


def test_a_hearing_aid_sold_at_its_base_counts_for_the_ear() -> None:
    aid = line(F.HEARING_AID, 40_000, detail=Detail(side="right"))
    done = settle(AUDIOLOGIST, [aid], responsible(SHARE))
    counted = [use for use in done.uses if use.counter is Counter.AMC_BUDGET]
    assert [(use.scope, use.amount_cents) for use in counted] == [("hearing_aid:right", 40_000)]


def test_a_hearing_aid_that_amo_does_not_renew_is_of_no_basket() -> None:
    aid = line(F.HEARING_AID, 40_000, 95_000, detail=IN_BASKET._replace(side="left"))
    uses = (Use(Counter.ITEM, "hearing_aid:left", DAY, 1, b"an older receipt"),)
    done = settle(AUDIOLOGIST, [aid], responsible(BASKET_GUARANTEE), uses=uses)
    assert (done.amo_paid_cents, done.amc_cents) == (0, (0,))


def test_two_hearing_aids_of_the_basket_have_two_price_limits() -> None:
    aids = line(F.HEARING_AID, 80_000, 190_000, quantity=2, detail=IN_BASKET)
    assert settle(AUDIOLOGIST, [aids], responsible()).patient_cents == 0


def test_two_aids_of_ears_not_stated_have_the_limit_of_two_ears() -> None:
    aids = line(F.HEARING_AID, 80_000, 400_000, quantity=2)
    one_by_one = [line(F.HEARING_AID, 40_000, 200_000, number=number) for number in (1, 2)]
    for lines in ([aids], one_by_one):
        assert settle(AUDIOLOGIST, lines, responsible(WHOLE_COST)).amc_cents == (340_000 - 48_000,)
