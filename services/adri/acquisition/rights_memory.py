"""The in-memory twins of what acquisition reads and writes; they pass the same suite as those of production."""

from collections.abc import Sequence
from datetime import datetime

from adri.acquisition.rights_store import Pair, Standing
from adri.store_memory import MemoryRightsStore, Revision
from contracts.access import AccessRow
from vitale.rights.v1.counter_pb2 import CounterRights
from vitale.rights.v1.rights_pb2 import BeneficiaryRights


class MemoryRightsReading:
    """Reads what a store in memory keeps."""

    def __init__(self, store: MemoryRightsStore) -> None:
        """Take the store that intake writes to."""
        self._store = store

    async def now(self, wanted: Sequence[Pair]) -> Sequence[Standing | None]:
        """Rights as they stand; see the port."""
        self._store.answer()
        return [self._standing(pair, self._store.history.get(pair[0], ())) for pair in wanted]

    async def known_at(self, wanted: Pair, at: datetime) -> Standing | None:
        """Rights as they were known at an instant; see the port."""
        self._store.answer()
        return self._standing(wanted, [r for r in self._store.history.get(wanted[0], ()) if r.known_from <= at])

    async def card(self, opener_id: bytes) -> Sequence[Standing]:
        """Everybody whose rights an opener opens now."""
        on_card = [subject for subject, known in self._store.persons.items() if opener_id in known.coverages]
        return [standing for standing in await self.now([(s, opener_id) for s in on_card]) if standing is not None]

    def _standing(self, pair: Pair, revisions: Sequence[Revision]) -> Standing | None:
        if not revisions:
            return None
        subject_id, opener_id = pair
        stated_now = opener_id in self._store.persons[subject_id].coverages
        known, known_from = revisions[-1].known, revisions[-1].known_from
        return Standing(
            place=known.place,
            rights=BeneficiaryRights.FromString(known.body),
            opener_id=opener_id,
            counter=CounterRights.FromString(known.shown.get(opener_id, b"")),
            known_from=known_from,
            confirmed_at=self._store.confirmed.get(pair) if stated_now else None,
        )


class MemoryAccessLog:
    """Keeps accesses in a list; `down` makes it answer like a dead database."""

    def __init__(self, store: MemoryRightsStore) -> None:
        """Take the store whose outbox they go with."""
        self.rows: list[AccessRow] = []
        self._store = store

    async def keep(self, rows: Sequence[AccessRow]) -> None:
        """Keep accesses; see the port."""
        self._store.answer()
        self.rows += rows
