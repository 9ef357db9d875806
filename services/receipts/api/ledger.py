"""Owns the port through which the api reads the ledger: viewers, receipts of persons, uses, what an estimate needs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from contracts.envelope import open_value
from receipts.visibility import EntryFacts, Viewer
from reimbursement.rule_tables import Tables
from vitale.receipt.v1.receipt_pb2 import (
    LedgerEvent,
    ReceiptIssued,
    ReceiptSettlement,
    SettlementRecorded,
    SubjectYear,
)
from vitale.rights.v1.rights_pb2 import BeneficiaryRights


class Window(NamedTuple):
    """What to read of one person: their entries of these audiences, strictly above or below a sequence number."""

    subject_id: bytes
    audiences: tuple[int, ...]
    bound: int


@dataclass(frozen=True, slots=True)
class Row:
    """One entry that a viewer may be shown: the last one that tells a receipt's amounts, or a settlement of it.

    `payload` is the sealed LedgerEvent. Of a receipt read from the ledger, `revision` is that of its head, and
    `settlements` are the serialised ones that stand on it, in order; both are empty when it comes live.
    """

    partition: int
    seq: int
    subject_id: bytes
    audience: int
    payload: bytes
    revision: int = 0
    settlements: tuple[bytes, ...] = ()
    traceparent: bytes = b""

    @property
    def facts(self) -> EntryFacts:
        """What decides who sees it."""
        return EntryFacts(self.subject_id, self.audience)

    def receipt(self) -> ReceiptIssued:
        """The decoded receipt as it stands, with what payers settled of it."""
        receipt = LedgerEvent.FromString(open_value(self.payload)).receipt_issued
        receipt.revision = max(receipt.revision, self.revision)
        if self.settlements:
            receipt.ClearField("settlements")
            receipt.settlements.extend(ReceiptSettlement.FromString(body) for body in self.settlements)
        return receipt

    def settlement(self) -> SettlementRecorded | None:
        """The decoded settlement, or None when it is a receipt."""
        event = LedgerEvent.FromString(open_value(self.payload))
        return event.settlement_recorded if event.HasField("settlement_recorded") else None


@dataclass(frozen=True, slots=True)
class Held:
    """What the ledger holds of one person at one moment, as a claim would find it.

    `guarantees` are those tables, by hash, that contracts of the person name and the partition knows; `rules_version`
    is None before the first activation.
    """

    rights: BeneficiaryRights
    rules_version: str | None
    guarantees: Mapping[bytes, bytes]
    years: Mapping[int, SubjectYear]


class Ledger(Protocol):
    """Where the api reads; every method sees what was committed before it was called.

    Methods raise DomainError(UNAVAILABLE) when the database does not answer.
    """

    async def viewer(self, subject_id: bytes) -> Viewer:
        """The person and everybody ever on their card; somebody unknown has no partition and no memberships."""
        ...

    async def below(self, windows: Sequence[Window], limit: int) -> list[Row]:
        """Last revisions with seq < bound, at most `limit` for each window, each window's newest first."""
        ...

    async def above(self, windows: Sequence[Window], limit: int) -> list[Row]:
        """Last revisions, and settlements, with seq > bound: at most `limit` in all, ordered by partition and seq."""
        ...

    async def receipt(self, receipt_id: bytes) -> Row | None:
        """The last revision of one receipt, whoever may see it."""
        ...

    async def years(self, subject_ids: Collection[bytes], year: int) -> Mapping[bytes, SubjectYear]:
        """Uses of one year of care, of those who have any."""
        ...

    async def held(self, subject_id: bytes, years: range) -> Held | None:
        """Everything of one person, with the uses of these years, in one snapshot; None when no rights are known."""
        ...

    async def tables(self, rules_version: str) -> Tables | None:
        """The rules of a version; None when this build cannot run them."""
        ...

    async def openers(self, subject_ids: Collection[bytes], among: Collection[bytes]) -> set[bytes]:
        """Those of `among` who have one of the persons on their card."""
        ...
