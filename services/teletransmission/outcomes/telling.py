"""Outcomes in the words of the contract: state, amounts, and what to do, from the one table of errors. Pure."""

from typing import Final

from chassis.errors import ERRORS, ErrorCode
from teletransmission.outcomes.outcome import Outcome, State
from vitale.claim.v1.claim_service_pb2 import ClaimOutcome

_CODES: Final = {code.value: code for code in ErrorCode}
_WITH_CODE: Final = frozenset({State.REJECTED, State.PARKED})
_RETRIED: Final = frozenset({State.REJECTED})


def outcome_message(outcome: Outcome) -> ClaimOutcome:
    """An outcome as GetClaim and ListClaims tell it; a code that is not in the table comes without advice."""
    told, amounts = outcome.told, outcome.standing
    message = ClaimOutcome(
        state=told.state.value,  # type: ignore[arg-type]  # same closed enum, same numbers
        code=told.code,
        detail=told.detail,
        at_us=told.at_us,
        **amounts._asdict(),
    )
    if told.state in _WITH_CODE and told.code in _CODES:
        row = ERRORS[_CODES[told.code]]
        message.advice_fr, message.advice_en, message.engineer_advice = row.counter_fr, row.counter_en, row.engineer
    return message


def retry_reason(outcome: Outcome) -> str:
    """Why the practice has to send something again, English; empty when it has not.

    What waits or is set aside is kept and taken up again by itself: sent once more it would be one claim too many.
    """
    told = outcome.told
    if told.state not in _RETRIED:
        return ""
    title = ERRORS[_CODES[told.code]].title if told.code in _CODES else "The claim was refused"
    return f"{told.code}: {title}. Correct the bill, then send it under a new invoice number"
