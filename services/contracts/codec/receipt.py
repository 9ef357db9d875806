"""From an adjudication to the receipt that is stored and published, and uses both ways."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from reimbursement.model import Adjudication, Counter, LineReceipt, Reason, Recovery, Use
from vitale.claim.v1.claim_pb2 import Claim
from vitale.receipt.v1 import receipt_pb2 as pb

_EPOCH = date(1970, 1, 1).toordinal()
_COUNTERS = {int(counter): counter for counter in Counter}
_LINES_KEPT = 50_000
# A named tuple's own constructor is an interpreted function: two fifths of the time that a long history takes.
_tuple = tuple.__new__


@lru_cache(maxsize=20_000)
def _day_number(day: date) -> int:
    return day.toordinal() - _EPOCH


@lru_cache(maxsize=20_000)
def _day(number: int) -> date:
    return date.fromordinal(number + _EPOCH)


def receipt_id_of(issuer: str, claim_id: str) -> bytes:
    """The receipt of a claim, 16 bytes: the same for every version of the claim."""
    return blake2b(b"receipt" + issuer.encode() + b"\x00" + claim_id.encode(), digest_size=16).digest()


def use_message(use: Use, audience: int) -> pb.Use:
    """One use as it is stored (cents, days since 1970)."""
    return pb.Use(
        counter=int(use.counter),
        scope=use.scope,
        day=_day_number(use.day),
        amount_cents=use.amount_cents,
        receipt_id=use.receipt_id,
        audience=audience,  # type: ignore[arg-type]  # an int of the closed enum, checked by the contract test
    )


def uses_of(messages: Iterable[pb.Use]) -> list[Use]:
    """Stored uses as the rules take them."""
    return [_tuple(Use, (_COUNTERS[m.counter], m.scope, _day(m.day), m.amount_cents, m.receipt_id)) for m in messages]


def _reason(reason: Reason) -> pb.Reason:
    return pb.Reason(
        code=reason.code,
        amount=reason.amount,
        effect_cents=reason.effect_cents,
        values=reason.values,
        parameter=reason.parameter,
        in_force_day=_day_number(reason.in_force) if reason.in_force else 0,
    )


@lru_cache(maxsize=_LINES_KEPT)
def _line(line: LineReceipt) -> bytes:
    """The serialised message of a line: most lines equal another one, and reading it in costs less than a copy."""
    message = pb.ReceiptLine(
        line_no=line.line_no,
        act_code=line.code,
        family=line.family,
        price_cents=line.price_cents,
        base_cents=line.base_cents,
        rate_bp=line.rate_bp,
        amo_gross_cents=line.amo_gross_cents,
        surcharge_cents=line.surcharge_cents,
        participation_cents=line.participation_cents,
        participation_deferred_cents=line.participation_deferred_cents,
        local_scheme_cents=line.local_scheme_cents,
        amc_cents=line.amc_cents,
        amo_paid_cents=line.amo_paid_cents,
        patient_cents=line.patient_cents,
        franchise_cents=line.franchise_cents,
        franchise_deferred_cents=line.franchise_deferred_cents,
        fee_cents=line.fee_cents,
        reasons=[_reason(reason) for reason in line.reasons],
    )
    return message.SerializeToString(deterministic=True)


def _recovery(recovery: Recovery, private: Collection[bytes]) -> pb.Recovery:
    return pb.Recovery(
        kind=int(recovery.kind),  # type: ignore[arg-type]  # same closed enum, same numbers
        day=_day_number(recovery.day),
        amount_cents=recovery.amount_cents,
        origin_receipt_id=recovery.origin,
        audience=pb.AUDIENCE_SUBJECT_ONLY if recovery.origin in private else pb.AUDIENCE_FAMILY,
    )


class Standing(NamedTuple):
    """What the ledger adds to an adjudication: where the receipt stands among the others."""

    revision: int
    basis: int
    rules_version: str
    rights_revision: int
    amc_numbers: tuple[str, ...]
    participation_year_cents: int
    franchise_year_cents: int = 0
    private: Collection[bytes] = ()  # earlier receipts that only the person may see


def issued_message(
    claim: Claim, receipt_id: bytes, settled: Adjudication, *, uses: Sequence[pb.Use], standing: Standing
) -> pb.ReceiptIssued:
    """The receipt of a settled claim; `uses` are those of the adjudication as they are stored."""
    receipt = pb.ReceiptIssued(
        receipt_id=receipt_id,
        revision=standing.revision,
        basis=standing.basis,
        subject_id=claim.subject_id,
        opener_subject_id=claim.opener_subject_id,
        issuer=claim.performer.practice_id,
        claim_id=claim.claim_id,
        claim_version=claim.version,
        care_date=claim.care_date,
        third_party_payment=claim.third_party_payment,
        professional_kind=claim.performer.kind,
        price_cents=settled.price_cents,
        amo_paid_cents=settled.amo_paid_cents,
        local_scheme_cents=settled.local_scheme_cents,
        amc_cents=sum(settled.amc_cents),
        patient_cents=settled.patient_cents,
        amc_numbers=standing.amc_numbers,
        participation_year_cents=standing.participation_year_cents,
        franchise_year_cents=standing.franchise_year_cents,
        recoveries=[_recovery(recovery, standing.private) for recovery in settled.recoveries],
        rules_version=standing.rules_version,
        rights_revision=standing.rights_revision,
        accepted_at_us=claim.accepted_at_us,
        uses=uses,
        audience=int(settled.audience),  # type: ignore[arg-type]  # same closed enum, same numbers
    )
    for line in settled.lines:
        receipt.lines.add().MergeFromString(_line(line))
    return receipt
