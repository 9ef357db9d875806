"""Receipts as the rules really settle them, for pages and streams that show reasons."""

from datetime import date, datetime

from contracts.codec.receipt import Standing, issued_message, receipt_id_of
from reimbursement.adjudicate import adjudicate
from reimbursement.model import (
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
    Use,
)
from tests.receipts.api.world import TABLES
from vitale.claim.v1.claim_pb2 import Claim, Performer
from vitale.receipt.v1.receipt_pb2 import ReceiptIssued

MUTUELLE = Contract("12345678", (Guarantee(GuaranteeKind.TICKET_MODERATEUR),))
GP = Line(1, "G", Family.CONSULTATION, 1, 3000)


def settled(
    subject: bytes,
    number: str,
    at: datetime,
    *,
    lines: tuple[Line, ...] = (GP,),
    kind: ProfessionalKind = ProfessionalKind.GP,
    pathway: Pathway = Pathway.IN,
    third_party: bool = False,
    born: date = date(1985, 3, 2),
    contracts: tuple[Contract, ...] = (MUTUELLE,),
    sector: Sector = Sector.ONE,
    uses: tuple[Use, ...] = (),
) -> ReceiptIssued:
    """A settled claim, accepted at an instant, for care of that day, after what was used before."""
    practice = "750000001"
    receipt_id = receipt_id_of(practice, number)
    professional = Professional(kind, sector, practice)
    care = Care(receipt_id, at.date(), pathway, Setting.OFFICE, professional, lines, third_party)
    claim = Claim(
        claim_id=number,
        version=1,
        subject_id=subject,
        care_date=at.date().isoformat(),
        third_party_payment=third_party,
        performer=Performer(practice_id=practice, kind=kind.value),
        accepted_at_us=round(at.timestamp() * 1_000_000),
    )
    adjudication = adjudicate(care, Cover(born, contracts=contracts), uses, TABLES)
    standing = Standing(1, 1, TABLES.version, 1, tuple(contract.amc_number for contract in contracts), 0)
    return issued_message(claim, receipt_id, adjudication, uses=(), standing=standing)
