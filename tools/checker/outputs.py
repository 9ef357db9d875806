"""Messages of vitale.receipt.v1 and of the ledger's state rows, with the field numbers of the contracts."""

# ruff: noqa: RUF009 - the calls describe fields, they make no default

from dataclasses import dataclass

from tools.checker.inputs import Payer, Payment, Rejection
from tools.checker.shape import (
    blob,
    flag,
    int64,
    int64s,
    many,
    member,
    one,
    text,
    texts,
    uint32,
    uint64,
    zigzag,
    zigzags,
)


@dataclass(frozen=True)
class Reason:
    """Why an amount is what it is."""

    code: int = uint32(1)
    amount: int = uint32(2)
    effect_cents: int = zigzag(3)
    values: tuple[int, ...] = zigzags(4)
    parameter: str = text(5)
    in_force_day: int = zigzag(6)


@dataclass(frozen=True)
class ReceiptLine:
    """One act of a receipt; amounts in cents."""

    line_no: int = uint32(1)
    act_code: str = text(2)
    family: str = text(3)
    price_cents: int = int64(4)
    base_cents: int = int64(5)
    rate_bp: int = int64(6)
    amo_gross_cents: int = int64(7)
    surcharge_cents: int = int64(8)
    participation_cents: int = int64(9)
    participation_deferred_cents: int = int64(10)
    local_scheme_cents: int = int64(11)
    amc_cents: tuple[int, ...] = int64s(12)
    amo_paid_cents: int = int64(13)
    patient_cents: int = int64(14)
    reasons: tuple[Reason, ...] = many(15, Reason)
    franchise_cents: int = int64(16)
    franchise_deferred_cents: int = int64(17)
    fee_cents: int = int64(18)


@dataclass(frozen=True)
class Recovery:
    """A debt of an earlier receipt taken from this payment."""

    kind: int = uint32(1)
    day: int = zigzag(2)
    amount_cents: int = zigzag(3)
    origin_receipt_id: bytes = blob(4)
    audience: int = uint32(5)


@dataclass(frozen=True)
class Use:
    """A use of a limit."""

    counter: int = uint32(1)
    scope: str = text(2)
    day: int = zigzag(3)
    amount_cents: int = zigzag(4)
    receipt_id: bytes = blob(5)
    audience: int = uint32(6)


@dataclass(frozen=True)
class SubjectYear:
    """Body of a subject_year row."""

    uses: tuple[Use, ...] = many(1, Use)


@dataclass(frozen=True)
class Settlement:
    """What one payer did about a receipt; body of a settlement row."""

    payer: Payer | None = one(1, Payer)
    reference: str = text(2)
    day: str = text(3)
    paid: Payment | None = one(4, Payment)
    rejected: Rejection | None = one(5, Rejection)
    differs_by_cents: int = zigzag(6)
    revision: int = uint32(7)


@dataclass(frozen=True)
class Reversed:
    """Amounts of the receipt that a later version took back, cents."""

    revision: int = uint32(1)
    claim_version: int = uint32(2)
    price_cents: int = int64(3)
    amo_paid_cents: int = int64(4)
    local_scheme_cents: int = int64(5)
    amc_cents: int = int64(6)
    patient_cents: int = int64(7)
    audience: int = uint32(8)


@dataclass(frozen=True)
class Balance:
    """Where a payer stands with a corrected receipt, cents."""

    payer: Payer | None = one(1, Payer)
    paid_cents: int = int64(2)
    owed_cents: int = int64(3)
    owed_back_cents: int = zigzag(4)


