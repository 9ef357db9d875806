"""What is still under way in the house: outboxes, records not consumed, entries not published."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import asyncpg

from tools.checker.broker import end_offsets
from tools.checker.log import INPUTS

Fetch = Callable[..., Sequence[asyncpg.Record]]
_QUEUED = "select (select count(*) from teletransmission.outbox) + (select count(*) from adri.outbox) as n"


def open_ends(fetch: Fetch, seen: Mapping[int, int], bootstrap: str) -> list[str]:
    """Tell each in words; `seen`: the highest seq of each partition that was seen on the receipt topic."""
    queued: Any = fetch(_QUEUED)[0]["n"]
    ends = end_offsets(bootstrap, INPUTS)
    behind = [
        f"partition {row['partition']} published {seen[row['partition']]} of {row['next_seq'] - 1}"
        for row in fetch("select partition, next_seq from receipts.ledger")
        if seen[row["partition"]] < row["next_seq"] - 1
    ]
    waiting = [
        f"{row['topic']}/{row['partition']}"
        for row in fetch("select topic, partition, next_offset from receipts.progress")
        if row["next_offset"] < ends[row["topic"], row["partition"]]
    ]
    return [*([f"{queued} in outboxes"] if queued else []), *behind, *waiting]
