"""Writes what a flush settles while it settles on: the database works beside the rules, in the flush's transaction."""

import asyncio
from collections.abc import Sequence
from types import TracebackType
from typing import Final, Self

from chassis.failpoints import Failpoints
from chassis.postgres import Connection
from receipts.ledger.state import FlushState, Settled
from receipts.ledger.turn import Turn
from receipts.ledger.write import write_entries, write_settled, write_state

_ENOUGH: Final = 250
"""Entries that are worth statements of their own: below, what they cost is more than what they overlap."""


class Writing:
    """`async with` it inside the transaction, with nothing else on its connection: leaving ends what is under way.

    Turns are given one by one, each when it is done; a statement that fails raises at the next one or at `finish`.
    """

    def __init__(self, connection: Connection, generation: int, state: FlushState, failpoints: Failpoints) -> None:
        self._connection = connection
        self._generation = generation
        self._state = state
        self._failpoints = failpoints
        self._gathered: list[Turn] = []
        self._entries = 0
        self._under_way: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # The transaction cannot be rolled back while a statement of it is being answered.
        if self._under_way is not None:
            self._under_way.cancel()
            await asyncio.gather(self._under_way, return_exceptions=True)

    async def take(self, turn: Turn) -> None:
        """Write the entries of a turn that gets no more, and what its claims changed; perhaps with those of others."""
        self._gathered.append(turn)
        self._entries += len(turn.entries)
        if self._under_way is not None:
            await asyncio.sleep(0)  # the rules hold the loop: let the answers of the database in
            if self._under_way.done():
                await self._written()
        if self._under_way is None and self._entries >= _ENOUGH:
            self._under_way = asyncio.create_task(self._write(self._take_gathered(), self._state.take_settled()))
            await asyncio.sleep(0)

    async def finish(self) -> None:
        """Write everything that was not written yet: entries first, since a re-drive marks one set aside before it."""
        await self._written()
        await write_entries(self._connection, self._generation, self._take_gathered(), self._failpoints)
        await write_state(self._connection, self._generation, self._state)

    async def _written(self) -> None:
        if self._under_way is not None:
            await self._under_way
            self._under_way = None

    def _take_gathered(self) -> list[Turn]:
        turns, self._gathered, self._entries = self._gathered, [], 0
        return turns

    async def _write(self, turns: Sequence[Turn], settled: Settled) -> None:
        await write_settled(self._connection, self._generation, settled)
        await write_entries(self._connection, self._generation, turns, self._failpoints)
