"""Outcomes and progress as columns of arrays and back, in the order of the statements that use them."""

from collections.abc import Iterable, Mapping, Sequence

import asyncpg

from teletransmission.outcomes.outcome import Amounts, Later, Outcome, Place, State, Told
from teletransmission.outcomes.progress import Progress, Taken


def outcome_columns(taken: Taken) -> Sequence[Sequence[object]]:
    """Twenty-four arrays: receipt, place, word, place of the receipt, amounts, place and word of a later version,
    partition.
    """
    rows = [
        (
            receipt_id,
            *outcome.told_at,
            *outcome.told,
            *outcome.settled_at,
            *outcome.amounts,
            *outcome.later_at,
            outcome.later.version,
            *outcome.later.told,
            taken.partitions[receipt_id],
        )
        for receipt_id, outcome in taken.outcomes.items()
    ]
    return _columns(rows, 24)


def progress_columns(progress: Mapping[int, Progress]) -> Sequence[Sequence[object]]:
    """Four arrays: partition, next offset, generation, seq."""
    rows = [(partition, at.next_offset, *at.newest) for partition, at in progress.items()]
    return _columns(rows, 4)


def _columns(rows: Sequence[Sequence[object]], width: int) -> Sequence[Sequence[object]]:
    return [[row[column] for row in rows] for column in range(width)]


def outcome_of(row: asyncpg.Record) -> Outcome:
    """The outcome of a row of `outcome`."""
    return Outcome(
        Told(State(row["state"]), row["code"], row["detail"], row["at_us"]),
        Place(row["generation"], row["seq"]),
        Amounts(*(row[name] for name in Amounts._fields)),
        Place(row["settled_generation"], row["settled_seq"]),
        Later(
            row["later_version"],
            Told(State(row["later_state"]), row["later_code"], row["later_detail"], row["later_at_us"]),
        ),
        Place(row["later_generation"], row["later_seq"]),
    )


def progress_of(rows: Iterable[asyncpg.Record]) -> dict[int, Progress]:
    """The progress of every partition that has a row."""
    return {row["partition"]: Progress(row["next_offset"], Place(row["generation"], row["seq"])) for row in rows}
