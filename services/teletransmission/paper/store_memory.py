"""The in-memory twin of the store of paper claims; passes the same suite."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from teletransmission.drafts import Draft
from teletransmission.paper.store import Decision, Held, State
from teletransmission.store import Kept
from teletransmission.store_memory import MemoryClaimStore


class MemoryPaperStore:
    """Holds in a dictionary what a memory claim store has the care of."""

    def __init__(self, claims: MemoryClaimStore) -> None:
        """Take the store of the teletransmitted claims."""
        self._claims = claims
        self._held: dict[bytes, tuple[Held, Draft]] = {}

    async def keep(self, drafts: Sequence[Draft]) -> Mapping[bytes, Kept | Held]:
        """Keep or hold what is new; see the port."""
        told: dict[bytes, Kept | Held] = {}
        for draft in drafts:
            told[draft.receipt_id] = await self._keep(draft)
        return told

    async def _keep(self, draft: Draft) -> Kept | Held:
        if (known := await self._claims.version(draft.receipt_id, 1)) is not None:
            return known.kept
        if draft.receipt_id not in self._held:
            twin = self._claims.holder(draft.care)
            if twin is None:
                return (await self._claims.keep([draft]))[draft.receipt_id]
            kept = Kept(draft.receipt_id, draft.content_hash, draft.accepted_at_us)
            self._held[draft.receipt_id] = Held(kept, twin, State.HELD, draft.message), draft
        return self._held[draft.receipt_id][0]

    async def find(self, receipt_id: bytes) -> Held | None:
        """The paper claim held under a receipt; see the port."""
        found = self._held.get(receipt_id)
        return None if found is None else found[0]

    async def waiting(self, limit: int) -> Sequence[Held]:
        """The claims that wait; see the port."""
        held = [each for each, _ in self._held.values() if each.state is State.HELD]
        return sorted(held, key=lambda each: (each.kept.accepted_at_us, each.kept.receipt_id))[:limit]

    async def release(self, receipt_id: bytes, decision: Decision) -> bool:
        """Let a held claim through; see the port."""
        held = await self.find(receipt_id)
        taken = await self._claims.find(receipt_id) is not None
        if taken or held is None or not self._decide(receipt_id, State.RELEASED, decision):
            return False
        await self._claims.keep([self._held[receipt_id][1]])
        return True

    async def refuse(self, receipt_id: bytes, decision: Decision) -> bool:
        """Refuse a held claim; see the port."""
        return self._decide(receipt_id, State.REFUSED, decision)

    def _decide(self, receipt_id: bytes, state: State, _decision: Decision) -> bool:
        found = self._held.get(receipt_id)
        if found is None or found[0].state is not State.HELD:
            return False
        self._held[receipt_id] = replace(found[0], state=state), found[1]
        return True
