"""What a later version of a claim takes back: amounts, uses, and where its payers stand afterwards."""

from collections.abc import Iterable
from datetime import date

from reimbursement.model import Counter
from tools.checker.cover import birth_day
from tools.checker.inputs import Payer
from tools.checker.outputs import Balance, Receipt, Reversed
from tools.checker.payments import cents_of, owed
from tools.checker.reading import ClaimRecord, RightsRecord
from tools.checker.state import Paid
from tools.checker.uses import PERSON_ALONE, Rows, known_to, of_year


def reversal(stood: Receipt | None, receipt: Receipt) -> Reversed | None:
    """The amounts of the receipt that stood, when a later version replaces it."""
    if stood is None or stood.cancelled or receipt.claim_version <= stood.claim_version:
        return None
    return Reversed(
        revision=stood.revision,
        claim_version=stood.claim_version,
        price_cents=stood.price_cents,
        amo_paid_cents=stood.amo_paid_cents,
        local_scheme_cents=stood.local_scheme_cents,
        amc_cents=stood.amc_cents,
        patient_cents=stood.patient_cents,
        audience=stood.audience,
    )


def balances(paid: Iterable[Paid], receipt: Receipt) -> tuple[Balance, ...]:
    """For each payer that settled something: what it paid, what it owes now, and the difference."""
    sums: dict[tuple[int, str], int] = {}
    for one in paid:
        if one.shown.payer is not None:
            payer = (one.shown.payer.kind, one.shown.payer.number)
            sums[payer] = sums.get(payer, 0) + cents_of(one.shown)
    return tuple(_balance(Payer(*payer), cents, receipt) for payer, cents in sorted(sums.items()))


def _balance(payer: Payer, paid_cents: int, receipt: Receipt) -> Balance:
    due = owed(payer, receipt)
    return Balance(payer, paid_cents, due, paid_cents - due)


def cancellation(
    record: ClaimRecord,
    stood: Receipt | None,
    *,
    rows: Rows,
    rights: RightsRecord | None,
    rules_version: str,
    revision: int,
    basis: int,
) -> Receipt:
    """The receipt of a cancelled claim: nothing but who, when and the sums of the year; no rights are needed."""
    claim, care_date = record.claim, date.fromisoformat(record.claim.care_date)
    audience = stood.audience if stood is not None else PERSON_ALONE
    birth = birth_day(rights.rights.birth_date) if rights is not None else None
    counted = known_to(audience, birth, care_date, rows, subject=claim.subject_id)
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
        participation_year_cents=of_year(Counter.PARTICIPATION, counted, care_date.year),
        rules_version=rules_version,
        rights_revision=rights.rights.revision if rights is not None else 0,
        accepted_at_us=claim.accepted_at_us,
        audience=audience,
        opener_subject_id=claim.opener_subject_id,
        franchise_year_cents=of_year(Counter.FRANCHISE, counted, care_date.year),
        cancelled=True,
    )
