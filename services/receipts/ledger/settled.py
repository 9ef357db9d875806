"""What the ledger holds of settlements: those that stand on a receipt, and those that wait for theirs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from vitale.receipt.v1.receipt_pb2 import ReceiptSettlement
from vitale.settlement.v1.settlement_pb2 import PAYER_KIND_AMC, PAYER_KIND_AMO, Payer


class SettlementKey(NamedTuple):
    """What makes a settlement unique on its receipt."""

    payer: str
    reference: str


class Recorded(NamedTuple):
    """A settlement that stands on a receipt."""

    partition: int
    seq: int
    content_hash: bytes
    shown: ReceiptSettlement


class WaitingSettlement(NamedTuple):
    """A settlement whose receipt (or version of the claim) has not come; `body` is the serialised Settlement."""

    partition: int
    home_id: bytes
    seq: int
    content_hash: bytes
    body: bytes


class StandingEntry(NamedTuple):
    """The entry of a receipt that tells its amounts (or that there are none yet), as stored."""

    kind: int
    audience: int
    subject_id: bytes | None
    payload: bytes


class Totals(NamedTuple):
    """What was paid of a receipt, cents."""

    amo_cents: int
    amc_cents: int


ReceiptKey = tuple[bytes, SettlementKey]
"""(receipt, settlement)."""


def payer_text(payer: Payer) -> str:
    """A payer as a key of rows: its side and its number ("1:01", "2:75500017")."""
    return f"{payer.kind}:{payer.number}"


@dataclass(slots=True)
class SettlementState:
    """Rows of one flush by receipt and key; the `new_*` and `changed_*` collections name what must be written."""

    recorded: dict[bytes, dict[SettlementKey, Recorded]] = field(default_factory=dict)
    waiting: dict[bytes, dict[SettlementKey, WaitingSettlement]] = field(default_factory=dict)
    new_recorded: list[ReceiptKey] = field(default_factory=list)
    changed_waiting: set[ReceiptKey] = field(default_factory=set)
    removed_waiting: set[ReceiptKey] = field(default_factory=set)

    def known(self, receipt_id: bytes, key: SettlementKey) -> bytes | None:
        """The content hash of what is held under a key, whether it stands or waits."""
        held = self.recorded.get(receipt_id, {}).get(key) or self.waiting.get(receipt_id, {}).get(key)
        return held.content_hash if held is not None else None

    def record(self, receipt_id: bytes, key: SettlementKey, recorded: Recorded) -> None:
        """Let a settlement stand on its receipt."""
        self.recorded.setdefault(receipt_id, {})[key] = recorded
        self.new_recorded.append((receipt_id, key))

    def wait(self, receipt_id: bytes, key: SettlementKey, waiting: WaitingSettlement) -> None:
        """Let a settlement wait for its receipt."""
        self.waiting.setdefault(receipt_id, {})[key] = waiting
        self.changed_waiting.add((receipt_id, key))
        self.removed_waiting.discard((receipt_id, key))

    def release(self, receipt_id: bytes, key: SettlementKey) -> None:
        """A settlement waits no more."""
        mine = self.waiting[receipt_id]
        del mine[key]
        if not mine:
            del self.waiting[receipt_id]
        self.changed_waiting.discard((receipt_id, key))
        self.removed_waiting.add((receipt_id, key))


def paid_by(recorded: Mapping[SettlementKey, Recorded], payer: str) -> int:
    """All that one payer paid, cents."""
    return sum(one.shown.paid.amount_cents for key, one in recorded.items() if key.payer == payer)


def totals_of(recorded: Mapping[SettlementKey, Recorded]) -> Totals:
    """All that both sides paid, cents; what was refused counts nothing."""
    return Totals(_paid(recorded, PAYER_KIND_AMO), _paid(recorded, PAYER_KIND_AMC))


def _paid(recorded: Mapping[SettlementKey, Recorded], kind: int) -> int:
    return sum(one.shown.paid.amount_cents for one in recorded.values() if one.shown.payer.kind == kind)


def in_order(recorded: Mapping[SettlementKey, Recorded]) -> Iterator[ReceiptSettlement]:
    """Settlements of one receipt in the order of the ledger."""
    return (one.shown for one in sorted(recorded.values(), key=lambda one: one.seq))
