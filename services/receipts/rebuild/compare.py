"""Compares two generations of the ledger partition by partition: every entry, then every row of the state."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from chassis.postgres import Connection, Pool

SHOWN: Final = 20
"""Differences that are shown of each partition and table; all are counted."""

_KINDS: Final = ("issued", "rejected", "waiting", "parked", "applied", "ignored", "settlement")
_ENTRY: Final = (
    "kind", "home_id", "subject_id", "receipt_id", "revision", "basis", "audience", "care_date", "amo_cents",
    "amc_cents", "patient_cents", "vector", "dek_id", "payload",
)  # fmt: skip
STATE: Final = {
    "claim_head": "receipt_id, version, content_hash, last_seq, revision, basis",
    "subject_year": "subject_id, year, body",
    "rights": "subject_id, home_id, revision, body",
    "membership": "subject_id, opener_subject_id, quality, birth_date, first_day, last_day",
    "guarantees": "hash, body",
    "settlement": "receipt_id, payer, reference, seq, content_hash, body",
    "settlement_waiting": "receipt_id, payer, reference, home_id, seq, content_hash, body",
    "waiting": "receipt_id, subject_id, home_id, seq, source_offset, needs_revision, needs_hash, accepted_at_us, body",
    "version_waiting": "receipt_id, version, home_id, seq, source_offset, content_hash, accepted_at_us, body",
    "parked": "seq, topic, source_offset, source_timestamp_ms, reason, detail, stack_class, key, value, headers, "
    "resolved_seq",
    "progress": "topic, next_offset",
    "ledger": "next_seq, rules_version, halted, parked_run, parked_seqs",
}
"""Columns by table; the first one or two tell a row, and only these are ever shown. The trace of what waits is not
compared: it bears on no receipt, and rows that are older than its column have none."""

_DIFFERENT: Final = f"""
with old as (select * from entry where generation = $1 and partition = $3 and seq <= $4),
     new as (select * from entry where generation = $2 and partition = $3 and seq <= $4)
select seq, old.kind, new.kind, coalesce(old.receipt_id, new.receipt_id),
       array[old.amo_cents, old.amc_cents, old.patient_cents], array[new.amo_cents, new.amc_cents, new.patient_cents],
       count(*) over ()
from old full join new using (seq)
where ({", ".join(f"old.{name}" for name in _ENTRY)}) is distinct from ({", ".join(f"new.{name}" for name in _ENTRY)})
order by seq limit {SHOWN}
"""  # noqa: S608 - constants of this module
_SUMS: Final = """
select kind, count(*), sum(amo_cents)::bigint, sum(amc_cents)::bigint, sum(patient_cents)::bigint
from entry where generation = $1 and partition = $2 and seq <= $3 group by kind order by kind
"""

Sums = dict[str, tuple[int, ...]]
"""Count, AMO, AMC and patient cents by kind of entry."""


class Difference(NamedTuple):
    """One row that is not the same; `seq` None: of the state."""

    partition: int
    seq: int | None
    what: str


@dataclass(frozen=True)
class Compared:
    """One partition. `upto`: the last seq that both have; the state is compared only where both stand there."""

    partition: int
    upto: int
    behind: int
    sums: tuple[Sums, Sums]
    shown: list[Difference] = field(default_factory=list)
    different: int = 0

    @property
    def first_different(self) -> int | None:
        """The first seq whose entries differ, or None."""
        return min((found.seq for found in self.shown if found.seq is not None), default=None)


async def compare(pool: Pool, source: int, target: int, partitions: Sequence[int]) -> list[Compared]:
    """Compare every partition, each in one snapshot of the database."""
    found = []
    for partition in partitions:
        async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
            found.append(await _partition(connection, source, target, partition))
    return found


async def _partition(connection: Connection, source: int, target: int, partition: int) -> Compared:
    ends = [await _next_seq(connection, generation, partition) for generation in (source, target)]
    upto = min(ends) - 1
    sums = (await _sums(connection, source, partition, upto), await _sums(connection, target, partition, upto))
    entries = await connection.fetch(_DIFFERENT, source, target, partition, upto)
    shown = [Difference(partition, row[0], _entry(row)) for row in entries]
    different = entries[0][-1] if entries else 0
    if ends[0] == ends[1]:
        for table, columns in STATE.items():
            rows = await _state(connection, (source, target), partition, table, columns)
            different += len(rows)
            shown += [Difference(partition, None, what) for what in rows[:SHOWN]]
    return Compared(partition, upto, ends[0] - ends[1], sums, shown, different)


async def _next_seq(connection: Connection, generation: int, partition: int) -> int:
    found = await connection.fetchval(
        "select next_seq from ledger where generation = $1 and partition = $2", generation, partition
    )
    return int(found or 1)


async def _sums(connection: Connection, generation: int, partition: int, upto: int) -> Sums:
    rows = await connection.fetch(_SUMS, generation, partition, upto)
    return {_KINDS[row[0] - 1]: tuple(row)[1:] for row in rows}


def _entry(row: Iterable[Any]) -> str:
    _, old, new, receipt, before, after, _ = row
    kinds = f"{_kind(old)} -> {_kind(new)}" if old != new else _kind(old)
    amounts = f", AMO/AMC/patient {_cents(before)} -> {_cents(after)}" if before != after else ""
    return f"{kinds}{f' of receipt {receipt.hex}' if receipt else ''}{amounts or ', the same amounts'}"


def _kind(number: int | None) -> str:
    return "nothing" if number is None else _KINDS[number - 1]


def _cents(amounts: Sequence[int | None]) -> str:
    return "/".join("-" if cents is None else str(cents) for cents in amounts)


async def _state(
    connection: Connection, generations: tuple[int, int], partition: int, table: str, columns: str
) -> list[str]:
    """Rows that only one generation has; a row that differs is told once for each."""
    place = f"from {table} where partition = $3 and generation"
    rows = await connection.fetch(
        f"""(select 'old' only_in, {columns} {place} = $1 except all select 'old', {columns} {place} = $2)
            union all
            (select 'new', {columns} {place} = $2 except all select 'new', {columns} {place} = $1)""",
        *generations,
        partition,
    )
    return [f"{table}: {row[0]} only: {_name(row[1])}" for row in rows]


def _name(key: Any) -> str:
    return str(getattr(key, "hex", key)) if not isinstance(key, bytes) else key.hex()


def lines(found: Sequence[Compared], source: int, target: int) -> Iterator[str]:
    """The comparison as it is printed: counts and sums by kind over all partitions, then the rows that differ."""
    yield f"generation {source} beside {target}: {sum(part.upto for part in found)} entries compared"
    for kind in _KINDS:
        old, new = (_total(part.sums[side].get(kind) for part in found) for side in (0, 1))
        mark = "" if old == new else "   <- differs"
        yield f"  {kind:<10}{old[0]:>10} {new[0]:>10}   AMO {old[1]} {new[1]}   AMC {old[2]} {new[2]}{mark}"
    for part in found:
        if part.behind:
            yield f"  partition {part.partition}: the new one is {part.behind} entries behind, its state not compared"
        yield from (f"  partition {d.partition}{f' seq {d.seq}' if d.seq else ''}: {d.what}" for d in part.shown)
    different = sum(part.different for part in found)
    yield "equal" if not different else f"{different} rows differ"


def _total(sums: Any) -> tuple[int, ...]:
    rows = [row for row in sums if row is not None]
    return tuple(map(sum, zip(*rows, strict=True))) if rows else (0, 0, 0, 0)
