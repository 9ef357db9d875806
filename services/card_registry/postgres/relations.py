"""Care relations in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from card_registry import events
from card_registry.card import not_active
from card_registry.postgres import rows
from card_registry.postgres.presentations import end_relations
from card_registry.postgres.session import Store, queue, tell
from card_registry.records import Row
from card_registry.store import Context, Relation
from chassis.errors import DomainError, ErrorCode
from vitale.card.v1.card_pb2 import CARD_STATE_ACTIVE

_OPEN: Final = """
insert into care_relation (relation_id, context_id, holder_id, cared_id, cared_home, cared_partition, practice_id,
    practice_name, kind, reference, opened_at, proof_time, until)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
on conflict (relation_id) do nothing returning relation_id
"""
_RELATION: Final = "select * from care_relation where relation_id = $1"
_OF_HOLDER: Final = "select * from care_relation where holder_id = $1 order by opened_at desc, relation_id"
# Shared, so that a use and a revocation stand one after the other: no context outlives its relation.
_ENDED: Final = "select ended_at from care_relation where relation_id = $1 for share"
_STATE: Final = "select state from card where serial = $1 for update"
_USE: Final = """
insert into context (context_id, serial, holder_id, presented_id, presented_home, presented_partition, practice_id,
        practice_name, actor_id, profession, purposes, method, freshness, proof_time, started_at, ends_at, relation_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
"""
_LOCK: Final = "select serial from card where serial = (select serial from context where context_id = $1) for update"


class PostgresRelationStore(Store):
    """Care relations; see the port."""

    async def open_relation(self, relation: Relation, serial: bytes, accesses: Sequence[Row]) -> Relation:
        """Keep a relation with its records; see the port."""
        async with self._transaction() as connection:
            kept = await connection.fetchval(_OPEN, *rows.relation_columns(relation))
            known = None if kept else await connection.fetchrow(_RELATION, relation.relation_id)
            if known is not None:
                return rows.relation_of(known)
            opened = events.relation_changed(relation, serial, relation.opened_at, ended=False)
            await tell(connection, serial, [opened])
            await queue(connection, accesses)
        return relation

    async def relation(self, relation_id: bytes) -> Relation | None:
        """A relation."""
        async with self._session() as connection:
            row = await connection.fetchrow(_RELATION, relation_id)
        return None if row is None else rows.relation_of(row)

    async def relations_of(self, holder_id: bytes) -> list[Relation]:
        """Relations that a holder's cards opened, newest first."""
        async with self._session() as connection:
            return [rows.relation_of(row) for row in await connection.fetch(_OF_HOLDER, holder_id)]

    async def use_relation(self, context: Context, accesses: Sequence[Row]) -> None:
        """Keep a context of a relation with its records; see the port."""
        async with self._transaction() as connection:
            relation = await connection.fetchrow(_ENDED, context.relation_id)
            card = await connection.fetchrow(_STATE, context.serial)
            if relation is None or card is None:
                raise DomainError(ErrorCode.NOT_FOUND)
            if relation["ended_at"] is not None:
                raise DomainError(ErrorCode.CONTEXT_DEAD)
            if card["state"] != CARD_STATE_ACTIVE:
                raise not_active(card["state"])
            await connection.execute(_USE, *rows.context_columns(context))
            await queue(connection, accesses)

    async def revoke_relation(self, relation_id: bytes, at: datetime) -> None:
        """End a relation and its contexts; see the port."""
        async with self._transaction() as connection:
            row = await connection.fetchrow(f"{_RELATION} for update", relation_id)
            if row is None or row["ended_at"] is not None:
                return
            serial = await connection.fetchval(_LOCK, row["context_id"])
            await end_relations(connection, [row], serial=serial, at=at)