@dataclass(frozen=True)
class Receipt:
    """A settled claim."""

    receipt_id: bytes = blob(1)
    revision: int = uint32(2)
    basis: int = uint32(3)
    subject_id: bytes = blob(4)
    issuer: str = text(5)
    claim_id: str = text(6)
    claim_version: int = uint32(7)
    care_date: str = text(8)
    third_party_payment: bool = flag(9)
    professional_kind: str = text(10)
    lines: tuple[ReceiptLine, ...] = many(11, ReceiptLine)
    price_cents: int = int64(12)
    amo_paid_cents: int = int64(13)
    local_scheme_cents: int = int64(14)
    amc_cents: int = int64(15)
    patient_cents: int = int64(16)
    amc_numbers: tuple[str, ...] = texts(17)
    participation_year_cents: int = int64(18)
    rules_version: str = text(19)
    rights_revision: int = uint64(20)
    accepted_at_us: int = int64(21)
    uses: tuple[Use, ...] = many(22, Use)
    audience: int = uint32(23)
    opener_subject_id: bytes = blob(24)
    recoveries: tuple[Recovery, ...] = many(25, Recovery)
    franchise_year_cents: int = int64(26)
    cancelled: bool = flag(27)
    reversed: Reversed | None = one(28, Reversed)
    balances: tuple[Balance, ...] = many(29, Balance)
    settlements: tuple[Settlement, ...] = many(30, Settlement)
    cause: str = text(46)
    cause_seq: int = uint64(47)


@dataclass(frozen=True)
class Rejected:
    """A claim that can never be settled as it is."""

    receipt_id: bytes = blob(1)
    code: str = text(2)
    issuer: str = text(3)
    claim_id: str = text(4)
    claim_version: int = uint32(10)


@dataclass(frozen=True)
class Waiting:
    """A claim that waits."""

    receipt_id: bytes = blob(1)
    issuer: str = text(2)
    claim_id: str = text(3)
    rights_revision: int = uint64(4)
    guarantees_hash: bytes = blob(5)
    claim_version: int = uint32(10)
    needs_version: int = uint32(11)


@dataclass(frozen=True)
class Parked:
    """A record set aside."""

    reason: str = text(1)
    detail: str = text(2)
    topic: str = text(3)
    offset: int = int64(4)
    issuer: str = text(5)
    claim_id: str = text(6)
    claim_version: int = uint32(10)


@dataclass(frozen=True)
class Applied:
    """A record that changed the state."""

    topic: str = text(1)
    effect: str = text(2)
    rights_revision: int = uint64(3)


@dataclass(frozen=True)
class Ignored:
    """A record that changed nothing, or a receipt that stands."""

    topic: str = text(1)
    reason: str = text(2)
    receipt_id: bytes = blob(46)


@dataclass(frozen=True)
class Settled:
    """A settlement that stands on its receipt."""

    receipt_id: bytes = blob(1)
    revision: int = uint32(2)
    basis: int = uint32(3)
    subject_id: bytes = blob(4)
    issuer: str = text(5)
    claim_id: str = text(6)
    settlement: Settlement | None = one(7, Settlement)
    settled_amo_cents: int = int64(8)
    settled_amc_cents: int = int64(9)
    audience: int = uint32(10)


Outcome = Receipt | Rejected | Waiting | Parked | Applied | Ignored | Settled
KINDS: tuple[type[Outcome], ...] = (Receipt, Rejected, Waiting, Parked, Applied, Ignored, Settled)
"""entry.kind of an outcome is its place here, from 1."""


@dataclass(frozen=True)
class LedgerEvent:
    """vitale.receipt.v1."""

    receipt: Receipt | None = member(1, Receipt)
    rejected: Rejected | None = member(2, Rejected)
    waiting: Waiting | None = member(3, Waiting)
    parked: Parked | None = member(4, Parked)
    applied: Applied | None = member(5, Applied)
    ignored: Ignored | None = member(6, Ignored)
    settled: Settled | None = member(7, Settled)

    @property
    def outcome(self) -> Outcome | None:
        """The member that is set."""
        members = (self.receipt, self.rejected, self.waiting, self.parked, self.applied, self.ignored, self.settled)
        return next((outcome for outcome in members if outcome is not None), None)


@dataclass(frozen=True)
class TopicOffset:
    """Next offset of one input topic."""

    topic: str = text(1)
    next_offset: int = int64(2)


@dataclass(frozen=True)
class Position:
    """Header "ledger-position"."""

    generation: int = uint32(1)
    partition: int = uint32(2)
    seq: int = uint64(3)
    prev_seq: int = uint64(4)
    vector: tuple[TopicOffset, ...] = many(5, TopicOffset)


def kind_of(outcome: Outcome) -> int:
    """entry.kind of an outcome."""
    return KINDS.index(type(outcome)) + 1
