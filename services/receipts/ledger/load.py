"""Set-wise reads of a flush: every row that its inputs may touch, in a handful of statements."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from asyncpg.pgproto.pgproto import UUID

from chassis.postgres import Connection
from contracts.codec import receipt_id_of
from receipts.ledger.answers import FIRST
from receipts.ledger.inputs import ID_BYTES, ClaimInput, ControlInput, Input, RightsInput
from receipts.ledger.settled import StandingEntry
from receipts.ledger.settlement_rows import load_settlements, named_by
from receipts.ledger.standing import receipt_in
from receipts.ledger.state import FlushState, Head, KnownRights, SubjectYearKey, WaitingClaim
from receipts.ledger.version_rows import load_early
from receipts.uses import YEARS_AROUND
from vitale.claim.v1.claim_pb2 import Claim
from vitale.receipt.v1.receipt_pb2 import SubjectYear
from vitale.rights.v1.rights_pb2 import BeneficiaryRights

_WAITING = """
select receipt_id, partition, subject_id, home_id, seq, source_offset, needs_revision, needs_hash, accepted_at_us, body,
       traceparent
from waiting where generation = $1 and
"""


def uuids(ids: Iterable[bytes]) -> list[UUID]:
    """16-byte ids as the driver wants them."""
    return [UUID(value) for value in ids]


async def load_state(
    connection: Connection, generation: int, inputs: Sequence[Input], ahead: Collection[bytes] = ()
) -> FlushState:
    """The rows that `inputs` may touch; `ahead`: receipts of which versions wait for the one that they correct."""
    state = FlushState()
    again = [claim for item in inputs if isinstance(item, ControlInput) for claim in item.reassessed]
    arrived = [item for item in inputs if isinstance(item, ClaimInput)]
    corrected = {item.receipt_id for item in arrived if item.claim.version > FIRST}
    if ahead:
        preceded = {item.receipt_id for item in arrived if item.receipt_id in ahead}
        await load_early(connection, generation, preceded, state.early)
        corrected |= preceded
    await _load_waiting(connection, generation, inputs, corrected, state)
    claims = [*arrived, *again]
    bodies = [early.body for early in state.early.values()] + [waits.body for waits in state.waiting.values()]
    held = [Claim.FromString(body) for body in bodies]
    corrected.update(receipt_id_of(c.performer.practice_id, c.claim_id) for c in held if c.version > FIRST)
    moved, named = {item.receipt_id for item in claims} | state.waiting.keys(), named_by(inputs)
    if moved or named:
        await _load_heads(connection, generation, moved | named, state)
        paid = await load_settlements(connection, generation, named | corrected, moved, state.settlements)
        asked = paid.union(item.receipt_id for item in again)
        if asked:
            await _load_standing(connection, generation, asked, state)
    subjects = {item.claim.subject_id for item in claims} | {claim.subject_id for claim in held}
    subjects.update(item.rights.subject_id for item in inputs if isinstance(item, RightsInput))
    if subjects:
        await _load_rights(connection, generation, subjects, state)
    years = {(item.claim.subject_id, item.year) for item in claims}
    years.update((claim.subject_id, int(claim.care_date[:4])) for claim in held)
    years.update(_years_of(corrected, state))
    if years:
        await _load_years(connection, generation, years, state)
    return state


def _years_of(corrected: Iterable[bytes], state: FlushState) -> Iterator[SubjectYearKey]:
    """Years of care of receipts that may be replaced: a correction may move the day of care."""
    for receipt_id in corrected:
        before = receipt_in(state.standing.get(receipt_id))
        if before is not None:
            yield before.subject_id, int(before.care_date[:4])


async def _load_waiting(
    connection: Connection, generation: int, inputs: Sequence[Input], corrected: Collection[bytes], state: FlushState
) -> None:
    subjects = [item.rights.subject_id for item in inputs if isinstance(item, RightsInput)]
    # A claim re-sent while it waits has a head; its waiting row is needed only by rights and control records.
    controls = [item.control for item in inputs if isinstance(item, ControlInput)]
    deadlines = [c.deadline.receipt_id for c in controls if c.WhichOneof("decision") == "deadline"]
    hashes = [c.guarantees.guarantees_hash for c in controls if c.WhichOneof("decision") == "guarantees"]
    rows = []
    if corrected:
        rows += await connection.fetch(_WAITING + "receipt_id = any($2)", generation, uuids(corrected))
    if subjects:
        rows += await connection.fetch(_WAITING + "subject_id = any($2)", generation, uuids(subjects))
    if deadlines:
        known = [value for value in deadlines if len(value) == ID_BYTES]
        rows += await connection.fetch(_WAITING + "receipt_id = any($2)", generation, uuids(known))
    if hashes:
        rows += await connection.fetch(_WAITING + "needs_hash = any($2)", generation, hashes)
    for row in rows:
        receipt_id, partition, subject_id, home_id, *rest = row
        claim = WaitingClaim(receipt_id.bytes, partition, subject_id.bytes, home_id.bytes, *rest)
        state.waiting[claim.receipt_id] = claim


async def _load_rights(connection: Connection, generation: int, subjects: Iterable[bytes], state: FlushState) -> None:
    rows = await connection.fetch(
        """select subject_id, revision, home_id, body, partition
           from rights where generation = $1 and subject_id = any($2)""",
        generation,
        uuids(subjects),
    )
    for subject, revision, home, body, partition in rows:
        state.rights[subject.bytes] = KnownRights(
            revision, home.bytes, BeneficiaryRights.FromString(body), body, partition
        )


async def _load_years(connection: Connection, generation: int, keys: set[SubjectYearKey], state: FlushState) -> None:
    first: dict[bytes, int] = {}
    last: dict[bytes, int] = {}
    for subject, year in keys:
        first[subject] = min(first.get(subject, year), year)
        last[subject] = max(last.get(subject, year), year)
    # A range of the primary key for each subject: rows that are not there cost nothing.
    rows = await connection.fetch(
        """select y.subject_id, y.year, y.body from unnest($2::uuid[], $3::int[], $4::int[]) k(subject_id, first, last)
           join subject_year y on y.generation = $1 and y.subject_id = k.subject_id
               and y.year between k.first and k.last""",
        generation,
        uuids(first),
        [year - YEARS_AROUND for year in first.values()],
        [year + YEARS_AROUND for year in last.values()],
    )
    for subject_id, year, body in rows:
        subject = subject_id.bytes
        state.years.setdefault(subject, {})[year] = SubjectYear.FromString(body)
        state.stored_years.add((subject, year))


async def _load_heads(connection: Connection, generation: int, receipts: Iterable[bytes], state: FlushState) -> None:
    rows = await connection.fetch(
        """select receipt_id, partition, version, content_hash, last_seq, revision, basis
           from claim_head where generation = $1 and receipt_id = any($2)""",
        generation,
        uuids(receipts),
    )
    for receipt, *head in rows:
        state.heads[receipt.bytes] = Head(*head)
    state.stored_heads.update(state.heads)


async def _load_standing(connection: Connection, generation: int, receipts: Iterable[bytes], state: FlushState) -> None:
    rows = await connection.fetch(
        """select h.receipt_id, e.kind, e.audience, e.subject_id, e.payload from claim_head h
           join entry e on e.generation = h.generation and e.partition = h.partition and e.seq = h.last_seq
           where h.generation = $1 and h.receipt_id = any($2)""",
        generation,
        uuids(receipts),
    )
    for receipt, kind, audience, subject, payload in rows:
        state.standing[receipt.bytes] = StandingEntry(kind, audience, subject.bytes if subject else None, payload)


async def load_guarantees(
    connection: Connection, generation: int, partitions: Sequence[int]
) -> dict[tuple[int, bytes], bytes]:
    """Every guarantee table that the partitions know."""
    rows = await connection.fetch(
        "select partition, hash, body from guarantees where generation = $1 and partition = any($2)",
        generation,
        list(partitions),
    )
    return {(row[0], row[1]): row[2] for row in rows}
