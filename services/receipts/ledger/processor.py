"""Applies what waits in the lanes of several partitions in one PostgreSQL transaction, exactly once."""

from collections.abc import Mapping, Sequence

import asyncpg

from chassis.failpoints import FailpointRaised, Failpoints, NoFailpoints
from chassis.postgres import Connection, Pool, is_infrastructure
from receipts.ledger.acquire import Acquired, acquire, end_blockers
from receipts.ledger.consume import Consumer
from receipts.ledger.control import unknown_version
from receipts.ledger.inputs import ControlInput, Input, Poison, Record, decode
from receipts.ledger.load import load_guarantees, load_state
from receipts.ledger.outcome import Batch, Outcome, by_partition, halves, still_due
from receipts.ledger.rules_shelf import RulesShelf
from receipts.ledger.state import FlushState
from receipts.ledger.turn import Turn, gaps
from receipts.ledger.turns import lock_turns
from receipts.ledger.version_rows import receipts_ahead, still_ahead
from receipts.ledger.write import write_turns
from receipts.ledger.writing import Writing


class Processor:
    """The ledger of one generation. Not for concurrent use: one flush at a time."""

    def __init__(self, pool: Pool, *, generation: int, shelf: RulesShelf, failpoints: Failpoints | None = None) -> None:
        """Take the pool of ledger connections, and the tables that this process can settle under."""
        self._pool = pool
        self._generation = generation
        self._shelf = shelf
        self._failpoints = failpoints or NoFailpoints()
        self._expected: dict[int, int] = {}
        self._guarantees: dict[tuple[int, bytes], bytes] = {}
        self._ahead: dict[bytes, int] = {}

    async def acquire(self, partitions: Sequence[int]) -> dict[int, Acquired]:
        """Become the writer of `partitions`: where to read on, and what is committed but perhaps not published.

        Raises:
            asyncpg.PostgresError: the database does not answer; try again.
            SwitchUnderWay: the generation is being replaced by another one; try again.
            GenerationRetired: another generation is live.
        """
        async with self._pool.acquire() as connection:
            await end_blockers(connection)
            async with connection.transaction():
                acquired = await acquire(connection, self._generation, partitions)
                known = await load_guarantees(connection, self._generation, partitions)
                ahead = await receipts_ahead(connection, self._generation, partitions)
        self._expected.update({p: a.next_seq for p, a in acquired.items()})
        self._guarantees = {k: v for k, v in self._guarantees.items() if k[0] not in acquired} | known
        self._ahead = {r: p for r, p in self._ahead.items() if p not in acquired} | ahead
        return acquired

    def release(self, partitions: Sequence[int]) -> None:
        """Stop writing `partitions`."""
        for partition in partitions:
            self._expected.pop(partition, None)

    async def apply(self, batch: Batch, published: Mapping[int, int]) -> Outcome:
        """Consume `batch` (consecutive records of each topic) and say what became of it.

        A record that the database refuses or that raises is found by halves and parked; the others are settled.

        Args:
            batch: records by partition, in the order in which they are to be settled.
            published: highest seq by partition known to stand on the receipt topic; stored with this flush.

        Raises:
            asyncpg.PostgresError, OSError, TimeoutError: an infrastructure failure; nothing or everything was
                applied: acquire again.
        """
        try:
            return await self._flush(batch, published, condemned=None)
        except FailpointRaised:
            raise
        except Exception as error:
            if is_infrastructure(error):
                raise
            if sum(map(len, batch.values())) == 1:
                return await self._flush(batch, published, condemned=error)
        first, second = halves(batch)
        outcome = await self.apply(by_partition(first), published)
        outcome.merge(await self.apply(by_partition(still_due(second, outcome)), published))
        return outcome

    async def halt(self, partition: int, reason: str) -> None:
        """Halt a partition for a reason that stands outside the log; an operator clears it by a control record."""
        async with self._pool.acquire() as connection:
            await connection.execute(
                """update ledger set halted = $3, halted_at = coalesce(halted_at, now())
                   where generation = $1 and partition = $2""",
                self._generation,
                partition,
                reason,
            )

    async def mark_published(self, published: Mapping[int, int]) -> None:
        """Store what is on the receipt topic when no flush is due to carry it."""
        async with self._pool.acquire() as connection:
            await connection.execute(
                """update ledger l set published_seq = greatest(l.published_seq, p.seq)
                   from unnest($2::int[], $3::bigint[]) p(partition, seq)
                   where l.generation = $1 and l.partition = p.partition""",
                self._generation,
                list(published),
                list(published.values()),
            )

    async def _flush(self, batch: Batch, published: Mapping[int, int], *, condemned: Exception | None) -> Outcome:
        outcome = Outcome()
        inputs = {p: [_input(record, condemned) for record in records] for p, records in batch.items()}
        async with self._pool.acquire() as connection, connection.transaction():
            turns = await self._lock(connection, batch, outcome)
            mine = [item for p in turns for item in inputs[p]]
            await self._fetch_rules(connection, mine)
            state = await load_state(connection, self._generation, mine, self._ahead)
            # A flush that fails must leave no table behind, so one that may bring some works on a copy.
            brings = any(isinstance(item, ControlInput) for item in mine)
            state.guarantees = dict(self._guarantees) if brings else self._guarantees
            async with Writing(connection, self._generation, state, self._failpoints) as writing:
                for turn in turns.values():
                    self._consume(turn, state, inputs[turn.partition], outcome)
                    await writing.take(turn)
                if turns:
                    await writing.finish()
                    await write_turns(connection, self._generation, list(turns.values()), published)
            await self._failpoints.hit("before_commit")
        self._expected.update({p: turn.next_seq for p, turn in turns.items()})
        self._guarantees = state.guarantees
        self._ahead = still_ahead(self._ahead, state)
        return outcome

    async def _lock(self, connection: Connection, batch: Batch, outcome: Outcome) -> dict[int, Turn]:
        """Lock the rows; drop what another owner moved (compare-and-set on seq and offsets)."""
        turns = await lock_turns(connection, self._generation, list(batch), self._shelf)
        outcome.lost.update(batch.keys() - turns.keys())
        for partition, turn in list(turns.items()):
            moved = turn.next_seq != self._expected.get(partition)
            if moved or gaps(turn.offsets, batch[partition]):
                outcome.lost.add(partition)
                del turns[partition]
        return turns

    async def _fetch_rules(self, connection: Connection, items: Sequence[Input]) -> None:
        for item in items:
            version = unknown_version(item, self._shelf) if isinstance(item, ControlInput) else None
            if version is not None:
                await self._shelf.fetch(connection, version)

    def _consume(self, turn: Turn, state: FlushState, inputs: Sequence[Input], outcome: Outcome) -> None:
        consumer = Consumer(turn, state, self._shelf)
        consumer.consume(inputs)
        outcome.entries[turn.partition] = turn.entries
        outcome.offsets[turn.partition] = turn.offsets
        if consumer.left:
            outcome.left[turn.partition] = consumer.left
        # Under rules of another engine only control records were taken: one of them may bring in rules held here.
        not_held = turn.rules_version if turn.tables is None else None
        refused = consumer.refused or not_held
        if refused is not None:
            outcome.refused[turn.partition] = refused
        if turn.halted is not None:
            outcome.halted[turn.partition] = turn.halted


def _input(record: Record, condemned: Exception | None) -> Input:
    if condemned is None:
        return decode(record)
    if isinstance(condemned, asyncpg.PostgresError):
        return Poison(record, "DATABASE_REFUSED", f"sqlstate {condemned.sqlstate}", type(condemned).__name__)
    return Poison(record, "RULES_RAISED", "record", type(condemned).__name__)
