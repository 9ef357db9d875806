"""A claim message becomes the care that the rules settle: every word known, nothing lost, nothing guessed."""

from datetime import date

import pytest

from contracts.codec import care_of
from reimbursement.errors import InvalidCare
from reimbursement.model import Care, Family, Line, Pathway, Professional, ProfessionalKind, Sector, Setting
from tests.contracts.messages import a_claim
from vitale.claim.v1.claim_pb2 import Claim, ClaimLine
from vitale.claim.v1.claim_pb2 import Pathway as WirePathway

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
    )


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
    target = claim.performer if field.startswith("performer.") else claim
    setattr(target, field.removeprefix("performer."), value)
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


def test_a_stated_family_goes_before_the_one_of_the_tables() -> None:
    claim = a_claim()
    claim.lines[0].family = "technical_act"
    assert care(claim).lines[0].family is Family.TECHNICAL_ACT
