"""The lists' in-memory twin, over the twins of both stores; passes the same suite."""

from collections.abc import Sequence
from functools import reduce

from teletransmission.outcomes.listing import Listed, Scope, Spot, Total, added, summed
from teletransmission.outcomes.outcome import UNHEARD
from teletransmission.outcomes.store_memory import MemoryOutcomeStore
from teletransmission.store_memory import MemoryClaimStore


class MemoryClaimLists:
    """Joins what was filed with what came back."""

    def __init__(self, claims: MemoryClaimStore, outcomes: MemoryOutcomeStore) -> None:
        """Take both."""
        self._claims, self._outcomes = claims, outcomes

    async def page(self, scope: Scope, after: Spot, most: int) -> Sequence[Listed]:
        """See the port."""
        return [one for one in await self._all(scope) if one.spot > after][:most]

    async def totals(self, scope: Scope) -> Sequence[Total]:
        """See the port."""
        found = [summed(one) for one in await self._all(scope)]
        states = sorted({total.state for total in found})
        return [reduce(added, (total for total in found if total.state is state)) for state in states]

    async def _all(self, scope: Scope) -> Sequence[Listed]:
        outcomes = await self._outcomes.find(list(self._claims.filed))
        listed = [
            Listed(
                receipt_id,
                filed.claim_id,
                filed.day,
                filed.lot,
                accepted_at_us,
                filed.charged_cents,
                outcomes.get(receipt_id, UNHEARD),
                *self._version(receipt_id),
            )
            for receipt_id, (filed, accepted_at_us) in self._claims.filed.items()
            if filed.issuer == scope.issuer
            and scope.first <= filed.day <= scope.last
            and scope.lot in {None, filed.lot}
        ]
        return sorted(listed, key=lambda one: one.spot)

    def _version(self, receipt_id: bytes) -> tuple[int, bool, int]:
        newest = self._claims.newest(receipt_id)
        return (newest.kept.version, newest.cancelled, newest.kept.late_by_working_days) if newest else (1, False, 0)
