"""Locks the ledger rows of a flush, in partition order, and makes its turns."""

from collections.abc import Sequence

from chassis.postgres import Connection
from receipts.ledger.breaker import Breaker
from receipts.ledger.rules_shelf import RulesShelf
from receipts.ledger.turn import Turn
from reimbursement.rule_tables import Tables

_LOCK = """
select partition, next_seq, rules_version, halted, parked_run, parked_seqs
from ledger where generation = $1 and partition = any($2) and not retired order by partition for update
"""


async def lock_turns(
    connection: Connection, generation: int, partitions: Sequence[int], shelf: RulesShelf
) -> dict[int, Turn]:
    """The turns of `partitions`; each waits its turn for the row lock (lock_timeout of the session)."""
    rows = await connection.fetch(_LOCK, generation, list(partitions))
    turns = {
        row[0]: Turn(
            row[0], row[1], row[2], row[3], Breaker(row[4], row[5]), {}, await _tables(connection, row[2], shelf)
        )
        for row in rows
    }
    moved = await connection.fetch(
        """select partition, topic, next_offset
           from progress where generation = $1 and partition = any($2) order by topic""",
        generation,
        list(turns),
    )
    for partition, topic, next_offset in moved:
        turns[partition].offsets[topic] = turns[partition].found[topic] = next_offset
    return turns


async def _tables(connection: Connection, version: str | None, shelf: RulesShelf) -> Tables | None:
    return None if version is None else await shelf.fetch(connection, version)
