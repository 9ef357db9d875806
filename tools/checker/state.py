"""The checker's own state of one partition while it replays."""

from dataclasses import dataclass, field

from tools.checker.inputs import Claim, Control, GuaranteeTable
from tools.checker.log import NO_HOME, Raw
from tools.checker.outputs import Outcome, Receipt, Rejected, Settlement, Use, Waiting
from tools.checker.reading import ClaimRecord, RightsRecord, SettlementRecord

WINDOW = 10_000
MOST_IN_WINDOW = 100
MOST_IN_A_ROW = 20
POISON = frozenset({"UNDECODABLE", "RULES_RAISED", "DATABASE_REFUSED", "WRONG_PARTITION"})


@dataclass(slots=True)
class Head:
    """What is held of a claim; an empty hash marks a version that was set aside."""

    version: int
    content_hash: bytes
    last_seq: int
    revision: int
    basis: int


@dataclass(slots=True)
class Waits:
    """A claim that waits: for a revision (0 = none) or a guarantee table (None = none)."""

    record: ClaimRecord
    seq: int
    needs_revision: int
    needs_hash: bytes | None


@dataclass(frozen=True, slots=True)
class Early:
    """A version of a claim that waits for the one before it."""

    record: ClaimRecord
    seq: int


@dataclass(frozen=True, slots=True)
class Paid:
    """A settlement that stands on a receipt."""

    seq: int
    content_hash: bytes
    shown: Settlement


@dataclass(frozen=True, slots=True)
class PaysLater:
    """A settlement that waits for its receipt, or for a version of the claim."""

    record: SettlementRecord
    seq: int


@dataclass(slots=True)
class SetAside:
    """A parked record as the database must hold it."""

    topic: str
    offset: int
    reason: str
    detail: str
    key: bytes | None
    value: bytes | None
    resolved_seq: int | None = None
    claim: Claim | None = None
    """Of a claim that had waited: its message was kept, not its bytes."""
    control: Control | None = None
    """Of a receipt that was to be settled again: a record of it alone."""


@dataclass(frozen=True, slots=True)
class Expected:
    """An entry that must have been published."""

    outcome: Outcome
    home: bytes = NO_HOME
    subject: bytes = b""
    letter: SetAside | None = None


@dataclass(slots=True)
class Breaker:
    """Counts poisoned entries and says when the partition must halt."""

    run: int = 0
    seqs: list[int] = field(default_factory=list)

    def trips(self, seq: int, reason: str | None) -> bool:
        """Count the entry `seq`; whether the partition halts on it."""
        if reason not in POISON:
            self.run = 0
            return False
        self.run += 1
        self.seqs = [*(old for old in self.seqs if old > seq - WINDOW), seq]
        return self.run >= MOST_IN_A_ROW or len(self.seqs) > MOST_IN_WINDOW


@dataclass(slots=True)
class PartitionState:
    """Everything that settling depends on."""

    partition: int
    seq: int = 0
    rules_version: str | None = None
    halted: bool = False
    breaker: Breaker = field(default_factory=Breaker)
    rights: dict[bytes, RightsRecord] = field(default_factory=dict)
    tables: dict[bytes, GuaranteeTable] = field(default_factory=dict)
    table_bodies: dict[bytes, bytes] = field(default_factory=dict)
    heads: dict[bytes, Head] = field(default_factory=dict)
    said: dict[bytes, Receipt | Rejected | Waiting] = field(default_factory=dict)
    """What stands of each claim: a receipt, a refusal, or (of a claim that has neither) that it waits."""
    subjects: dict[bytes, bytes] = field(default_factory=dict)
    """Whose what stands is, or (where nothing does) whose the version is that was set aside."""
    waiting: dict[bytes, Waits] = field(default_factory=dict)
    early: dict[bytes, dict[int, Early]] = field(default_factory=dict)
    """By receipt and version."""
    uses: dict[tuple[bytes, int], list[Use]] = field(default_factory=dict)
    used: dict[bytes, set[tuple[bytes, int]]] = field(default_factory=dict)
    """By receipt: in which of these rows its uses are."""
    parked: dict[int, SetAside] = field(default_factory=dict)
    paid: dict[bytes, dict[tuple[str, str], Paid]] = field(default_factory=dict)
    pays_later: dict[bytes, dict[tuple[str, str], PaysLater]] = field(default_factory=dict)

    def answer(self, receipt_id: bytes) -> Receipt | Rejected | None:
        """The receipt or the refusal that stands."""
        said = self.said.get(receipt_id)
        return said if isinstance(said, Receipt | Rejected) else None

    def receipt(self, receipt_id: bytes) -> Receipt | None:
        """The receipt that stands."""
        said = self.said.get(receipt_id)
        return said if isinstance(said, Receipt) else None


def letter_of(raw: Raw, reason: str, detail: str) -> SetAside:
    """A record set aside byte for byte."""
    return SetAside(raw.topic, raw.offset, reason, detail, raw.key, raw.value)
