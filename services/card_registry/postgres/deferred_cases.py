"""Second arrivals in PostgreSQL."""

from datetime import datetime
from typing import Final

import asyncpg

from card_registry.deferred_cases import DeferredCase
from card_registry.postgres.session import Store
from chassis.errors import DomainError, ErrorCode

_ADD: Final = """
insert into deferred_case (case_id, arrived_at, scanned_at, practice_id, first_context_id)
values ($1, $2, $3, $4, $5) on conflict (case_id) do nothing
"""
_WAITING: Final = "select * from deferred_case where finding is null order by arrived_at, case_id limit 1000"
_CLOSE: Final = """
update deferred_case set finding = coalesce(finding, $2), closed_by = coalesce(closed_by, $3),
    closed_at = coalesce(closed_at, $4)
where case_id = $1 returning finding
"""


class PostgresDeferredCases(Store):
    """Second arrivals; see the port."""

    async def add(self, case: DeferredCase) -> None:
        """Keep a case; nothing when it is known."""
        async with self._session() as connection:
            at = (case.arrived_at, case.scanned_at)
            await connection.execute(_ADD, case.case_id, *at, case.practice_id, case.first_context_id)

    async def waiting(self) -> list[DeferredCase]:
        """Cases nobody has closed, the oldest first."""
        async with self._session() as connection:
            return [_case_of(row) for row in await connection.fetch(_WAITING)]

    async def close(self, case_id: bytes, finding: str, *, by: str, at: datetime) -> None:
        """Note what was found; see the port."""
        async with self._session() as connection:
            noted = await connection.fetchval(_CLOSE, case_id, finding, by, at)
        if noted is None:
            raise DomainError(ErrorCode.NOT_FOUND)
        if noted != finding:
            raise DomainError(ErrorCode.CONTENT_CONFLICT)


def _case_of(row: asyncpg.Record) -> DeferredCase:
    return DeferredCase(
        row["case_id"], row["arrived_at"], row["scanned_at"], row["practice_id"], row["first_context_id"]
    )
