"""The order in which a partition consumed its inputs, read back from the vectors of its entries."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from chassis.postgres import Pool
from receipts.ledger.entry import INPUT_NAMES, unpack_vector


class BrokenOrder(Exception):  # noqa: N818 - what is wrong, in the words of an operator
    """The vectors do not move record by record: entries are missing, so the order cannot be told."""

    def __init__(self, partition: int, at: Sequence[int], found: Sequence[int]) -> None:
        super().__init__(f"partition {partition}: from vector {list(at)} to {list(found)}: entries are missing")


def steps(partition: int, at: Sequence[int], vectors: Iterable[bytes]) -> Iterator[str]:
    """Topic of each record that was consumed after the place `at`, one by one.

    Raises:
        BrokenOrder: a vector moves by more than one record.
    """
    before = tuple(at)
    for vector in vectors:
        found = unpack_vector(vector)
        after = found + (0,) * (len(before) - len(found))  # before there was this input topic, nothing of it was taken
        if sum(after) <= sum(before):  # a further entry of the same record, or one that was replayed before
            continue
        moved = [new - old for old, new in zip(before, after, strict=True)]
        if sorted(moved) != [0] * (len(moved) - 1) + [1]:
            raise BrokenOrder(partition, before, after)
        yield INPUT_NAMES[moved.index(1)]
        before = after


class Order:
    """Walks the entries of one partition of a generation, from the place that another generation has reached."""

    def __init__(self, pool: Pool, *, generation: int, partition: int, offsets: Mapping[str, int]) -> None:
        """`offsets`: next offset of every input topic that the other generation has consumed."""
        self._pool = pool
        self._generation, self._partition = generation, partition
        self._at = [offsets[name] for name in INPUT_NAMES]
        self._seq = 0

    async def following(self, entries: int) -> list[str] | None:
        """Topics of the records behind the next `entries` entries, which may be none; None at the end."""
        rows = await self._pool.fetch(
            """select seq, vector from entry
               where generation = $1 and partition = $2 and seq > $3 order by seq limit $4""",
            self._generation,
            self._partition,
            self._seq,
            entries,
        )
        if not rows:
            return None
        found = list(steps(self._partition, self._at, [row["vector"] for row in rows]))
        for name in found:
            self._at[INPUT_NAMES.index(name)] += 1
        self._seq = rows[-1]["seq"]
        return found
