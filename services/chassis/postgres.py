"""PostgreSQL pools, each bound to one schema and one role, and the verdict on which errors are the infrastructure's."""

import asyncio
from typing import TYPE_CHECKING, Any, Final

import asyncpg

from chassis.errors import DomainError, ErrorCode

if TYPE_CHECKING:
    Pool = asyncpg.Pool[asyncpg.Record]
    Connection = asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]
else:
    Pool, Connection = asyncpg.Pool, asyncpg.Connection

_VALUE_CLASSES: Final = ("22", "23")  # data exception, integrity constraint violation
_CONNECT_S: Final = 10.0
_COMMAND_S: Final = 15.0


async def pool(
    dsn: str,
    *,
    schema: str,
    role: str | None = None,
    min_size: int = 1,
    max_size: int = 10,
    settings: dict[str, str] | None = None,
) -> Pool:
    """Open a pool whose connections see one schema, as one role when given (`SET ROLE`).

    Statements end after 10 s, idle transactions after 5 s, waits for a lock after 2 s; `settings` overrides these
    (names and values of PostgreSQL parameters). Raises DomainError UNAVAILABLE when the database does not answer.
    """
    server = {
        "search_path": schema,
        "application_name": f"vitale-{schema}",
        "jit": "off",
        "statement_timeout": "10s",
        "lock_timeout": "2s",
        "idle_in_transaction_session_timeout": "5s",
        "timezone": "UTC",
        **({"role": role} if role else {}),
        **(settings or {}),
    }
    try:
        opened: Pool = await asyncpg.create_pool(
            dsn,
            min_size=min_size,
            max_size=max_size,
            timeout=_CONNECT_S,
            command_timeout=_COMMAND_S,
            server_settings=server,
            reset=_nothing_to_reset,
        )
    except Exception as error:
        raise translated(error) from error
    return opened


async def _nothing_to_reset(_connection: object) -> None:
    """Spare a round trip at each release: no session keeps settings, cursors or listeners here.

    A transaction that is still open is rolled back before this; the relay unlocks its advisory lock itself.
    """


async def ping(opened: Pool, *, timeout_s: float = 2.0) -> None:
    """Ask the database for one; DomainError UNAVAILABLE when it does not answer within timeout_s."""
    try:
        async with asyncio.timeout(timeout_s):
            await opened.fetchval("SELECT 1")
    except Exception as error:
        raise translated(error) from error


def is_infrastructure(error: BaseException) -> bool:
    """Tell whether an error is the infrastructure's, to be retried with backoff: all SQLSTATE classes but 22 and 23.

    Errors that do not come from the database or the network are not.
    """
    if isinstance(error, asyncpg.PostgresError):
        state = error.sqlstate
        return not (isinstance(state, str) and state[:2] in _VALUE_CLASSES)
    if isinstance(error, DomainError):
        return error.code is ErrorCode.UNAVAILABLE
    return isinstance(error, asyncpg.InterfaceError | asyncpg.InternalClientError | OSError | TimeoutError)


def translated(error: BaseException) -> BaseException:
    """Give the DomainError a database error stands for (UNAVAILABLE, DATABASE_REFUSED), or the error itself."""
    if isinstance(error, DomainError):
        return error
    if is_infrastructure(error):
        return DomainError(ErrorCode.UNAVAILABLE, {"dependency": "postgres", **_place(error)})
    if isinstance(error, asyncpg.PostgresError):
        return DomainError(ErrorCode.DATABASE_REFUSED, _place(error))
    return error


def _place(error: BaseException) -> dict[str, str]:
    """Name where the database refused: never its text or DETAIL, which quote rows."""
    fields: dict[str, Any] = {
        "sqlstate": getattr(error, "sqlstate", None),
        "table": getattr(error, "table_name", None),
        "column": getattr(error, "column_name", None),
        "constraint": getattr(error, "constraint_name", None),
    }
    return {name: str(value) for name, value in fields.items() if value}
