"""Rights in PostgreSQL: one transaction a state, the persons it touches locked in one order, one statement to write."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

import asyncpg

from adri import records
from adri.composition import Card, Composed, Known, Place, compose
from adri.guarantees import NamedTable
from adri.store import NewState, StateKey
from adri.versions import Answered, repeats
from chassis.outbox import encode_headers
from chassis.postgres import Connection, Pool, translated
from chassis.telemetry import inject_headers

_ANSWERED: Final = """
select state_version, content_hash, subjects, revisions from opener_state
where scheme = $1 and scheme_person_id = $2
"""
# One state of an opener at a time. Taken first and alone, so it closes no circle with the locks on persons.
_LOCK_OPENER: Final = "select pg_advisory_xact_lock($1)"
_ON_CARD: Final = "select subject_id from coverage where opener_id = $1"
# Both statements below go through persons in the order of their identifiers: two cards that share persons wait for
# each other in that order, never in a circle.
_ADD_PERSONS: Final = """
insert into beneficiary (subject_id, home_id, partition, birth_date)
select * from unnest($1::bytea[], $2::bytea[], $3::int[], $4::text[]) as p (subject_id, h, p, b) order by subject_id
on conflict (subject_id) do nothing
"""
_LOCK_PERSONS: Final = """
select subject_id, home_id, partition, birth_date, revision from beneficiary
where subject_id = any($1::bytea[]) order by subject_id for update
"""
# Read after the locks are held: what another card wrote while this one waited is then seen.
_READ_RIGHTS: Final = """
select subject_id, body from rights r join unnest($1::bytea[], $2::bigint[]) as w (subject_id, revision)
using (subject_id, revision)
"""
_READ_COVERAGES: Final = "select subject_id, opener_id, body from coverage where subject_id = any($1::bytea[])"
_WRITE: Final = """
with state as (
    insert into opener_state (scheme, scheme_person_id, state_version, content_hash, subjects, revisions)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (scheme, scheme_person_id) do update set state_version = excluded.state_version,
        content_hash = excluded.content_hash, subjects = excluded.subjects, revisions = excluded.revisions
), gone as (
    delete from coverage where opener_id = $7 and subject_id <> all($8::bytea[])
), stated as (
    insert into coverage (subject_id, opener_id, body)
    select subject_id, $7, body from unnest($8::bytea[], $9::bytea[]) as c (subject_id, body)
    on conflict (subject_id, opener_id) do update set body = excluded.body where coverage.body <> excluded.body
), changed as (
    select * from unnest($10::bytea[], $11::bigint[], $12::text[], $13::bytea[], $14::bytea[], $15::bytea[])
        as c (subject_id, revision, birth_date, body, headers, value_ref)
), counted as (
    update beneficiary b set revision = c.revision, birth_date = c.birth_date
    from changed c where b.subject_id = c.subject_id
), written as (
    insert into rights (subject_id, revision, body) select subject_id, revision, body from changed
)
insert into outbox (topic, partition, key, headers, value_ref)
select $16, b.partition, b.home_id, c.headers, c.value_ref from changed c join beneficiary b using (subject_id)
"""
_INSURERS: Final = "select hash, amc_number from guarantee_table where hash = any($1::bytea[])"
_PUT_TABLE: Final = """
with kept as (
    insert into guarantee_table (hash, amc_number, body) values ($1, $2, $3)
    on conflict (hash) do nothing returning hash
), queued as (
    insert into outbox (topic, partition, key, headers, value_ref)
    select $4, p.partition, $5, p.headers, kept.hash
    from kept, unnest($6::int[], $7::bytea[]) as p (partition, headers) order by p.partition
)
select count(*) from kept
"""


class PostgresRightsStore:
    """The store of production; the pool sees this service's schema."""

    def __init__(self, pool: Pool) -> None:
        """Take the pool."""
        self._pool = pool

    async def answered(self, key: StateKey) -> Answered | None:
        """The last state taken of an opener, or None."""
        try:
            return _answered(await self._pool.fetchrow(_ANSWERED, key.scheme, key.person_id))
        except Exception as error:
            raise translated(error) from error

    async def put(self, state: NewState) -> Answered:
        """Take a state; see the port."""
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                return await _put(connection, state)
        except Exception as error:
            raise translated(error) from error

    async def insurers(self, hashes: Collection[bytes]) -> Mapping[bytes, str]:
        """AMC numbers of those guarantee tables that are known."""
        if not hashes:
            return {}
        try:
            return {row["hash"]: row["amc_number"] for row in await self._pool.fetch(_INSURERS, list(hashes))}
        except Exception as error:
            raise translated(error) from error

    async def put_table(self, table: NamedTable, received_at: datetime) -> bool:
        """Keep a guarantee table and queue it for every partition; False when it was known."""
        trace = inject_headers()
        partitions = list(range(records.PARTITIONS))
        headers = [encode_headers(records.control_headers(table.hash, p, received_at, trace)) for p in partitions]
        target = (records.TOPIC_CONTROL, records.CONTROL_KEY)
        try:
            kept = await self._pool.fetchval(
                _PUT_TABLE, table.hash, table.amc_number, table.body, *target, partitions, headers
            )
        except Exception as error:
            raise translated(error) from error
        return bool(kept)


