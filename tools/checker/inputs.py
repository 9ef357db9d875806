"""Messages of the ledger's input topics, with the field numbers of the contracts."""

# ruff: noqa: RUF009 - the calls describe fields, they make no default

from dataclasses import dataclass

from tools.checker.shape import blob, flag, int64, many, maybe_int64, member, one, text, texts, uint32, uint64, zigzag


@dataclass(frozen=True)
class LineDetail:
    """What only some lines say."""

    modifiers: tuple[str, ...] = texts(1)
    activity: str = text(2)
    phase: str = text(3)
    association: str = text(4)
    prevention: str = text(5)
    basket: str = text(6)
    correction: str = text(7)
    side: str = text(8)
    generic_refused: bool = flag(9)
    sight_changed: bool = flag(10)


@dataclass(frozen=True)
class Stay:
    """A hospital stay."""

    stay_id: str = text(1)
    nights: int = uint32(2)
    daily_price_cents: int | None = maybe_int64(3)
    kind: str = text(4)
    end: str = text(5)
    psychiatric: bool = flag(6)
    days_before: int = uint32(7)
    costly_act: bool = flag(8)


@dataclass(frozen=True)
class ClaimLine:
    """One act of a claim."""

    line_no: int = uint32(1)
    act_code: str = text(2)
    family: str = text(3)
    quantity: int = uint32(4)
    price_cents: int = int64(5)
    base_cents: int = int64(6)
    coefficient_milli: int = uint32(7)
    detail: LineDetail | None = one(8, LineDetail)
    price_unstated: bool = flag(9)


@dataclass(frozen=True)
class Performer:
    """The professional as stamped by intake."""

    practice_id: str = text(1)
    kind: str = text(2)
    sector: str = text(3)
    place: str = text(4)


@dataclass(frozen=True)
class Claim:
    """vitale.claim.v1."""

    claim_id: str = text(1)
    version: int = uint32(2)
    content_hash: bytes = blob(3)
    subject_id: bytes = blob(4)
    opener_subject_id: bytes = blob(5)
    rights_revision: int = uint64(6)
    care_date: str = text(7)
    pathway: int = uint32(8)
    setting: str = text(9)
    third_party_payment: bool = flag(10)
    related_to_exemption: bool = flag(11)
    performer: Performer | None = one(12, Performer)
    lines: tuple[ClaimLine, ...] = many(13, ClaimLine)
    accepted_at_us: int = int64(14)
    access: str = text(15)
    stay: Stay | None = one(16, Stay)
    hospitalised_after: bool = flag(17)
    below_cure_ceiling: bool = flag(18)
    cancelled: bool = flag(22)
    first_accepted_at_us: int = int64(24)


@dataclass(frozen=True)
class Period:
    """Days from first to last."""

    first_day: str = text(1)
    last_day: str = text(2)


@dataclass(frozen=True)
class Exemption:
    """Kind and days."""

    kind: int = uint32(1)
    period: Period | None = one(2, Period)


@dataclass(frozen=True)
class Contract:
    """A complementary contract."""

    amc_number: str = text(1)
    guarantees_hash: bytes = blob(2)
    period: Period | None = one(3, Period)
    rank: int = uint32(4)


@dataclass(frozen=True)
class Coverage:
    """Rights of one beneficiary as opened by one insured person."""

    opener_subject_id: bytes = blob(1)
    quality: int = uint32(2)
    membership: Period | None = one(3, Period)
    regime: str = text(4)
    alsace_moselle: bool = flag(5)
    amo_periods: tuple[Period, ...] = many(6, Period)
    exemptions: tuple[Exemption, ...] = many(7, Exemption)
    treating_doctor_declared: bool = flag(8)
    contracts: tuple[Contract, ...] = many(9, Contract)


@dataclass(frozen=True)
class Rights:
    """vitale.rights.v1."""

    subject_id: bytes = blob(1)
    revision: int = uint64(2)
    birth_date: str = text(3)
    coverages: tuple[Coverage, ...] = many(4, Coverage)


@dataclass(frozen=True)
class Guarantee:
    """One line of a guarantee table."""

    kind: int = uint32(1)
    value: int = int64(2)
    includes_amo: bool = flag(3)
    families: tuple[str, ...] = texts(4)
    per: str = text(5)
    budget: str = text(6)
    times_a_year: int = uint32(7)
    sectors: str = text(8)


@dataclass(frozen=True)
class GuaranteeTable:
    """An immutable guarantee table."""

    amc_number: str = text(1)
    responsible: bool = flag(2)
    c2s: bool = flag(3)
    guarantees: tuple[Guarantee, ...] = many(4, Guarantee)


@dataclass(frozen=True)
class Activate:
    """Sets the rules version."""

    rules_version: str = text(1)


@dataclass(frozen=True)
class Deadline:
    """Settles a waiting claim."""

    receipt_id: bytes = blob(1)


@dataclass(frozen=True)
class ClearHalt:
    """Clears a halt."""

    note: str = text(1)


@dataclass(frozen=True)
class Guarantees:
    """Brings a guarantee table."""

    guarantees_hash: bytes = blob(1)
    table_bytes: bytes = blob(2)


@dataclass(frozen=True)
class ReassessedClaim:
    """The claim of a receipt to settle again."""

    home_id: bytes = blob(1)
    claim_bytes: bytes = blob(2)


@dataclass(frozen=True)
class Reassess:
    """Settles receipts again."""

    reason: str = text(1)
    rules_version: str = text(2)
    receipts: tuple[ReassessedClaim, ...] = many(3, ReassessedClaim)


@dataclass(frozen=True)
class Control:
    """vitale.control.v1."""

    issued_by: str = text(1)
    activate: Activate | None = member(2, Activate)
    deadline: Deadline | None = member(3, Deadline)
    clear_halt: ClearHalt | None = member(4, ClearHalt)
    guarantees: Guarantees | None = member(5, Guarantees)
    reassess: Reassess | None = member(6, Reassess)


@dataclass(frozen=True)
class Payer:
    """Who pays."""

    kind: int = uint32(1)
    number: str = text(2)


@dataclass(frozen=True)
class Payment:
    """Money that moved."""

    to: int = uint32(1)
    amount_cents: int = zigzag(2)


@dataclass(frozen=True)
class Rejection:
    """A refusal of the payer."""

    code: str = text(1)
    words: str = text(2)


@dataclass(frozen=True)
class Settlement:
    """vitale.settlement.v1."""

    receipt_id: bytes = blob(1)
    issuer: str = text(2)
    claim_id: str = text(3)
    subject_id: bytes = blob(4)
    payer: Payer | None = one(5, Payer)
    reference: str = text(6)
    claim_version: int = uint32(7)
    day: str = text(8)
    paid: Payment | None = member(9, Payment)
    rejected: Rejection | None = member(10, Rejection)
    content_hash: bytes = blob(11)
    accepted_at_us: int = int64(12)
