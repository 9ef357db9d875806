"""Rights in PostgreSQL: one transaction a state or contract, the persons it touches locked in one order."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

import asyncpg

from adri import persons_postgres as persons
from adri import records
from adri.composition import Composed, compose
from adri.contract_statements import NewContract
from adri.contract_taking import KeptContract, taken
from adri.guarantees import NamedTable
from adri.store import NewState, StateKey
from adri.versions import Answered, Version, repeats
from chassis.outbox import encode_headers
from chassis.postgres import Connection, Pool, translated
from chassis.telemetry import inject_headers

_ANSWERED: Final = """
select state_version, content_hash, subjects, revisions from opener_state
where scheme = $1 and scheme_person_id = $2
"""
# One state of an opener at a time. Taken first and alone, so it closes no circle with the locks on persons.
_LOCK_OPENER: Final = "select pg_advisory_xact_lock($1)"
# The same for a contract; of two numbers, so that it is another lock than any opener's.
_LOCK_CONTRACT: Final = "select pg_advisory_xact_lock($1, $2)"
_ON_CARD: Final = "select subject_id from coverage where opener_id = $1"
_WRITE_STATE: Final = """
with state as (
    insert into opener_state (scheme, scheme_person_id, state_version, content_hash, subjects, revisions)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (scheme, scheme_person_id) do update set state_version = excluded.state_version,
        content_hash = excluded.content_hash, subjects = excluded.subjects, revisions = excluded.revisions
), gone as (
    delete from coverage where opener_id = $7 and subject_id <> all($8::bytea[])
)
insert into coverage (subject_id, opener_id, body, counter, confirmed_at)
select subject_id, $7, body, counter, $11 from unnest($8::bytea[], $9::bytea[], $10::bytea[])
    as c (subject_id, body, counter)
on conflict (subject_id, opener_id)
do update set body = excluded.body, counter = excluded.counter, confirmed_at = excluded.confirmed_at
"""
_CONTRACT: Final = """
select contract_version, content_hash, subject_id, revision from insurer_contract
where insurer = $1 and contract_id = $2
"""
_WRITE_CONTRACT: Final = """
insert into insurer_contract (insurer, contract_id, contract_version, content_hash, subject_id, opener_id, body,
    counter, withdrawn, revision)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (insurer, contract_id) do update set contract_version = excluded.contract_version,
    content_hash = excluded.content_hash, subject_id = excluded.subject_id, opener_id = excluded.opener_id,
    body = excluded.body, counter = excluded.counter, withdrawn = excluded.withdrawn, revision = excluded.revision
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

    async def put_contract(self, new: NewContract) -> int:
        """Take a contract; see the port."""
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                return await _put_contract(connection, new)
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
    card = state.card
    await connection.execute(_LOCK_OPENER, int.from_bytes(card.opener_id[:8], signed=True))
    known = _answered(await connection.fetchrow(_ANSWERED, state.key.scheme, state.key.person_id))
    if known is not None and repeats(known.version, state.version):
        return known
    await persons.add(connection, [(member.place, member.birth_date) for member in card.members])
    touched = {member.place.subject_id for member in card.members}
    touched |= {row["subject_id"] for row in await connection.fetch(_ON_CARD, card.opener_id)}
    composed = compose(card, await persons.locked(connection, touched))
    answer = _answer(state, composed)
    await connection.execute(_WRITE_STATE, *_columns(state, answer, composed))
    await persons.write(connection, composed, state.received_at)
    return answer


async def _put_contract(connection: Connection, new: NewContract) -> int:
    named = (new.held.insurer, new.held.contract_id)
    await connection.execute(_LOCK_CONTRACT, *_contract_lock(*named))
    before, sent = await _kept(connection, named), Version(new.contract_version, new.content_hash)
    if before is not None and repeats(before.version, sent, "contract_version"):
        return before.revision
    touched = {new.place.subject_id} | ({before.subject_id} if before else set())
    known = await persons.locked(connection, touched)
    composed = taken(new, {person.place.subject_id: person for person in known})
    await persons.write(connection, composed, new.received_at)
    revision = next(p.known.revision for p in composed if p.place.subject_id == new.place.subject_id)
    bodies = (new.held.contract.SerializeToString(), new.held.counter.SerializeToString())
    whose = (new.place.subject_id, new.opener_id)
    await connection.execute(_WRITE_CONTRACT, *named, *sent, *whose, *bodies, new.withdrawn, revision)
    return revision


async def _kept(connection: Connection, named: tuple[str, str]) -> KeptContract | None:
    row = await connection.fetchrow(_CONTRACT, *named)
    if row is None:
        return None
    version = Version(row["contract_version"], row["content_hash"])
    return KeptContract(version, row["subject_id"], row["revision"])


def _contract_lock(insurer: str, contract_id: str) -> tuple[int, int]:
    digest = hashlib.sha256(f"{insurer}/{contract_id}".encode()).digest()
    return int.from_bytes(digest[:4], signed=True), int.from_bytes(digest[4:8], signed=True)


def _answer(state: NewState, composed: Sequence[Composed]) -> Answered:
    revisions = {person.place.subject_id: person.known.revision for person in composed}
    subjects = tuple(member.place.subject_id for member in state.card.members)
    return Answered(state.state_version, state.content_hash, subjects, tuple(revisions[s] for s in subjects))


def _columns(state: NewState, answer: Answered, composed: Sequence[Composed]) -> tuple[object, ...]:
    opener_id = state.card.opener_id
    stated = [person.known for person in composed if opener_id in person.known.coverages]
    return (
        state.key.scheme,
        state.key.person_id,
        state.state_version,
        state.content_hash,
        answer.subjects,
        answer.revisions,
        opener_id,
        [person.place.subject_id for person in stated],
        [person.coverages[opener_id] for person in stated],
        [person.counters.get(opener_id, b"") for person in stated],
        state.received_at,
    )


def _answered(row: asyncpg.Record | None) -> Answered | None:
    if row is None:
        return None
    return Answered(row["state_version"], row["content_hash"], tuple(row["subjects"]), tuple(row["revisions"]))
