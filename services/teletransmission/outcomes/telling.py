"""Outcomes in the words of the contract: state, amounts, and what to do, from the one table of errors. Pure."""

from typing import Final

from chassis.errors import ERRORS, ErrorCode
from teletransmission.outcomes.listing import Listed, Total
from teletransmission.outcomes.outcome import Amounts, State, Told
from vitale.claim.v1.claim_service_pb2 import ClaimOutcome, ListedClaim, StateTotal

_CODES: Final = {code.value: code for code in ErrorCode}
RETRIED: Final = frozenset({State.REJECTED})
"""States in which the practice has to send something again."""


def outcome_message(told: Told, amounts: Amounts) -> ClaimOutcome:
    """An outcome as GetClaim and ListClaims tell it; a code that is not in the table comes without advice."""
    message = ClaimOutcome(
        state=told.state.value,  # type: ignore[arg-type]  # same closed enum, same numbers
        code=told.code,
        detail=told.detail,
        at_us=told.at_us,
        **amounts._asdict(),
    )
    if told.code in _CODES:
        row = ERRORS[_CODES[told.code]]
        message.advice_fr, message.advice_en, message.engineer_advice = row.counter_fr, row.counter_en, row.engineer
    return message


def retry_reason(told: Told, version: int = 1) -> str:
    """Why the practice has to send something again in place of a version, English; empty when it has not.

    What waits or is set aside is kept and taken up again by itself: sent once more it would be one claim too many.
    """
    if told.state not in RETRIED:
        return ""
    title = ERRORS[_CODES[told.code]].title if told.code in _CODES else "The claim was refused"
    return (
        f"{told.code}: {title}. Correct the bill with CorrectClaim, replaces_version {version}; "
        "for another beneficiary, cancel it and bill under a new invoice number"
    )


def listed_message(listed: Listed) -> ListedClaim:
    """A claim of a list."""
    told = listed.told
    why = retry_reason(told, listed.version)
    return ListedClaim(
        claim_id=listed.claim_id,
        receipt_id=listed.receipt_id,
        day=listed.day.isoformat(),
        lot=listed.lot or 0,
        accepted_at_us=listed.accepted_at_us,
        charged_cents=listed.charged_cents,
        outcome=outcome_message(told, listed.outcome.amounts),
        to_retry=bool(why),
        why=why,
        version=listed.version,
        late_by_working_days=listed.late_by_working_days,
    )


def total_message(total: Total) -> StateTotal:
    """The total of one state."""
    sums = total._asdict()
    sums.pop("state")
    count = sums.pop("claims")
    return StateTotal(state=total.state.value, count=count, **sums)  # type: ignore[arg-type]  # same closed enum
