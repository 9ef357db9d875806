"""What a receipt weighs on the wire and in the ledger, with the reasons that the rules really give."""

from datetime import date

import pytest

from contracts.codec import Standing, issued_message, receipt_id_of, use_message
from reimbursement.adjudicate import adjudicate
from reimbursement.model import (
    Access,
    Care,
    Contract,
    Cover,
    Family,
    Guarantee,
    GuaranteeKind,
    Line,
    Pathway,
    Professional,
    ProfessionalKind,
    Sector,
    Setting,
    Stay,
)
from reimbursement_tables import load
from vitale.claim.v1.claim_pb2 import Claim, Performer

RULES = load()
DAY = date(2026, 11, 23)
PRACTICE, NUMBER = "RPPS:90000000241", "L6923A1B2-10272"
MUTUELLE = Contract("99700001", (Guarantee(GuaranteeKind.PERCENT_BASE, 20_000, includes_amo=True),))
TICKET = Contract("99700003", (Guarantee(GuaranteeKind.TICKET_MODERATEUR),))

_F, _K, _S = Family, ProfessionalKind, Setting


def care(kind: ProfessionalKind, setting: Setting, *lines: Line) -> Care:
    """An invoice in the pathway, paid to the person."""
    professional = Professional(kind, Sector.ONE, PRACTICE)
    return Care(receipt_id_of(PRACTICE, NUMBER), DAY, Pathway.IN, setting, professional, lines)


GP = care(_K.GP, _S.OFFICE, Line(1, "G", _F.CONSULTATION, 1, 3_000))
ALONE = care(_K.SPECIALIST, _S.OFFICE, Line(1, "CS", _F.CONSULTATION, 1, 2_650))._replace(
    pathway=Pathway.OUT, access=Access.NOT_RESPECTED, third_party_payment=True
)
PHYSIOTHERAPIST = care(
    _K.PHYSIOTHERAPIST, _S.OFFICE, Line(1, "AMS", _F.AUXILIARY, 1, 1_790, coefficient_milli=8_100)
)._replace(third_party_payment=True)
STAY = care(_K.OTHER, _S.HOSPITAL_STAY, Line(1, "1234", _F.HOSPITAL_DAY, 1, None, 276_000))._replace(
    stay=Stay("S-1", 3), third_party_payment=True
)
LABORATORY = care(
    _K.BIOLOGIST,
    _S.LAB,
    Line(1, "1104", _F.BIOLOGY, 1, 675, 675),
    Line(2, "0552", _F.BIOLOGY, 1, 810, 810),
    Line(3, "1208", _F.BIOLOGY, 1, 1_080, 1_080),
)._replace(third_party_payment=True)
PHARMACY = care(
    _K.PHARMACIST,
    _S.PHARMACY,
    Line(1, "3400930000001", _F.MEDICINE_65, 2, 2_490, 2_490),
    Line(2, "HD7", _F.MEDICINE_65, 2, 204),
    Line(3, "HDR", _F.MEDICINE_65, 1, 51),
)._replace(third_party_payment=True)
VISITS = care(
    _K.SPECIALIST,
    _S.OFFICE,
    Line(1, "CS", _F.CONSULTATION, 1, 2_650),
    Line(2, "DEQP003", _F.TECHNICAL_ACT, 1, 1_426, 1_426),
    Line(3, "YYYY033", _F.TECHNICAL_ACT, 1, 4_800, 4_800),
)._replace(pathway=Pathway.OUT, third_party_payment=True)


def weight(done: Care, cover: Cover) -> int:
    """Bytes of the receipt of a care."""
    settled = adjudicate(done, cover, (), RULES)
    claim = Claim(
        claim_id=NUMBER,
        version=1,
        subject_id=b"S" * 16,
        opener_subject_id=b"O" * 16,
        care_date=DAY.isoformat(),
        third_party_payment=done.third_party_payment,
        performer=Performer(practice_id=PRACTICE, kind=done.professional.kind),
        accepted_at_us=1_795_392_000_000_000,
    )
    uses = [use_message(use, int(settled.audience)) for use in settled.uses]
    standing = Standing(
        1, 1, RULES.version, 4, tuple(contract.amc_number for contract in cover.contracts), 5_000, 5_000
    )
    return issued_message(claim, done.receipt_id, settled, uses=uses, standing=standing).ByteSize()


COVERS = [
    Cover(date(1985, 3, 2)),
    Cover(date(1985, 3, 2), contracts=(MUTUELLE,)),
    Cover(date(1985, 3, 2), "02", contracts=(MUTUELLE, TICKET)),
    Cover(date(1985, 3, 2), alsace_moselle=True, contracts=(TICKET,)),
]


@pytest.mark.parametrize("cover", COVERS)
@pytest.mark.parametrize("done", [GP, ALONE, PHYSIOTHERAPIST, STAY])
def test_a_receipt_of_one_line_weighs_at_most_600_bytes(done: Care, cover: Cover) -> None:
    assert len(done.lines) == 1
    assert weight(done, cover) <= 600


@pytest.mark.parametrize("cover", COVERS)
@pytest.mark.parametrize("done", [LABORATORY, PHARMACY, VISITS])
def test_a_receipt_of_three_lines_weighs_at_most_1500_bytes(done: Care, cover: Cover) -> None:
    assert len(done.lines) == 3
    assert weight(done, cover) <= 1_500
