"""What an input record is: a claim, rights, a decision, or poison with its reason. Never raises."""

import re
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from tools.checker.cover import birth_day
from tools.checker.inputs import Claim, Control, Payment, Reassess, Rights, Settlement
from tools.checker.log import CLAIM, CONTROL, SETTLEMENT, EnvelopeError, Raw
from tools.checker.shape import decode
from tools.checker.wire import WireError

ID_BYTES, HASH_BYTES = 16, 32
_PAYER, _REFERENCE = re.compile("[A-Z0-9]{1,16}"), re.compile("[A-Z0-9-]{1,35}")
_RECEIPTS, _REASON = 500, 40


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """A claim to settle."""

    claim: Claim
    home: bytes
    offset: int
    body: bytes

    @property
    def issuer(self) -> str:
        """The practice that billed."""
        return self.claim.performer.practice_id if self.claim.performer else ""

    @property
    def receipt_id(self) -> bytes:
        """The receipt of the claim."""
        return receipt_of(self.issuer, self.claim.claim_id)


@dataclass(frozen=True, slots=True)
class RightsRecord:
    """A beneficiary's new state."""

    rights: Rights
    home: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class ControlRecord:
    """A decision about the partition; `reassessed`: claims of the receipts that it settles again."""

    control: Control
    reassessed: tuple[ClaimRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class SettlementRecord:
    """What a payer did about a receipt."""

    settlement: Settlement
    home: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Poison:
    """A record that cannot be taken."""

    reason: str
    detail: str


Read = ClaimRecord | RightsRecord | ControlRecord | SettlementRecord | Poison


class MissingFieldError(ValueError):
    """A field the ledger cannot do without is missing or malformed; the message is its name."""


def receipt_of(issuer: str, claim_id: str) -> bytes:
    """First 128 bits of BLAKE2b("receipt", issuer, claim id)."""
    return blake2b(f"receipt{issuer}\0{claim_id}".encode(), digest_size=16).digest()


def _demand(field: str, *conditions: bool) -> None:
    if not all(conditions):
        raise MissingFieldError(field)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _claim(body: bytes, home: bytes, offset: int) -> ClaimRecord:
    claim = decode(Claim, body)
    _demand("subject_id", len(claim.subject_id) == ID_BYTES, len(claim.opener_subject_id) == ID_BYTES)
    _demand("claim_id", claim.claim_id != "", claim.performer is not None and claim.performer.practice_id != "")
    _demand("content_hash", len(claim.content_hash) == HASH_BYTES)
    _demand("care_date", _is_day(claim.care_date))
    return ClaimRecord(claim, home, offset, body)


def _rights(body: bytes, home: bytes) -> RightsRecord:
    rights = decode(Rights, body)
    _demand("subject_id", len(rights.subject_id) == ID_BYTES)
    _demand("revision", rights.revision > 0)
    try:
        birth_day(rights.birth_date)
    except ValueError:
        raise MissingFieldError("birth_date") from None
    for coverage in rights.coverages:
        _demand("coverages.opener_subject_id", len(coverage.opener_subject_id) == ID_BYTES)
        days = coverage.membership
        _demand("coverages.membership", days is not None and _is_day(days.first_day))
        _demand("coverages.membership", days is not None and (not days.last_day or _is_day(days.last_day)))
    return RightsRecord(rights, home, body)


def _control(body: bytes) -> ControlRecord:
    control = decode(Control, body)
    chosen = (control.activate, control.deadline, control.clear_halt, control.guarantees, control.reassess)
    _demand("decision", any(decision is not None for decision in chosen))
    return ControlRecord(control, () if control.reassess is None else _reassessed(control.reassess))


def _reassessed(decision: Reassess) -> tuple[ClaimRecord, ...]:
    letters = decision.reason.replace("_", "A")
    _demand("reassess.reason", 0 < len(letters) <= _REASON, letters.isascii(), letters.isalnum())
    _demand("reassess.reason", letters == letters.upper())
    _demand("reassess.receipts", 0 < len(decision.receipts) <= _RECEIPTS)
    _demand("reassess.receipts.home_id", all(len(named.home_id) == ID_BYTES for named in decision.receipts))
    claims = tuple(_claim(named.claim_bytes, named.home_id, 0) for named in decision.receipts)
    _demand("reassess.receipts", len({claim.receipt_id for claim in claims}) == len(claims))
    return claims


def _is_payment(paid: Payment | None) -> bool:
    return paid is not None and paid.to in {1, 2} and paid.amount_cents != 0


def _settlement(body: bytes, home: bytes) -> SettlementRecord:
    found = decode(Settlement, body)
    _demand("receipt_id", found.receipt_id == receipt_of(found.issuer, found.claim_id))
    _demand("subject_id", len(found.subject_id) == ID_BYTES)
    payer = found.payer
    _demand("payer", payer is not None and payer.kind in {1, 2} and bool(_PAYER.fullmatch(payer.number)))
    _demand("reference", bool(_REFERENCE.fullmatch(found.reference)))
    _demand("content_hash", len(found.content_hash) == HASH_BYTES)
    _demand("day", _is_day(found.day))
    _demand("paid", found.rejected is not None or _is_payment(found.paid))
    return SettlementRecord(found, home, body)


def read_input(raw: Raw) -> Read:
    """What a record of an input topic is."""
    try:
        body = raw.body()
        if raw.topic == CONTROL:
            return _control(body)
        if raw.key is None or len(raw.key) != ID_BYTES:
            return Poison("WRONG_PARTITION", "key")
        if raw.topic == SETTLEMENT:
            return _settlement(body, raw.key)
        return _claim(body, raw.key, raw.offset) if raw.topic == CLAIM else _rights(body, raw.key)
    except (EnvelopeError, WireError):
        return Poison("UNDECODABLE", "value")
    except MissingFieldError as missing:
        return Poison("UNDECODABLE", str(missing))
