"""Persons in PostgreSQL: locked in one order, read whole, and written with their new revisions in one statement."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Final

import asyncpg

from adri import records
from adri.composition import Composed, Known, Place
from adri.insurer_contracts import Held
from chassis.outbox import encode_headers
from chassis.postgres import Connection
from chassis.telemetry import inject_headers
from vitale.rights.v1.counter_pb2 import ComplementaryCounter
from vitale.rights.v1.rights_pb2 import ComplementaryContract

# Both statements below go through persons in the order of their identifiers: two cards that share persons wait for
# each other in that order, never in a circle.
_ADD_PERSONS: Final = """
insert into beneficiary (subject_id, home_id, partition, birth_date)
select * from unnest($1::bytea[], $2::bytea[], $3::int[], $4::text[]) as p (subject_id, h, p, b) order by subject_id
on conflict (subject_id) do nothing
"""
_LOCK: Final = """
select subject_id, home_id, partition, birth_date, revision from beneficiary
where subject_id = any($1::bytea[]) order by subject_id for update
"""
# Read after the locks are held: what another card wrote while this one waited is then seen.
_RIGHTS: Final = """
select subject_id, body from rights r join unnest($1::bytea[], $2::bigint[]) as w (subject_id, revision)
using (subject_id, revision)
"""
_COVERAGES: Final = "select subject_id, opener_id, body, counter from coverage where subject_id = any($1::bytea[])"
_SHOWN: Final = """
select distinct on (subject_id, opener_id) subject_id, opener_id, body from counter_rights
where subject_id = any($1::bytea[]) order by subject_id, opener_id, revision desc
"""
_CONTRACTS: Final = """
select subject_id, opener_id, insurer, contract_id, body, counter from insurer_contract
where subject_id = any($1::bytea[]) and not withdrawn
"""
_WRITE: Final = """
with changed as (
    select * from unnest($1::bytea[], $2::bigint[], $3::text[], $4::bytea[], $5::bytea[], $6::bytea[])
        as c (subject_id, revision, birth_date, body, headers, value_ref)
), counted as (
    update beneficiary b set revision = c.revision, birth_date = c.birth_date
    from changed c where b.subject_id = c.subject_id
), written as (
    insert into rights (subject_id, revision, body, known_from) select subject_id, revision, body, $7 from changed
), shown as (
    insert into counter_rights (subject_id, opener_id, revision, body)
    select * from unnest($8::bytea[], $9::bytea[], $10::bigint[], $11::bytea[])
)
insert into outbox (topic, partition, key, headers, value_ref)
select $12, b.partition, b.home_id, c.headers, c.value_ref from changed c join beneficiary b using (subject_id)
"""


async def add(connection: Connection, persons: Sequence[tuple[Place, str]]) -> None:
    """Make persons known by place and birth date; who is known stays as they are."""
    places = [place for place, _ in persons]
    await connection.execute(
        _ADD_PERSONS,
        [place.subject_id for place in places],
        [place.home_id for place in places],
        [place.partition for place in places],
        [birth_date for _, birth_date in persons],
    )


async def locked(connection: Connection, subjects: Collection[bytes]) -> list[Known]:
    """Persons as they are, locked until the transaction ends."""
    rows = await connection.fetch(_LOCK, list(subjects))
    found = [row["subject_id"] for row in rows]
    bodies = {
        row["subject_id"]: row["body"]
        for row in await connection.fetch(_RIGHTS, found, [row["revision"] for row in rows])
    }
    coverages = _by_person(await connection.fetch(_COVERAGES, found))
    shown = _by_person(await connection.fetch(_SHOWN, found))
    contracts = _by_person(await connection.fetch(_CONTRACTS, found))
    return [
        Known(
            place=Place(subject, row["home_id"], row["partition"]),
            birth_date=row["birth_date"],
            revision=row["revision"],
            body=bodies.get(subject, b""),
            coverages={opened["opener_id"]: opened["body"] for opened in coverages.get(subject, ())},
            counters={opened["opener_id"]: opened["counter"] for opened in coverages.get(subject, ())},
            shown={opened["opener_id"]: opened["body"] for opened in shown.get(subject, ())},
            contracts=_held(contracts.get(subject, ())),
        )
        for row in rows
        for subject in [row["subject_id"]]
    ]


async def write(connection: Connection, composed: Iterable[Composed], at: datetime) -> None:
    """Keep the new revisions of those who changed, what the counter is shown, and the rows to publish."""
    changed = [person for person in composed if person.changed]
    if not changed:
        return
    trace = inject_headers()
    known = [person.known for person in changed]
    shown = [(p.place.subject_id, opener, p.known.revision, body) for p in changed for opener, body in p.shown.items()]
    headers = [records.rights_headers(person.place.subject_id, person.revision, at, trace) for person in known]
    await connection.execute(
        _WRITE,
        [person.place.subject_id for person in known],
        [person.revision for person in known],
        [person.birth_date for person in known],
        [person.body for person in known],
        [encode_headers(named) for named in headers],
        [records.rights_reference(person.place.subject_id, person.revision) for person in known],
        at,
        *([row[column] for row in shown] for column in range(4)),
        records.TOPIC_RIGHTS,
    )


def _by_person(rows: Iterable[asyncpg.Record]) -> dict[bytes, list[asyncpg.Record]]:
    found: dict[bytes, list[asyncpg.Record]] = {}
    for row in rows:
        found.setdefault(row["subject_id"], []).append(row)
    return found


def _held(rows: Iterable[asyncpg.Record]) -> dict[bytes, tuple[Held, ...]]:
    found: dict[bytes, tuple[Held, ...]] = {}
    for row in rows:
        contract = ComplementaryContract.FromString(row["body"])
        held = Held(row["insurer"], row["contract_id"], contract, ComplementaryCounter.FromString(row["counter"]))
        found[row["opener_id"]] = (*found.get(row["opener_id"], ()), held)
    return found
