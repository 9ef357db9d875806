"""What is wrong with one query, told beside the answers to the others: for the counter and for the engineer."""

from typing import Final

from chassis.errors import DomainError, ErrorCode
from vitale.rights.v1.acquisition_service_pb2 import RightsProblem

OF_A_QUERY: Final = frozenset(
    {
        ErrorCode.INVALID_ARGUMENT,
        ErrorCode.DATE_OUT_OF_RANGE,
        ErrorCode.PRESCRIPTION_TOO_OLD,
        ErrorCode.RIGHTS_CLOSED,
        ErrorCode.UNKNOWN_BENEFICIARY,
        ErrorCode.CONTEXT_INVALID,
        ErrorCode.CONTEXT_EXPIRED,
        ErrorCode.CONTEXT_DEAD,
        ErrorCode.CARD_OPPOSED,
        ErrorCode.CARD_SUSPENDED,
        ErrorCode.CARD_ENDED,
    }
)
"""What spoils one query only; anything else spoils the call."""


def problem_of(error: DomainError, field: str) -> RightsProblem:
    """The problem of the query at `field`, such as queries[0]; it names the query's own field where there is one."""
    place = f"{field}.{error.violations[0].field}" if error.violations else field
    advice = error.violations[0].advice if error.violations else error.row.engineer
    facts = "".join(f" {name}={value}" for name, value in sorted(error.facts.items()))
    return RightsProblem(
        code=error.code.value, field=place, advice_counter=error.row.counter_fr, advice_engineer=f"{advice}{facts}"
    )
