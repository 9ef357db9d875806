"""Acknowledgements of paper claims."""

from typing import Final

from chassis.errors import ErrorCode
from teletransmission import acknowledgements
from teletransmission.drafts import Draft
from teletransmission.paper.store import Held, State
from teletransmission.violations import Fault
from vitale.claim.v1.claim_service_pb2 import Acknowledgement

ALREADY: Final = Fault(
    ErrorCode.ALREADY_TELETRANSMITTED,
    "the same care was teletransmitted under another invoice number, so the paper claim waits for a human",
    "Do nothing if it is the same care; if it was done twice that day, ask the scheme to release it",
)
REFUSED: Final = Fault(
    ErrorCode.ALREADY_TELETRANSMITTED,
    "the scheme found that this care was teletransmitted, and refused the paper claim",
    "The teletransmitted claim stands; ask the scheme if the care was done twice that day",
)


def answer(claim_id: str, held: Held, draft: Draft | None = None) -> Acknowledgement:
    """What is said of a held paper claim: held, or refused; a conflict when `draft` has other content."""
    if draft is not None and draft.content_hash != held.kept.content_hash:
        return acknowledgements.conflict(claim_id, draft)
    refused = held.state is State.REFUSED
    return Acknowledgement(
        claim_id=claim_id,
        outcome=Acknowledgement.OUTCOME_REJECTED if refused else Acknowledgement.OUTCOME_HELD,
        acknowledgement_id=acknowledgements.identifier(
            b"refused" if refused else b"held", held.kept.receipt_id, held.kept.content_hash
        ),
        violations=[(REFUSED if refused else ALREADY).at("claim_id")],
    )
