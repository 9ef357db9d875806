"""What one flush knows and changes: loaded set-wise before, settled in memory, written set-wise after."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from receipts.ledger.settled import SettlementState, StandingEntry
from receipts.uses import Taken
from vitale.receipt.v1 import receipt_pb2 as pb
from vitale.rights.v1.rights_pb2 import BeneficiaryRights

SubjectYearKey = tuple[bytes, int]
"""(subject, year of care)."""

VersionKey = tuple[bytes, int]
"""(receipt, version of its claim)."""


class Head(NamedTuple):
    """What the ledger holds of a claim: the last version that entered, and where its amounts stand.

    `content_hash` is empty while that version is parked; `last_seq` names the entry that tells the amounts, which may
    be that of an earlier version.
    """

    partition: int
    version: int
    content_hash: bytes
    last_seq: int
    revision: int
    basis: int


class KnownRights(NamedTuple):
    """Last rights of a beneficiary."""

    revision: int
    home_id: bytes
    rights: BeneficiaryRights
    body: bytes
    partition: int


class WaitingClaim(NamedTuple):
    """A claim that waits for a revision (0 = none) or a guarantee table (None = none); `traceparent` if sampled."""

    receipt_id: bytes
    partition: int
    subject_id: bytes
    home_id: bytes
    seq: int
    source_offset: int
    needs_revision: int
    needs_hash: bytes | None
    accepted_at_us: int
    body: bytes
    traceparent: bytes | None


class EarlyVersion(NamedTuple):
    """A version of a claim that came before the one it corrects: its serialised Claim, its `traceparent` if sampled."""

    partition: int
    home_id: bytes
    seq: int
    source_offset: int
    content_hash: bytes
    accepted_at_us: int
    body: bytes
    traceparent: bytes | None


StoredYear = tuple[int, bytes]
"""Partition and serialised SubjectYear."""


class Settled(NamedTuple):
    """Rows that settling claims changed, as they stood when they were taken out to be written, each in key order.

    New ones are known to be in no table, so they are added without looking for them first: where another partition
    added one meanwhile, the database refuses it and the flush is made again on what it then finds.
    """

    new_heads: dict[bytes, Head]
    heads: dict[bytes, Head]
    new_years: dict[SubjectYearKey, StoredYear]
    years: dict[SubjectYearKey, StoredYear]


@dataclass(slots=True)
class FlushState:
    """Rows of one flush by key; the `changed_*` sets name what must be written."""

    rights: dict[bytes, KnownRights] = field(default_factory=dict)
    years: dict[bytes, dict[int, pb.SubjectYear]] = field(default_factory=dict)
    """Uses by subject and year of care, of the years that its claims look back on."""
    year_partitions: dict[SubjectYearKey, int] = field(default_factory=dict)
    heads: dict[bytes, Head] = field(default_factory=dict)
    waiting: dict[bytes, WaitingClaim] = field(default_factory=dict)
    early: dict[VersionKey, EarlyVersion] = field(default_factory=dict)
    guarantees: dict[tuple[int, bytes], bytes] = field(default_factory=dict)
    standing: dict[bytes, StandingEntry] = field(default_factory=dict)
    """Entries that tell the amounts of receipts which are corrected, paid or settled again, as the flush found them."""
    stored_heads: set[bytes] = field(default_factory=set)
    stored_years: set[SubjectYearKey] = field(default_factory=set)
    """What the flush found in the tables or has given out to be written."""
    changed_rights: set[bytes] = field(default_factory=set)
    changed_years: set[SubjectYearKey] = field(default_factory=set)
    changed_heads: set[bytes] = field(default_factory=set)
    changed_waiting: set[bytes] = field(default_factory=set)
    removed_waiting: set[bytes] = field(default_factory=set)
    changed_early: set[VersionKey] = field(default_factory=set)
    removed_early: set[VersionKey] = field(default_factory=set)
    changed_guarantees: set[tuple[int, bytes]] = field(default_factory=set)
    settlements: SettlementState = field(default_factory=SettlementState)
    resolved: list[tuple[int, int, int, int]] = field(default_factory=list)
    """(generation, partition, parked seq, seq of the re-driven record)."""

    def put_head(self, receipt_id: bytes, head: Head) -> None:
        """Set the head of a claim."""
        self.heads[receipt_id] = head
        self.changed_heads.add(receipt_id)

    def put_waiting(self, claim: WaitingClaim) -> None:
        """Let a claim wait."""
        self.waiting[claim.receipt_id] = claim
        self.changed_waiting.add(claim.receipt_id)
        self.removed_waiting.discard(claim.receipt_id)

    def drop_waiting(self, receipt_id: bytes) -> None:
        """A claim waits no more."""
        if self.waiting.pop(receipt_id, None) is not None:
            self.changed_waiting.discard(receipt_id)
            self.removed_waiting.add(receipt_id)

    def put_early(self, key: VersionKey, version: EarlyVersion) -> None:
        """Let a version of a claim wait for the one before it."""
        self.early[key] = version
        self.changed_early.add(key)

    def take_early(self, key: VersionKey) -> EarlyVersion:
        """A version waits no more for the one before it."""
        version = self.early.pop(key)
        self.changed_early.discard(key)
        self.removed_early.add(key)
        return version

    def add_uses(self, subject: bytes, partition: int, taken: Iterable[Taken]) -> None:
        """Record the uses of a receipt, each in its year."""
        years = self.years.setdefault(subject, {})
        for year, use in taken:
            years.setdefault(year, pb.SubjectYear()).uses.append(use)
            self.year_partitions[subject, year] = partition
            self.changed_years.add((subject, year))

    def take_settled(self) -> Settled:
        """Heads and years that changed since this was last asked: whoever takes them writes them, in this order.

        A snapshot, so that they may be written while further claims are settled; what these change is given next time.
        """
        taken = Settled({}, {}, {}, {})
        for receipt_id in sorted(self.changed_heads):
            heads = taken.heads if receipt_id in self.stored_heads else taken.new_heads
            heads[receipt_id] = self.heads[receipt_id]
        for key in sorted(self.changed_years):
            years = taken.years if key in self.stored_years else taken.new_years
            years[key] = self.year_partitions[key], self.years[key[0]][key[1]].SerializeToString(deterministic=True)
        self.stored_heads |= self.changed_heads
        self.stored_years |= self.changed_years
        self.changed_heads.clear()
        self.changed_years.clear()
        return taken

    def tables_of(self, partition: int) -> Mapping[bytes, bytes]:
        """Guarantee tables known to a partition, by hash."""
        return _PartitionTables(self.guarantees, partition)


class _PartitionTables(Mapping[bytes, bytes]):
    """A view of the tables of one partition; copies nothing, since every claim asks for it."""

    __slots__ = ("_all", "_partition")

    def __init__(self, tables: Mapping[tuple[int, bytes], bytes], partition: int) -> None:
        self._all = tables
        self._partition = partition

    def __getitem__(self, key: bytes) -> bytes:
        return self._all[self._partition, key]

    def __iter__(self) -> Iterator[bytes]:
        return (key for partition, key in self._all if partition == self._partition)

    def __len__(self) -> int:
        return sum(1 for _ in self)
