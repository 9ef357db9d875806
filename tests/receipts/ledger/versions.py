"""Builders of versions of a claim, and a partition in memory that takes them."""

import hashlib
from dataclasses import dataclass, field
from typing import Final

from contracts.codec import receipt_id_of
from contracts.envelope import seal
from contracts.topics import CLAIM, SETTLEMENT
from receipts.ledger.state import Head
from reimbursement.rule_tables import Tables
from reimbursement_tables import load
from tests.fakes.pure_worker import PureWorker
from tests.receipts.ledger.log import PARTITION, Log, a_claim
from vitale.claim.v1.claim_pb2 import Claim
from vitale.receipt.v1.receipt_pb2 import LedgerEvent, ReceiptIssued, Use
from vitale.rights.v1.rights_pb2 import BeneficiaryRights
from vitale.settlement.v1.settlement_pb2 import Settlement

TABLES: Final = load()
ISSUER: Final = "750100001"
F1: Final = receipt_id_of(ISSUER, "F1")

Money = tuple[int, int, int, int]
"""Price, AMO, AMC, patient: cents."""


def version(number: int, claim: Claim | None = None) -> Claim:
    """A claim (F1, a consultation) as the version of that number."""
    found = Claim()
    found.CopyFrom(claim if claim is not None else a_claim())
    found.version = number
    found.content_hash = hashlib.sha256(found.content_hash + number.to_bytes(1, "big")).digest()
    return found


def cancelled(number: int, claim: Claim | None = None) -> Claim:
    """The cancellation of the version before `number`."""
    found = version(number, claim)
    found.cancelled = True
    return found


def unpriced_visit(number: int = 1, claim_id: str = "F1") -> Claim:
    """A version that nobody can settle: the tariff of its act is not established."""
    claim = a_claim(claim_id, act_code="VG")
    claim.lines[0].family = "visit"
    return version(number, claim)


def money(receipt: ReceiptIssued) -> Money:
    """Its four amounts."""
    return receipt.price_cents, receipt.amo_paid_cents, receipt.amc_cents, receipt.patient_cents


@dataclass
class Partition:
    """A partition in memory under the rules of this build."""

    tables: Tables = TABLES
    log: Log = field(default_factory=Log)
    worker: PureWorker = field(init=False)

    def __post_init__(self) -> None:
        """Begin empty."""
        self.worker = PureWorker(self.tables, partition=PARTITION)

    def rights(self, rights: BeneficiaryRights) -> list[LedgerEvent]:
        """What a state of rights becomes, with what it releases."""
        return self.worker.take(self.log.rights(rights))

    def claims(self, *claims: Claim) -> list[LedgerEvent]:
        """What claims become, one after the other."""
        return self.worker.take(*[self.log.claim(claim) for claim in claims])

    def issue(self, claim: Claim) -> ReceiptIssued:
        """The receipt of a claim that must get one."""
        return self.worker.issue(self.log.claim(claim))

    def redrive(self, claim: Claim, seq: int) -> LedgerEvent:
        """What the re-drive of a parked claim becomes."""
        mark = (("redrive-of", f"1-{PARTITION}-{seq}".encode()),)
        (event,) = self.worker.take(self.log.raw(CLAIM, seal(claim.SerializeToString()), headers=mark))
        return event

    def pay(self, settlement: Settlement) -> LedgerEvent:
        """What a settlement becomes."""
        (event,) = self.worker.take(self.log.put(SETTLEMENT, settlement))
        return event

    @property
    def seq(self) -> int:
        """The last seq."""
        return self.worker.turn.next_seq - 1

    def head(self, receipt_id: bytes = F1) -> Head:
        """What the ledger holds of a claim."""
        return self.worker.state.heads[receipt_id]

    def uses(self) -> list[tuple[int, bytes]]:
        """Year and bytes of every use that the ledger holds, in an order of their own."""
        years = list(self.worker.state.years.values())
        return sorted((year, _bytes(use)) for rows in years for year, body in rows.items() for use in body.uses)

    def uses_of(self, receipt_id: bytes) -> list[bytes]:
        """Those of one receipt."""
        years = list(self.worker.state.years.values())
        uses = [use for rows in years for body in rows.values() for use in body.uses]
        return sorted(_bytes(use) for use in uses if use.receipt_id == receipt_id)


def uses_in(receipt: ReceiptIssued) -> list[bytes]:
    """The uses that a receipt names, in the order of `uses_of`."""
    return sorted(_bytes(use) for use in receipt.uses)


def _bytes(use: Use) -> bytes:
    return use.SerializeToString(deterministic=True)
