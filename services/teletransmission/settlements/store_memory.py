"""The settlement store's in-memory twin, beside the claims' one; passes the same suite."""

from collections.abc import Collection, Mapping, Sequence

from chassis.errors import DomainError, ErrorCode
from chassis.records import OutRecord
from chassis.telemetry import inject_headers
from contracts.envelope import open_value, seal
from contracts.topics import CLAIM
from teletransmission.settlements.drafts import TOPIC, ClaimBehind, SettlementDraft, headers
from teletransmission.settlements.rows import behind_of
from teletransmission.settlements.store import KeptSettlement
from teletransmission.store_memory import MemoryClaimStore
from vitale.claim.v1.claim_pb2 import Claim


class MemorySettlementStore:
    """Keeps settlements in a dictionary and their records in the claims' `outbox`; down when the claims are."""

    def __init__(self, claims: MemoryClaimStore) -> None:
        """Begin empty, beside the claims."""
        self._claims = claims
        self._held: dict[bytes, KeptSettlement] = {}

    async def behind(self, receipt_ids: Collection[bytes]) -> Mapping[bytes, ClaimBehind]:
        """The accepted claims of receipts; see the port."""
        self._answer()
        known = [record for record in self._claims.outbox if record.topic == CLAIM.name]
        found = dict(behind_of(Claim.FromString(open_value(one.value)), one.key, one.partition) for one in known)
        return {receipt: found[receipt] for receipt in receipt_ids if receipt in found}

    async def keep(self, drafts: Sequence[SettlementDraft]) -> Mapping[bytes, KeptSettlement]:
        """Keep what is new and say what is held of each; see the port."""
        self._answer()
        for draft in drafts:
            if draft.settlement_id not in self._held:
                self._held[draft.settlement_id] = KeptSettlement(draft.content_hash, draft.accepted_at_us)
                self._claims.outbox.append(_record(draft))
        return {draft.settlement_id: self._held[draft.settlement_id] for draft in drafts}

    def _answer(self) -> None:
        if self._claims.down:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "memory"})


def _record(draft: SettlementDraft) -> OutRecord:
    return OutRecord(
        topic=TOPIC,
        partition=draft.partition,
        key=draft.home_id,
        value=seal(draft.message),
        headers=headers(draft, inject_headers()),
    )
