"""One batch of settlements through intake: check each, find the claims in one call, keep in one statement."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from chassis.clock import Clock
from teletransmission.settlements import acknowledgements, faults
from teletransmission.settlements.checks import check_settlement
from teletransmission.settlements.drafts import ClaimBehind, SettlementDraft, draft_settlement, receipt_named
from teletransmission.settlements.store import KeptSettlement, SettlementStore
from vitale.settlement.v1.settlement_pb2 import Payer
from vitale.settlement.v1.settlement_service_pb2 import (
    SettlementAcknowledgement,
    SettlementViolation,
    StatedSettlement,
)

_PARIS: Final = "Europe/Paris"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)

_Outcome = SettlementDraft | Sequence[SettlementViolation]


class SettlementIntake:
    """Takes batches. `kept` is called after a commit, so that the relay looks at once."""

    def __init__(self, store: SettlementStore, clock: Clock, kept: Callable[[], None]) -> None:
        """Take the store, the clock and the call to make after a commit."""
        self._store = store
        self._clock = clock
        self._kept = kept

    async def take(self, settlements: Sequence[StatedSettlement], payer: Payer) -> list[SettlementAcknowledgement]:
        """One acknowledgement for each settlement, same order; a refused one refuses no other.

        Raises:
            DomainError: UNAVAILABLE when the database does not answer; send it again.
        """
        today = self._clock.today(_PARIS)
        violations = [check_settlement(stated, today) for stated in settlements]
        sound = {receipt_named(s) for s, found in zip(settlements, violations, strict=True) if not found}
        behind = await self._store.behind(sound) if sound else {}
        now_us = (self._clock.now() - _EPOCH) // _MICROSECOND
        outcomes: list[_Outcome] = [
            found or _draft(stated, behind, payer, now_us)
            for stated, found in zip(settlements, violations, strict=True)
        ]
        held = await self._keep(outcomes)
        return [_acknowledge(s, outcome, held, payer) for s, outcome in zip(settlements, outcomes, strict=True)]

    async def _keep(self, outcomes: Sequence[_Outcome]) -> Mapping[bytes, KeptSettlement]:
        # Of one sent twice in a batch the first is kept; the second is then compared with it like any other.
        first: dict[bytes, SettlementDraft] = {}
        for outcome in outcomes:
            if isinstance(outcome, SettlementDraft):
                first.setdefault(outcome.settlement_id, outcome)
        if not first:
            return {}
        held = await self._store.keep(list(first.values()))
        self._kept()
        return held


def _draft(stated: StatedSettlement, behind: Mapping[bytes, ClaimBehind], payer: Payer, now_us: int) -> _Outcome:
    field = stated.WhichOneof("of") or "claim"
    claim = behind.get(receipt_named(stated))
    if claim is None:
        return (faults.UNKNOWN_RECEIPT.at(field),)
    if stated.claim_version > claim.version:
        return (faults.UNKNOWN_VERSION.at("claim_version"),)
    return draft_settlement(stated, claim, payer, accepted_at_us=now_us)


def _acknowledge(
    stated: StatedSettlement, outcome: _Outcome, held: Mapping[bytes, KeptSettlement], payer: Payer
) -> SettlementAcknowledgement:
    if not isinstance(outcome, SettlementDraft):
        return acknowledgements.rejected(stated, payer, outcome)
    kept = held[outcome.settlement_id]
    if kept.content_hash != outcome.content_hash:
        return acknowledgements.conflict(stated, outcome)
    return acknowledgements.accepted(stated, outcome, kept)
