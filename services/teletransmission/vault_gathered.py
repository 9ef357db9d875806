"""One call of the vault for the small calls of many practices that come at the same moment."""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Final

from chassis.batched import Batched
from teletransmission.gathering import LONG_REST_S, REST_S
from teletransmission.vault import Vault
from vitale.identity.v1.identity_service_pb2 import BeneficiaryKey, Resolved

_SMALL: Final = 10
_AT_ONCE: Final = 90
"""Calls gathered in one: of small ones, that many stay under what the vault takes in a batch (1,000 keys)."""


class GatheredVault:
    """A vault asked seldom: an invoice that is sent alone costs three services a call each otherwise.

    A call alone leaves at once. What fails, fails for every call that was gathered: it is the vault's doing, and each
    is to be sent again. The trace of a gathered call is that of the first.
    """

    def __init__(self, vault: Vault) -> None:
        """Take the vault itself."""
        self._vault = vault
        self._asking: Batched[Sequence[BeneficiaryKey], Sequence[Resolved]] = Batched(
            self._resolve, most=_AT_ONCE, rest_s=REST_S, long_rest_s=LONG_REST_S
        )

    async def resolve(self, keys: Sequence[BeneficiaryKey]) -> Sequence[Resolved]:
        """One result for each key, same order; see the port."""
        if len(keys) > _SMALL:
            return await self._vault.resolve(keys)
        return await self._asking.ask(keys)

    async def _resolve(self, calls: Sequence[Sequence[BeneficiaryKey]]) -> Sequence[Sequence[Resolved]]:
        found = await self._vault.resolve([key for keys in calls for key in keys])
        ends = accumulate((len(keys) for keys in calls), initial=0)
        return [found[first:last] for first, last in pairwise(ends)]
