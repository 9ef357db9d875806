"""The receipt that a claim must have got: the pure rules, called again, in the form in which it was published."""

from collections.abc import Collection, Sequence

from reimbursement.model import Counter, LineReceipt
from reimbursement.model import Reason as RuleReason
from reimbursement.model import Recovery as RuleRecovery
from tools.checker.outputs import Reason, Receipt, ReceiptLine, Recovery, Use
from tools.checker.reading import ClaimRecord
from tools.checker.uses import EVERYBODY, PERSON_ALONE, Settled, day_number, of_year


def _reason(reason: RuleReason) -> Reason:
    since = day_number(reason.in_force) if reason.in_force else 0
    values = tuple(int(value) for value in reason.values)
    return Reason(int(reason.code), int(reason.amount), reason.effect_cents, values, reason.parameter, since)


def _line(line: LineReceipt) -> ReceiptLine:
    return ReceiptLine(
        line_no=line.line_no,
        act_code=line.code,
        family=str(line.family),
        price_cents=line.price_cents,
        base_cents=line.base_cents,
        rate_bp=line.rate_bp,
        amo_gross_cents=line.amo_gross_cents,
        surcharge_cents=line.surcharge_cents,
        participation_cents=line.participation_cents,
        participation_deferred_cents=line.participation_deferred_cents,
        local_scheme_cents=line.local_scheme_cents,
        amc_cents=tuple(line.amc_cents),
        amo_paid_cents=line.amo_paid_cents,
        patient_cents=line.patient_cents,
        reasons=tuple(_reason(reason) for reason in line.reasons),
        franchise_cents=line.franchise_cents,
        franchise_deferred_cents=line.franchise_deferred_cents,
        fee_cents=line.fee_cents,
    )


def _recovery(recovery: RuleRecovery, secretly: Collection[bytes]) -> Recovery:
    audience = PERSON_ALONE if recovery.origin in secretly else EVERYBODY
    day = day_number(recovery.day)
    return Recovery(int(recovery.kind), day, recovery.amount_cents, recovery.origin, audience)


def receipt_from(
    record: ClaimRecord,
    settled: Settled,
    *,
    uses: Sequence[Use],
    owed_secretly: Collection[bytes],
    amc_numbers: Sequence[str],
    rules_version: str,
    rights_revision: int,
    revision: int,
    basis: int,
) -> Receipt:
    """The receipt as it must have been published; `uses` are its own as they are stored."""
    claim, result = record.claim, settled.result
    year, counted = int(claim.care_date[:4]), [*settled.rested_on, *uses]
    return Receipt(
        receipt_id=record.receipt_id,
        revision=revision,
        basis=basis,
        subject_id=claim.subject_id,
        issuer=record.issuer,
        claim_id=claim.claim_id,
        claim_version=claim.version,
        care_date=claim.care_date,
        third_party_payment=claim.third_party_payment,
        professional_kind=claim.performer.kind if claim.performer else "",
        lines=tuple(_line(line) for line in result.lines),
        price_cents=result.price_cents,
        amo_paid_cents=result.amo_paid_cents,
        local_scheme_cents=result.local_scheme_cents,
        amc_cents=sum(result.amc_cents),
        patient_cents=result.patient_cents,
        amc_numbers=tuple(amc_numbers),
        participation_year_cents=of_year(Counter.PARTICIPATION, counted, year),
        rules_version=rules_version,
        rights_revision=rights_revision,
        accepted_at_us=claim.accepted_at_us,
        uses=tuple(uses),
        audience=int(result.audience),
        opener_subject_id=claim.opener_subject_id,
        recoveries=tuple(_recovery(recovery, owed_secretly) for recovery in result.recoveries),
        franchise_year_cents=of_year(Counter.FRANCHISE, counted, year),
    )
