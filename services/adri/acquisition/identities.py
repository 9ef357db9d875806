"""Names and numbers for the counter, asked of the vault in batches and remembered for a minute."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from adri.acquisition.peers import Identities
from chassis.batched import Batched
from chassis.clock import Clock
from vitale.identity.v1.identity_service_pb2 import RevealedIdentity

_AT_ONCE: Final = 100
_KEPT_FOR: Final = timedelta(minutes=1)
_KEPT: Final = 20_000


class RememberedIdentities:
    """The vault's answers. Held in memory only and briefly: a corrected name is seen within a minute."""

    def __init__(self, vault: Identities, clock: Clock) -> None:
        """Take the vault and the clock."""
        self._clock = clock
        self._kept: dict[bytes, tuple[RevealedIdentity, datetime]] = {}
        self._asking: Batched[bytes, RevealedIdentity | None] = Batched(vault.reveal, most=_AT_ONCE)

    async def of(self, subject_ids: Sequence[bytes]) -> list[RevealedIdentity]:
        """The identities of persons in their order; an empty one for who is not known to the vault."""
        now = self._clock.now()
        return [self._known(subject_id, now) or await self._ask(subject_id, now) for subject_id in subject_ids]

    def _known(self, subject_id: bytes, now: datetime) -> RevealedIdentity | None:
        kept = self._kept.get(subject_id)
        return kept[0] if kept is not None and kept[1] > now else None

    async def _ask(self, subject_id: bytes, now: datetime) -> RevealedIdentity:
        found = await self._asking.ask(subject_id)
        if found is None:
            return RevealedIdentity(subject_id=subject_id)
        if len(self._kept) >= _KEPT:
            self._kept.clear()
        self._kept[subject_id] = (found, now + _KEPT_FOR)
        return found
