"""Claims kept a moment ago, remembered until they are published: the relay then need not read them back."""

from collections.abc import Sequence
from typing import Final

import asyncpg

from chassis.outbox import LoadValues
from chassis.postgres import Connection
from chassis.records import OutRecord
from contracts.topics import CLAIM
from teletransmission.drafts import Draft
from teletransmission.store_postgres import record

_MOST: Final = 4_000
"""Claims remembered at most, some 4 MB: more than leave at once, for a relay that is behind reads what it needs."""


class RecentClaims:
    """Gives the records of outbox rows: of what this process just kept from memory, of the others as `load` does."""

    def __init__(self, load: LoadValues, *, most: int = _MOST) -> None:
        """Take what loads the values of outbox rows, and how many claims are remembered at most."""
        self._load, self._most = load, most
        self._messages: dict[bytes, bytes] = {}

    def kept(self, drafts: Sequence[Draft]) -> None:
        """Remember first versions that were kept, and none that another content stands in the place of."""
        self._messages.update((draft.receipt_id, draft.message) for draft in drafts)
        while len(self._messages) > self._most:
            del self._messages[next(iter(self._messages))]

    async def load(self, connection: Connection, rows: Sequence[asyncpg.Record]) -> list[OutRecord]:
        """The records of outbox rows, in their order; what the broker does not take now is read back next time."""
        found = [self._messages.pop(row["value_ref"], None) if row["topic"] == CLAIM.name else None for row in rows]
        missing = [row for row, message in zip(rows, found, strict=True) if message is None]
        loaded = iter(await self._load(connection, missing) if missing else ())
        return [
            next(loaded) if message is None else record(row, message) for row, message in zip(rows, found, strict=True)
        ]
