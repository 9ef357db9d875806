"""What the public complementary cover (C2S) pays: the tariff whole and the top-ups of its schedule (rules.md §1.5)."""

from reimbursement.model import Basket, Contract, Detail, Family, Guarantee, GuaranteeKind, Pathway, Per, ReasonCode
from tests.reimbursement.contract_cases import (
    AUDIOLOGIST,
    DENTIST,
    OPTAM,
    OPTICIAN,
    PHARMACIST,
    line,
    responsible,
    said,
    settle,
)

F, K, R = Family, GuaranteeKind, ReasonCode
CLASS_A = Detail(basket=Basket.HUNDRED_PERCENT_SANTE)


def c2s(*guarantees: Guarantee) -> Contract:
    """A contract of C2S."""
    return Contract("33333333", guarantees, c2s=True)


def test_the_share_is_paid_whatever_families_the_top_ups_are_for() -> None:
    top_up = Guarantee(K.C2S, 27_050, families=frozenset({F.ORTHODONTICS}))
    assert settle(PHARMACIST, [line(F.MEDICINE_15, 1_000)], c2s(top_up), third_party_payment=True).amc_cents == (850,)
    assert settle(OPTAM, [line(F.CONSULTATION, 3_000, 9_000)], c2s(top_up)).amc_cents == (900,)


def test_a_guarantee_of_another_kind_is_no_top_up() -> None:
    table = c2s(Guarantee(K.PERCENT_BASE, 30_000, includes_amo=True), Guarantee(K.EUROS, 5_000))
    assert settle(OPTAM, [line(F.CONSULTATION, 3_000, 9_000)], table).amc_cents == (900,)


def test_the_surcharge_is_paid_however_the_table_words_the_share() -> None:
    # 30.00: AMO 21.00 less 12.00.
    worded = c2s(Guarantee(K.TICKET_MODERATEUR))
    assert settle(OPTAM, [line(F.CONSULTATION, 3_000)], worded, pathway=Pathway.OUT).amc_cents == (2_100,)


def test_a_top_up_may_be_for_each_item_and_stops_at_the_cost() -> None:
    # Two at 60 % of 120.00 = 72.00: share 96.00, then 2 x 100.00.
    crowns = line(F.DENTAL_PROSTHESIS, 24_000, 50_000, quantity=2)
    table = c2s(Guarantee(K.C2S, 10_000, per=Per.ACT))
    assert settle(DENTIST, [crowns], table).amc_cents == (9_600 + 20_000,)
    assert said(settle(DENTIST, [crowns._replace(price_cents=30_000)], table)) == [
        (R.AMC_C2S_TICKET_MODERATEUR, 9_600, ()),
        (R.AMC_C2S_TOP_UP, 20_000, ()),
        (R.AMC_LIMITED_TO_LEFT, -14_000, ()),
    ]


def test_glasses_of_class_a_are_paid_whole_up_to_their_price_limit_and_others_are_not() -> None:
    # Frame: base 9.00, AMO 5.40; limit 30.00.
    frame = line(F.OPTICS_FRAME, 900, 3_000, detail=CLASS_A)
    assert settle(OPTICIAN, [frame], c2s()).amc_cents == (2_460,)
    assert settle(OPTICIAN, [frame._replace(price_cents=3_500)], c2s()).amc_cents == (2_460,)
    assert settle(OPTICIAN, [frame._replace(detail=Detail(basket=Basket.FREE))], c2s()).amc_cents == (360,)


def test_a_hearing_aid_of_class_i_has_its_top_up_and_no_more() -> None:
    # Base 400.00: AMO 240.00, share 160.00, top-up 400.00; 100.00 of 900.00 stay.
    aid = line(F.HEARING_AID, 40_000, 90_000, detail=CLASS_A)
    done = settle(AUDIOLOGIST, [aid], c2s(Guarantee(K.C2S, 40_000, families=frozenset({F.HEARING_AID}))))
    assert (done.amc_cents, done.patient_cents) == ((56_000,), 10_000)


def test_an_item_of_the_basket_is_paid_whole_where_the_table_of_c2s_names_the_basket() -> None:
    # Crown of 440.00, base 120.00: AMO 72.00.
    crown = line(F.DENTAL_PROSTHESIS, 12_000, 44_000, detail=CLASS_A)
    named = c2s(Guarantee(K.HUNDRED_PERCENT_SANTE, families=frozenset({F.DENTAL_PROSTHESIS})))
    assert settle(DENTIST, [crown], named, third_party_payment=True).amc_cents == (36_800,)
    elsewhere = c2s(Guarantee(K.HUNDRED_PERCENT_SANTE, families=frozenset({F.HEARING_AID})))
    assert settle(DENTIST, [crown], elsewhere, third_party_payment=True).amc_cents == (4_800,)
    outside = line(F.DENTAL_PROSTHESIS, 12_000, 44_000)
    assert settle(DENTIST, [outside], named, third_party_payment=True).amc_cents == (4_800,)


def test_the_surcharge_is_paid_and_no_overrun_keeps_a_second_contract_from_its_own() -> None:
    # 30.00: AMO 21.00 less 12.00; C2S 9.00 and 12.00; 10.00 of overrun to the second, 5.00 of it paid.
    second = responsible(Guarantee(K.EUROS, 500))._replace(responsible=False)
    done = settle(OPTAM, [line(F.CONSULTATION, 3_000, 4_000)], c2s(), second, pathway=Pathway.OUT)
    assert done.amc_cents == (2_100, 500)
    assert said(done)[:2] == [(R.AMC_C2S_TICKET_MODERATEUR, 900, ()), (R.AMC_C2S_SURCHARGE, 1_200, ())]
