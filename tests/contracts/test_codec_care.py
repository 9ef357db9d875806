"""A claim message becomes the care that the rules settle: every word known, nothing lost, nothing guessed."""

from datetime import date

import pytest

from contracts.codec import care_of
from reimbursement.errors import InvalidCare
from reimbursement.model import (
    Access,
    Basket,
    Care,
    Correction,
    Detail,
    Family,
    Line,
    Pathway,
    Prevention,
    Professional,
    ProfessionalKind,
    Sector,
    Setting,
    Stay,
    StayEnd,
    StayKind,
)
from tests.contracts.messages import a_claim, a_detail, a_stay
from vitale.claim.v1.claim_pb2 import Claim, ClaimLine, LineDetail
from vitale.claim.v1.claim_pb2 import Pathway as WirePathway
from vitale.claim.v1.claim_pb2 import Stay as WireStay

RECEIPT_ID = b"R" * 16


def family_of(code: str) -> Family | None:
    """The tariff tables know one code."""
    return Family.CONSULTATION if code == "CS" else None


def care(claim: Claim) -> Care:
    """As the ledger asks for it."""
    return care_of(claim, RECEIPT_ID, family_of)


def test_every_field_of_a_claim_reaches_the_care() -> None:
    assert care(a_claim()) == Care(
        RECEIPT_ID,
        date(2025, 6, 15),
        Pathway.OUT,
        Setting.HOSPITAL_OUTPATIENT,
        Professional(ProfessionalKind.SPECIALIST, Sector.TWO_OPTAM, "750100001"),
        (
            Line(1, "CS", Family.CONSULTATION, 1, 6000, None),
            Line(2, "XX", Family.IMAGING, 3, 0, 4500),
        ),
        third_party_payment=True,
        related_to_exemption=True,
        access=Access.DIRECT_ACCESS,
    )


def test_every_detail_of_a_line_reaches_the_care() -> None:
    claim = a_claim()
    claim.lines[1].detail.CopyFrom(a_detail())
    claim.lines[1].coefficient_milli = 7_500
    assert care(claim).lines[1] == Line(
        2,
        "XX",
        Family.IMAGING,
        3,
        0,
        4500,
        coefficient_milli=7_500,
        detail=Detail(
            ("K", "F"),
            "4",
            "1",
            "2",
            Prevention.HIV_SCREENING,
            Basket.CONTROLLED,
            Correction.COMPLEX,
            "left",
            generic_refused=True,
            sight_changed=True,
        ),
    )


def test_a_price_that_is_not_stated_is_no_price_of_zero() -> None:
    claim = a_claim()
    claim.lines[1].price_unstated = True
    assert [line.price_cents for line in care(claim).lines] == [6000, None]


def test_every_fact_of_a_stay_reaches_the_care() -> None:
    claim = a_claim()
    claim.stay.CopyFrom(a_stay())
    assert care(claim).stay == Stay("STAY-1", 5, 88_000, StayKind.DAY_CASE, StayEnd.TRANSFER, True, 28, True)


def test_a_stay_that_says_nothing_more_is_a_full_one_that_ends_at_home_at_no_stated_price() -> None:
    claim = a_claim()
    claim.stay.CopyFrom(WireStay(stay_id="STAY-1", nights=2))
    assert care(claim).stay == Stay("STAY-1", 2, None, StayKind.FULL, StayEnd.HOME)


@pytest.mark.parametrize("name", ["hospitalised_after", "below_cure_ceiling"])
def test_what_is_said_once_for_the_claim_reaches_the_care(name: str) -> None:
    claim = a_claim()
    assert getattr(care(claim), name) is False
    setattr(claim, name, True)
    assert getattr(care(claim), name) is True


@pytest.mark.parametrize("word", list(Access))
def test_every_way_to_the_professional_travels(word: Access) -> None:
    claim = a_claim()
    claim.access = word.value
    assert care(claim).access is word


