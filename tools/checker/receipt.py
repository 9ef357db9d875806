"""The receipt that a claim must have got: the pure rules, called again, in the form in which it was published."""

from collections.abc import Sequence
from datetime import date

from reimbursement.adjudicate import adjudicate
from reimbursement.model import Adjudication, Counter, Cover, LineReceipt
from reimbursement.model import Reason as RuleReason
from reimbursement.model import Use as RuleUse
from reimbursement.rule_tables import Tables
from tools.checker.cover import care_from
from tools.checker.outputs import Reason, Receipt, ReceiptLine, Use
from tools.checker.reading import ClaimRecord

_EPOCH = date(1970, 1, 1)
_FAMILY_AUDIENCE = 1


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - _EPOCH).days


def _rule_use(use: Use) -> RuleUse:
    day = date.fromordinal(_EPOCH.toordinal() + use.day)
    return RuleUse(Counter(use.counter), use.scope, day, use.amount_cents, use.receipt_id)


def settle(record: ClaimRecord, cover: Cover, uses: Sequence[Use], tables: Tables) -> Adjudication:
    """Call the rules with the uses of the year of care.

    Raises:
        RulesError: the rules give no amount.
    """
    care = care_from(record.claim, record.receipt_id, tables)
    return adjudicate(care, cover, [_rule_use(use) for use in uses], tables)


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
    )


def uses_taken(settled: Adjudication) -> tuple[Use, ...]:
    """The uses of a settled claim as they are stored."""
    audience = int(settled.audience)
    return tuple(
        Use(int(use.counter), use.scope, day_number(use.day), use.amount_cents, use.receipt_id, audience)
        for use in settled.uses
    )


def participation_of_year(uses: Sequence[Use]) -> int:
    """Flat participation of a year of care that the family may see, cents."""
    return sum(
        use.amount_cents for use in uses if use.counter == Counter.PARTICIPATION and use.audience == _FAMILY_AUDIENCE
    )


def receipt_from(
    record: ClaimRecord,
    settled: Adjudication,
    *,
    year: Sequence[Use],
    amc_numbers: Sequence[str],
    rules_version: str,
    rights_revision: int,
    revision: int,
    basis: int,
) -> Receipt:
    """The receipt as it must have been published; `year` holds its own uses too."""
    claim = record.claim
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
        lines=tuple(_line(line) for line in settled.lines),
        price_cents=settled.price_cents,
        amo_paid_cents=settled.amo_paid_cents,
        local_scheme_cents=settled.local_scheme_cents,
        amc_cents=sum(settled.amc_cents),
        patient_cents=settled.patient_cents,
        amc_numbers=tuple(amc_numbers),
        participation_year_cents=participation_of_year(year),
        rules_version=rules_version,
        rights_revision=rights_revision,
        accepted_at_us=claim.accepted_at_us,
        uses=uses_taken(settled),
        audience=int(settled.audience),
        opener_subject_id=claim.opener_subject_id,
    )
