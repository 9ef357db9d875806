"""The store on PostgreSQL: one statement for a lookup of any size, one for a registration."""

from collections.abc import Mapping, Sequence
from typing import Final

import asyncpg

from chassis.postgres import Pool
from identity.model import Binding, Changes, Subject
from identity.store import Raced

_FIND: Final = """
select fingerprint, subject_id, home_id, partition, opener_id, anonymous
from alias join subject using (subject_id) join home using (home_id)
where fingerprint = any($1::bytea[])
"""

_NAMES: Final = """
select subject_id, sealed from subject left join first_name using (subject_id) where subject_id = any($1::bytea[])
"""

_FACTS: Final = "select subject_id, sealed from facts where subject_id = any($1::bytea[])"

_NUMBERS: Final = """
select subject_id, array_agg(sealed) as sealed from alias
where subject_id = any($1::bytea[]) and sealed is not null group by subject_id
"""

# One statement is one transaction: an entry that exists already refuses the whole of it. Entries go in by order of
# fingerprint and names by order of subject, so two registrations that overlap wait for each other in one direction.
_WRITE: Final = """
with new_homes as (
    insert into home (home_id, partition) select * from unnest($1::bytea[], $2::smallint[])
), new_subjects as (
    insert into subject (subject_id, home_id, anonymous) select * from unnest($3::bytea[], $4::bytea[], $5::boolean[])
), new_names as (
    insert into first_name (subject_id, sealed) select * from unnest($6::bytea[], $7::bytea[])
    on conflict (subject_id) do update set sealed = excluded.sealed
), new_facts as (
    insert into facts (subject_id, sealed) select * from unnest($13::bytea[], $14::bytea[])
    on conflict (subject_id) do update set sealed = excluded.sealed
)
insert into alias (fingerprint, kind, subject_id, opener_id, sealed)
select * from unnest($8::bytea[], $9::smallint[], $10::bytea[], $11::bytea[], $12::bytea[])
"""

_RACES: Final = (asyncpg.UniqueViolationError, asyncpg.DeadlockDetectedError)


class PostgresVaultStore:
    """Keeps the vault in the schema `identity`."""

    def __init__(self, pool: Pool) -> None:
        """Take a pool whose search_path is the vault's schema."""
        self._pool = pool

    async def find(self, fingerprints: Sequence[bytes]) -> Mapping[bytes, Binding]:
        """Give the binding of each known index entry."""
        rows = await self._pool.fetch(_FIND, list(fingerprints))
        return {row["fingerprint"]: _binding(row) for row in rows}

    async def names(self, subject_ids: Sequence[bytes]) -> Mapping[bytes, bytes | None]:
        """Give the sealed first name of each subject that exists."""
        rows = await self._pool.fetch(_NAMES, list(subject_ids))
        return {row["subject_id"]: row["sealed"] for row in rows}

    async def facts(self, subject_ids: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """Give the sealed civil facts of each subject that has some."""
        rows = await self._pool.fetch(_FACTS, list(subject_ids))
        return {row["subject_id"]: row["sealed"] for row in rows}

    async def numbers(self, subject_ids: Sequence[bytes]) -> Mapping[bytes, Sequence[bytes]]:
        """Give the sealed numbers of each subject that has one."""
        rows = await self._pool.fetch(_NUMBERS, list(subject_ids))
        return {row["subject_id"]: row["sealed"] for row in rows}

    async def write(self, changes: Changes) -> None:
        """Write all or nothing; raise Raced when an entry exists already."""
        try:
            await self._pool.execute(_WRITE, *_columns(changes))
        except _RACES:
            # The server's message quotes the entry; it says nothing the retry needs.
            raise Raced from None


def _binding(row: asyncpg.Record) -> Binding:
    subject = Subject(row["subject_id"], row["home_id"], row["partition"])
    return Binding(subject, row["opener_id"], row["anonymous"])


def _columns(changes: Changes) -> list[list[object]]:
    new = changes.new_subjects
    names, facts = sorted(changes.names.items()), sorted(changes.facts.items())
    aliases = sorted(changes.aliases, key=lambda alias: alias.fingerprint)
    return [
        list(changes.new_homes.keys()),
        list(changes.new_homes.values()),
        [subject.subject.subject_id for subject in new],
        [subject.subject.home_id for subject in new],
        [subject.anonymous for subject in new],
        [subject_id for subject_id, _ in names],
        [sealed for _, sealed in names],
        [alias.fingerprint for alias in aliases],
        [alias.kind for alias in aliases],
        [alias.subject_id for alias in aliases],
        [alias.opener_id for alias in aliases],
        [alias.sealed for alias in aliases],
        [subject_id for subject_id, _ in facts],
        [sealed for _, sealed in facts],
    ]