@pytest.mark.parametrize("word", [*Prevention, *Basket, *Correction])
def test_every_word_of_a_detail_travels(word: Prevention | Basket | Correction) -> None:
    name = type(word).__name__.lower()
    claim = a_claim()
    setattr(claim.lines[0].detail, name, word.value)
    assert getattr(care(claim).lines[0].detail, name) is word


@pytest.mark.parametrize("word", [*StayKind, *StayEnd])
def test_every_word_of_a_stay_travels(word: StayKind | StayEnd) -> None:
    name = type(word).__name__.removeprefix("Stay").lower()
    claim = a_claim()
    setattr(claim.stay, name, word.value)
    stay = care(claim).stay
    assert stay is not None
    assert getattr(stay, name) is word


def test_every_pathway_number_is_the_word_of_the_rules() -> None:
    for name, number in WirePathway.items():
        claim = a_claim()
        claim.pathway = number
        if number == 0:
            with pytest.raises(InvalidCare) as refused:
                care(claim)
            assert refused.value.field == "pathway"
        else:
            assert care(claim).pathway.value == name.removeprefix("PATHWAY_").lower()
    assert len(WirePathway.items()) == 1 + len(Pathway)


@pytest.mark.parametrize("word", list(Setting))
def test_every_setting_of_the_rules_travels(word: Setting) -> None:
    claim = a_claim()
    claim.setting = word.value
    assert care(claim).setting is word


def test_an_unset_setting_is_the_office() -> None:
    claim = a_claim()
    claim.setting = ""
    assert care(claim).setting is Setting.OFFICE


@pytest.mark.parametrize("word", list(Family))
def test_every_family_of_the_rules_travels(word: Family) -> None:
    claim = a_claim()
    claim.lines[0].family = word.value
    assert care(claim).lines[0].family is word


@pytest.mark.parametrize("kind", list(ProfessionalKind))
@pytest.mark.parametrize("sector", list(Sector))
def test_every_professional_of_the_rules_travels(kind: ProfessionalKind, sector: Sector) -> None:
    claim = a_claim()
    claim.performer.kind, claim.performer.sector = kind.value, sector.value
    assert care(claim).professional == Professional(kind, sector, "750100001")


def broken(field: str, value: str) -> Claim:
    """A claim with one wrong word."""
    claim = a_claim()
    *within, name = field.split(".")
    target = getattr(claim, within[0]) if within else claim
    setattr(target, name, value)
    return claim


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("setting", "street"),
        ("performer.kind", ""),
        ("performer.kind", "GP"),
        ("performer.sector", "4"),
        ("care_date", "2025-02-29"),
        ("care_date", ""),
        ("access", "by chance"),
        ("stay.kind", "overnight"),
        ("stay.end", "never"),
    ],
)
def test_a_word_or_day_that_the_rules_do_not_know_is_refused_by_its_field(field: str, value: str) -> None:
    with pytest.raises(InvalidCare) as refused:
        care(broken(field, value))
    assert refused.value.field == field
    assert refused.value.advice


@pytest.mark.parametrize(("code", "family"), [("YYYY", ""), ("CS", "consultations")])
def test_a_line_whose_family_nobody_knows_is_refused_by_its_place(code: str, family: str) -> None:
    claim = a_claim()
    claim.lines.append(ClaimLine(line_no=3, act_code=code, family=family, price_cents=1))
    with pytest.raises(InvalidCare) as refused:
        care(claim)
    assert refused.value.field == "lines[2].family"


@pytest.mark.parametrize("name", ["prevention", "basket", "correction", "side"])
def test_a_word_of_a_detail_that_the_rules_do_not_know_is_refused_by_its_path(name: str) -> None:
    claim = a_claim()
    claim.lines[1].detail.CopyFrom(LineDetail(**{name: "?"}))  # type: ignore[arg-type]  # names of text fields
    with pytest.raises(InvalidCare) as refused:
        care(claim)
    assert refused.value.field == f"lines[1].detail.{name}"
    assert refused.value.advice


def test_a_stated_family_goes_before_the_one_of_the_tables() -> None:
    claim = a_claim()
    claim.lines[0].family = "technical_act"
    assert care(claim).lines[0].family is Family.TECHNICAL_ACT