async def _put(connection: Connection, state: NewState) -> Answered:
    await connection.execute(_LOCK_OPENER, int.from_bytes(state.card.opener_id[:8], signed=True))
    known = _answered(await connection.fetchrow(_ANSWERED, state.key.scheme, state.key.person_id))
    if known is not None and repeats(known, state.state_version, state.content_hash):
        return known
    composed = compose(state.card, await _lock_persons(connection, state.card))
    answer = _answer(state, composed)
    await connection.execute(_WRITE, *_columns(state, answer, composed))
    return answer


async def _lock_persons(connection: Connection, card: Card) -> list[Known]:
    members = card.members
    touched = {member.place.subject_id for member in members}
    touched |= {row["subject_id"] for row in await connection.fetch(_ON_CARD, card.opener_id)}
    places = [member.place for member in members]
    await connection.execute(
        _ADD_PERSONS,
        [place.subject_id for place in places],
        [place.home_id for place in places],
        [place.partition for place in places],
        [member.birth_date for member in members],
    )
    rows = await connection.fetch(_LOCK_PERSONS, list(touched))
    subjects = [row["subject_id"] for row in rows]
    bodies = await connection.fetch(_READ_RIGHTS, subjects, [row["revision"] for row in rows])
    return _known(rows, bodies, await connection.fetch(_READ_COVERAGES, subjects))


def _known(
    persons: Sequence[asyncpg.Record], bodies: Sequence[asyncpg.Record], coverages: Sequence[asyncpg.Record]
) -> list[Known]:
    by_subject = {row["subject_id"]: row["body"] for row in bodies}
    opened: dict[bytes, dict[bytes, bytes]] = {row["subject_id"]: {} for row in persons}
    for row in coverages:
        opened[row["subject_id"]][row["opener_id"]] = row["body"]
    return [
        Known(
            place=Place(row["subject_id"], row["home_id"], row["partition"]),
            birth_date=row["birth_date"],
            revision=row["revision"],
            body=by_subject.get(row["subject_id"], b""),
            coverages=opened[row["subject_id"]],
        )
        for row in persons
    ]


def _answer(state: NewState, composed: Sequence[Composed]) -> Answered:
    revisions = {person.place.subject_id: person.revision for person in composed}
    subjects = tuple(member.place.subject_id for member in state.card.members)
    return Answered(state.state_version, state.content_hash, subjects, tuple(revisions[s] for s in subjects))


def _columns(state: NewState, answer: Answered, composed: Sequence[Composed]) -> tuple[object, ...]:
    stated = [person for person in composed if person.coverage is not None]
    changed = [person for person in composed if person.changed]
    trace = inject_headers()
    return (
        state.key.scheme,
        state.key.person_id,
        state.state_version,
        state.content_hash,
        answer.subjects,
        answer.revisions,
        state.card.opener_id,
        [person.place.subject_id for person in stated],
        [person.coverage for person in stated],
        [person.place.subject_id for person in changed],
        [person.revision for person in changed],
        [person.birth_date for person in changed],
        [person.body for person in changed],
        [encode_headers(_headers(person, state.received_at, trace)) for person in changed],
        [records.rights_reference(person.place.subject_id, person.revision) for person in changed],
        records.TOPIC_RIGHTS,
    )


def _headers(person: Composed, at: datetime, trace: tuple[tuple[str, bytes], ...]) -> tuple[tuple[str, bytes], ...]:
    return records.rights_headers(person.place.subject_id, person.revision, at, trace)


def _answered(row: asyncpg.Record | None) -> Answered | None:
    if row is None:
        return None
    return Answered(row["state_version"], row["content_hash"], tuple(row["subjects"]), tuple(row["revisions"]))
