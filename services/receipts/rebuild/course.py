"""The course of a rebuild: replay beside the live generation, compare, then fence, catch up, compare and switch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chassis.postgres import Pool
from receipts.generations import live_generation
from receipts.ledger.acquire import make_rows
from receipts.rebuild.compare import Compared, compare
from receipts.rebuild.replay import Replay
from receipts.rebuild.switch import ALL, WrongGeneration, fence, make_live, unfence

Accept = Callable[[Sequence[Compared]], bool]
"""Whether to switch although these differ."""


@dataclass(frozen=True)
class Course:
    """One rebuild from `source` into `target`."""

    pool: Pool
    replay: Replay
    source: int
    target: int

    async def rebuild(self) -> list[Compared]:
        """Replay until the new generation stands where the live one stood at the last look, then compare."""
        async with self.pool.acquire() as connection:
            await make_rows(connection, self.source, ALL)
        while await self.replay.run(ALL) > 0:
            pass
        return await compare(self.pool, self.source, self.target, ALL)

    async def switch(self, accept: Accept) -> tuple[bool, list[Compared]]:
        """Make the new generation live, or let the old one go on as if nothing had been; whether, and the comparison.

        A switch that was killed on its way is done again from the beginning: until the last step the old generation
        is live, only fenced.

        Raises:
            WrongGeneration: the old generation is not live.
        """
        live = await live_generation(self.pool)
        if live != self.source:
            raise WrongGeneration(f"generation {self.source} is not live: {live} is")
        await self.replay.run(ALL)
        await fence(self.pool, self.source)
        try:
            await self.replay.run(ALL)
            found = await compare(self.pool, self.source, self.target, ALL)
            if any(part.different or part.behind for part in found) and not accept(found):
                await unfence(self.pool, self.source)
                return False, found
        except BaseException:
            await unfence(self.pool, self.source)
            raise
        first = {part.partition: part.first_different for part in found}
        different = {partition: seq for partition, seq in first.items() if seq is not None}
        await make_live(self.pool, self.source, self.target, different)
        return True, found
