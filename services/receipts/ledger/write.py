"""Set-wise writes of a flush: entries by COPY, everything else by one statement a table."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date

from asyncpg.pgproto.pgproto import UUID

from chassis.failpoints import Failpoints
from chassis.postgres import Connection
from contracts.envelope import CLEAR
from receipts.ledger.entry import DeadLetter, Entry
from receipts.ledger.load import uuids
from receipts.ledger.settlement_rows import write_settlements
from receipts.ledger.state import FlushState, Head, Settled
from receipts.ledger.turn import Turn
from receipts.ledger.version_rows import write_early
from receipts.parked_headers import pack_headers

_ENTRY_COLUMNS = (
    "generation", "partition", "seq", "home_id", "subject_id", "receipt_id", "revision", "basis", "kind", "audience",
    "care_date", "amo_cents", "amc_cents", "patient_cents", "vector", "dek_id", "payload",
)  # fmt: skip
_PARKED_COLUMNS = (
    "generation", "partition", "seq", "topic", "source_offset", "source_timestamp_ms", "reason", "detail",
    "stack_class", "key", "value", "headers",
)  # fmt: skip

_TURNS = """
with turn as (
    select * from unnest($2::int[], $3::bigint[], $4::text[], $5::text[], $6::int[], $7::bigint[])
        as t(partition, next_seq, rules_version, halted, parked_run, published_seq)
), moved as (
    update progress p set next_offset = o.next_offset
    from unnest($8::int[], $9::text[], $10::bigint[]) as o(partition, topic, next_offset)
    where p.generation = $1 and p.partition = o.partition and p.topic = o.topic
)
update ledger l set next_seq = t.next_seq, rules_version = t.rules_version, halted = t.halted,
    parked_run = t.parked_run, published_seq = greatest(l.published_seq, t.published_seq),
    halted_at = case when t.halted is null then null else coalesce(l.halted_at, now()) end
from turn t where l.generation = $1 and l.partition = t.partition
"""


Row = tuple[object, ...]


def _uuid(value: bytes | None) -> UUID | None:
    return None if value is None else UUID(value)


def _entry_row(generation: int, e: Entry) -> tuple[object, ...]:
    return (
        generation, e.partition, e.seq, _uuid(e.home_id), _uuid(e.subject_id), _uuid(e.receipt_id), e.revision, e.basis,
        e.kind, e.audience, e.care_date, e.amo_cents, e.amc_cents, e.patient_cents, e.vector, CLEAR, e.payload,
    )  # fmt: skip


def _parked_row(generation: int, e: Entry, letter: DeadLetter) -> tuple[object, ...]:
    return (
        generation, e.partition, e.seq, letter.topic, letter.offset, letter.timestamp_ms, letter.reason, letter.detail,
        letter.stack_class, letter.key, letter.value, pack_headers(letter.headers),
    )  # fmt: skip


async def _stopping_halfway(rows: Sequence[Row], failpoints: Failpoints) -> AsyncIterator[Row]:
    for index, row in enumerate(rows):
        if index == len(rows) // 2:
            await failpoints.hit("mid_copy")
        yield row


async def write_entries(connection: Connection, generation: int, turns: Sequence[Turn], failpoints: Failpoints) -> None:
    """Append the entries of every turn, and the raw bytes of those set aside."""
    rows = [_entry_row(generation, e) for turn in turns for e in turn.entries]
    if rows:
        # The driver takes a plain list several times faster, so only a fault test pays for the stop.
        records = _stopping_halfway(rows, failpoints) if failpoints.armed("mid_copy") else rows
        await connection.copy_records_to_table("entry", records=records, columns=_ENTRY_COLUMNS)
    aside = [
        _parked_row(generation, e, e.dead_letter) for turn in turns for e in turn.entries if e.dead_letter is not None
    ]
    if aside:
        await connection.copy_records_to_table("parked", records=aside, columns=_PARKED_COLUMNS)


async def write_turns(connection: Connection, generation: int, turns: list[Turn], published: Mapping[int, int]) -> None:
    """Move each partition's place in the log, its seq, its gates, and the highest seq known to be on the topic."""
    moved = [(turn.partition, topic, offset) for turn in turns for topic, offset in turn.moved().items()]
    await connection.execute(
        _TURNS,
        generation,
        [t.partition for t in turns],
        [t.next_seq for t in turns],
        [t.rules_version for t in turns],
        [t.halted for t in turns],
        [t.breaker.run for t in turns],
        [published.get(t.partition, 0) for t in turns],
        [partition for partition, _, _ in moved],
        [topic for _, topic, _ in moved],
        [offset for _, _, offset in moved],
    )
    for turn in turns:
        if turn.breaker.changed:
            await connection.execute(
                "update ledger set parked_seqs = $3 where generation = $1 and partition = $2",
                generation,
                turn.partition,
                turn.breaker.seqs,
            )


async def write_state(connection: Connection, generation: int, state: FlushState) -> None:
    """Write what the flush changed."""
    await write_settled(connection, generation, state.take_settled())
    if state.changed_rights:
        await _write_rights(connection, generation, state)
    if state.changed_waiting or state.removed_waiting:
        await _write_waiting(connection, generation, state)
    if state.changed_early or state.removed_early:
        await write_early(connection, generation, state)
    await write_settlements(connection, generation, state.settlements)
    if state.changed_guarantees:
        await connection.executemany(
            "insert into guarantees values ($1, $2, $3, $4) on conflict do nothing",
            [(generation, *key, state.guarantees[key]) for key in sorted(state.changed_guarantees)],
        )
    if state.resolved:
        # A rebuild gives equal seqs: a mark that named the entry in an earlier generation names the same one in this.
        await connection.executemany(
            "update parked set resolved_seq = $4 where generation = $1 and partition = $2 and seq = $3",
            [(generation, *named) for of, *named in state.resolved if of <= generation],
        )


async def write_settled(connection: Connection, generation: int, settled: Settled) -> None:
    """Write the rows that settling changed."""
    if settled.new_years:
        await connection.copy_records_to_table(
            "subject_year",
            records=[(generation, UUID(subject), year, *row) for (subject, year), row in settled.new_years.items()],
        )
    if settled.years:
        await connection.execute(
            """update subject_year y set body = u.body
               from unnest($2::uuid[], $3::int[], $4::bytea[]) u(subject_id, year, body)
               where y.generation = $1 and y.subject_id = u.subject_id and y.year = u.year""",
            generation,
            uuids(subject for subject, _ in settled.years),
            [year for _, year in settled.years],
            [body for _, body in settled.years.values()],
        )
    if settled.new_heads:
        await connection.copy_records_to_table(
            "claim_head",
            records=[(generation, UUID(receipt), *head) for receipt, head in settled.new_heads.items()],
        )
    if settled.heads:
        await _move_heads(connection, generation, settled.heads)


async def _move_heads(connection: Connection, generation: int, heads: Mapping[bytes, Head]) -> None:
    _partitions, *columns = zip(*heads.values(), strict=True)
    await connection.execute(
        """update claim_head h set version = u.version, content_hash = u.content_hash, last_seq = u.last_seq,
               revision = u.revision, basis = u.basis
           from unnest($2::uuid[], $3::int[], $4::bytea[], $5::bigint[], $6::int[], $7::int[])
               u(receipt_id, version, content_hash, last_seq, revision, basis)
           where h.generation = $1 and h.receipt_id = u.receipt_id""",
        generation,
        uuids(heads),
        *columns,
    )


async def _write_rights(connection: Connection, generation: int, state: FlushState) -> None:
    changed = [(subject, state.rights[subject]) for subject in sorted(state.changed_rights)]
    await connection.execute(
        """insert into rights select $1, u.* from unnest($2::uuid[], $3::int[], $4::uuid[], $5::bigint[], $6::bytea[]) u
           on conflict (generation, subject_id) do update set revision = excluded.revision, body = excluded.body""",
        generation,
        uuids(subject for subject, _ in changed),
        [known.partition for _, known in changed],
        uuids(known.home_id for _, known in changed),
        [known.revision for _, known in changed],
        [known.body for _, known in changed],
    )
    await connection.execute(
        "delete from membership where generation = $1 and subject_id = any($2)",
        generation,
        uuids(subject for subject, _ in changed),
    )
    await connection.copy_records_to_table(
        "membership",
        records=[
            (
                generation,
                UUID(subject),
                UUID(coverage.opener_subject_id),
                known.partition,
                coverage.quality,
                known.rights.birth_date,
                date.fromisoformat(coverage.membership.first_day),
                date.fromisoformat(coverage.membership.last_day) if coverage.membership.last_day else None,
            )
            for subject, known in changed
            for coverage in known.rights.coverages
        ],
    )


async def _write_waiting(connection: Connection, generation: int, state: FlushState) -> None:
    gone = state.removed_waiting | state.changed_waiting
    await connection.execute(
        "delete from waiting where generation = $1 and receipt_id = any($2)", generation, uuids(gone)
    )
    if state.changed_waiting:
        await connection.copy_records_to_table(
            "waiting",
            records=[
                (
                    generation,
                    UUID(c.receipt_id),
                    c.partition,
                    UUID(c.subject_id),
                    UUID(c.home_id),
                    c.seq,
                    c.source_offset,
                    c.needs_revision,
                    c.needs_hash,
                    c.accepted_at_us,
                    c.body,
                    c.traceparent,
                )
                for c in (state.waiting[key] for key in sorted(state.changed_waiting))
            ],
        )
